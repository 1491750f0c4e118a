"""How large a request is, and how large a target lets one be."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any, Final, cast

from graphql import (
    DocumentNode,
    FieldNode,
    FragmentDefinitionNode,
    FragmentSpreadNode,
    GraphQLError,
    InlineFragmentNode,
    Lexer,
    OperationDefinitionNode,
    OperationType,
    SelectionSetNode,
    Source,
    TokenKind,
    Visitor,
    parse,
    visit,
)

from kraken_conformance.events import LimitFacts
from kraken_conformance.model.answer_words import LARGER
from kraken_conformance.model.case import Case
from kraken_conformance.model.request_body import request_body

ALIASES: Final = "aliases"
DEPTH: Final = "depth"
TOKENS: Final = "tokens"
BODY: Final = "body"
ROOT_FIELDS: Final = "root_fields"

WORDS: Final[Mapping[str, str]] = {
    ALIASES: "aliases",
    DEPTH: "levels of selections",
    TOKENS: "tokens",
    BODY: "bytes of the body",
    ROOT_FIELDS: "root fields in a mutation operation",
}
"""What each number counts, for people."""


@dataclass(frozen=True, slots=True)
class Extent:
    """The size of a request: aliases, levels of selections, tokens of the document, bytes of the body.

    `root_fields` are those of its largest mutation operation, 0 where it has none.
    """

    aliases: int
    depth: int
    tokens: int
    body: int
    root_fields: int


@dataclass(frozen=True, slots=True)
class DocumentLimits:
    """The largest requests that a server answered, None where no limit is known, and its words to larger ones.

    `refuses_all` are its words where it answers not even the smallest document there is.
    """

    aliases: int | None = None
    depth: int | None = None
    tokens: int | None = None
    body: int | None = None
    root_fields: int | None = None
    words: Mapping[str, str] = field(default_factory=dict)
    refuses_all: str | None = None

    def to_json(self) -> LimitFacts:
        """Return the limits as a JSON object, those that are known alone."""
        known = {kind: getattr(self, kind) for kind in WORDS if getattr(self, kind) is not None}
        refuses = {} if self.refuses_all is None else {"refuses_all": self.refuses_all}
        return cast(LimitFacts, {**known, **({"words": dict(self.words)} if known else {}), **refuses})

    @classmethod
    def from_json(cls, content: Mapping[str, Any]) -> DocumentLimits:
        """Read what `to_json` wrote."""
        return cls(**content)

    def admits(self, case: Case) -> bool:
        """Whether a case is within the limits, with everything that is sent before it."""
        return not self.exceeded(case)

    def exceeded(self, case: Case) -> tuple[str, ...]:
        """Return the kinds of the limits that a case, or what is sent before it, is beyond."""
        limits = {kind: most for kind in WORDS if (most := getattr(self, kind)) is not None}
        if not limits:
            return ()
        extents = [
            extent_of(one) for one in (*case.before, case) if one.operation is not None or one.raw is None
        ]
        return tuple(
            kind for kind, most in limits.items() if any(getattr(extent, kind) > most for extent in extents)
        )

    def why_nothing(self, left_out: Iterable[Case]) -> str:
        """Return in words why nothing was sent, where all cases are beyond the limits."""
        kinds = dict.fromkeys(kind for case in left_out for kind in self.exceeded(case))
        return (
            f"{LARGER}: {' and '.join(stated(kind, getattr(self, kind), self.words[kind]) for kind in kinds)}"
        )


def stated(kind: str, most: int, answered: str) -> str:
    """Return a limit in words: `at most 14 tokens, and answers to more: 'Too many tokens.'`."""
    return f"at most {most:,} {WORDS[kind]}, and answers to more: '{answered}'"


def extent_of(case: Case) -> Extent:
    """Return how large the request of a case with an operation is."""
    assert case.operation is not None, case
    aliases, depth, tokens = document_extent(case.operation.document)
    body = len(case.raw.body) if case.raw is not None else len(request_body(case))
    return Extent(aliases, depth, tokens, body, root_fields(case.operation.document))


@lru_cache(maxsize=1024)
def root_fields(document: str, *, of_queries: bool = False) -> int:
    """Return how many root fields the largest mutation operation of a document has, those of fragments included.

    With `of_queries`, other operations count as well.
    """
    if "mutation" not in document and not of_queries:
        return 0
    try:
        parsed = parse(document, no_location=True)
    except GraphQLError:
        return 0
    fragments = _fragments(parsed)
    found = (
        _fields(node.selection_set, fragments, frozenset())
        for node in parsed.definitions
        if isinstance(node, OperationDefinitionNode)
        and (of_queries or node.operation is OperationType.MUTATION)
    )
    return max(found, default=0)


def _fields(
    selected: SelectionSetNode, fragments: Mapping[str, SelectionSetNode], within: frozenset[str]
) -> int:
    count = 0
    for node in selected.selections:
        if isinstance(node, FragmentSpreadNode):
            name = node.name.value
            inner = None if name in within else fragments.get(name)
            count += 0 if inner is None else _fields(inner, fragments, within | {name})
        elif isinstance(node, InlineFragmentNode):
            count += _fields(node.selection_set, fragments, within)
        else:
            count += 1
    return count


def _fragments(parsed: DocumentNode) -> dict[str, SelectionSetNode]:
    return {
        node.name.value: node.selection_set
        for node in parsed.definitions
        if isinstance(node, FragmentDefinitionNode)
    }


@lru_cache(maxsize=1024)
def document_extent(document: str) -> tuple[int, int, int]:
    """Return how many aliases, levels and tokens a document has; a spread adds no level of its own."""
    try:
        parsed = parse(document, no_location=True)
    except GraphQLError:
        return 0, 0, 0
    fragments = _fragments(parsed)
    aliases = 0

    class Counter(Visitor):
        def enter_field(self, node: FieldNode, *_: object) -> None:
            nonlocal aliases
            aliases += node.alias is not None

    visit(parsed, Counter())
    operations = (node for node in parsed.definitions if isinstance(node, OperationDefinitionNode))
    depth = max((_depth(node.selection_set, fragments, frozenset()) for node in operations), default=0)
    return aliases, depth, _tokens(document)


def _depth(
    selected: SelectionSetNode, fragments: Mapping[str, SelectionSetNode], within: frozenset[str]
) -> int:
    deepest = 0
    for node in selected.selections:
        if isinstance(node, FragmentSpreadNode):
            name = node.name.value
            inner = None if name in within else fragments.get(name)
            deepest = max(deepest, 0 if inner is None else _depth(inner, fragments, within | {name}) - 1)
        elif isinstance(node, FieldNode | InlineFragmentNode) and node.selection_set is not None:
            deepest = max(deepest, _depth(node.selection_set, fragments, within))
    return deepest + 1


def _tokens(document: str) -> int:
    lexer, count = Lexer(Source(document)), 0
    while lexer.advance().kind is not TokenKind.EOF:
        count += 1
    return count
