"""The probe `valid-input`."""

from collections.abc import Iterable, Iterator
from dataclasses import replace
from functools import partial
from typing import Any

from kraken_conformance.model.case import Case, Expectation
from kraken_conformance.model.cases import Blocked, Cases
from kraken_conformance.model.json_path import Path, value_at, with_value
from kraken_conformance.model.secret_names import SECRET, UNLIKELY
from kraken_conformance.operations.rewriting import with_field_aliases
from kraken_conformance.probes._shared.one_document import in_document
from kraken_conformance.probes._shared.preconditions import ACCENTED, obstacle, offered, request
from kraken_conformance.probes._shared.provocation_input import with_different_items
from kraken_conformance.probes.registry import probe
from kraken_conformance.spec import Mutation
from kraken_conformance.strategies import LabelledVariables
from kraken_conformance.target.view import TargetView

NAME = "valid-input"

MOST = 76
"""How many edge cases are sent for a mutation."""

NUL = "before\u0000after"

CHANGED_ON_THE_WAY = {
    "white space at both ends": "  Both Ends  ",
    "characters with another normal form": "e\u0301 \u212b \ufb01",
    "a number with zeros": "0012.50",
    "many words": f"{'many words ' * 20}and the last",
}
"""Texts that are trimmed, put in lower case, normalized, taken for a number, or cut."""

ESCAPED = 'a "quoted" text, a back\\slash,\na line and caf\u00e9'
"""What has to be written with escapes in a document, or may be."""

SEVERAL = 6
"""How many items are sent in a list that the answer shows again."""

MOST_NUL = 2
"""Texts that are sent with U+0000 in them, one at a time."""


@probe(NAME)
def valid_input(mutation: Mutation, target: TargetView) -> Cases | Blocked | None:
    """Valid input: every edge of its types once, then whatever is drawn."""
    if not offered(mutation, target):
        return None
    if blocked := obstacle(mutation, target):
        return blocked
    valid = partial(request, NAME, mutation, target, expectation=Expectation.ACCEPTED)
    if not mutation.arguments:
        simplest = valid({}, label="no arguments")
        return Cases(fixed=(simplest, *_with_aliases(simplest)))
    simplest = valid(target.strategies.minimal(mutation), label="required fields only")
    edges = target.strategies.boundary(mutation, most=MOST)
    return Cases(
        fixed=(
            *(valid(edge.variables, label=edge.label) for edge in edges),
            *_with_aliases(simplest),
            *(valid(made, label=label, expectation=Expectation.ANY) for label, made in _with_nul(edges)),
            *(valid(made, label=f"{label} in what is shown") for label, made in _shown(mutation, target)),
            *(_with_escapes(valid(made), target) for made in _in_what_is_shown(mutation, target, ESCAPED)),
            *(valid(made, label=f"{SEVERAL} different items") for made in _different_items(mutation, target)),
            *(
                valid(made, label="secrets that no answer holds by chance")
                for made in _secrets(mutation, target)
            ),
        ),
        drawn=target.variables(mutation).map(valid),
    )


def _shown(mutation: Mutation, target: TargetView) -> Iterator[tuple[str, Any]]:
    """Yield the input with texts that careless servers change, in the fields that the answer shows again."""
    for label, text in CHANGED_ON_THE_WAY.items():
        yield from ((label, made) for made in _in_what_is_shown(mutation, target, text))


def _in_what_is_shown(mutation: Mutation, target: TargetView, text: str) -> Iterator[Any]:
    """Yield the input with a text in the fields that the answer shows again, if there are any for it."""
    shown = {path for _, step in target.contract.steps_of(mutation.name) for path in step.shows.values()}
    leaves = target.input_leaves(mutation)
    plain: Any = target.complete(mutation)
    made = plain
    for path in sorted(shown, key=str):
        known = target.pools.key(tuple(str(part) for part in path), leaves.get(path, "")) is not None
        if leaves.get(path) == "String" and not known:
            made = with_value(made, path, text)
    if made != plain:
        yield made


def _with_escapes(case: Case, target: TargetView) -> Case:
    """Return a case with its input in the document, where its text has escapes of every sort."""
    written = in_document(case, target)
    if written is None or written.operation is None:
        return case
    document = written.operation.document.replace("\u00e9", r"\u00e9")
    return replace(
        written, operation=replace(written.operation, document=document), label="escapes in what is shown"
    )


def _different_items(mutation: Mutation, target: TargetView) -> Iterator[Any]:
    """Yield the input with several items in each list that the answer shows again, which differ in their names."""
    shown = set(_lists_of_objects(target.answer_leaves(mutation)))
    plain = target.complete(mutation)
    made = with_different_items(plain, target.operation(mutation), target.type_system, shown, SEVERAL)
    if made != plain:
        yield made


def _lists_of_objects(leaves: Iterable[Path]) -> Iterator[str]:
    """Yield the name of each list of objects."""
    for path in leaves:
        for name, place, part in zip(path, path[1:], path[2:], strict=False):
            if place == 0 and isinstance(name, str) and isinstance(part, str):
                yield name


def _secrets(mutation: Mutation, target: TargetView) -> Iterator[Any]:
    """Yield the input with a text of our own in each field for a secret that the user gave no value for."""
    plain: Any = target.complete(mutation)
    made = plain
    for path, type_ in target.input_leaves(mutation).items():
        known = target.pools.key(tuple(str(part) for part in path), type_) is not None
        if SECRET.search(str(path[-1])) and not known and isinstance(value_at(plain, path), str):
            made = with_value(made, path, UNLIKELY)
    if made != plain:
        yield made


def _with_nul(edges: Iterable[LabelledVariables]) -> Iterator[tuple[str, Any]]:
    """Yield a few of the inputs with accented text with U+0000 in its place: a server may refuse it, and not fail."""
    marked = [edge for edge in edges if edge.label.endswith(ACCENTED)]
    for edge in marked[:MOST_NUL]:
        yield edge.label.replace(ACCENTED, "U+0000 in a text"), _replaced(edge.variables)


def _replaced(value: Any) -> Any:
    if isinstance(value, dict):
        return {name: _replaced(inner) for name, inner in value.items()}
    if isinstance(value, list):
        return [_replaced(item) for item in value]
    return NUL if isinstance(value, str) and not value.isascii() else value


def _with_aliases(case: Case) -> Iterator[Case]:
    """Yield the case with fields under other names, until each was once."""
    assert case.operation is not None
    for operation, which in with_field_aliases(case.operation):
        yield replace(case, operation=operation, label=f"{which} under an alias")
