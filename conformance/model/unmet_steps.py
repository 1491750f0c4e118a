"""Why a case was not sent: the step that did not give what the case takes, and what that step answered."""

from dataclasses import dataclass

from kraken_conformance.model.exchange import Exchange
from kraken_conformance.model.json_answer import NOT_JSON
from kraken_conformance.model.json_path import value_at
from kraken_conformance.model.value_binding import found
from kraken_conformance.spec import ErrorFacts


@dataclass(frozen=True, slots=True)
class UnmetStep:
    """A step that did not give what a case needs: its mutation, and in words what it did or why it was not sent."""

    step: str
    why: str


def unreached(exchange: Exchange, errors: ErrorFacts) -> UnmetStep | None:
    """Return why a case was not sent, None where it was sent, or where the target was to answer and did not."""
    steps = exchange.before
    missing = exchange.missing
    while missing is not None:
        step = steps[missing.step]
        if step.missing is None:
            answer = _answered(step, missing.source, found(missing, step), errors.code)
            return UnmetStep(str(step.case.mutation), answer)
        missing = step.missing
    return None


def _answered(step: Exchange, source: tuple[str | int, ...], value: object, key: str) -> str:
    body = None if step.response is None else step.response.json()
    errors = body.get("errors") if isinstance(body, dict) else None
    first = value_at(errors, (0,))
    if first is not None:
        code = value_at(first, ("extensions", key))
        return f"answered {code}" if isinstance(code, str) else "answered an error without a code"
    if body is NOT_JSON or not isinstance(body, dict):
        return f"answered status {step.response.status}" if step.response else "got no answer"
    place = ".".join(map(str, source))
    return f"gave no {place}" if value is None else f"gave a {place} of another form"
