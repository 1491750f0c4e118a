"""Values of an answer that stand under the name of an input."""

import re
from collections.abc import Iterator, Mapping
from datetime import date
from html import unescape
from typing import Any, Final

from kraken_conformance.checks._shared.text_values import texts_of
from kraken_conformance.judging.observation import Observation
from kraken_conformance.judging.sent_values import sent_values
from kraken_conformance.model.item_names import naming_field
from kraken_conformance.model.json_path import value_at

NAMES: Final = ("Id", "Number", "Code")
"""Endings of names that say which record is meant."""

SHORTEST: Final = 6
"""Characters of a value that has a form."""

DEEPEST: Final = 3
"""Objects in one another in which an echo is looked for."""

_DIGIT = re.compile(r"[0-9A-Fa-f]")

_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")

_SIGNS = re.compile("[&<>'\"]")
"""What has to be written in another way in HTML, and nowhere else."""

Echo = tuple[tuple[str | int, ...], Any, Any]
"""Where a value came, the one that was sent, and the one that came."""


def echoes(observation: Observation) -> Iterator[Echo]:
    """Yield the values of a success that stand under the name of an input and have the form of what was sent.

    A payload that may report errors is one only where the document asks for these: a refused value is not shown.
    """
    operation = observation.case.operation
    if observation.mutation is None or operation is None or not observation.shows_success:
        return
    variables = sent_values(observation.case)
    yield from _shown(observation, operation.root, variables)
    yield from _escaped(observation, operation.root, variables)
    yield from _a_day_early(observation, operation.root, variables)
    sent = _sent(variables)
    lists = _sent_lists(variables)
    waiting: list[tuple[tuple[str | int, ...], Any]] = [(("data", operation.root), observation.root)]
    while waiting:
        path, value = waiting.pop()
        for name, inner in value.items() if isinstance(value, Mapping) and len(path) <= DEEPEST + 1 else ():
            if isinstance(inner, Mapping):
                waiting.append(((*path, name), inner))
            elif isinstance(inner, list) and name in lists and not observation.errors:
                yield from _items((*path, name), lists[name], inner)
            elif isinstance(inner, str) and name in sent and _form(inner) == _form(sent[name]):
                yield (*path, name), sent[name], inner


def _escaped(observation: Observation, root: str, variables: Mapping[str, Any]) -> Iterator[Echo]:
    """Yield the texts that come, under the name of an input, as what was sent there with its signs written for HTML."""
    sent: dict[str | int, set[str]] = {}
    for path, text in texts_of(variables):
        if _SIGNS.search(text):
            sent.setdefault(path[-1], set()).add(text)
    for path, text in texts_of(observation.root) if sent else ():
        right = sent.get(path[-1], ()) if path and "&" in text else ()
        if text not in right and unescape(text) in right:
            yield ("data", root, *path), unescape(text), text


def _a_day_early(observation: Observation, root: str, variables: Mapping[str, Any]) -> Iterator[Echo]:
    """Yield the dates that come, under the name of an input, a day before the one that was sent there.

    So a date comes through a time of the day in another time zone. Another date may be a day on which more is done.
    """
    sent: dict[str | int, dict[int, str]] = {}
    for path, text in texts_of(variables):
        if (day := _day(text)) is not None:
            sent.setdefault(path[-1], {})[day] = text
    for path, text in texts_of(observation.root) if sent else ():
        days, came = sent.get(path[-1], {}) if path else {}, _day(text)
        if came is not None and came not in days and came + 1 in days:
            yield ("data", root, *path), days[came + 1], text


def _day(text: str) -> int | None:
    """Return the number of a day, None for what is no date."""
    if _DAY.fullmatch(text) is None:
        return None
    try:
        return date.fromisoformat(text).toordinal()
    except ValueError:
        return None


def _shown(observation: Observation, root: str, variables: Mapping[str, Any]) -> Iterator[Echo]:
    """Yield the values of which the flows of the contract say which input they show."""
    assert observation.mutation is not None
    for flow, step in observation.contract.steps_of(observation.mutation.name):
        for path, sent_at in () if flow.drafted else step.shows.items():
            sent = value_at(variables, sent_at)
            given = value_at(observation.root, path)
            if sent is not None and (given is not None or _lost(observation, path, sent)):
                yield ("data", root, *path), sent, given


def _lost(observation: Observation, path: tuple[str | int, ...], sent: Any) -> bool:
    """Whether null came for false or for zero, which is a value. Blank text may mean that there is none."""
    holder = value_at(observation.root, path[:-1])
    falsy = sent is False or (isinstance(sent, int | float) and sent == 0)
    return falsy and isinstance(holder, Mapping) and path[-1] in holder and not observation.errors


def _sent(variables: Mapping[str, Any]) -> dict[str, str]:
    """Return what was sent under each telling name, without names that stand there twice."""
    found: dict[str, list[str]] = {}
    waiting: list[Mapping[str, Any]] = [variables]
    while waiting:
        for name, value in waiting.pop().items():
            if isinstance(value, Mapping):
                waiting.append(value)
            elif isinstance(value, str) and name.endswith(NAMES) and _has_form(value):
                found.setdefault(name, []).append(value)
    return {name: values[0] for name, values in found.items() if len(values) == 1}


def _sent_lists(variables: Mapping[str, Any]) -> dict[str, list[Mapping[str, Any]]]:
    """Return the lists of objects that were sent, by name."""
    found: dict[str, list[Mapping[str, Any]]] = {}
    waiting: list[Mapping[str, Any]] = [variables]
    while waiting:
        for name, value in waiting.pop().items():
            if isinstance(value, Mapping):
                waiting.append(value)
            elif isinstance(value, list) and value and all(isinstance(item, Mapping) for item in value):
                found[name] = value
    return found


def _items(path: tuple[str | int, ...], sent: list[Mapping[str, Any]], given: list[Any]) -> Iterator[Echo]:
    """Yield the names of the items of a list, where some of those that were sent are among those that came.

    And the other texts of items with a name that was sent once, which stand under the same name in both.
    """
    name = naming_field(sent[0])
    if name is None:
        return
    wanted = [value for item in sent if isinstance(value := item.get(name), str) and _is_plain(value)]
    came = {
        value: (place, item)
        for place, item in enumerate(given)
        if isinstance(item, Mapping) and isinstance(value := item.get(name), str)
    }
    shown = [value for value in dict.fromkeys(wanted) if value in came]
    if not shown:
        return
    yield path, list(dict.fromkeys(wanted)), shown
    for item in sent:
        named = item.get(name)
        if not isinstance(named, str) or named not in shown or wanted.count(named) > 1:
            continue
        place, other = came[named]
        for part, value in item.items():
            if (
                part != name
                and isinstance(value, str)
                and isinstance(other.get(part), str)
                and _is_plain(value)
            ):
                yield (*path, place, part), value, other[part]


def _is_plain(text: str) -> bool:
    """Whether a text has only letters, digits, hyphens and underscores of ASCII, which servers keep as they are."""
    return text.isascii() and text.replace("_", "").replace("-", "").isalnum()


def _has_form(value: str) -> bool:
    return len(value) >= SHORTEST and any(character.isdigit() for character in value)


def _form(value: str) -> str:
    return _DIGIT.sub("0", value)
