"""Finds out how large a document a server answers, with documents that execute nothing."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import TypeVar

from kraken_conformance.judging.limits import SPEAKS_OF_UNKNOWN_FIELD, form_of, refused_by_limit, words
from kraken_conformance.judging.observation import Observation
from kraken_conformance.model.case import Case, Expectation, Operation, RawRequest
from kraken_conformance.model.request_body import request_body
from kraken_conformance.operations.document_limits import (
    ALIASES,
    BODY,
    DEPTH,
    ROOT_FIELDS,
    TOKENS,
    DocumentLimits,
    document_extent,
    extent_of,
)
from kraken_conformance.operations.rewriting import MOST_ALIASES, with_skip
from kraken_conformance.operations.smaller_operations import (
    TOKENS_OF_INLINE,
    padded,
    pruned,
    smallest,
    with_root_fields,
)
from kraken_conformance.spec import Mutation
from kraken_conformance.target.client import TargetClient
from kraken_conformance.target.view import TargetView

Sized = TypeVar("Sized")

SMALLEST = Operation("Smallest", "mutation Smallest { __typename }", "__typename")
"""The smallest document of a mutation there is. It executes nothing."""

SKIPPED = Operation(
    "Skipped", "mutation Skipped { kept: __typename skipped: __typename @skip(if: true) }", "kept"
)
SKIPPED_ALONE = Operation("Skipped", "mutation Skipped { __typename @skip(if: true) }", "__typename")
"""The same for a server that takes no alias, or one root field in an operation."""

TRIES = 5
"""How often a document is refused before it counts: a server may refuse at random."""

ENOUGH_ALIASES = 2 * MOST_ALIASES
ENOUGH_ROOT_FIELDS = 20
LEAST_BODY, ENOUGH_BODY = 512, 16_384
"""The sizes of a body between which a limit is looked for, in bytes; what is generated is hardly ever larger."""

OTHERS = 3
"""How many other documents have to meet a limit that one has met."""

SMALLEST_DEPTH = 2

TOKENS_OF_SKIP = 7
"""How many tokens `@skip(if: true)` has."""


class LimitSearch:
    """Asks one server. What the documents in question would execute is left out by `@skip`.

    `skip_honoured` tells whether the server leaves it out, None where that is to be proven first.
    """

    def __init__(self, client: TargetClient, view: TargetView, *, skip_honoured: bool | None) -> None:
        self._skip_honoured = skip_honoured
        self._client = client
        self._view = view

    def limits(self) -> DocumentLimits:
        """Return what the server allows; a limit that nothing generated can meet is not looked for."""
        base = Case(probe="preflight", server=self._view.server.name, mutation=None, operation=SMALLEST)
        if self._answer(base).exchange.response is None:
            return DocumentLimits()
        if (refusal := self._refusal(base)) is not None:
            return DocumentLimits(refuses_all=refusal)
        asked = self._documents()
        found = DocumentLimits()
        most = max((document_extent(operation.document)[2] for operation, _ in asked), default=0)
        whole = replace(base, operation=_with_everything(most))
        is_limited = self._refusal(_of_size(whole, ENOUGH_BODY)) is not None
        asked = asked if self._honours_skip(base) else []
        if is_limited:
            found = self._of_body(base, asked, found)
            found = self._of_tokens(base, asked, most, found)
            found = self._of_smallest(base, ALIASES, range(ENOUGH_ALIASES + 1), asked, found)
            found = self._of_smallest(base, ROOT_FIELDS, range(1, ENOUGH_ROOT_FIELDS + 1), asked, found)
        return self._of_operations(base, asked, found)

    def _honours_skip(self, base: Case) -> bool:
        if self._skip_honoured is not None:
            return self._skip_honoured
        return self._leaves_out(base, SKIPPED, ["kept"]) or self._leaves_out(base, SKIPPED_ALONE, [])

    def _leaves_out(self, base: Case, operation: Operation, kept: list[str]) -> bool:
        answer = self._answer(replace(base, operation=operation))
        return isinstance(answer.data, dict) and list(answer.data) == kept and not answer.errors

    def _documents(self) -> list[tuple[Operation, Mutation]]:
        """Return the documents of the mutations of which the input is known."""
        view = self._view
        return [
            (view.operation(mutation), mutation)
            for mutation in view.contract.on_server(view.server.name)
            if view.strategies.known(mutation) and _offered(view, mutation)
        ]

    def _skipping(self, base: Case, operation: Operation, mutation: Mutation) -> Case:
        """Return a case with a document of a mutation, which `@skip` keeps from being executed."""
        variables = self._view.strategies.minimal(mutation)
        return replace(base, operation=with_skip(operation), variables=variables)

    def _of_body(
        self, base: Case, asked: Sequence[tuple[Operation, Mutation]], found: DocumentLimits
    ) -> DocumentLimits:
        """Find the limit of the body with white space after its JSON; it is none where as much elsewhere is taken."""
        sizes = range(LEAST_BODY, ENOUGH_BODY + 1)
        met = self._largest(BODY, sizes, lambda size: _of_size(base, size), found)
        if met.body is None:
            return found
        real = [self._skipping(base, *document) for document in asked]
        beyond = _some_beyond(real, lambda case: extent_of(case).body, met.body)
        elsewhere = beyond or [_spaced((real or [base])[0], met.body + 1)]
        return met if self._all_meet(elsewhere, met.words[BODY]) else found

    def _of_tokens(
        self, base: Case, asked: Sequence[tuple[Operation, Mutation]], most: int, found: DocumentLimits
    ) -> DocumentLimits:
        """Find the limit of tokens with `__typename` again and again in one fragment.

        That may be too many fields for a server, and not too many tokens: real documents beyond it have to be refused.
        """
        least = document_extent(SMALLEST.document)[2] + TOKENS_OF_INLINE
        numbers = range(least, max(least, most) + 1)
        met = self._largest(TOKENS, numbers, lambda number: _with(base, TOKENS, number), found)
        if met.tokens is None:
            return found
        real = [self._skipping(base, *document) for document in asked]
        beyond = _some_beyond(real, lambda case: extent_of(case).tokens, met.tokens)
        return met if self._all_meet(beyond, met.words[TOKENS]) else found

    def _of_smallest(
        self,
        base: Case,
        kind: str,
        numbers: Sequence[int],
        asked: Sequence[tuple[Operation, Mutation]],
        found: DocumentLimits,
    ) -> DocumentLimits:
        """Find the limit that the smallest documents of mutations meet for one thing alone: aliases, or root fields.

        It is one of these where all of some mutations meet it, and none with as many tokens and without that thing.
        """
        real = [
            self._skipping(base, smallest(operation), mutation)
            for operation, mutation in asked
            if "__typename" in smallest(operation).document
        ][: 1 + OTHERS]
        for case in real:
            met = self._largest(kind, numbers, lambda number, case=case: _with(case, kind, number), found)  # type: ignore[misc]
            most = getattr(met, kind)
            if most is None:
                continue
            beyond = [_with(one, kind, most + 1) for one in real]
            plain = [
                _with(one, TOKENS, extent_of(larger).tokens) for one, larger in zip(real, beyond, strict=True)
            ]
            believed = self._all_meet(beyond, met.words[kind]) and not self._any_meets(plain, met.words[kind])
            return met if believed else found
        return found

    def _of_operations(
        self, base: Case, asked: Sequence[tuple[Operation, Mutation]], found: DocumentLimits
    ) -> DocumentLimits:
        """Find the limits that only real documents meet: first of the deepest, then of the largest."""
        if not asked:
            return found
        room = None if found.tokens is None else found.tokens - TOKENS_OF_SKIP
        whole = [(pruned(one, tokens=room), owner) for one, owner in asked]
        found = self._of_largest(base, DEPTH, 1, whole, found)
        within = [(pruned(one, depth=found.depth, tokens=room), owner) for one, owner in asked]
        return self._of_largest(base, TOKENS, 2, within, found)

    def _of_largest(
        self,
        base: Case,
        kind: str,
        place: int,
        documents: Sequence[tuple[Operation, Mutation]],
        found: DocumentLimits,
    ) -> DocumentLimits:
        """Find the limit that the largest document meets; there is none where others as large are let through.

        Where there are no others as large, it may be refused for itself: the run itself finds out.
        """

        def size(document: tuple[Operation, Mutation]) -> int:
            return document_extent(document[0].document)[place]

        (operation, mutation), *others = sorted(documents, key=size, reverse=True)
        least = document_extent(pruned(operation, depth=SMALLEST_DEPTH, tokens=0).document)[place]
        numbers = range(least, size((operation, mutation)) + 1)
        met = self._largest(
            kind,
            numbers,
            lambda most: self._skipping(base, pruned(operation, **{kind: most}), mutation),
            found,
        )
        most = getattr(met, kind)
        if most is None or most == getattr(found, kind):
            return found
        beyond = [self._skipping(base, *other) for other in _some_beyond(others, size, most)]
        if not beyond and kind == TOKENS:
            further = max(most, document_extent(operation.document)[2]) + TOKENS_OF_SKIP
            alike = [self._skipping(base, smallest(one), owner) for one, owner in others[:OTHERS]]
            beyond = [_with(one, TOKENS, further) for one in alike]
        return met if self._all_meet(beyond, met.words[kind]) else found

    def _all_meet(self, cases: Sequence[Case], limit: str) -> bool:
        """Whether cases are refused in the words of a limit; what is refused in others says nothing of it."""
        refusals = [self._refusal(case) for case in cases]
        return None not in refusals and any(_says(refusal, limit) for refusal in refusals)

    def _any_meets(self, cases: Sequence[Case], limit: str) -> bool:
        return any(_says(self._refusal(case), limit) for case in cases)

    def _largest(
        self, kind: str, numbers: Sequence[int], make: Callable[[int], Case], found: DocumentLimits
    ) -> DocumentLimits:
        """Return the limits with the largest of some numbers that is let through, if some are and some are not.

        A document that asks for a field which the server does not know after all is refused for that: the run itself
        finds out.
        """
        refusal = None if len(numbers) < 2 else self._refusal(make(numbers[-1]))
        if refusal is None or SPEAKS_OF_UNKNOWN_FIELD.search(refusal):
            return found
        if self._refusal(make(numbers[0])) is not None:
            return found
        good, bad = 0, len(numbers) - 1
        while bad - good > 1:
            middle = (good + bad) // 2
            if self._refusal(make(numbers[middle])) is None:
                good = middle
            else:
                bad = middle
        return replace(found, **{kind: numbers[good]}, words={**found.words, kind: refusal})  # type: ignore[arg-type]

    def _refusal(self, case: Case) -> str | None:
        """Return the server's words where it refuses a document each time and in the same words, else None."""
        refusal = None
        for _ in range(TRIES):
            answer = self._answer(case)
            if _let_through(answer) or (refusal is not None and form_of(words(answer)) != form_of(refusal)):
                return None
            refusal = words(answer)
        return refusal

    def _answer(self, case: Case) -> Observation:
        return Observation(self._client.send(replace(case, expectation=Expectation.ANY)), self._view)


