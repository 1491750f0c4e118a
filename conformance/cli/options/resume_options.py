"""What a run that is continued takes from the one that was cut short, so that it need not be said again."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from kraken_conformance.cli.options.option_sources import EffectiveOptions
from kraken_conformance.cli.options.sites import addresses_of
from kraken_conformance.exceptions import UsageError


class Resumed:
    """The options of the run in a folder, for all that is not said anew.

    Secrets and the permission to execute mutations are never in the evidence, and have to be given again. What
    is said anew is compared with the evidence later. Raises `UsageError` where there is nothing to continue.
    """

    def __init__(self, directory: Path) -> None:
        from kraken_conformance.runner.evidence.resume import read_earlier

        self._directory = directory
        earlier = read_earlier(directory)
        if earlier is not None and earlier.ended and _has_reports(directory):
            raise UsageError(
                f"--resume {directory}: this run came to its end. Leave --resume out to run again, or make its reports "
                f"anew with `kraken-conformance report {directory}`."
            )
        self._header: dict[str, Any] | None = None if earlier is None else earlier.header

    def with_profile(self, given: dict[str, Any]) -> dict[str, Any]:
        """Return the options with the profile of the run, where none is given."""
        used = None if self._header is None else self._header["configuration"].get("profile")
        if used is None or given["profile"] is not None or given["target"] is not None:
            return given
        return {**given, "profile": Path(used["file"]), "target": used["target"]}

    def with_rest(self, effective: EffectiveOptions) -> dict[str, Any]:
        """Return the effective options with those of the run for all that come from nowhere else."""
        if effective.sources["output"] == "command line" and effective.given["output"] != self._directory:
            raise UsageError(
                "--resume and --output: what is continued stays in its folder. Leave --output out."
            )
        given = {**effective.given, "output": self._directory}
        if self._header is None:
            return given
        configuration = self._header["configuration"]
        files = {
            name: None if configuration[name] is None else Path(configuration[name])
            for name in ("schema_file", "waivers_file")
        }
        if effective.sources.get("processes") != "default" or effective.sources.get("tx") != "default":
            # Each of the two says where the work is done, and what is said now counts.
            configuration = {**configuration, "processes": given["processes"], "tx": given["tx"]}
        remembered = {
            **addresses_of(self._header),
            "seed": self._header["seed"],
            "server": configuration["selection"]["server"],
            "mutations": tuple(configuration["selection"]["mutation"]),
            "probes": tuple(configuration["selection"]["probe"]),
            "tx": tuple(configuration.get("tx", ())),
            "allow_effects": tuple(configuration["allow_effects"]),
            "deny_effects": tuple(configuration["deny_effects"]),
            **files,
            **{name: configuration[name] for name in SAME_NAME},
        }
        return given | {
            name: value for name, value in remembered.items() if effective.sources.get(name) == "default"
        }


def _has_reports(directory: Path) -> bool:
    """Whether all reports of a run were written after its end."""
    from kraken_conformance.reports import report_formats
    from kraken_conformance.runner.evidence.evidence_file import NAME

    ended = (directory / NAME).stat().st_mtime_ns
    files = (directory / name for renderers in report_formats().values() for name in renderers)
    return all(file.is_file() and file.stat().st_mtime_ns >= ended for file in files)


SAME_NAME = (
    *("contract", "max_examples", "fail_on", "dry_run", "shard", "allow_unproven"),
    *("processes", "concurrency", "max_rps", "patience", "max_requests", "max_minutes", "max_creations"),
    "http_profile",
)
"""Options whose name in the configuration is their own."""
