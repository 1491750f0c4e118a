"""The closures that look at values: each is made once per document and has no state."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from kraken_conformance.model.violation import MOST_VIOLATIONS
from kraken_conformance.operations.shape.leaf_forms import Form
from kraken_conformance.operations.shape.mismatch import Mismatch, Path, short_json
from kraken_conformance.operations.shape.shape import Findings, Judge
from kraken_conformance.spec import Level

_MISSING: Final = object()


@dataclass(frozen=True, slots=True)
class Value:
    """How the value at a place is judged. `judge` never sees null; `required` says that null is a violation."""

    judge: Judge
    required: bool = False


@dataclass(frozen=True, slots=True)
class Member:
    """A key of an object: the field behind it, how its value is judged, whether it has to be there."""

    key: str
    field: str
    value: Value
    certain: bool


def anything(value: Any, path: Path, found: Findings) -> None:
    """Judge a value of which nothing is known."""


def leaf(forms: tuple[Form, ...], then: Judge = anything) -> Judge:
    """Judge a value by forms, of which the first that is missed is reported, and then by `then`."""
    if not forms:
        return then

    def judge(value: Any, path: Path, found: Findings) -> None:
        for form in forms:
            if not form.concerns(value):
                continue
            found.kinds.add(form.kind)
            if not form.fits(value):
                kind = "list" if type(value) is list else form.kind
                found.violations.append(
                    Mismatch(kind, path, form.expected, short_json(value), form.weight(value))
                )
                return
        then(value, path, found)

    return judge


def name_of_type(name: str, level: Level | None) -> Judge:
    """Judge `__typename` where only one object type is possible."""

    def judge(value: Any, path: Path, found: Findings) -> None:
        found.kinds.add("typename")
        if value != name:
            found.violations.append(Mismatch("typename", path, f'"{name}"', short_json(value), level))

    return judge


def any_name(value: Any, path: Path, found: Findings) -> None:
    """Judge `__typename` where the possible object types are not known."""
    found.kinds.add("typename")
    if type(value) is not str or not value.isidentifier():
        found.violations.append(Mismatch("typename", path, "the name of an object type", short_json(value)))


def list_of(item: Value) -> Judge:
    """Judge a list and each of its items."""

    def judge(value: Any, path: Path, found: Findings) -> None:
        found.kinds.add("list")
        if type(value) is not list:
            found.violations.append(Mismatch("list", path, "a list", short_json(value)))
            return
        if item.required and value:
            found.kinds.add("list-items")
        for index, each in enumerate(value):
            if len(found.violations) >= MOST_VIOLATIONS:
                return
            if each is not None:
                item.judge(each, (*path, index), found)
            elif item.required:
                found.violations.append(
                    Mismatch("list-items", (*path, index), "an item that is not null", "null")
                )

    return judge


def one_or_list_of(item: Value) -> Judge:
    """Judge a value that may be a list or not, and the items of a list: the documents do not say which it is."""

    def judge(value: Any, path: Path, found: Findings) -> None:
        if type(value) is not list:
            item.judge(value, path, found)
            return
        for index, each in enumerate(value):
            if len(found.violations) >= MOST_VIOLATIONS:
                return
            if each is not None:
                item.judge(each, (*path, index), found)

    return judge


def object_of(members: Iterable[Member], *, wrapper: bool = False) -> Judge:
    """Judge an object by its keys, which are exactly those asked for, and by their values.

    `wrapper` is `data` itself: what is right about it shows nothing of what the mutation returns.
    """
    rows = [(m.key, m.field, m.value.judge, m.value.required, m.certain) for m in members]
    order = tuple(row[0] for row in rows)
    keys = frozenset(order)
    kinds = set() if wrapper else _kinds_shown(rows)

    def judge(value: Any, path: Path, found: Findings) -> None:
        found.kinds.update(kinds)
        if type(value) is not dict:
            found.violations.append(not_an_object(value, path))
            return
        missing: list[tuple[str, str]] = []
        present = 0
        for key, field, judge_member, required, certain in rows:
            each = value.get(key, _MISSING)
            if each is _MISSING:
                if certain:
                    missing.append((key, field))
                continue
            present += 1
            if each is not None:
                judge_member(each, (*path, key), found)
            elif required:
                found.violations.append(
                    Mismatch("non-null", (*path, key), "a value that is not null", "null")
                )
        if missing or present != len(value):
            found.violations.extend(_wrong_keys(value, path, missing, keys))
        elif present == len(order) and tuple(value) != order:
            expected = f"the keys in the order {', '.join(order)}"
            found.violations.append(Mismatch("key-order", path, expected, ", ".join(value)))

    return judge


def _kinds_shown(rows: Sequence[tuple[str, str, Judge, bool, bool]]) -> set[str]:
    """Return the kinds of rule that an object is judged by."""
    kinds = {"payload", "no-extra-key"}
    if len(rows) > 1:
        kinds.add("key-order")
    if any(certain for *_, certain in rows):
        kinds.add("field-present")
    if any(certain and key != field for key, field, *_, certain in rows):
        kinds.add("alias")
    if any(certain and required for *_, required, certain in rows):
        kinds.add("non-null")
    return kinds


def not_an_object(value: Any, path: Path) -> Mismatch:
    """Return the violation by a value that should be an object."""
    kind = "list" if type(value) is list and len(path) > 2 else "payload"
    return Mismatch(kind, path, "an object", short_json(value))


def _wrong_keys(
    value: dict[str, Any], path: Path, missing: list[tuple[str, str]], keys: frozenset[str]
) -> Iterable[Mismatch]:
    unasked = [key for key in value if key not in keys]
    for key, field in missing:
        if key != field and field in unasked:
            unasked.remove(field)
            yield Mismatch("alias", (*path, key), f"`{field}` under its alias `{key}`", f"`{field}`")
        else:
            yield Mismatch(
                "field-present",
                (*path, key),
                f"the field `{key}`",
                f"an object without it: {short_json(value)}",
            )
    for key in unasked[:MOST_VIOLATIONS]:
        yield Mismatch(
            "no-extra-key", (*path, key), "only the keys that were asked for", short_json({key: value[key]})
        )


def abstract_of(
    typename: str | None, possible: Mapping[str, Judge], unknown: Judge, *, is_open: bool
) -> Judge:
    """Judge an object whose type is one of several.

    `typename` is the response key of `__typename`, which tells the type; None where it was not asked
    for, and then the object must fit one of them. `unknown` judges objects of no known type, which is a
    violation unless `is_open`.
    """

    def judge(value: Any, path: Path, found: Findings) -> None:
        if type(value) is not dict:
            found.kinds.add("payload")
            found.violations.append(not_an_object(value, path))
            return
        if typename is None:
            _best(value, path, found, [*possible.values()] or [unknown])
            return
        name = value.get(typename)
        if isinstance(name, str) and name in possible:
            found.kinds.add("typename")
            possible[name](value, path, found)
            return
        if isinstance(name, str) and name.isidentifier() and possible and not is_open:
            found.kinds.add("typename")
            expected = f"one of {', '.join(possible)}"
            found.violations.append(Mismatch("typename", (*path, typename), expected, short_json(name)))
        unknown(value, path, found)

    return judge


def _best(value: Any, path: Path, found: Findings, judges: list[Judge]) -> None:
    best: Findings | None = None
    for judge in judges:
        tried = Findings()
        judge(value, path, tried)
        if best is None or len(tried.violations) < len(best.violations):
            best = tried
        if not best.violations:
            break
    if best is not None:
        found.kinds |= best.kinds
        found.violations += best.violations


def lazily(make: Callable[[], Judge]) -> Judge:
    """Return a judge that is compiled when it is first needed: many objects and types never come up."""
    made: list[Judge] = []

    def judge(value: Any, path: Path, found: Findings) -> None:
        if not made:
            made.append(make())
        made[0](value, path, found)

    return judge
