"""Effective options: the command line before the profile, the profile before the environment and the defaults."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click
from click.core import ParameterSource

from kraken_conformance.exceptions import UsageError
from kraken_conformance.safety.host_policy import host_of
from kraken_conformance.safety.redaction import is_secret_name

if TYPE_CHECKING:
    from kraken_conformance.profile import ProfileKey, Setting, TargetProfile

NOT_IN_A_FILE = frozenset({"profile", "target"})
"""Options that choose the profile, or that are about a single call."""

SECRET = frozenset({"token", "api_key", "expired_token", "peer_token"})
OPPOSITES = {"execute": "dry_run", "dry_run": "execute", "processes": "tx", "tx": "processes"}
ADDRESSES = ("url", "auth_url", "sites")
"""The options that hold addresses; those of `sites` have the name of the site before them."""


@dataclass(frozen=True, slots=True)
class EffectiveOptions:
    """The options of a call, by the names of their parameters, and where each comes from.

    `profile` is the target of the profile in use, None where none is.
    """

    given: dict[str, Any]
    sources: Mapping[str, str]
    profile: TargetProfile | None


def effective_options(
    given: Mapping[str, Any], options: Iterable[click.Option], *, skip: Collection[str] = ()
) -> EffectiveOptions:
    """Return the options of the call in progress together with its profile.

    `options` are all those that may stand in a profile; what this command does not have, or what is in
    `skip`, is left alone. Raises `UsageError` for a profile that cannot be used.
    """
    sources = {name: _source(name) for name in given}
    profile = (
        None if given.get("profile") is None and given.get("target") is None else _target(given, options)
    )
    merged = {name: value for name, value in given.items() if name not in NOT_IN_A_FILE}
    if profile is None:
        return EffectiveOptions(merged, sources, None)
    _same_hosts(given, sources, profile)
    by_key = {key_of(option): str(option.name) for option in options}
    typed = {name for name, source in sources.items() if source == "command line"}
    for key, setting in profile.settings.items():
        name = by_key[key]
        overruled = name in typed or (OPPOSITES.get(name) in typed and merged[OPPOSITES[name]])
        if name in merged and name not in skip and not overruled:
            merged[name] = _value(name, setting, profile)
            sources[name] = setting.where
    return EffectiveOptions(merged, sources, profile)


def pools_of(profile: TargetProfile | None) -> dict[str, tuple[Any, ...]]:
    """Return the known values of a target by their keys; none without a profile."""
    return {} if profile is None else {key: setting.resolved() for key, setting in profile.pools.items()}


def secret_values(pools: Mapping[str, tuple[Any, ...]]) -> tuple[str, ...]:
    """Return the known values of fields whose name sounds secret."""
    return tuple(
        str(value)
        for key, values in pools.items()
        if is_secret_name(re.split(r"[.:]", key)[-1])
        for value in values
    )


def named_production(profile: TargetProfile | None) -> frozenset[str]:
    """Return the hosts that a profile names as production, to be tested all the same."""
    if profile is None or profile.production is None:
        return frozenset()
    return frozenset(host for url in _own_addresses(profile) if (host := host_of(url)))


def key_of(option: click.Option) -> str:
    """Return the key of an option in a profile: its name with underscores, `max_examples`."""
    return str(option.name).removesuffix("_file")


def keys_of(options: Iterable[click.Option]) -> dict[str, ProfileKey]:
    """Return what may stand in a profile, from the options themselves."""
    return {key_of(option): _key(option) for option in options if option.name not in NOT_IN_A_FILE}


def _key(option: click.Option) -> ProfileKey:
    from kraken_conformance.profile import ProfileKey

    def check(value: Any) -> Any:
        try:
            return option.type.convert(value, option, None)
        except click.BadParameter as error:
            raise ValueError(f"{key_of(option)}: {error.message}") from None

    kind: Any = "text"
    if option.name == "headers":
        kind = "headers"
    elif option.is_flag:
        kind = "true or false"
    elif isinstance(option.type, click.types.IntParamType):
        kind = "whole number"
    elif isinstance(option.type, click.types.FloatParamType):
        kind = "number"
    elif isinstance(option.type, click.Path):
        kind = "path"
    return ProfileKey(key_of(option), kind, option.multiple, check)


def _target(given: Mapping[str, Any], options: Iterable[click.Option]) -> TargetProfile:
    from kraken_conformance.profile import NAME, load_profile

    path = Path(given.get("profile") or NAME)
    if given.get("profile") is None and not path.is_file():
        raise UsageError(
            f"--target {given['target']}: there is no {NAME} in this folder. Name the file with --profile."
        )
    return load_profile(path, keys_of(options)).target(given.get("target"))


def _value(name: str, setting: Setting, profile: TargetProfile) -> Any:
    value = setting.resolved()
    if name == "headers":
        return tuple(f"{header}: {text}" for header, text in value.items())
    if isinstance(value, Path) or (name.endswith("_file") and value is not None):
        # A file is looked for where the profile is, so that a call from anywhere finds the same one.
        return type(value)(profile.path.parent / value)
    return value


def _source(name: str) -> str:
    source = click.get_current_context().get_parameter_source(name)
    if source is ParameterSource.COMMANDLINE:
        return "command line"
    return "environment" if source is ParameterSource.ENVIRONMENT else "default"


def _same_hosts(given: Mapping[str, Any], sources: Mapping[str, str], profile: TargetProfile) -> None:
    """Refuse an address that the profile does not speak of: its token and its permissions are for its own hosts."""
    own = _own_addresses(profile)
    hosts = {host_of(url) for url in own}
    said = [
        (name, url)
        for name in ADDRESSES
        if sources.get(name) == "command line"
        for url in _urls(name, given[name])
    ]
    for name, url in said:
        if own and host_of(url) not in hosts:
            option = f"--{name.replace('_', '-').removesuffix('s')}"
            raise UsageError(
                f"{option} {url}: the target {profile.name} of {profile.path} is at "
                f"{' and '.join(own)}, and its token and permissions are for that host alone. Write a target of "
                "its own for this address, or leave --target and --profile out."
            )


def _own_addresses(profile: TargetProfile) -> list[str]:
    """Return every address that a profile names."""
    settings = ((name, profile.settings[name].resolved()) for name in ADDRESSES if name in profile.settings)
    return [url for name, value in settings for url in _urls(name, value)]


def _urls(name: str, value: Any) -> list[str]:
    """Return the addresses in the value of an option; those of `sites` are written NAME=URL."""
    if name != "sites":
        return [] if value is None else [value]
    return [text.partition("=")[2] for text in value]
