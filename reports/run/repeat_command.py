"""The command that repeats a run, from what the evidence says of it."""

import shlex
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from kraken_conformance.run_request import Kept, kept_options

LEFT_OUT = ("contract", "patience")
"""Options that are written elsewhere, or do not change what is found."""

FIRST_SITES = (("url", "--url"), ("auth_url", "--auth-url"))
"""The options for the first sites of a contract, by their key in the description of a target."""


def repeat_command(
    target: Mapping[str, Any],
    seed: int | None,
    configuration: Mapping[str, Any],
    all_mutations: Sequence[str],
) -> str:
    """Return the command line that runs the same again.

    A token is never part of it: `run` takes that from KRAKEN_TOKEN. The values of headers are not known
    either, and stand there as VALUE.
    """
    words = ["kraken-conformance", "run", *_target(target, configuration)]
    words += _selection(configuration, all_mutations)
    for key, option in kept_options(Kept.RECORDED, Kept.RESUMED).items():
        value = configuration.get(key)
        if key in LEFT_OUT or value in (None, "", False, 0):
            continue
        for one in value if isinstance(value, list) else (value,):
            words += [option] if one is True else [option, str(one)]
    if seed is not None:
        words += ["--seed", str(seed)]
    return shlex.join(words)


def _target(target: Mapping[str, Any], configuration: Mapping[str, Any]) -> Iterator[str]:
    if not configuration.get("embedded"):
        first = [(option, target[key]) for key, option in FIRST_SITES if target.get(key)]
        for option, url in first:
            yield from (option, str(url))
        shown = [url for _, url in first]
        for name, url in (target.get("sites") or {}).items():
            if url in shown:
                shown.remove(url)
            else:
                yield from ("--site", f"{name}={url}")
    if configuration.get("contract") not in (None, "oefr"):
        yield from ("--contract", str(configuration["contract"]))
    profile = configuration.get("profile")
    if isinstance(profile, Mapping):
        yield from ("--profile", str(profile.get("file")), "--target", str(profile.get("target")))
        return  # its headers come with it
    for name in _names(configuration.get("headers")):
        yield from ("--header", f"{name}: VALUE")


def _selection(configuration: Mapping[str, Any], all_mutations: Sequence[str]) -> Iterator[str]:
    """Yield what the run was restricted to: as it was written, or else the mutations that it led to."""
    selection = configuration.get("selection")
    if isinstance(selection, Mapping):
        if selection.get("server"):
            yield from ("--server", str(selection["server"]))
        for key in ("mutation", "probe"):
            for name in _names(selection.get(key)):
                yield from (f"--{key}", name)
        return
    chosen = _names(configuration.get("mutations"))
    if chosen and set(chosen) != set(all_mutations):
        for name in chosen:
            yield from ("--mutation", name)


def _names(value: Any) -> list[str]:
    return [str(name) for name in value] if isinstance(value, list) else []
