"""What the header of a run says that evidence and verdict depend on."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from kraken_conformance.events import Configuration, ExpectedRefusalFacts, HeaderEvent, LimitFacts, Refusal
from kraken_conformance.model.answer_words import BAD, NONE


@dataclass(frozen=True, slots=True)
class RunFacts:
    """The header of a run. What it does not say was not asked for."""

    header: HeaderEvent

    @property
    def _configuration(self) -> Configuration:
        return self.header.get("configuration", {})

    @property
    def excluded(self) -> Mapping[str, str]:
        """The mutations that must not be executed, and why."""
        return self._configuration.get("excluded") or {}

    @property
    def needs_secret(self) -> Mapping[str, str]:
        """The mutations that cannot succeed without a secret that was not given, and which one."""
        return self._configuration.get("needs_secret") or {}

    @property
    def expected_refusals(self) -> Mapping[str, ExpectedRefusalFacts]:
        """The mutations that are expected to refuse, each with the reason and the last day."""
        return self._configuration.get("expected_refusals") or {}

    @property
    def allows_unproven(self) -> bool:
        """Whether mutations that refused only are let through for this run."""
        return bool(self._configuration.get("allow_unproven"))

    @property
    def dry_run(self) -> bool:
        """Whether nothing was to be executed."""
        return bool(self._configuration.get("dry_run"))

    @property
    def probes(self) -> Sequence[str]:
        """The probes of the run."""
        return self._configuration.get("probes") or ()

    @property
    def chosen_probes(self) -> Sequence[str]:
        """The probes that the user chose, empty where all were to run."""
        return (self._configuration.get("selection") or {}).get("probe") or ()

    @property
    def unavailable(self) -> str | None:
        """Why the target could not be tested at all, None where it could."""
        return self.header.get("target", {}).get("unavailable")

    @property
    def requests_in_flight(self) -> int | None:
        """How many requests were in flight at once; None where requests are not numbered over the whole run."""
        several = self._configuration.get("processes") or self._configuration.get("tx")
        if several or self._configuration.get("merged"):
            return None
        return int(self._configuration.get("concurrency") or 1)

    @property
    def mutations(self) -> Mapping[str, str]:
        """The server of each mutation of the contract."""
        return {entry["name"]: entry["server"] for entry in self.header["contract"]["mutations"]}

    def limits(self, server: str) -> LimitFacts:
        """Return the largest requests that a server was found to answer before the run."""
        return self.header.get("target", {}).get("limits", {}).get(server, {})

    def refusals(self, server: str) -> Mapping[str, frozenset[str]]:
        """Return the digests of what no token and a made-up one got before the run, by kind of credentials."""
        return refused_before(self.header.get("target", {}).get("refusals") or (), server)


def refused_before(refusals: Sequence[Refusal], server: str) -> Mapping[str, frozenset[str]]:
    """Return the digests of what a server refused before the run, by kind of credentials."""
    found = [one for one in refusals if one["server"] == server]
    return {
        kind: frozenset(one["digest"] for one in found if one["credentials"] == kind) for kind in (NONE, BAD)
    }
