"""The check of `shape.documented-member`."""

from collections.abc import Iterator

from kraken_conformance.checks.registry import check
from kraken_conformance.judging.observation import Observation
from kraken_conformance.model.violation import Violation, Violations
from kraken_conformance.operations.shape import short_json

Given = tuple[tuple[str | int, ...], str, tuple[str, ...]]
"""Where the name of a type came, the name, and the documented members of the union."""


def _given(observation: Observation) -> Iterator[Given]:
    mutation, operation, root = observation.mutation, observation.case.operation, observation.root
    if mutation is None or operation is None or not isinstance(root, dict):
        return
    place = ("data", operation.root)
    if mutation.members and isinstance(root.get("__typename"), str):
        yield (*place, "__typename"), root["__typename"], mutation.members
    for field in mutation.fields:
        value = root.get(field.name)
        items = value if isinstance(value, list) else [value]
        for index, item in enumerate(items if field.members else ()):
            if isinstance(item, dict) and isinstance(item.get("__typename"), str):
                position = (index,) if isinstance(value, list) else ()
                yield (*place, field.name, *position, "__typename"), item["__typename"], field.members


@check("shape.documented-member", applies=lambda observation: any(_given(observation)))
def shape_documented_member(observation: Observation) -> Violations:
    """A union is given as one of its documented members.

    Source: reference pages, the inline fragments of the sample operation.
    """
    impossible = {violation.path for violation in observation.violations if violation.kind == "typename"}
    for path, name, members in _given(observation):
        if name not in members and path not in impossible:
            yield Violation(path, f"one of {', '.join(members)}", short_json(name))
