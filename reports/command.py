"""The command that repeats a run, from what the evidence says of it."""

from __future__ import annotations

import shlex
from collections.abc import Mapping, Sequence
from typing import Any

OPTIONS = {
    "profile": "--profile",
    "schema": "--schema",
    "max_examples": "--max-examples",
    "concurrency": "--concurrency",
    "max_rps": "--max-rps",
    "fail_on": "--fail-on",
    "shard": "--shard",
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

    A token is never part of it: `run` takes that from KRAKEN_TOKEN. Where the run wrote down its own
    command (`configuration.command`), that is the answer.
    """
    own = configuration.get("command")
    if isinstance(own, str) and own:
        return own
    words = ["kraken-conformance", "run"]
    for key, option in (("url", "--url"), ("auth_url", "--auth-url")):
        if target.get(key):
            words += [option, str(target[key])]
    selected = configuration.get("mutations")
    if isinstance(selected, list) and set(selected) != set(all_mutations):
        for name in selected:
            words += ["--mutation", str(name)]
    for key, option in OPTIONS.items():
        if configuration.get(key) not in (None, "", False):
            words += [option, str(configuration[key])]
    words += [flag for key, flag in FLAGS.items() if configuration.get(key) is True]
    if seed is not None:
        words += ["--seed", str(seed)]
    return shlex.join(words)
