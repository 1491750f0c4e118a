"""One site of the reference server: its schema, and what it answers to GraphQL requests."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import Enum
from typing import Any

from graphql import (
    GraphQLError,
    GraphQLResolveInfo,
    OperationDefinitionNode,
    OperationType,
    execute_sync,
    get_argument_values,
    get_named_type,
    get_variable_values,
)
from graphql.execution.values import VariableValues

from kraken_conformance.server.execution.call import Call
from kraken_conformance.server.execution.document_cache import DocumentCache, Prepared
from kraken_conformance.server.execution.operation_plan import ITEMS, RootField
from kraken_conformance.server.execution.output_values import mix
from kraken_conformance.server.execution.raised_errors import ErrorBook
from kraken_conformance.server.faults.parts.fault import Refused
from kraken_conformance.server.faults.planted import Planted, PlantedFaults
from kraken_conformance.server.http.graphql_over_http import Parameters
from kraken_conformance.server.rules.access import Gate, said_by
from kraken_conformance.server.rules.business_state import BusinessState
from kraken_conformance.server.rules.input_checks import checks_for, first_broken, no_such_account
from kraken_conformance.server.rules.login import Login
from kraken_conformance.server.rules.memory import Memory
from kraken_conformance.server.rules.states import MISSING_SESSION, code_of_state, lacks_session
from kraken_conformance.server.rules.tokens import PEER, TokenIssuer
from kraken_conformance.server.rules.value_rules import ACCOUNT_NUMBER
from kraken_conformance.server.settings import ServerSettings
from kraken_conformance.spec import Contract, Mutation, Role

TROUBLED = ("E", "F")
"""The last digits of the account numbers whose affairs are in such a state that mutations refuse them."""

NEVER_FOR_TROUBLE = (Role.NO_TOKEN, Role.FIELD_DISABLED, Role.TOKEN_EXPIRED, Role.TOO_MANY_REQUESTS)
"""Roles of codes that are not about the state of an account; a client waits for the last one to pass."""

ABOUT_ACCESS = (Role.NO_TOKEN, Role.NOT_ALLOWED, Role.FIELD_DISABLED)
"""Roles of codes that are about who may call a mutation."""

TRIES = 50
"""How often a value is made again because it lacks what later steps take; a document may not ask for it."""

MOST_ANSWERS = 64
"""How many answers to the queries of one document are kept."""


class Stage(Enum):
    """How far a request came."""

    EXECUTED = "executed"
    SYNTAX = "syntax"
    """The document does not parse."""
    INVALID = "invalid"
    """The document is not valid, or has no such operation."""
    COERCION = "coercion"
    """The variables do not fit their types."""


@dataclass(frozen=True, slots=True)
class ExecutionResult:
    """What GraphQL makes of a request."""

    stage: Stage
    body: dict[str, Any]


@dataclass(frozen=True, slots=True)
class Wishes:
    """What the headers of a request ask for beside its body. `error` is a code to raise."""

    authorization: str | None = None
    dry_run: bool = False
    error: str | None = None


class UndeclaredError(Exception):
    """The error to raise is not one that the mutation declares."""


class Site:
    """One server of the contract.

    Holds no state but caches, so that the same request gives the same answer, unless it is stateful.
    """

    def __init__(
        self,
        contract: Contract,
        server: str,
        settings: ServerSettings,
        issuer: TokenIssuer,
        planted: PlantedFaults,
    ) -> None:
        self.schema = planted.schema(contract, server)
        self._contract = contract
        self._documents = DocumentCache(self.schema)
        self._errors = ErrorBook(contract)
        self._gate = Gate(issuer, contract)
        login = contract.platform.login
        self._login = None if login is None else Login(contract, login, settings, issuer)
        self._login_mutation = None if login is None else login.mutation
        self._ends_tokens = None if login is None else login.ends
        self._planted = planted
        self._mutations = {mutation.name: mutation for mutation in contract.on_server(server)}
        self._checks = {name: checks_for(mutation) for name, mutation in self._mutations.items()}
        never = contract.codes_of(*NEVER_FOR_TROUBLE)
        self._troubles = {
            name: [code for code in mutation.errors if code not in never and code not in self._provoked(name)]
            for name, mutation in self._mutations.items()
        }
        self._accounts = frozenset(settings.known_accounts)
        self._memory = Memory(contract) if settings.stateful or planted.remember else None
        self._stateful = settings.stateful
        self._state = BusinessState() if settings.stateful else None
        self._calls = 0

    def _provoked(self, name: str) -> set[str]:
        return {check.code for checks in self._checks[name].values() for check in checks}

    def prepare(self, text: str) -> Prepared:
        """Return a document, parsed and validated."""
        prepared = self._documents.prepare(text)
        return (
            self._planted.document(self.schema, text, prepared) if self._planted.reads_documents else prepared
        )

    def execute(self, prepared: Prepared, parameters: Parameters, wishes: Wishes) -> ExecutionResult:
        """Answer a request. Raises `UndeclaredError` where it wishes for an error that is not declared."""
        if prepared.errors:
            stage = Stage.INVALID if prepared.parses else Stage.SYNTAX
            return ExecutionResult(stage, {"errors": prepared.errors})
        operation = prepared.operation(parameters.operation_name)
        if operation is None:
            return _malformed(prepared, parameters.operation_name)
        raw = parameters.variables
        if self._planted.mends_variables and operation.operation is OperationType.MUTATION:
            raw = self._planted.mend_variables(self.schema, operation, raw, prepared.mutations)
        variables = get_variable_values(self.schema, operation.variable_definitions or (), raw, max_errors=20)
        if isinstance(variables, list):
            return ExecutionResult(Stage.COERCION, {"errors": [dict(error.formatted) for error in variables]})
        if operation.operation is OperationType.MUTATION:
            return ExecutionResult(Stage.EXECUTED, self._mutate(prepared, operation, variables, raw, wishes))
        return ExecutionResult(Stage.EXECUTED, self._query(prepared, operation, raw, wishes.authorization))

    def _query(
        self,
        prepared: Prepared,
        operation: OperationDefinitionNode,
        raw: dict[str, Any],
        authorization: str | None,
    ) -> dict[str, Any]:
        bad = self._gate.bad(authorization)
        key = (id(operation), repr(raw), bad)
        known = prepared.answers.get(key)
        if known is None:
            assert prepared.document is not None
            result = execute_sync(
                self.schema,
                prepared.document,
                variable_values=raw,
                operation_name=operation.name.value if operation.name else None,
                field_resolver=self._resolve,
                context_value=bad,
            )
            known = dict(result.formatted)
            if len(prepared.answers) < MOST_ANSWERS:
                prepared.answers[key] = known
        return known

    def _resolve(self, source: Any, info: GraphQLResolveInfo[Any], **_: Any) -> Any:
        if source is None:
            if info.context is not None:
                raise self._errors.as_graphql(info.context)
            if info.field_name != self._contract.platform.possible_errors_field:
                return None  # this server executes mutations alone
            return [self._operation_errors(mutation) for mutation in self._mutations.values()]
        return source.get(info.field_name)

    def _operation_errors(self, mutation: Mutation) -> dict[str, Any]:
        about_access = self._contract.codes_of(*ABOUT_ACCESS)
        auth = [code for code in mutation.errors if code in about_access]
        return {
            "name": mutation.name,
            "type": "mutation",
            "authErrors": self._errors.possible(auth),
            "possibleErrors": self._errors.possible(mutation.errors),
        }

    def _mutate(
        self,
        prepared: Prepared,
        operation: OperationDefinitionNode,
        variables: VariableValues,
        raw: Mapping[str, Any],
        wishes: Wishes,
    ) -> dict[str, Any]:
        data: dict[str, Any] | None = {}
        errors: list[dict[str, Any]] = []
        planted: tuple[Planted, ...] = ()
        call = None
        roots = prepared.roots(operation, variables.coerced)
        for root in self._planted.in_order(roots) if len(roots) > 1 else roots:
            if root.definition is None:
                if data is not None:
                    data[root.key] = root.complete(0, {})
                continue
            planted = self._planted.on(root.name)
            arguments = _arguments(root, variables)
            value: Any = None
            error: dict[str, Any] | None = None
            if isinstance(arguments, GraphQLError):
                error = dict(arguments.formatted)
            else:
                mutation = self._mutations[root.name]
                header = wishes.authorization
                ended = self._memory is not None and self._memory.has_ended(root.name, arguments)
                age = None if self._state is None else self._state.age(root.name, arguments)
                call = Call(
                    self._contract, self.schema, mutation, root, prepared, arguments, raw, header, ended, age
                )
                value, error = self._answer(call, wishes, planted)
            if error is not None:
                errors.append(error)
                if not root.nullable:
                    data = None
            if data is not None:
                data[root.key] = value
        if data is not None and len(roots) > 1:
            data = {root.key: data[root.key] for root in roots}
        body: dict[str, Any] = {"errors": errors, "data": data} if errors else {"data": data}
        if call is not None:
            for fault in planted:
                body = fault.change_body(body, call)
        return body

    def _answer(
        self, call: Call, wishes: Wishes, planted: tuple[Planted, ...]
    ) -> tuple[Any, dict[str, Any] | None]:
        """Return the value of a mutation and the error it raised, one of them None."""
        if wishes.error is not None:
            if not self._contract.allows(call.mutation, wishes.error):
                raise UndeclaredError(f"{call.mutation.name} does not declare {wishes.error}.")
            return None, self._raise(call, wishes.error, None, planted)
        if wishes.dry_run:
            if any(fault.does_all_the_same(None, call) for fault in planted):
                self._done(call, planted)
            value = call.root.dry(self._errors.possible(call.mutation.errors))
            for fault in planted:
                value = fault.change_dry_run(value, call)
            return value, None
        code = self._gate.refusal(call.mutation, call.authorization)
        for fault in planted:
            code = fault.change_access(code, call, self._gate)
        if code is not None:
            return None, self._refused(call, (code, None), planted)
        refused = due = self._refusal(call)
        for fault in planted:
            refused = fault.change_refusal(refused, call)
        if due is not None and refused is None:  # who forgives a value still remembers
            unknown = self._unknown(call)
            refused = None if unknown == due else unknown
        if refused is not None:
            return None, self._refused(call, refused, planted)
        value = self._done(call, planted)
        for fault in planted:
            value = fault.change_payload(value, call)
        return value, None

    def _refused(self, call: Call, refused: Refused, planted: tuple[Planted, ...]) -> dict[str, Any]:
        """Return the error of a call that is refused, which only a fault does all the same."""
        code, input_path = refused
        if any(fault.does_all_the_same(code, call) for fault in planted):
            self._done(call, planted)
        return self._raise(call, code, input_path, planted)

    def _done(self, call: Call, planted: tuple[Planted, ...]) -> Any:
        """Return the value of a call that succeeds, and remember what it did."""
        value = self._value(call)
        if self._memory is not None:
            caller = self._gate.subject(call.authorization)
            self._memory.note(call.mutation.name, call.arguments, call.root.by_field(value), caller)
        if self._stateful and call.mutation.name == self._ends_tokens:
            self._gate.end_all(
                call.authorization, lambda *tokens: any(fault.spares(*tokens) for fault in planted)
            )
        return value

    def _value(self, call: Call) -> Any:
        """Return the value of a call that succeeds: where the server is to remember, a new one each time.

        What later steps will take is then there, though its type may allow null or an empty list.
        """
        echo = self._echo(call)
        if self._memory is None or not self._stateful:
            return call.root.complete(call.seed, echo)
        assert self._state is not None
        seed = self._state.seed_of(call.mutation.name, call.arguments)
        if seed is not None:
            return call.root.complete(seed, echo)
        for _ in range(TRIES):
            self._calls += 1
            seed = mix(call.seed, self._calls)
            value = call.root.complete(seed, echo)
            if not self._memory.lacks(call.mutation.name, call.arguments, call.root.by_field(value)):
                break
        assert seed is not None
        self._state.note(call.mutation.name, call.arguments, seed)
        return value

    def _refusal(self, call: Call) -> Refused | None:
        """Return the code that the arguments provoke and the path of the value to blame, else None."""
        name = call.mutation.name
        if name == self._login_mutation and self._login is not None:
            code = self._login.refusal(call.mutation, call.arguments)
            return (code, None) if code else None
        if self._gate.subject(call.authorization) == PEER and call.mutation.errors and _account_numbers(call):
            return said_by(self._contract, call.mutation, Role.NOT_ALLOWED), None
        named = code_of_state(call.mutation, call.values())
        if named is not None:
            return named, None
        broken = first_broken(self._checks.get(name, {}), call.arguments)
        if broken is not None:
            return broken
        if MISSING_SESSION in call.mutation.errors and lacks_session(call.authorization, call.values()):
            return MISSING_SESSION, None
        return self._stranger(call) or self._unknown(call) or self._trouble(call)

    def _unknown(self, call: Call) -> tuple[str, None] | None:
        """Refuse what no earlier step gave out or what has ended, where the server is to do so."""
        if self._memory is None or not self._stateful:
            return None
        caller = self._gate.subject(call.authorization)
        code = self._memory.refusal(call.mutation.name, call.arguments, caller)
        if code is None and self._state is not None:
            code = self._state.refusal(call.mutation.name, call.arguments, call.mutation.errors)
        return (code, None) if code else None

    def _stranger(self, call: Call) -> tuple[str, None] | None:
        """Refuse an account that is not among the known ones, where only these are there."""
        if not self._accounts or all(number in self._accounts for number in _account_numbers(call)):
            return None
        code = no_such_account(self._contract, call.mutation)
        return (code, None) if code else None

    def _trouble(self, call: Call) -> tuple[str, None] | None:
        """Refuse an account in trouble, with a code that neither an input nor a missing token provokes."""
        numbers = _account_numbers(call)
        if not any(number[-1:] in TROUBLED and ACCOUNT_NUMBER.fullmatch(number) for number in numbers):
            return None
        codes = self._troubles[call.mutation.name]
        return (codes[call.seed % len(codes)], None) if codes else None

    def _echo(self, call: Call) -> dict[tuple[str, str], Any]:
        assert call.root.definition is not None
        if call.mutation.name == self._login_mutation and self._login is not None:
            return _typed(self._login.answer(call.arguments), call.root.definition.type)
        found: dict[tuple[str, str], Any] = {}
        for name, argument in call.root.definition.args.items():
            _echo_of(name, argument.type, call.arguments.get(name), found)
        return found

    def _raise(
        self, call: Call, code: str, input_path: tuple[str | int, ...] | None, planted: tuple[Planted, ...]
    ) -> dict[str, Any]:
        root = call.root
        error = self._errors.raised(
            code, path=[root.key], location=root.location, seed=call.seed, input_path=input_path
        )
        for fault in planted:
            error = fault.change_error(error, call)
        return error


def _typed(values: Mapping[str, Any], type_: Any) -> dict[tuple[str, str], Any]:
    """Return values by field and name of the type, as far as the type has such fields."""
    fields = getattr(get_named_type(type_), "fields", {})
    return {
        (name, get_named_type(fields[name].type).name): value
        for name, value in values.items()
        if name in fields
    }


def _account_numbers(call: Call) -> list[str]:
    return [value for name, value in call.values() if name == "accountNumber" and isinstance(value, str)]


_SAME_VALUES = {"String": ("String", "ID"), "ID": ("ID", "String")}
"""Types whose values are the same texts: what is sent as one comes back as the other."""


def _echo_of(name: str, type_: Any, value: Any, found: dict[tuple[str, str], Any]) -> None:
    """Collect the values of an argument that an output field of the same name and type hands back."""
    if value is None:
        return
    type_ = getattr(type_, "of_type", type_)
    if isinstance(value, dict) and hasattr(type_, "fields"):
        for part, field in type_.fields.items():
            if part in value:
                _echo_of(part, field.type, value[part], found)
    elif isinstance(value, list):
        items = [_echo_of_item(type_, item) for item in value if isinstance(item, dict)]
        if items:
            found.setdefault((name, ITEMS), items)
    elif hasattr(type_, "name"):
        for same in _SAME_VALUES.get(type_.name, (type_.name,)):
            found.setdefault((name, same), value)


def _echo_of_item(type_: Any, item: dict[str, Any]) -> dict[tuple[str, str], Any]:
    """Return the values of an item of a list that an item of a list of the same name hands back."""
    found: dict[tuple[str, str], Any] = {}
    _echo_of("", get_named_type(type_), item, found)
    return found


def _arguments(root: RootField, variables: VariableValues) -> dict[str, Any] | GraphQLError:
    """Return the arguments of a root field, or the error of a null where the argument takes none."""
    assert root.definition is not None
    try:
        return get_argument_values(root.definition, root.nodes[0], variables)
    except GraphQLError as error:
        return GraphQLError(error.message, root.nodes[0], path=[root.key])


def _malformed(prepared: Prepared, name: str | None) -> ExecutionResult:
    if name:
        message = f"There is no operation named {name!r}."
    elif prepared.operations:
        message = "There are several operations: say which in operationName."
    else:
        message = "The document has no operation."
    return ExecutionResult(Stage.INVALID, {"errors": [{"message": message}]})
