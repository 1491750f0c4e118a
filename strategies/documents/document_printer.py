"""Drawn selections as GraphQL text, under response keys that do not collide."""

from collections.abc import Iterator

from kraken_conformance.strategies.documents.literals import PLAIN, Style, literal, with_names_only
from kraken_conformance.strategies.documents.selections import SelectedField, Selection, Within

MOST_RENAMED = 5
"""How many fields of a document get an alias that they do not need: servers limit how many there may be."""

Identity = tuple[str, str, str]
Scope = dict[str, tuple[Identity, "Scope"]]
"""What each response key of an object stands for, and the keys of the objects below it."""


class Writer:
    """Writes one field and everything in it.

    The same key stands for the same field of the same type with the same arguments in all fragments on an
    object, so that fields can be merged (GraphQL specification, September 2025, section 5.3.2). Others get an alias.
    With `all_renamed` fields get aliases that only tell them apart. Of those that need none, the first
    `MOST_RENAMED` get one.
    """

    def __init__(self, *, style: Style = PLAIN, all_renamed: bool = False) -> None:
        self._style = style
        self._all_renamed = all_renamed
        self._renamed = 0

    def field(self, asked: SelectedField) -> tuple[str, tuple[str, ...]]:
        """Return the response key of a field, and its lines."""
        scope: Scope = {}
        lines = tuple(self._field(asked, scope))
        return next(iter(scope)), lines

    def _field(self, asked: SelectedField, scope: Scope) -> Iterator[str]:
        arguments = ", ".join(
            f"{name}: {literal(with_names_only(value), type_, self._style)}"
            for name, value, type_ in asked.arguments
        )
        key, below = self._key(asked, (asked.name, asked.type, arguments), scope)
        head = asked.name if key == asked.name else f"{key}: {asked.name}"
        call = f"{head}({arguments})" if arguments else head
        if asked.selection is None:
            yield call
        else:
            yield from self._block(call, asked.selection, below)

    def _block(self, head: str, selection: Selection, scope: Scope) -> Iterator[str]:
        yield f"{head} {{"
        for part in selection:
            yield from (f"  {line}" for line in self._part(part, scope))
        yield "}"

    def _part(self, part: SelectedField | Within, scope: Scope) -> Iterator[str]:
        if isinstance(part, SelectedField):
            return self._field(part, scope)
        head = "..." if part.type is None else f"... on {part.type}"
        return self._block(head, part.selection, scope)

    def _key(self, asked: SelectedField, identity: Identity, scope: Scope) -> tuple[str, Scope]:
        wanted = asked.name
        if (self._all_renamed or asked.renamed) and self._renamed < MOST_RENAMED:
            wanted = f"field{self._renamed}" if self._all_renamed else f"{asked.name}Again"
            self._renamed += 1
        key, number = wanted, 2
        while scope.setdefault(key, (identity, {}))[0] != identity:
            key, number = f"{wanted}{number}", number + 1
        return key, scope[key][1]
