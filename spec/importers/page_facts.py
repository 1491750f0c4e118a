"""Reads what one entry of a reference page says about its mutation."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Literal

from graphql import GraphQLError

from kraken_conformance.spec.exceptions import Problem
from kraken_conformance.spec.importers.operations import SampleField, SampleOperation, read_operation
from kraken_conformance.spec.importers.page_text import Entry, PageLine
from kraken_conformance.spec.importers.prose import split_errors
from kraken_conformance.spec.importers.samples import MISSING, Alternatives, documented_kind, read_sample

_ROW_NAME = re.compile(r"([a-z_]\w*)\s*:?\s*(\[*[A-Z]\w*!?\]*!?)")


@dataclass(frozen=True, slots=True)
class FieldFacts:
    """A return field: the type that the page tells, None where it tells only that there is a value.

    `kind` says what stands there where no type is documented: one value, a value of any kind, or an object. With
    `unread`, something stands there that is no value.
    """

    name: str
    documented: str | None
    kind: Literal["value", "any", "object"]
    members: tuple[str, ...]
    unread: bool = False


@dataclass(frozen=True, slots=True)
class MutationFacts:
    """What a page says about one mutation. `type` is None where the page names none."""

    entry: Entry
    arguments: tuple[tuple[str, str], ...]
    fields: tuple[FieldFacts, ...]
    members: tuple[str, ...]
    errors: tuple[tuple[str, str], ...]
    prose: str


class UnreadableEntry(Exception):
    """An entry that cannot be read; holds the problem."""

    def __init__(self, problem: Problem) -> None:
        super().__init__(str(problem))
        self.problem = problem


def read_facts(file: str, entry: Entry) -> MutationFacts:
    """Read an entry.

    Raises `UnreadableEntry` where its operation cannot be read, or nothing tells its fields.
    """
    prose, errors = split_errors(entry.prose)
    operation = _operation(file, entry)
    sample = _sample(file, entry)
    if operation is not None:
        members = operation.members
        fields = tuple(_field(selected, sample) for selected in operation.fields)
        arguments = operation.arguments
    else:
        members = ()
        fields = tuple(_unselected_fields(entry, sample))
        arguments = tuple(_rows(entry.sections.get("arguments", ()))) or tuple(_variables(entry))
    if not fields and not members:
        message = f"Nothing tells what {entry.name} returns."
        raise UnreadableEntry(Problem(file, entry.line, message, "Add its sample operation to the page."))
    return MutationFacts(entry, arguments, fields, members, errors, prose)


def _operation(file: str, entry: Entry) -> SampleOperation | None:
    lines = [line for line in entry.sections.get("mutation", ()) if not line.text.startswith("```")]
    text = "\n".join(line.text for line in lines)
    if not text.strip():
        return None
    try:
        operation = read_operation(text)
    except RecursionError:
        message = f"The operation of {entry.name} is nested too deeply."
        raise UnreadableEntry(Problem(file, entry.line, message, "Fix the operation on the page.")) from None
    except GraphQLError as error:
        offset = error.locations[0].line - 1 if error.locations else 0
        line = lines[min(offset, len(lines) - 1)].number
        message = f"The operation of {entry.name} cannot be read: {error.message.rstrip('.')}."
        raise UnreadableEntry(Problem(file, line, message, "Fix the operation on the page.")) from None
    if operation.mutation != entry.name:
        message = f"The operation under {entry.name} calls {operation.mutation}."
        raise UnreadableEntry(Problem(file, entry.line, message, "Fix the heading or the operation."))
    return operation


def _sample(file: str, entry: Entry) -> dict[str, Any]:
    try:
        response = read_sample(_code(entry.sections.get("response", ())))
    except (ValueError, RecursionError) as error:  # of numbers that are too long, and deep nesting
        message = f"The sample response of {entry.name} cannot be read: {error}."
        raise UnreadableEntry(Problem(file, entry.line, message, "Fix the sample on the page.")) from None
    data = response.get("data") if isinstance(response, dict) else None
    payload = data.get(entry.name) if isinstance(data, dict) else None
    return payload if isinstance(payload, dict) else {}


def _code(lines: tuple[PageLine, ...]) -> str:
    return "\n".join(line.text for line in lines if not line.text.startswith("```"))


def _field(selected: SampleField, sample: dict[str, Any]) -> FieldFacts:
    value = sample.get(selected.name)
    if selected.members:
        return FieldFacts(selected.name, None, "object", selected.members)
    documented = documented_kind(value)
    if documented is None and selected.nested:
        documented = selected.fragment
    kind = "object" if selected.nested else _kind(value)
    return FieldFacts(selected.name, documented, kind, (), unread=value is MISSING)


def _kind(value: Any) -> Literal["value", "any"]:
    return "any" if isinstance(value, Alternatives) else "value"


def _unselected_fields(entry: Entry, sample: dict[str, Any]) -> Iterator[FieldFacts]:
    documented = dict(_rows(entry.sections.get("return fields", ())))
    for name in dict.fromkeys([*documented, *sample]):
        value = sample.get(name)
        yield FieldFacts(name, documented.get(name) or documented_kind(value), _kind(value), ())


def _rows(lines: tuple[PageLine, ...]) -> Iterator[tuple[str, str]]:
    """Yield name and type of each row of a table that has both in its first cell."""
    for line in lines:
        if "|" in line.plain:
            found = _ROW_NAME.fullmatch(line.plain.strip("| ").split("|")[0].strip())
            if found:
                yield found.group(1), found.group(2)


def _variables(entry: Entry) -> Iterator[tuple[str, str]]:
    sample = read_sample(_code(entry.sections.get("variables", ())))
    for name, value in sample.items() if isinstance(sample, dict) else ():
        kind = documented_kind(value)
        if kind is not None:
            yield name, kind
