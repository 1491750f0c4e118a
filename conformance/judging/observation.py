"""An exchange as the checks see it: what can be derived from it is derived once."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import Any

from graphql import get_named_type, get_nullable_type, is_leaf_type, is_list_type

from kraken_conformance.judging.payload_errors import ErrorsOfPayloads, errors_of_payloads
from kraken_conformance.model.case import Case, Expectation
from kraken_conformance.model.exchange import GRAPHQL_RESPONSE, REFUSED_UNREAD, Exchange
from kraken_conformance.model.harmless_query import answers_the_query
from kraken_conformance.model.json_answer import NOT_JSON, read_json
from kraken_conformance.operations.shape import Mismatch, ShapeResult
from kraken_conformance.spec import Contract, ErrorFacts, Mutation
from kraken_conformance.target.view import TargetView

NULL_BY_CHANCE = 2
"""Fields of scalars that a payload may have and be null in all of them by chance."""

TELL_NOTHING = frozenset({"__typename", "clientMutationId"})
"""Fields of any payload that say nothing of what a mutation did."""


@dataclass(frozen=True, slots=True)
class RaisedError:
    """An entry of `errors` that is an object, with its place in the list. `facts` say where its code is."""

    index: int
    entry: dict[str, Any]
    facts: ErrorFacts

    @property
    def extensions(self) -> dict[str, Any]:
        """The entry's extensions, empty where there are none or they are no object."""
        found = self.entry.get("extensions")
        return found if isinstance(found, dict) else {}

    @property
    def code(self) -> Any:
        """What stands in the place of the error code, None where nothing does: any JSON value."""
        return self.extensions.get(self.facts.code)

    @property
    def code_text(self) -> str:
        """The error code to look up in a contract; empty where there is none, or none that is a text."""
        return self.code if isinstance(self.code, str) else ""

    def place_of(self, key: str) -> tuple[str | int, ...]:
        """Return the path to an entry of the extensions, from the response."""
        return ("errors", self.index, "extensions", key)

    @property
    def code_place(self) -> tuple[str | int, ...]:
        """The path to the code, from the response."""
        return self.place_of(self.facts.code)


