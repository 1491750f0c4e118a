"""What a run that is continued takes from the one that was cut short, so that it need not be given again.

Evidence is data, which somebody else may have written: what names programs, files or other machines, and what gives
leave, comes from the command line or from a profile that is named there.
"""

from pathlib import Path
from typing import Any

from kraken_conformance.cli.options.option_sources import EffectiveOptions
from kraken_conformance.cli.options.sites import has_address, local_addresses
from kraken_conformance.events import HeaderEvent
from kraken_conformance.exceptions import UsageError
from kraken_conformance.run_request import resumed


class Resumed:
    """The options of the run in a folder, for all that is not given again.

    Secrets, files, workers on other hosts, addresses of other machines and permissions have to be given again, and
    are compared with the evidence later. Raises `UsageError` where there is nothing to continue.
    """

    def __init__(self, directory: Path) -> None:
        from kraken_conformance.runner.evidence.resume import read_earlier

        self._directory = directory
        earlier = read_earlier(directory)
        if earlier is not None and earlier.ended and _has_reports(directory):
            raise UsageError(
                f"--resume {directory}: this run came to its end. Leave --resume out to run again, or make its reports "
                f"again with `kraken-conformance report {directory}`."
            )
        self._header: HeaderEvent | None = None if earlier is None else earlier.header

    def with_profile(self, given: dict[str, Any]) -> dict[str, Any]:
        """Return the options with the profile of the run, where none is given."""
        used = None if self._header is None else self._header["configuration"].get("profile")
        if used is not None and given["profile"] is None and given["target"] is None:
            raise UsageError(
                f"--resume {self._directory}: the run used the target {used['target']} of a profile, {used['file']}. "
                "Evidence is not asked for the names of files: give --profile and --target again."
            )
        return given

    def with_rest(self, effective: EffectiveOptions) -> dict[str, Any]:
        """Return the effective options with those of the run for all that come from nowhere else."""
        from kraken_conformance.spec.loading.contract_files import SHIPPED

        if effective.sources["output"] == "command line" and effective.given["output"] != self._directory:
            raise UsageError(
                "--resume and --output: what is continued stays in its folder. Leave --output out."
            )
        given = {**effective.given, "output": self._directory}
        if self._header is None:
            return given
        configuration = self._header["configuration"]
        if effective.sources.get("tx") != "default":
            # Each of the two says where the work is done, and what is given now counts.
            configuration = {**configuration, "processes": given["processes"]}
        if configuration["contract"] not in SHIPPED:
            configuration = {**configuration, "contract": given["contract"]}
        if not has_address(given):
            given |= local_addresses(self._header, f"--resume {self._directory}")
        remembered = {
            "seed": self._header["seed"],
            "server": configuration["selection"]["server"],
            "mutations": tuple(configuration["selection"]["mutation"]),
            "probes": tuple(configuration["selection"]["probe"]),
            **resumed(configuration),
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
