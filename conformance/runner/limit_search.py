"""Finds out how large a document a server answers, with documents that execute nothing."""

from collections.abc import Callable, Sequence
from dataclasses import replace

from kraken_conformance.judging.limits import form_of, refused_by_limit, words
from kraken_conformance.judging.observation import Observation
from kraken_conformance.model.case import Case, Expectation, Operation, RawRequest
from kraken_conformance.model.request_body import request_body
from kraken_conformance.operations.document_limits import (
    ALIASES,
    BODY,
    DEPTH,
    TOKENS,
    DocumentLimits,
    document_extent,
)
from kraken_conformance.operations.rewriting import MOST_ALIASES, with_skip
from kraken_conformance.operations.smaller_operations import padded, pruned
from kraken_conformance.spec import Mutation
from kraken_conformance.target.client import TargetClient
from kraken_conformance.target.view import TargetView

SMALLEST = Operation("Smallest", "mutation Smallest { __typename }", "__typename")
"""The smallest document of a mutation there is. It executes nothing."""

SKIPPED = Operation(
    "Skipped", "mutation Skipped { kept: __typename skipped: __typename @skip(if: true) }", "kept"
)

TRIES = 5
"""How often a document is refused before it counts: a server may refuse at random."""

ENOUGH_ALIASES = 2 * MOST_ALIASES
BODIES = (512, 1024, 2048, 3072, 4096, 6144, 8192, 12_288, 16_384)
"""Sizes of a body that are tried, in bytes; what is generated is hardly ever larger than the last."""

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
        whole = padded(SMALLEST, aliases=ENOUGH_ALIASES, tokens=most)
        if self._refusal(_of_size(replace(base, operation=whole), BODIES[-1])) is not None:
            found = self._sizes(base, found, most)
        if self._honours_skip(base):
            found = self._of_operations(base, asked, found)
        return found

    def _honours_skip(self, base: Case) -> bool:
        if self._skip_honoured is not None:
            return self._skip_honoured
        answer = self._answer(replace(base, operation=SKIPPED))
        return isinstance(answer.data, dict) and list(answer.data) == ["kept"] and not answer.errors

    def _documents(self) -> list[tuple[Operation, Mutation]]:
        """Return the documents of the mutations of which the input is known."""
        view = self._view
        return [
            (view.operation(mutation), mutation)
            for mutation in view.contract.on_server(view.server.name)
            if view.strategies.known(mutation) and _offered(view, mutation)
        ]

    def _sizes(self, base: Case, found: DocumentLimits, most: int) -> DocumentLimits:
        """Find the limits that `__typename` alone can meet: of aliases, of tokens, of the body.

        Where it is refused beside itself, a server takes one field per operation: then it shows nothing of the others.
        """

        def aliased(number: int) -> Case:
            return replace(base, operation=padded(SMALLEST, aliases=number))

        def long(number: int) -> Case:
            return replace(base, operation=padded(SMALLEST, tokens=number))

        least = document_extent(SMALLEST.document)[2]
        if self._refusal(long(least + 1)) is None:
            found = self._largest(ALIASES, range(ENOUGH_ALIASES + 1), aliased, found)
            found = self._largest(TOKENS, range(least, most + 1), long, found)
        return self._largest(BODY, BODIES, lambda size: _of_size(base, size), found)

    def _of_operations(
        self, base: Case, asked: Sequence[tuple[Operation, Mutation]], found: DocumentLimits
    ) -> DocumentLimits:
        """Find the limits that only real documents meet: first of the deepest, then of the largest."""
        if not asked:
            return found

        def skipping(operation: Operation, mutation: Mutation) -> Case:
            variables = self._view.strategies.minimal(mutation)
            return replace(base, operation=with_skip(operation), variables=variables)

        room = None if found.tokens is None else found.tokens - TOKENS_OF_SKIP
        found = self._of_largest(
            DEPTH, 1, skipping, [(pruned(one, tokens=room), owner) for one, owner in asked], found
        )
        within = [(pruned(one, depth=found.depth, tokens=room), owner) for one, owner in asked]
        return self._of_largest(TOKENS, 2, skipping, within, found)

    def _of_largest(
        self,
        kind: str,
        place: int,
        skipping: Callable[[Operation, Mutation], Case],
        documents: Sequence[tuple[Operation, Mutation]],
        found: DocumentLimits,
    ) -> DocumentLimits:
        """Find the limit that the largest document meets; there is none where others as large are let through."""

        def size(document: tuple[Operation, Mutation]) -> int:
            return document_extent(document[0].document)[place]

        (operation, mutation), *others = sorted(documents, key=size, reverse=True)
        least = document_extent(pruned(operation, depth=SMALLEST_DEPTH, tokens=0).document)[place]
        numbers = range(least, size((operation, mutation)) + 1)
        met = self._largest(
            kind, numbers, lambda most: skipping(pruned(operation, **{kind: most}), mutation), found
        )
        most = getattr(met, kind)
        beyond = [other for other in others[:OTHERS] if most is not None and size(other) > most]
        let_through = any(self._refusal(skipping(*other)) is None for other in beyond)
        return found if let_through else met

    def _largest(
        self, kind: str, numbers: Sequence[int], make: Callable[[int], Case], found: DocumentLimits
    ) -> DocumentLimits:
        """Return the limits with the largest of some numbers that is let through, if some are and some are not."""
        refusal = None if len(numbers) < 2 else self._refusal(make(numbers[-1]))
        if refusal is None or self._refusal(make(numbers[0])) is not None:
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


def _offered(view: TargetView, mutation: Mutation) -> bool:
    root = view.type_system.mutation_type
    return root is not None and mutation.name in root.fields


def _of_size(case: Case, size: int) -> Case:
    """Return a case with white space after the JSON of its body, so that it is of a size."""
    body = request_body(case)
    return replace(case, raw=RawRequest(body=body + b" " * (size - len(body))))