def _let_through(observation: Observation) -> bool:
    return observation.executed and not observation.errors and not refused_by_limit(observation)


def _says(refusal: str | None, limit: str) -> bool:
    return refusal is not None and form_of(refusal) == form_of(limit)


def _offered(view: TargetView, mutation: Mutation) -> bool:
    root = view.type_system.mutation_type
    return root is not None and mutation.name in root.fields


def _with_everything(tokens: int) -> Operation:
    """Return a document of `__typename` alone with as many aliases, root fields and tokens as are looked for."""
    aliased = [f"kind{number}: __typename" for number in range(ENOUGH_ALIASES)]
    plain = ["__typename"] * max(ENOUGH_ROOT_FIELDS, tokens - 3 * ENOUGH_ALIASES)
    return replace(SMALLEST, document=f"mutation Smallest {{ {' '.join((*aliased, *plain))} }}")


def _with(case: Case, kind: str, number: int) -> Case:
    """Return a case with more aliases, root fields or tokens, and no other meaning."""
    assert case.operation is not None
    if kind == ROOT_FIELDS:
        return replace(case, operation=with_root_fields(case.operation, number))
    return replace(case, operation=padded(case.operation, **{kind: number}))


def _some_beyond(documents: Sequence[Sized], size: Callable[[Sized], int], most: int) -> list[Sized]:
    """Return the smallest and the largest of the documents beyond a size, and one between: all where they are few."""
    beyond = sorted((one for one in documents if size(one) > most), key=size)
    if len(beyond) <= OTHERS:
        return beyond
    return [beyond[0], beyond[len(beyond) // 2], beyond[-1]]


def _spaced(case: Case, size: int) -> Case:
    """Return a case with white space after its document, so that its body is of a size."""
    assert case.operation is not None
    missing = " " * (size - len(request_body(case)))
    return replace(case, operation=replace(case.operation, document=f"{case.operation.document}{missing}"))


def _of_size(case: Case, size: int) -> Case:
    """Return a case with white space after the JSON of its body, so that it is of a size."""
    body = request_body(case)
    return replace(case, raw=RawRequest(body=body + b" " * (size - len(body))))
