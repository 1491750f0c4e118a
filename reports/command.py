"""The command that repeats a run, from what the evidence says of it."""

from __future__ import annotations

import shlex
from collections.abc import Mapping, Sequence
from typing import Any

OPTIONS = {
    "profile": "--profile",
    "processes": "-n",
    "max_examples": "--max-examples",
    "concurrency": "--concurrency",
    "max_rps": "--max-rps",
    "fail_on": "--fail-on",
    "shard": "--shard",
    "waivers_file": "--waivers",
}
"""Options of `run` by the key of the configuration that holds their value."""

FLAGS = {"dry_run": "--dry-run", "execute": "--execute"}


def repeat_command(
    target: Mapping[str, Any],
    seed: int | None,
    configuration: Mapping[str, Any],
    all_mutations: Sequence[str],
) -> str:
    """Return the command line that runs the same again.

    A token is never part of it: `run` takes that from KRAKEN_TOKEN. What the evidence does not tell (the
    file of a schema, the value of a header) is named in capitals.
    """
    words = ["kraken-conformance", "run"]
    if not configuration.get("embedded"):
        for key, option in (("url", "--url"), ("auth_url", "--auth-url")):
            if target.get(key):
                words += [option, str(target[key])]
    if target.get("schema") == "file":
        words += ["--schema", "FILE"]
    for name in _names(configuration.get("headers")):
        words += ["--header", f"{name}: VALUE"]
    selected = configuration.get("mutations")
    if isinstance(selected, list) and set(selected) != set(all_mutations):
        for name in selected:
            words += ["--mutation", str(name)]
    for key, option in OPTIONS.items():
        if configuration.get(key) not in (None, "", False, 0):
            words += [option, str(configuration[key])]
    words += [flag for key, flag in FLAGS.items() if configuration.get(key) is True]
    if seed is not None:
        words += ["--seed", str(seed)]
    return shlex.join(words)


def _names(value: Any) -> list[str]:
    return [str(name) for name in value] if isinstance(value, list) else []