@dataclass(frozen=True)
class Observation:
    """An exchange with the view of the target that it was made on.

    `control` is the same request without what is wrong with it (a fault of the input, a bad token), where the probe
    has one: what is refused as well shows nothing of the fault. `again` says that a finding is sent again, without its
    control: that got through the first time, or there would be no finding.
    """

    exchange: Exchange
    target: TargetView
    control: Observation | None = None
    again: bool = False

    @property
    def case(self) -> Case:
        """The case that was sent."""
        return self.exchange.case

    @property
    def contract(self) -> Contract:
        """The contract of the run."""
        return self.target.contract

    @cached_property
    def mutation(self) -> Mutation | None:
        """The mutation that was probed, None for a case about a server as a whole."""
        return None if self.case.mutation is None else self.contract.mutations[self.case.mutation]

    @cached_property
    def _read(self) -> tuple[Any, str | None]:
        response = self.exchange.response
        return (NOT_JSON, None) if response is None else read_json(response.body)

    @property
    def json(self) -> Any:
        """The content of the response as JSON; `NOT_JSON` where it is none or there is no response."""
        return self._read[0]

    @property
    def repeated_key(self) -> str | None:
        """A key that an object of the response has twice, None where none has."""
        return self._read[1]

    @cached_property
    def body(self) -> dict[str, Any]:
        """The response as an object, empty where it is none."""
        return self.json if isinstance(self.json, dict) else {}

    @cached_property
    def is_graphql(self) -> bool:
        """Whether the response is one that GraphQL made: an object with `data` or `errors`.

        With a status that refuses a request unread, `errors` may as well be from a gateway: there only data, a
        code of the platform's form or the media type of GraphQL tells.
        """
        response = self.exchange.response
        if response is None or not ("data" in self.body or "errors" in self.body):
            return False
        if response.status not in REFUSED_UNREAD or isinstance(self.data, dict):
            return True
        declared = response.headers.get("content-type", "").lower().startswith(GRAPHQL_RESPONSE)
        return declared or any(isinstance(error.code, str) for error in self.errors)

    @cached_property
    def data(self) -> Any:
        """The entry `data`, None where there is none."""
        return self.body.get("data")

    @cached_property
    def root(self) -> Any:
        """The value of the mutation's own field, None where there is none."""
        if self.case.operation is None or not isinstance(self.data, dict):
            return None
        return self.data.get(self.case.operation.root)

    @cached_property
    def errors(self) -> tuple[RaisedError, ...]:
        """The entries of `errors` that are objects."""
        found = self.body.get("errors")
        entries = enumerate(found) if isinstance(found, list) else ()
        facts = self.contract.platform.errors
        return tuple(RaisedError(index, entry, facts) for index, entry in entries if isinstance(entry, dict))

    @cached_property
    def executed(self) -> bool:
        """Whether the response shows that the request was executed: there is an object under `data`.

        An empty one beside errors shows nothing: some servers refuse a request with it.
        """
        return isinstance(self.data, dict) and bool(self.data or not self.body.get("errors"))

    @cached_property
    def raised(self) -> tuple[RaisedError, ...]:
        """The errors that the mutation itself raised, as against those of a request that was refused before.

        They carry a Kraken code, or they come with an object under `data`, or their path begins with the
        mutation. `"data": null` alone shows nothing: many servers answer invalid requests with it, and
        some give such errors the path of the variable. An error without a code that answers an invalid
        request is not the mutation's, wherever it comes: some servers coerce input as part of the field.
        """
        return tuple(error for error in self.own_errors if error.code is not None or self._is_placed(error))

    @cached_property
    def own_errors(self) -> tuple[RaisedError, ...]:
        """The errors but for those of other root fields of the document."""
        return tuple(error for error in self.errors if not self._is_of_another(error))

    def _is_of_another(self, error: RaisedError) -> bool:
        """Whether the path of an error begins with another root field of the document."""
        path = error.entry.get("path")
        first = path[0] if isinstance(path, list) and path else None
        operation = self.case.operation
        if operation is None or not isinstance(first, str) or first == operation.root:
            return False
        if isinstance(self.data, dict):
            return first in self.data
        shape = self.target.shape(operation)
        return shape.positions is not None and shape.selects([first])

    def _is_placed(self, error: RaisedError) -> bool:
        if self.case.expectation is Expectation.REJECTED:
            return False
        return self.executed or self.begins_with_root(error)

    def begins_with_root(self, error: RaisedError) -> bool:
        """Whether the path of an error begins with the response key of the mutation."""
        path = error.entry.get("path")
        operation = self.case.operation
        return operation is not None and isinstance(path, list) and path[:1] == [operation.root]

    def answers_in_execution(self, error: RaisedError) -> bool:
        """Whether an error answers a request that was executed, or that was valid and so had to be."""
        valid = self.case.expectation is Expectation.ACCEPTED
        return valid or self.executed or self.begins_with_root(error)

    @cached_property
    def is_request_error(self) -> bool:
        """Whether the request was refused before execution: errors, none of them raised by the mutation."""
        return bool(self.errors) and not self.raised

    @cached_property
    def succeeded(self) -> bool:
        """Whether the mutation returned a value, with no error but those of nested fields that are null for it.

        A payload in which nothing is left but nulls is no value where errors stand beside it, and one that reports
        errors of its own is none either.
        """
        errors = self.body.get("errors")
        if self.root is None or self.payload_errors:
            return False
        if not errors:
            return True
        return isinstance(errors, list) and all(map(self._is_nested, errors)) and self._holds_something

    @cached_property
    def payload_errors(self) -> tuple[Any, ...]:
        """The errors that the mutation reports in the value that it returned."""
        found, operation = self._errors_of_payloads, self.case.operation
        return () if found is None or operation is None else tuple(found.reported(operation, self.root))

    @cached_property
    def shows_success(self) -> bool:
        """Whether the mutation succeeded, and the document asks for the errors that its value may report."""
        found, operation = self._errors_of_payloads, self.case.operation
        concealed = found is not None and operation is not None and found.concealed_by(operation)
        return self.succeeded and not concealed

    @property
    def holds_a_value(self) -> bool:
        """Whether the mutation succeeded with something in its payload, or with a null that may be a value."""
        return self.shows_success and not self.is_of_nulls

    @property
    def is_of_nulls(self) -> bool:
        """Whether the payload is null in every field, as by a server that does nothing.

        One or two fields may be null by chance, unless an object is among them. A list may be one of errors, of which
        there are none.
        """
        values, mutation = self.values, self.mutation
        if not values or mutation is None or any(value is not None for value in values):
            return False
        types = (get_nullable_type(field.type) for field in mutation.fields if field.name in self.root)
        bare = [type_ for type_ in types if not is_list_type(type_)]
        opaque = self.contract.opaque_types
        objects = any(not is_leaf_type(type_) or type_.name in opaque for type_ in bare)
        return len(values) > NULL_BY_CHANCE or objects

    @cached_property
    def values(self) -> tuple[Any, ...] | None:
        """What came for the fields of the payload that were asked for; None where a payload has none that tells.

        The name of its type, its list of possible errors and an identifier that the client gives tell nothing.
        """
        mutation = self.mutation
        if mutation is None or not isinstance(self.root, dict):
            return None
        beside = {mutation.possible_errors, *TELL_NOTHING}
        if not mutation.members and {field.name for field in mutation.fields} <= beside:
            return None
        types = (get_named_type(mutation.type).name, *mutation.members)
        return tuple(
            value
            for name, value in self.root.items()
            if name not in beside and not (isinstance(value, str) and value in types)
        )

    @property
    def _errors_of_payloads(self) -> ErrorsOfPayloads | None:
        mutation = self.mutation
        if mutation is None:
            return None
        return self.target.once(
            "errors of payloads", mutation.name, make=lambda: errors_of_payloads(mutation)
        )

    @property
    def _holds_something(self) -> bool:
        if not isinstance(self.root, dict):
            return self.root is not None
        return any(value is not None for name, value in self.root.items() if name != "__typename")

    def _is_nested(self, entry: object) -> bool:
        """Whether an entry of `errors` is about a field below the mutation."""
        path = entry.get("path") if isinstance(entry, dict) else None
        operation = self.case.operation
        return (
            operation is not None and isinstance(path, list) and len(path) > 1 and path[0] == operation.root
        )

    @cached_property
    def judgement(self) -> ShapeResult:
        """What the shape of the operation says of `data`; nothing where either is missing, or no mutation is probed."""
        if self.mutation is None or self.case.operation is None or not isinstance(self.data, dict):
            return ShapeResult((), frozenset())
        if answers_the_query(self.case.operation, self.data):
            return ShapeResult((), frozenset())
        return self.target.shape(self.case.operation, self.case.variables).judge(self.data)

    @property
    def violations(self) -> tuple[Mismatch, ...]:
        """What is wrong with the shape of `data`."""
        return self.judgement.violations
