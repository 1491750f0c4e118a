"""The facts of the platform that a contract is about: login, headers, where an error keeps its code.

`platform.yaml` beside this file holds what the deployments have in common. A contract may have a file of the
same name, whose entries replace those of the common one.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping
from dataclasses import asdict, dataclass, field, fields, replace
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import Any

from kraken_conformance.spec.exceptions import Problem
from kraken_conformance.spec.loading.contract_files import load_yaml, yaml_line

COMMON = Path(str(files("kraken_conformance.spec"))) / "platform.yaml"
"""The facts that all deployments have in common."""


@dataclass(frozen=True, slots=True)
class LoginFacts:
    """How a token is obtained: the mutation, its one argument, and the fields of input and answer.

    `ways` are the fields of the input of which exactly one is given; `api_key` and `refresh` are among them.
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
    """The field of a payload that a dry run fills with the codes a mutation may raise, and the fields of an entry."""

    field: str
    code: str
    message: str
    description: str
    type: str


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


SECTIONS: Mapping[str, Any] = {
    "login": LoginFacts,
    "headers": HeaderFacts,
    "errors": ErrorFacts,
    "possible_errors": PossibleErrorsFacts,
}
"""The sections of platform.yaml whose keys are fixed."""

NAMED: Mapping[str, type] = {"roles": list, "paths": str}
"""The sections whose keys are names of the contract's own, with the kind of their values."""


@cache
def common_platform() -> Platform:
    """Return the facts that the deployments have in common."""
    return Platform.from_plain(_common())


def platform_of(
    own: Mapping[str, Any], logins: Mapping[str, tuple[str, str]], roles: Mapping[str, str]
) -> Platform:
    """Return the facts of a contract from the content of its own platform.yaml, which may be empty.

    `logins` maps each mutation of the contract to its site and the type of its one argument, `roles` each code to
    which errors.yaml gives a role to that role.
    """
    merged = {
        name: own[name] if name in own and own[name] is None else {**shared, **(own.get(name) or {})}
        for name, shared in (*_common().items(), ("paths", {}))
    }
    platform = Platform.from_plain(merged)
    platform = replace(platform, roles=_roles(platform.roles, roles))
    if platform.login is None or platform.login.mutation not in logins:
        return platform
    site, input_type = logins[platform.login.mutation]
    return replace(platform, login=replace(platform.login, site=site, input_type=input_type))


def platform_problems(
    path: Path, own: Any, servers: Collection[str], roles: Collection[str]
) -> Iterator[Problem]:
    """Yield what is wrong with the content of a contract's platform.yaml; `roles` are all there are."""
    if not isinstance(own, Mapping):
        yield Problem(str(path), None, "This is no mapping.", "Write sections such as `headers:`.")
        return
    known = sorted({*SECTIONS, *NAMED})
    for name in own.keys() - set(known):
        yield _problem(path, (str(name),), f"Section {name!r} is unknown.", f"Use {', '.join(known)}.")
    for name in (name for name in known if own.get(name) is not None):
        if not isinstance(own[name], Mapping):
            yield _problem(path, (name,), f"{name} is no mapping.", "Write one entry per line.")
        elif name in NAMED:
            yield from _entry_problems(path, name, own[name], dict.fromkeys(own[name], NAMED[name]))
        else:
            kinds = {one.name: _kind(one.type) for one in fields(SECTIONS[name])}
            yield from _entry_problems(path, name, own[name], kinds)
    yield from _consequences(path, own, servers, roles)


def _entry_problems(
    path: Path, name: str, section: Mapping[str, Any], kinds: Mapping[str, type]
) -> Iterator[Problem]:
    for key, value in section.items():
        if key not in kinds:
            yield _problem(
                path, (name, str(key)), f"{name}: key {key!r} is unknown.", f"Use {', '.join(sorted(kinds))}."
            )
        elif not isinstance(value, kinds[key]):
            what = "a list" if kinds[key] is list else "a text"
            yield _problem(path, (name, str(key)), f"{name}: {key} is not {what}.", f"Write {what}.")


def _kind(annotation: Any) -> Any:
    text = str(annotation)
    wanted = list if text.startswith("tuple") else str
    return wanted | None if text.endswith("| None") else wanted


def _consequences(
    path: Path, own: Mapping[str, Any], servers: Collection[str], roles: Collection[str]
) -> Iterator[Problem]:
    paths, errors = own.get("paths"), own.get("errors")
    for site in paths if isinstance(paths, Mapping) else ():
        if site not in servers:
            message = f"paths: {site!r} is no server of the contract."
            yield _problem(path, ("paths", str(site)), message, f"Use {', '.join(servers)}.")
    for role in own["roles"] if isinstance(own.get("roles"), Mapping) else ():
        if role not in roles:
            message = f"roles: {role!r} is unknown."
            yield _problem(path, ("roles", str(role)), message, f"Use one of {', '.join(roles)}.")
    form = errors.get("code_form") if isinstance(errors, Mapping) else None
    if isinstance(form, str):
        try:
            re.compile(form, re.ASCII)
        except re.error as error:
            message = f"code_form is no regular expression: {error}."
            yield _problem(path, ("errors", "code_form"), message, "Fix the expression.")


def _problem(path: Path, keys: tuple[str, ...], message: str, remedy: str) -> Problem:
    return Problem(str(path), yaml_line(path, *keys), message, remedy)


def _common() -> dict[str, Any]:
    content: dict[str, Any] = load_yaml(COMMON)
    return content


def _roles(usual: Mapping[str, tuple[str, ...]], own: Mapping[str, str]) -> dict[str, tuple[str, ...]]:
    """Return the codes of each role: the usual ones, but for those to which the contract gives another role."""
    return {
        role: (
            *(code for code in usual.get(role, ()) if code not in own),
            *(code for code, given in own.items() if given == role),
        )
        for role in dict.fromkeys([*usual, *own.values()])
    }


def _made(kind: Any, plain: Mapping[str, Any]) -> Any:
    return kind(**{key: tuple(value) if isinstance(value, list) else value for key, value in plain.items()})
