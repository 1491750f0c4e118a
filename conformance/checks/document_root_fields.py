"""The check of `document.root-fields`."""

from kraken_conformance.checks._shared.conditions_met import conditions_met
from kraken_conformance.checks._shared.control import control_executed
from kraken_conformance.checks._shared.document_answers import has_one_answer, other_answer
from kraken_conformance.checks.registry import check
from kraken_conformance.judging.observation import Observation
from kraken_conformance.model.violation import Violation, Violations
from kraken_conformance.operations.two_mutations import FIRST, of_both

ID = "document.root-fields"


def _applies(observation: Observation) -> bool:
    if observation.mutation is None:
        return has_one_answer(ID)(observation)
    if observation.case.about != ID or not _first_failed(observation) or not control_executed(observation):
        return False
    alone = observation.control
    return alone is None or alone.root is not None


def _first_failed(observation: Observation) -> bool:
    """Whether the first of two mutations in a document was refused, and each error says whose it is."""
    paths = [error.entry.get("path") for error in observation.errors]
    known = bool(paths) and all(isinstance(path, list) and path for path in paths)
    data = observation.data
    return known and isinstance(data, dict) and data.get(FIRST, ...) is None


@check(ID, applies=_applies)
def document_root_fields(observation: Observation) -> Violations:
    """Every root field of an operation is answered, in the order of the document.

    Where the first one failed, the next one has a value, or an error of its own: alone it was accepted. The code that
    the documents state for the input of the first one is no error of its own: each is executed with its own arguments.

    Source: GraphQL specification, September 2025, section 6.2 Executing Operations and 6.3 Executing Selection Sets;
    section 6.4.1 Coercing Field Arguments.
    """
    if observation.mutation is None:
        yield from other_answer(observation)
        return
    assert observation.case.operation is not None
    root = observation.case.operation.root
    own = any(error.entry["path"][0] == root for error in observation.errors)
    if observation.root is None and not own:
        expected = "a value, or an error of its own: it is executed though the one before it failed"
        yield Violation(("data", root), expected, "null, and no error of it")
    for code in _of_the_first(observation, root):
        expected = "an answer to its own arguments, with which alone it was accepted"
        yield Violation(
            ("data", root), expected, f"{code}, which is due for those of the one before it", topic=code
        )


def _of_the_first(observation: Observation, root: str) -> list[str]:
    """Return the codes of both mutations that are due for the input of the first one, and not for that of the other."""
    raised: dict[str, set[str]] = {FIRST: set(), root: set()}
    for error in observation.errors:
        key = error.entry["path"][0]
        if error.code_text and isinstance(key, str) and key in raised:
            raised[key].add(error.code_text)
    first, own = of_both(observation.case.variables)
    return [
        code
        for code in sorted(raised[FIRST] & raised[root])
        if any(trigger.stated for trigger in conditions_met(observation, code, first))
        and not any(conditions_met(observation, code, own))
    ]
