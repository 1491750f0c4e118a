"""Control experiments: was a request refused for what it asks for, or for how large it is?

Where the same input is executed in the smallest operation, a refusal of a larger document is a limit of the
server. So is a refusal of a request that was let through and has only been made larger, without any other meaning,
and one of a long text or list of which each part is let through by itself.
"""

from collections.abc import Iterable, Iterator
from contextlib import suppress
from dataclasses import dataclass, replace

from graphql import GraphQLSchema, parse, validate

from kraken_conformance.exceptions import TargetUnavailable
from kraken_conformance.judging.answer_origin import ROLES_ABOUT_CREDENTIALS
from kraken_conformance.judging.limits import (
    SPEAKS_OF_FAILURE,
    SPEAKS_OF_UNKNOWN_FIELD,
    form_of,
    refusal_key,
    refused_by_limit,
    refused_in_words,
    refused_like_everything,
    words,
)
from kraken_conformance.judging.observation import Observation
from kraken_conformance.model.answer_words import OTHER_SCHEMA, VALUES
from kraken_conformance.model.case import Case, Expectation, Operation, RawRequest
from kraken_conformance.model.exchange import Exchange
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
    root_fields,
)
from kraken_conformance.operations.equal_operations import without_block_strings
from kraken_conformance.operations.rewriting import NoSuchRewriting, with_literals
from kraken_conformance.operations.shorter_input import has_long_values, shorter
from kraken_conformance.operations.smaller_operations import (
    padded,
    parts_alone,
    pruned,
    reduced,
    smallest,
    with_root_fields,
)
from kraken_conformance.runner.sending.request_pool import RequestPool
from kraken_conformance.safety.budget import Withheld
from kraken_conformance.target.client import TargetClient
from kraken_conformance.target.introspection import introspect, schema_from
from kraken_conformance.target.view import TargetView

DOCUMENT = "document"
"""The kind of a limit of which only is known that a smaller document is executed."""

ALL = "all"
"""The kind of a refusal that every document meets."""

LABEL = "a control experiment"

EVERYTHING = Operation("Smallest", "mutation Smallest { __typename }", "__typename")
"""The smallest document: who refuses it refuses everything."""

NOT_VALID = Operation(
    "NotValid", "mutation NotValid { noTypeHasThisField8f31403d }", "noTypeHasThisField8f31403d"
)
"""A small document that is refused for another reason than its size."""

LOOKS = 2
"""How often a target is asked for its schema again: replicas may have different ones."""

SMALLEST_DEPTH = 2
"""The levels of a document that asks for leaf fields of the payload alone."""


@dataclass(frozen=True, slots=True)
class LimitMet:
    """Why a request was refused that says nothing of what it asks for: a kind, and the server's words."""

    kind: str
    words: str


