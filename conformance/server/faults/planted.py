"""The faults that are planted in one server, at work."""

import json
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from graphql import (
    ASTValidationRule,
    DocumentNode,
    GraphQLError,
    GraphQLSchema,
    OperationDefinitionNode,
    parse,
    specified_rules,
    type_from_ast,
)

from kraken_conformance.server.execution.call import Call
from kraken_conformance.server.execution.document_cache import Prepared, mutations_named, validated
from kraken_conformance.server.execution.operation_plan import RootField
from kraken_conformance.server.execution.schema_draft import draft_schema, site_schema
from kraken_conformance.server.faults.parts.fault import (
    Fault,
    OnAccess,
    OnBody,
    OnDocument,
    OnDryRun,
    OnError,
    OnHttp,
    OnOperation,
    OnOrder,
    OnPayload,
    OnRefusal,
    OnRefused,
    OnRules,
    OnSchema,
    OnTokensEnd,
    OnVariables,
    Refused,
)
from kraken_conformance.server.http.web import Handler, HttpAnswer, HttpRequest
from kraken_conformance.server.rules.access import Gate
from kraken_conformance.server.rules.tokens import IssuedToken
from kraken_conformance.server.settings import PlantedFault
from kraken_conformance.spec import Contract


class Planted:
    """A fault with the place where it is planted. Counts the requests that could show it, for its rate."""

    def __init__(self, fault: Fault, planted: PlantedFault, when: Callable[[Call], bool] | None) -> None:
        self.fault = fault
        self.mutation = planted.mutation
        self._rate = planted.rate
        self._when = when
        self._asked = 0

    def shows(self, call: Call | None = None) -> bool:
        """Whether this request shows the fault."""
        if self._when is not None and call is not None and not self._when(call):
            return False
        self._asked += 1
        due = self._asked * self._rate.numerator // self._rate.denominator
        return due > (self._asked - 1) * self._rate.numerator // self._rate.denominator

    def change_access(self, code: str | None, call: Call, gate: Gate) -> str | None:
        """Return the code with which a token is refused."""
        hook = self.fault.hook
        if isinstance(hook, OnAccess) and self.shows(call):
            return hook.judge(code, gate.token(call.authorization), call)
        return code

    def change_refusal(self, refused: Refused | None, call: Call) -> Refused | None:
        """Return the code with which the mutation refuses a call."""
        hook = self.fault.hook
        if isinstance(hook, OnRefusal) and self.shows(call):
            return hook.judge(refused, call)
        return refused

    def does_all_the_same(self, code: str | None, call: Call) -> bool:
        """Whether a call that is refused with a code, or a dry run, is done all the same."""
        hook = self.fault.hook
        return isinstance(hook, OnRefused) and hook.does(code, call) and self.shows(call)

    def spares(self, token: IssuedToken, caller: IssuedToken) -> bool:
        """Whether a token stays valid when its user makes all of them invalid."""
        hook = self.fault.hook
        return isinstance(hook, OnTokensEnd) and hook.spares(token, caller)

    def change_payload(self, value: Any, call: Call) -> Any:
        """Return the value of the mutation."""
        hook = self.fault.hook
        return hook.change(value, call) if isinstance(hook, OnPayload) and self.shows(call) else value

    def change_dry_run(self, value: Any, call: Call) -> Any:
        """Return the value of the mutation in a dry run."""
        hook = self.fault.hook
        return hook.change(value, call) if isinstance(hook, OnDryRun) and self.shows(call) else value

    def change_error(self, error: dict[str, Any], call: Call) -> Any:
        """Return an error that the mutation raised."""
        hook = self.fault.hook
        return hook.change(error, call) if isinstance(hook, OnError) and self.shows(call) else error

    def change_body(self, body: dict[str, Any], call: Call) -> Any:
        """Return the whole response."""
        hook = self.fault.hook
        return hook.change(body, call) if isinstance(hook, OnBody) and self.shows(call) else body


