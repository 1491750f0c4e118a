"""The facts of the platform that a contract is about: login, headers, where an error keeps its code.

`spec/platform.yaml` holds what the deployments have in common. A contract may have a file of the same name, whose
entries replace those of the common one.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from datetime import date
from typing import Any


@dataclass(frozen=True, slots=True)
class LoginFacts:
    """How a token is obtained: the mutation, its one argument, and the fields of input and answer.

    `ways` are the fields of the input of which exactly one is given; `api_key` and `refresh` are among them.
    `ends` is the mutation that makes all tokens invalid that its caller was given before.
    `site` is the server that has the mutation, None where the contract does not have it.
    """

    mutation: str
    argument: str
    input_type: str
    ways: tuple[str, ...]
    api_key: str
    token: str
    refresh: str | None = None
    claims: str | None = None
    refresh_token: str | None = None
    refresh_end: str | None = None
    ends: str | None = None
    site: str | None = None

    @property
    def document(self) -> str:
        """The operation that obtains a token; its one variable has the name of the argument."""
        name = self.argument
        return (
            f"mutation Login(${name}: {self.input_type}) "
            f"{{ {self.mutation}({name}: ${name}) {{ {self.token} }} }}"
        )


@dataclass(frozen=True, slots=True)
class HeaderFacts:
    """The names of headers: who asks, and that nothing is to be executed.

    `dry_run` is None where the platform has no such header; `dry_run_former` are its earlier names.
    """

    authorization: str
    dry_run: str | None = None
    dry_run_former: tuple[str, ...] = ()

    @property
    def all_dry_run(self) -> tuple[str, ...]:
        """The present and the former names of the header that asks for a dry run."""
        return self.dry_run_former if self.dry_run is None else (self.dry_run, *self.dry_run_former)

    @property
    def dry_run_header(self) -> tuple[str, str] | None:
        """The header that asks for a dry run, with its value."""
        return None if self.dry_run is None else (self.dry_run, "true")


@dataclass(frozen=True, slots=True)
class ErrorFacts:
    """The keys of an error's `extensions`, the form of a code, and how descriptions announce a list of codes."""

    code: str
    type: str
    description: str
    validation_errors: str
    code_form: str
    code_form_in_words: str
    announcement: str

    def is_code(self, text: object) -> bool:
        """Whether a value has the form of an error code."""
        return isinstance(text, str) and re.fullmatch(self.code_form, text, re.ASCII) is not None

    def country_of(self, code: str) -> str | None:
        """Return the part of a code that names a deployment, None where the form has no such part."""
        found = re.fullmatch(self.code_form, code, re.ASCII)
        return found.groupdict().get("country") if found else None


@dataclass(frozen=True, slots=True)
class PossibleErrorsFacts:
    """The field of a payload that a dry run fills with the codes a mutation may raise, and the fields of an entry.

    `deprecated` and `removed_from` are days such as 2025-03-01, None where the platform announced none.
    """

    field: str
    code: str
    message: str
    description: str
    type: str
    deprecated: str | None = None
    removed_from: str | None = None

    def may_be_missing(self, day: date) -> bool:
        """Whether payloads may do without the field on a day, as the platform announced."""
        return self.removed_from is not None and day >= date.fromisoformat(self.removed_from)


@dataclass(frozen=True, slots=True)
class Platform:
    """The facts of one platform. `login` and `possible_errors` are None where there is no such thing.

    `roles` maps what a code says ("no-token") to the codes that say it. `paths` are where the reference server
    puts each site.
    """

    headers: HeaderFacts
    errors: ErrorFacts
    login: LoginFacts | None = None
    possible_errors: PossibleErrorsFacts | None = None
    roles: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    paths: Mapping[str, str] = field(default_factory=dict)

    @property
    def possible_errors_field(self) -> str | None:
        """The field of a payload that a dry run fills, None where the platform has none."""
        return None if self.possible_errors is None else self.possible_errors.field

    def role_of(self, code: str) -> str | None:
        """Return the role of a code, None where it belongs to what a mutation does."""
        return next((role for role, codes in self.roles.items() if code in codes), None)

    def codes_of(self, *roles: str) -> frozenset[str]:
        """Return the codes that have one of these roles."""
        return frozenset(code for role in roles for code in self.roles.get(role, ()))

    def to_plain(self) -> dict[str, Any]:
        """Return the facts as plain values, to travel to another process."""
        return asdict(self)

    @classmethod
    def from_plain(cls, plain: Mapping[str, Any]) -> Platform:
        """Return the facts that `to_plain` wrote, or that the content of a complete platform.yaml states."""
        return cls(
            headers=_made(HeaderFacts, plain["headers"]),
            errors=_made(ErrorFacts, plain["errors"]),
            login=None if plain.get("login") is None else _made(LoginFacts, plain["login"]),
            possible_errors=None
            if plain.get("possible_errors") is None
            else _made(PossibleErrorsFacts, plain["possible_errors"]),
            roles={role: tuple(codes) for role, codes in (plain.get("roles") or {}).items()},
            paths=dict(plain.get("paths") or {}),
        )


def _made(kind: Any, plain: Mapping[str, Any]) -> Any:
    return kind(**{key: tuple(value) if isinstance(value, list) else value for key, value in plain.items()})
