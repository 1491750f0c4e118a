"""The cases that a probe hands to the runner."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Protocol

from hypothesis.strategies import SearchStrategy

from kraken_conformance.model.case import Case
from kraken_conformance.model.unmet_steps import UnmetStep


class CaseSource(Protocol):
    """A source of generated cases that is no strategy, such as walks through flows.

    It is the same for every subject of a run, so that its seed is too. `count` says how much of it is generated; that
    may be more or fewer cases.
    """

    def generate(self, count: int, seed: int) -> list[Case]:
        """Return the cases that the seed gives, repetitions included."""

    def minimise(self, count: int, seed: int, fails: Callable[[Case], bool]) -> Case | None:
        """Return the smallest case found for which `fails` is true, None where none is.

        `fails` is called with the cases that `generate` gives for the same arguments, and then with smaller ones.
        """


SCHEMA = "schema"
"""The name of the probe that compares schemas, and sends nothing to a mutation."""


@dataclass(frozen=True, slots=True)
class Cases:
    """The cases of a probe: `fixed` ones, which are always sent, and a strategy or another source of more.

    `share` is the part of `--max-examples` that is drawn; fixed cases do not count. `withheld` says why
    a part of the probe is not there. `not_reached` are the earlier steps without which there is nothing to
    send, which is not held against anybody. `control` is the same request without what is wrong with the
    others; it is sent once per subject, whichever probes have it. `not_tried` says why nothing is there that is due
    to raise a code, by code.
    """

    fixed: tuple[Case, ...] = ()
    drawn: SearchStrategy[Case] | CaseSource | None = None
    share: float = 1.0
    withheld: str | None = None
    not_reached: tuple[UnmetStep, ...] = ()
    control: Case | None = None
    not_tried: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Blocked:
    """The probe cannot run here: what is missing, in words that tell the user what to do."""

    reason: str