class Controls:
    """Sends control experiments. They execute what the refused request asked to execute, and nothing else.

    `limits` are those that are known already: what a server says of one it may say again.
    """

    def __init__(self, sender: RequestPool, limits: Iterable[DocumentLimits]) -> None:
        self._sender = sender
        self._schemas: dict[str, list[GraphQLSchema]] = {}
        self._known = {
            form_of(text)
            for found in limits
            for kind, text in found.words.items()
            if kind != ROOT_FIELDS  # it says nothing of larger documents with one root field
        }

    def limit(self, refused: Exchange, view: TargetView) -> LimitMet | None:
        """Return the limit that a valid request met, None where it was refused for what it asks for."""
        observation = Observation(refused, view)
        answer_words = words(observation)
        if refused.case.operation is None or refused.case.raw is not None:
            return None
        if refused_like_everything(observation):
            return LimitMet(ALL, answer_words)
        if _is_about_credentials(observation):
            return None
        if SPEAKS_OF_UNKNOWN_FIELD.search(answer_words):
            gone = self._is_not_valid_now(refused.case.operation, view)
            return LimitMet(OTHER_SCHEMA, answer_words) if gone else None
        met = self._limit(refused, view, answer_words)
        if met is not None and met.kind not in (ROOT_FIELDS, VALUES):
            self._known.add(form_of(answer_words))
        return met

    def _limit(self, refused: Exchange, view: TargetView, answer_words: str) -> LimitMet | None:
        case = replace(refused.case, before=(), takes=(), rivals=0, bearer=None, label=LABEL)
        assert case.operation is not None
        everything = replace(case, operation=EVERYTHING, variables={})
        if case.mutation is None:
            return self._limit_of_size(refused, everything, view, answer_words)
        small = reduced(case.operation)
        if small.document != case.operation.document and self._lets_through(case, small, view):
            return None if self._blames_a_field(case, view) else LimitMet(DOCUMENT, answer_words)
        mutation = view.contract.mutations[case.mutation]
        base = replace(
            case, operation=smallest(view.operation(mutation)), variables=view.strategies.minimal(mutation)
        )
        answer = self._answer(base, view)
        if self._executed(answer) and _says(answer_words, answer):
            return None
        if self._executed(answer):
            return (
                self._limit_of_literals(refused, base, view, answer_words)
                or self._limit_of_size(refused, base, view, answer_words)
                or self._limit_of_values(case, view, answer_words)
            )
        return LimitMet(ALL, answer_words) if _says(answer_words, self._answer(everything, view)) else None

    def _is_not_valid_now(self, operation: Operation, view: TargetView) -> bool:
        """Whether the schema that the target has now does not know a field which it had at the start."""
        server = view.server.name
        if server not in self._schemas:
            self._schemas[server] = list(_schemas_now(self._sender.client, server))
        document = parse(operation.document)
        return any(validate(schema, document, max_errors=1) for schema in self._schemas[server])

    def within(self, met: LimitMet, refused: Exchange, view: TargetView) -> DocumentLimits | None:
        """Return limits within which a mutation's own document is let through; None where it is already, or never."""
        case = refused.case
        assert case.mutation is not None
        mutation = view.contract.mutations[case.mutation]
        whole = view.operation(mutation)
        base = replace(case, before=(), takes=(), rivals=0, bearer=None, raw=None, label=LABEL)
        base = replace(base, variables=view.strategies.minimal(mutation))
        if self._lets_through(base, whole, view):
            return None
        _, depth, _ = document_extent(whole.document)
        for most in range(depth - 1, SMALLEST_DEPTH - 1, -1):
            if self._lets_through(base, pruned(whole, depth=most), view):
                return replace(view.limits, depth=most, words={**view.limits.words, DEPTH: met.words})
        flat = pruned(whole, depth=SMALLEST_DEPTH)
        good = document_extent(smallest(whole).document)[2]
        bad = document_extent(flat.document)[2]
        if not self._lets_through(base, pruned(flat, tokens=good), view):
            return None
        while bad - good > 1:
            middle = (good + bad) // 2
            if self._lets_through(base, pruned(flat, tokens=middle), view):
                good = middle
            else:
                bad = middle
        return replace(view.limits, tokens=good, words={**view.limits.words, TOKENS: met.words})

    def _blames_a_field(self, case: Case, view: TargetView) -> bool:
        """Whether a field is refused by itself: one that others as deep are not, or one that is not deep at all."""
        assert case.operation is not None
        by_depth: dict[int, set[bool]] = {}
        for part in parts_alone(case.operation):
            depth = document_extent(part.document)[1]
            by_depth.setdefault(depth, set()).add(self._lets_through(case, part, view))
        return any(
            found == {True, False} or (found == {False} and depth <= SMALLEST_DEPTH)
            for depth, found in by_depth.items()
        )

    def _limit_of_literals(
        self, refused: Exchange, base: Case, view: TargetView, answer_words: str
    ) -> LimitMet | None:
        """Return the limit that input written into the document meets, where a smaller input so written does not."""
        assert base.operation is not None
        assert refused.case.operation is not None
        if refused.case.operation.variables or not base.operation.variables:
            return None
        if '"""' in refused.case.operation.document:
            plain = without_block_strings(refused.case.operation)
            case = replace(base, variables=refused.case.variables)
            if self._lets_through(case, plain, view):
                return None
        try:
            small = with_literals(base.operation, base.variables, view.type_system)
        except NoSuchRewriting:
            return None
        if document_extent(small.document)[2] >= extent_of(refused.case).tokens:
            return None
        answer = self._answer(replace(base, operation=small, variables={}), view)
        return LimitMet(DOCUMENT, answer_words) if self._executed(answer) else None

    def _limit_of_values(self, case: Case, view: TargetView, answer_words: str) -> LimitMet | None:
        """Return the limit that a long text or list meets, where each part of it is let through by itself.

        A server that says that it failed speaks of no limit.
        """
        if SPEAKS_OF_FAILURE.search(answer_words):
            return None
        parts = list(shorter(case))
        if not parts or not all(self._executed(self._answer(part, view)) for part in parts):
            return None
        return LimitMet(VALUES, answer_words)

    def _limit_of_size(
        self, refused: Exchange, base: Case, view: TargetView, answer_words: str
    ) -> LimitMet | None:
        """Return the limit that the base meets when it is made as large as what was refused."""
        assert base.operation is not None
        size, own = extent_of(refused.case), extent_of(base)
        if refused.case.operation is not None:
            fields = root_fields(refused.case.operation.document, of_queries=True)
            larger = with_root_fields(base.operation, fields)
            if fields > own.root_fields and _says(
                answer_words, self._answer(replace(base, operation=larger), view)
            ):
                return LimitMet(ROOT_FIELDS, answer_words)
        if size.aliases > own.aliases:
            larger = padded(base.operation, aliases=size.aliases)
            if _says(answer_words, self._answer(replace(base, operation=larger), view)):
                return LimitMet(ALIASES, answer_words)
        if size.tokens > own.tokens:
            larger = padded(base.operation, tokens=size.tokens)
            if _says(answer_words, self._answer(replace(base, operation=larger), view)):
                return LimitMet(TOKENS, answer_words)
        if size.body > own.body:
            body = request_body(base)
            raw = RawRequest(body=body + b" " * (size.body - len(body)))
            if _says(answer_words, self._answer(replace(base, raw=raw), view)):
                return LimitMet(BODY, answer_words)
        # What the server said of another request that was too large, it says of this one.
        larger_than_base = size.tokens > own.tokens or size.body > own.body
        known = larger_than_base and form_of(answer_words) in self._known
        if known and not self._says_it_of_all(answer_words, base, view):
            return LimitMet(DOCUMENT, answer_words)
        return None

    def _says_it_of_all(self, answer_words: str, base: Case, view: TargetView) -> bool:
        """Whether a server hides what is wrong: it says the same of a small document that is not valid."""
        return _says(answer_words, self._answer(replace(base, operation=NOT_VALID, variables={}), view))

    def _lets_through(self, case: Case, operation: Operation, view: TargetView) -> bool:
        return self._executed(self._answer(replace(case, operation=operation), view))

    def _answer(self, case: Case, view: TargetView) -> Observation | None:
        try:
            return Observation(self._sender.send(replace(case, expectation=Expectation.ANY)), view)
        except Withheld:
            return None

    @staticmethod
    def _executed(observation: Observation | None) -> bool:
        """Whether an answer comes from the execution of the request."""
        if observation is None or observation.exchange.response is None or not observation.is_graphql:
            return False
        return not observation.is_request_error and not refused_by_limit(observation)


def _schemas_now(client: TargetClient, server: str) -> Iterator[GraphQLSchema]:
    """Yield the schemas that a target says it has, asked now."""
    for _ in range(LOOKS):
        with suppress(TargetUnavailable):
            data = introspect(client, server).data
            if data is not None:
                yield schema_from(data)


def refusal_group(observation: Observation) -> str | None:
    """Return what tells groups of refusals before execution apart of which one stands for all, None for other answers.

    What has a long text or list is a group of its own: it may meet a limit, where another is refused for itself.
    """
    found = refusal_key(observation)
    return f"{found}, to long values" if found and has_long_values(observation.case) else found


def _is_about_credentials(observation: Observation) -> bool:
    """Whether an answer refuses who asks, by its codes: no size of a document makes that right."""
    codes = {error.code_text for error in observation.errors}
    return bool(codes) and codes <= observation.contract.codes_of(*ROLES_ABOUT_CREDENTIALS)


def _says(answer_words: str, observation: Observation | None) -> bool:
    """Whether an answer refuses in the same words."""
    return observation is not None and refused_in_words(observation, answer_words)
