"""Reads `platform.yaml`: what is wrong with it, and the facts of the platform that it makes."""

import re
from collections.abc import Collection, Iterator, Mapping
from dataclasses import fields, replace
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any
from warnings import catch_warnings, simplefilter

from kraken_conformance.spec.exceptions import Problem
from kraken_conformance.spec.loading.contract_files import DIRECTIVES, load_yaml, problem_at
from kraken_conformance.spec.loading.value_formats import own_format_problems
from kraken_conformance.spec.platform import (
    ErrorFacts,
    HeaderFacts,
    LoginFacts,
    Platform,
    PossibleErrorsFacts,
)

COMMON = DIRECTIVES.parent / "platform.yaml"
"""The facts that all deployments have in common."""

SECTIONS: Mapping[str, Any] = {
    "login": LoginFacts,
    "headers": HeaderFacts,
    "errors": ErrorFacts,
    "possible_errors": PossibleErrorsFacts,
}
"""The sections of platform.yaml whose keys are fixed."""

MAY_BE_NULL = frozenset({"login", "possible_errors"})
"""The sections that say by `null` that the platform has no such thing."""

NAMED: Mapping[str, type] = {"roles": list, "paths": str, "formats": dict}
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
        name: None
        if name in MAY_BE_NULL and own.get(name, shared) is None
        else {**shared, **(own.get(name) or {})}
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
        yield problem_at(path, (str(name),), f"Section {name!r} is unknown.", f"Use {', '.join(known)}.")
    for name in (name for name in known if own.get(name) is not None):
        if not isinstance(own[name], Mapping):
            yield problem_at(path, (name,), f"{name} is no mapping.", "Write one entry per line.")
        elif name in NAMED:
            yield from _entry_problems(path, name, own[name], dict.fromkeys(own[name], NAMED[name]))
        else:
            kinds = {one.name: _kind(one.type) for one in fields(SECTIONS[name])}
            yield from _entry_problems(path, name, own[name], kinds)
    yield from own_format_problems(path, own)
    yield from _consequences(path, own, servers, roles)


def _entry_problems(
    path: Path, name: str, section: Mapping[str, Any], kinds: Mapping[str, type]
) -> Iterator[Problem]:
    for key, value in section.items():
        if key not in kinds:
            yield problem_at(
                path, (name, str(key)), f"{name}: key {key!r} is unknown.", f"Use {', '.join(sorted(kinds))}."
            )
        elif not isinstance(value, kinds[key]):
            what = _WORDS.get(kinds[key], "a text")
            yield problem_at(path, (name, str(key)), f"{name}: {key} is not {what}.", f"Write {what}.")


_WORDS: Mapping[Any, str] = {list: "a list", dict: "a mapping"}


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
            yield problem_at(path, ("paths", str(site)), message, f"Use {', '.join(servers)}.")
    for role in own["roles"] if isinstance(own.get("roles"), Mapping) else ():
        if role not in roles:
            message = f"roles: {role!r} is unknown."
            yield problem_at(path, ("roles", str(role)), message, f"Use one of {', '.join(roles)}.")
    form = errors.get("code_form") if isinstance(errors, Mapping) else None
    if isinstance(form, str) and (reason := _not_an_expression(form)) is not None:
        message = f"code_form is no regular expression: {reason}."
        yield problem_at(path, ("errors", "code_form"), message, "Fix the expression.")

    listed = own.get("possible_errors")
    days = listed if isinstance(listed, Mapping) else {}
    for key in ("deprecated", "removed_from"):
        if isinstance(days.get(key), str) and not _is_day(days[key]):
            message = f"possible_errors: {key} is no day."
            yield problem_at(path, ("possible_errors", key), message, 'Write it as "2025-03-01".')


def _not_an_expression(text: str) -> str | None:
    """Return why a text is no regular expression, or None. One that a later Python reads otherwise is none."""
    try:
        with catch_warnings():
            simplefilter("error", FutureWarning)
            re.compile(text, re.ASCII)
    except (re.error, FutureWarning, OverflowError, RecursionError, ValueError) as error:
        return str(error)
    return None


def _is_day(text: str) -> bool:
    try:
        date.fromisoformat(text)
    except ValueError:
        return False
    return True


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
