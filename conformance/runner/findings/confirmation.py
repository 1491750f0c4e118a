"""Sends the case of a failure again, under the conditions under which it fails: does it fail each time?

A violation that does not come back at once may need what the first time had and a repetition has not: values that
were never sent, a connection that was used before, other requests at the same time, or its turn in a count of calls.
Each of these is tried before a violation is called flaky.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from itertools import pairwise
from typing import Any, Final

from kraken_conformance.checks._shared.answer_outcome import outcome
from kraken_conformance.checks._shared.sequence import won_alike
from kraken_conformance.events import ConditionFacts
from kraken_conformance.judging.observation import Observation
from kraken_conformance.model.case import Case
from kraken_conformance.model.exchange import Exchange
from kraken_conformance.model.violation import Violation
from kraken_conformance.runner.findings.failure_grouping import Shown, Signature
from kraken_conformance.runner.findings.run_checks import violations_of
from kraken_conformance.runner.generation.case_generation import draw
from kraken_conformance.runner.sending.request_pool import RequestPool
from kraken_conformance.runner.sending.stop_request import StopRequest
from kraken_conformance.safety.budget import Withheld
from kraken_conformance.strategies.seeded_run import case_seed
from kraken_conformance.target.view import TargetView

CONFIRMATIONS = 3
"""How often the smallest case is sent again. A violation that does not come back each time is flaky."""

CONFIRMATION_ATTEMPTS = 6
"""How often it is tried: a request that got no answer tells nothing of the violation."""

AT_ONCE = 8
"""How many requests are sent at once to find out whether a violation needs others beside it."""

CALLS = 24
"""How many calls are looked at to find out whether every n-th one shows a violation."""

ENDED: Final = "state.ended-refused"
GIVEN: Final = "state.given-accepted"

SETTLED = 1.5
"""Seconds after which what a step did has taken effect, where no document says that it does so at once."""

KNOWN_LATER = f"it is accepted {SETTLED} s later"
TAKES_EFFECT_LATER = "it is refused where the step before it has had time to take effect"

DONE_AGAIN = "the same request is accepted again in order too, with the same answer"

USED_CONNECTION: Final = "used-connection"
NEW_CONNECTION: Final = "new-connection"
SENT_AT_ONCE: Final = "at-once"
NTH_CALL: Final = "nth-call"
REPEATED: Final = "repeated"


@dataclass(frozen=True, slots=True)
class Conditions:
    """What a violation needs to show itself: a kind, and the number that belongs to it."""

    kind: str
    number: int

    def to_json(self) -> ConditionFacts:
        """Return the conditions as a JSON object."""
        return {"kind": self.kind, "number": self.number}


@dataclass(frozen=True, slots=True)
class Confirmation:
    """How often a violation came back, of how many answers, and what it needs.

    `unsent` says why there are no answers. `repeatable` is False where the target refuses to do again what it did.
    `weaker` says that no document rules out what was seen: it weighs less.
    """

    hits: int
    answers: int
    unsent: str | None = None
    note: str = ""
    conditions: Conditions | None = None
    repeatable: bool = True
    weaker: bool = False

    @property
    def in_vain(self) -> bool:
        """Whether there were answers, and none showed the violation, though each could have."""
        return self.unsent is None and not self.hits and self.repeatable

    @property
    def flaky(self) -> bool:
        """Whether the violation did not come back each time, and nothing explains why."""
        return self.hits < self.answers and self.repeatable and self.conditions is None

    def __str__(self) -> str:
        if self.unsent is not None:
            return f"not sent again: {self.unsent}"
        counted = f"{self.hits} of {self.answers}" if self.answers else ""
        return ", ".join(part for part in (counted, self.note) if part)


def about_state(requirement: str) -> bool:
    """Whether a requirement is about what a target remembers: others must not come between the steps."""
    return requirement.partition(".")[0] == "state"


def violation_in(exchange: Exchange, view: TargetView, signature: Signature) -> Violation | None:
    """Return the violation with a signature that an exchange shows, None where it shows none."""
    if exchange.response is None:
        return None
    for violation in violations_of(Observation(exchange, view, again=True), signature.requirement):
        if Signature.of(signature.requirement, violation, exchange.case) == signature:
            return violation
    return None


class Confirmer:
    """Sends failing cases again. `at_once` is how many requests the run keeps in flight."""

    def __init__(self, sender: RequestPool, at_once: int, stop: StopRequest) -> None:
        self._sender = sender
        self._stop = stop
        self._at_once = min(max(at_once, 2), AT_ONCE)

    def confirm(
        self, shown: Shown, signature: Signature, view: TargetView, earlier: Sequence[Exchange]
    ) -> tuple[Shown, Confirmation]:
        """Return the case with the latest exchange that shows the violation, and what came of sending it again.

        `earlier` are the exchanges of the run with the same request, the first one first.
        """
        trial = _Trial(self._sender, self._stop, signature, view, shown)
        try:
            confirmation = self._confirm(trial, earlier)
        except Withheld as error:
            return shown, Confirmation(0, 0, str(error))
        return trial.shown, confirmation

    def _confirm(self, trial: _Trial, earlier: Sequence[Exchange]) -> Confirmation:
        hits, answers = trial.repeat()
        if not answers:
            return Confirmation(0, 0, "the target did not answer")
        if trial.alone:
            if hits and (why := trial.taken_back()):
                return Confirmation(0, answers, note=why)
            if hits and trial.known_later():
                return Confirmation(hits, answers, note=KNOWN_LATER, weaker=True)
            return Confirmation(hits, answers)
        if hits == answers:
            return _as_the_first(trial, earlier) or Confirmation(hits, answers)
        if (said := trial.refused_again()) is not None:
            return _with_fresh_values(trial, f"not repeatable: the second answer was {said}")
        return (
            _by_connection(trial)
            or _together(trial, self._at_once)
            or _counted(trial)
            or Confirmation(hits, answers)
        )


class _Trial:
    """A failing case while it is sent again. `shown` has the latest exchange that shows the violation.

    It is sent `alone` where other requests could take from it what it is about.
    """

    def __init__(
        self,
        sender: RequestPool,
        stop: StopRequest,
        signature: Signature,
        view: TargetView,
        shown: Shown,
    ) -> None:
        self.shown = shown
        self.case = shown.case
        self.view = view
        self.hits = 0
        self._sender = sender
        self._stop = stop
        self._signature = signature
        self.alone = about_state(signature.requirement)
        self._gave_value = Observation(shown.exchange, view).root is not None
        self._last_miss: Exchange | None = None

    def send(self, case: Case) -> bool | None:
        """Send a case and return whether it shows the violation, None where there is no answer."""
        return self._noted(self._sent(case))

    def send_at_once(self, times: int) -> list[bool | None]:
        """Send the case several times at once."""
        with ThreadPoolExecutor(times) as pool:
            return [self._noted(one) for one in pool.map(self._sent, [self.case] * times)]

    def send_on_one_connection(self, times: int) -> list[bool | None]:
        """Send the case several times on a connection of its own, one after the other."""
        with ThreadPoolExecutor(1) as pool:  # each thread has connections of its own
            return [self._noted(one) for one in pool.map(self._sent, [self.case] * times)]

    def repeat(self) -> tuple[int, int]:
        """Send the case again until it was answered often enough; return how often it showed, of how many answers."""
        found: list[bool] = []
        for _ in range(CONFIRMATION_ATTEMPTS):
            hit = self.send(self.case)
            if hit is not None:
                found.append(hit)
            if len(found) == CONFIRMATIONS:
                break
        return sum(found), len(found)

    def shows(self, exchange: Exchange) -> bool:
        """Whether the answer to the same request shows the violation, whatever that request was made for."""
        asked = replace(exchange, case=self.case)
        return violation_in(asked, self.view, self._signature) is not None

    def refused_again(self) -> str | None:
        """Return with what the target refuses what it did before, None where it does not."""
        if not self._gave_value or self._last_miss is None:
            return None
        found = outcome(Observation(self._last_miss, self.view))
        return str(found) if found is not None and found.executed and found.refused else None

    def taken_back(self) -> str:
        """Return why a violation that comes back is none all the same; an empty text where it is one."""
        if self._takes_effect_later():
            return TAKES_EFFECT_LATER
        return DONE_AGAIN if self._may_be_done_again() else ""

    def known_later(self) -> bool:
        """Whether what was given is known after a moment: replicas may lag, and no document says that it is at once."""
        if self._signature.requirement != GIVEN or not self.case.before:
            return False
        exchange = self._sent(self.case, pause=SETTLED)
        return Observation(exchange, self.view).succeeded

    def _takes_effect_later(self) -> bool:
        """Whether a request that is to be refused for what was done before is, after a moment.

        Where the documents' own words state the condition, it is to be refused at once: it is done twice else.
        """
        due, before = self.case.due, self.case.before
        if self._signature.requirement != ENDED or not before or due is None or due.stated:
            return False
        exchange = self._sent(self.case, pause=SETTLED)
        found = Observation(exchange, self.view)
        refusal = outcome(found)
        refused = refusal is not None and refusal.refused and bool(refusal.codes & set(due.codes))
        return refused and violation_in(exchange, self.view, self._signature) is None

    def _may_be_done_again(self) -> bool:
        """Whether several succeeded of which one may, all with one answer, and so do two that are sent in order.

        Then none of them won: the target lets what was done be done again, which shows nothing of order or of races.
        """
        last = Observation(self.shown.exchange, self.view)
        if last.mutation is None or not won_alike(last):
            return False
        operation = self.view.operation(last.mutation)
        once = replace(self.case, operation=operation, rivals=0, differing=(), due=None, about="")
        again = replace(once, before=(*once.before, replace(once, before=(), fresh=())))
        exchange = self._sent(again, pause=SETTLED)
        second = Observation(exchange, self.view)
        if len(exchange.before) != len(again.before) or not second.succeeded:
            return False
        first = Observation(exchange.before[-1], self.view)
        return first.succeeded and first.root == second.root

    def fresh(self) -> list[Case]:
        """Return the case with other values: in the same form where it has any, else in another.

        There are none of a case that is what it is by its values.
        """
        case = self.case
        if case.mutation is None or case.raw is not None or case.before or case.is_its_input:
            return []
        variables = self.view.variables(self.view.contract.mutations[case.mutation])
        label = f"{case.label}, with other values"
        cases = variables.map(lambda drawn: replace(case, variables=drawn, label=label))
        drawn = draw(cases, 4 * CONFIRMATIONS, case_seed(0, case.key()))
        like_it = [replace(one, variables=freshened(case.variables, one.variables)) for one in drawn]
        found = {one.key(): one for one in (*like_it, *reversed(drawn))}
        found.pop(case.key(), None)
        return list(found.values())[:CONFIRMATIONS]

    def _sent(self, case: Case, *, pause: float = 0) -> Exchange:
        if self._stop.requested:
            raise Withheld("the run was interrupted")
        return self._sender.send_alone(case, pause=pause) if self.alone else self._sender.send(case)

    def _noted(self, exchange: Exchange) -> bool | None:
        if exchange.response is None:
            return None
        violation = violation_in(exchange, self.view, self._signature)
        if violation is None:
            self._last_miss = exchange
            return False
        self.hits += 1
        self.shown = replace(self.shown, case=exchange.case, exchange=exchange, violation=violation)
        return True


def freshened(value: Any, drawn: Any) -> Any:
    """Return a value with its texts and numbers taken from another of the same form, and all else as it is."""
    if isinstance(value, Mapping):
        others = drawn if isinstance(drawn, Mapping) else {}
        return {name: freshened(item, others.get(name)) for name, item in value.items()}
    if isinstance(value, list):
        others_ = drawn if isinstance(drawn, list) else []
        return [
            freshened(item, others_[index] if index < len(others_) else None)
            for index, item in enumerate(value)
        ]
    same = type(value) is type(drawn) and isinstance(value, str | int | float) and not isinstance(value, bool)
    return drawn if same and value != "" else value


def _as_the_first(trial: _Trial, earlier: Sequence[Exchange]) -> Confirmation | None:
    """Say so where the first answer to the request does not show the violation; None where it does.

    The run's own answers give the hint. What was sent at the same time may have been answered in another order, so
    that a request which was never sent decides, where there is one.
    """
    shown = [trial.shows(exchange) for exchange in earlier if exchange.response is not None]
    if trial.case.before or all(shown):
        return None
    fresh = next(iter(trial.fresh()), None)
    if fresh is None:
        needed = shown.index(True) + 1 if True in shown else 2
    else:
        found = [trial.send(fresh) for _ in range(CONFIRMATIONS)]
        needed = found.index(True) + 1 if True in found else 1
    if needed == 1:
        return None
    repeated = replace(fresh or trial.case, before=(fresh or trial.case,) * (needed - 1))
    hits = [hit for hit in (trial.send(repeated) for _ in range(CONFIRMATIONS)) if hit is not None]
    note = f"the first answer to the request did not show it, the {ordinal(needed)} did"
    return Confirmation(sum(hits), len(hits), note=note, conditions=Conditions(REPEATED, needed))


def _with_fresh_values(trial: _Trial, why: str) -> Confirmation:
    """Confirm with values that the target has not seen; only what it did with them counts."""
    found: list[bool] = []
    for case in trial.fresh():
        hit = trial.send(case)
        if hit or (hit is not None and trial.refused_again() is None):
            found.append(bool(hit))
    if not found:
        return Confirmation(0, 0, note=why, repeatable=False)
    how = "with fresh values" if any(found) else "with other values"
    return Confirmation(sum(found), len(found), note=f"{how}; {why}", repeatable=False)


def _by_connection(trial: _Trial) -> Confirmation | None:
    """Find out whether a violation needs a connection that was used before, or one that was not."""
    rounds = [trial.send_on_one_connection(times) for times in (2, 3, 2)]
    new = [one[0] for one in rounds]
    used = [hit for one in rounds for hit in one[1:]]
    for kind, with_, without, words in (
        (USED_CONNECTION, used, new, "on a connection that was used before, none on a new one"),
        (NEW_CONNECTION, new, used, "on a new connection, none on one that was used before"),
    ):
        if all(with_) and not any(without):
            return Confirmation(len(with_), len(with_), note=words, conditions=Conditions(kind, 1))
    return None


def _together(trial: _Trial, at_once: int) -> Confirmation | None:
    """Find out whether a violation that never comes back alone needs others beside it."""
    if trial.hits:
        return None
    found = [hit for _ in range(2) for hit in trial.send_at_once(at_once) if hit is not None]
    if sum(found) < 2:
        return None
    return Confirmation(
        sum(found),
        len(found),
        note=f"{at_once} sent at once; alone it does not show",
        conditions=Conditions(SENT_AT_ONCE, at_once),
    )


def _counted(trial: _Trial) -> Confirmation | None:
    """Find out whether every n-th call shows a violation."""
    hits: list[int] = []
    for call in range(CALLS):
        if trial.send(trial.case):
            hits.append(call)
    gaps = {later - earlier for earlier, later in pairwise(hits)}
    if len(hits) < 3 or len(gaps) != 1:
        return None
    [gap] = gaps
    return Confirmation(
        len(hits), CALLS, note=f"every {ordinal(gap)} call shows it", conditions=Conditions(NTH_CALL, gap)
    )


def ordinal(number: int) -> str:
    """Return a number as its place in an order: 2nd, 3rd, 11th."""
    ending = {1: "st", 2: "nd", 3: "rd"}.get(number % 10, "th")
    return f"{number}{'th' if number % 100 in (11, 12, 13) else ending}"
