"""Codes that must not come, as nothing is wrong: what the checks of them share."""

from kraken_conformance.checks._shared.refusal import codes
from kraken_conformance.judging.observation import Observation
from kraken_conformance.model.case import Due
from kraken_conformance.model.violation import Violation, Violations
from kraken_conformance.spec import Level


def shows_whether_raised(observation: Observation, due: Due) -> bool:
    """Whether an answer is a success or one of these codes: any other error shows nothing of them."""
    return observation.succeeded or bool(codes(observation) & set(due.codes))


def raised(observation: Observation, due: Due, why: str) -> Violations:
    """Yield a violation for each of these codes that came; it weighs less where no document states that it must not."""
    for error in observation.errors:
        if error.code_text in due.codes:
            level = None if due.stated else Level.SHOULD
            expected = f"not {error.code_text}: {why}"
            yield Violation(error.code_place, expected, error.code_text, level, topic=error.code_text)