class PlantedFaults:
    """All faults of a server. Without any, every method does nothing."""

    def __init__(self, planted: Sequence[Planted] = ()) -> None:
        self._planted = tuple(planted)
        self._by_mutation: dict[str, tuple[Planted, ...]] = {}
        for fault in self._planted:
            if fault.mutation is not None:
                self._by_mutation[fault.mutation] = (*self._by_mutation.get(fault.mutation, ()), fault)
        self.reads_documents = any(
            isinstance(found.fault.hook, OnDocument | OnRules | OnOperation) for found in self._planted
        )
        self.remember = any(found.fault.remembers for found in self._planted)
        self.mends_variables = any(isinstance(found.fault.hook, OnVariables) for found in self._planted)

    def on(self, mutation: str) -> tuple[Planted, ...]:
        """Return the faults of a mutation."""
        return self._by_mutation.get(mutation, ())

    def schema(self, contract: Contract, server: str) -> GraphQLSchema:
        """Return the schema of a site, edited by the faults of its definitions."""
        edits = [
            (found.fault.hook, contract.mutations[found.mutation])
            for found in self._planted
            if isinstance(found.fault.hook, OnSchema) and found.mutation is not None
        ]
        draft = None
        for hook, mutation in edits:
            if (mutation.server == server) is not hook.elsewhere:
                draft = draft or draft_schema(contract, server)
                hook.edit(draft, mutation, contract)
        return site_schema(contract, server) if draft is None else draft.build()

    def document(self, schema: GraphQLSchema, text: str, prepared: Prepared) -> Prepared:
        """Return a document as the faults read it: valid where it is not, or otherwise than it is written."""
        try:
            document = parse(text, allow_empty_selection_sets=False)
        except GraphQLError:
            return prepared
        concerned = [
            found
            for found in self._planted
            if isinstance(found.fault.hook, OnDocument | OnRules | OnOperation)
            and (found.mutation is None or found.mutation in mutations_named(document))
        ]
        if prepared.errors:
            return _tolerated(schema, document, concerned) or prepared
        changed = document
        for found in concerned:
            if isinstance(found.fault.hook, OnOperation) and found.shows():
                changed = found.fault.hook.change(changed)
        return prepared if changed is document else validated(schema, changed, ())

    def mend_variables(
        self,
        schema: GraphQLSchema,
        operation: OperationDefinitionNode,
        raw: Mapping[str, Any],
        names: frozenset[str],
    ) -> dict[str, Any]:
        """Return the variables of an operation on the mutations `names` as the faults make them."""
        values = dict(raw)
        for found in (found for name in sorted(names) for found in self.on(name)):
            hook = found.fault.hook
            if not isinstance(hook, OnVariables) or not found.shows():
                continue
            for definition in operation.variable_definitions or ():
                name, type_ = definition.variable.name.value, type_from_ast(schema, definition.type)
                if name in values:
                    values[name] = hook.fix(values[name], type_)  # type: ignore[arg-type]
        return values

    def in_order(self, roots: Sequence[RootField]) -> Sequence[RootField]:
        """Return the root fields of a document in the order in which they are executed."""
        ordered = list(roots)
        for name in dict.fromkeys(root.name for root in roots):
            for found in self.on(name):
                if isinstance(found.fault.hook, OnOrder) and found.shows():
                    ordered = found.fault.hook.order(ordered)
        return ordered

    def around(self, handler: Handler) -> Handler:
        """Return the handler of a site with the faults of HTTP around it."""
        for found in self._planted:
            if isinstance(found.fault.hook, OnHttp):
                handler = _around(found, found.fault.hook, handler)
        return handler


def _tolerated(
    schema: GraphQLSchema, document: DocumentNode, concerned: Sequence[Planted]
) -> Prepared | None:
    """Return a document that is not valid as careless faults take it, None where none does."""
    changed, skipped = document, set[type[ASTValidationRule]]()
    for found in concerned:
        hook = found.fault.hook
        if isinstance(hook, OnDocument) and found.shows():
            changed = hook.fix(changed, schema)
        elif isinstance(hook, OnRules) and found.shows():
            skipped.update(hook.skipped)
    if changed is document and not skipped:
        return None
    return validated(schema, changed, [rule for rule in specified_rules if rule not in skipped])


def _around(found: Planted, hook: OnHttp, handler: Handler) -> Handler:
    def handle(request: HttpRequest) -> HttpAnswer:
        concerned = found.mutation is None or found.mutation in _query_of(request)
        return hook.around(request, handler) if concerned and found.shows() else handler(request)

    return handle


def _query_of(request: HttpRequest) -> str:
    """Return the document of a request, or as much of it as can be read."""
    text = f"{request.query} {request.body.decode('utf-8', 'replace')}"
    try:
        found = json.loads(request.body)
    except (ValueError, RecursionError):
        return text
    query = found.get("query") if isinstance(found, dict) else None
    return query if isinstance(query, str) else text
