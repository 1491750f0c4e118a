"""What a planted fault is, and the places of the server at which one can be hooked.

Every hook holds one pure function. A fault has exactly one hook, and is shown only by the requests for
the mutation on which it is planted.

    request -> OnHttp -> OnRules | OnDocument | OnOperation -> OnVariables -> OnOrder -> OnDryRun
                                                   -> OnAccess -> OnRefusal -> OnPayload, OnTokensEnd
                                                                              | OnRefused, OnError
            -> OnBody -> OnHttp
    schema  -> OnSchema, once, when the server starts
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from graphql import ASTValidationRule, DocumentNode, GraphQLInputType, GraphQLSchema

from kraken_conformance.server.execution.call import Call
from kraken_conformance.server.execution.operation_plan import RootField
from kraken_conformance.server.execution.schema_draft import SchemaDraft
from kraken_conformance.server.faults.parts.needs import ANYTHING, Need
from kraken_conformance.server.http.web import Handler, HttpAnswer, HttpRequest
from kraken_conformance.server.rules.tokens import IssuedToken
from kraken_conformance.spec import Contract, Mutation

Refused = tuple[str, tuple[str | int, ...] | None]
"""The code with which a mutation refuses its input, and the path of the value to blame."""


@dataclass(frozen=True, slots=True)
class OnSchema:
    """Edits the definitions of the mutation's site before they become its schema; `elsewhere`, those of the others."""

    edit: Callable[[SchemaDraft, Mutation, Contract], object]
    elsewhere: bool = False


@dataclass(frozen=True, slots=True)
class OnDocument:
    """Fixes a document that is not valid, so that it is executed all the same."""

    fix: Callable[[DocumentNode, GraphQLSchema], DocumentNode]


@dataclass(frozen=True, slots=True)
class OnRules:
    """Leaves out some rules of validation, so that documents that break them are executed."""

    skipped: tuple[type[ASTValidationRule], ...]


@dataclass(frozen=True, slots=True)
class OnOperation:
    """Reads a valid document otherwise than it is written."""

    change: Callable[[DocumentNode], DocumentNode]


@dataclass(frozen=True, slots=True)
class OnOrder:
    """Puts the mutations of a document in the order in which they are executed. They are answered as asked for."""

    order: Callable[[list[RootField]], list[RootField]]


@dataclass(frozen=True, slots=True)
class OnVariables:
    """Fixes the value of a variable that may not fit its type, so that it is taken all the same."""

    fix: Callable[[Any, GraphQLInputType], Any]


@dataclass(frozen=True, slots=True)
class OnAccess:
    """Decides again with which code, if any, a token is refused; None stands for a missing header."""

    judge: Callable[[str | None, IssuedToken | None, Call], str | None]


@dataclass(frozen=True, slots=True)
class OnRefusal:
    """Decides again with which code, if any, the mutation refuses a call."""

    judge: Callable[[Refused | None, Call], Refused | None]


@dataclass(frozen=True, slots=True)
class OnRefused:
    """Decides whether a call that is refused with a code is done all the same; None stands for a dry run."""

    does: Callable[[str | None, Call], bool]


@dataclass(frozen=True, slots=True)
class OnTokensEnd:
    """Decides which tokens stay valid when a user makes all of them invalid; the second one is that of the caller."""

    spares: Callable[[IssuedToken, IssuedToken], bool]


@dataclass(frozen=True, slots=True)
class OnPayload:
    """Changes the value of the mutation in an answer without errors; the value may be changed in place."""

    change: Callable[[Any, Call], Any]


@dataclass(frozen=True, slots=True)
class OnDryRun:
    """Changes the value of the mutation in the answer to a dry run."""

    change: Callable[[Any, Call], Any]


@dataclass(frozen=True, slots=True)
class OnError:
    """Changes an error that the mutation raised."""

    change: Callable[[dict[str, Any], Call], Any]


@dataclass(frozen=True, slots=True)
class OnBody:
    """Changes the whole response, as it is before it becomes JSON."""

    change: Callable[[dict[str, Any], Call], Any]


@dataclass(frozen=True, slots=True)
class OnHttp:
    """Stands around the handler of a site: what it gets and what it answers, as HTTP.

    With a mutation, only the requests that name it pass through; without, all of both sites do.
    """

    around: Callable[[HttpRequest, Handler], HttpAnswer]


Hook = (
    OnSchema
    | OnDocument
    | OnRules
    | OnOperation
    | OnOrder
    | OnVariables
    | OnAccess
    | OnRefusal
    | OnRefused
    | OnTokensEnd
    | OnPayload
    | OnDryRun
    | OnError
    | OnBody
    | OnHttp
)


@dataclass(frozen=True, slots=True)
class Fault:
    """One way to break one promise.

    `breaks` is the id of the requirement; `also` are those whose violation cannot be avoided, each with the
    reason. `description` says what the server does wrong, `needs` what a mutation must have to show it.
    `example` is a mutation that shows it well, None for the faults of a server as a whole. With `remembers`,
    it depends on earlier calls, with `stateful` on a server that remembers everything. `http_profile` is the
    edition of GraphQL over HTTP of the server that it is a fault of.
    """

    id: str
    breaks: str
    description: str
    hook: Hook
    example: str | None = None
    needs: Need = ANYTHING
    also: Mapping[str, str] = field(default_factory=dict)
    remembers: bool = False
    http_profile: str = "2025-10"
    stateful: bool = False

    def suits(self, mutation: Mutation, schema: GraphQLSchema) -> bool:
        """Whether a mutation can show the fault, given the healthy schema of its site."""
        return self.needs.met(mutation, schema)

    @property
    def server_wide(self) -> bool:
        """Whether the fault concerns a server as a whole and no mutation."""
        return self.example is None

    @property
    def in_responses(self) -> bool:
        """Whether the fault lies in the answer to a call, so that conditions on the call can limit it."""
        return isinstance(self.hook, (OnRefusal, OnPayload, OnDryRun, OnError, OnBody))
