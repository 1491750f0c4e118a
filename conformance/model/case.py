"""One generated request, before it is sent."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from enum import StrEnum
from functools import lru_cache
from hashlib import sha256
from typing import Any

from kraken_conformance.model.json_path import with_value


class Expectation(StrEnum):
    """What the contract and the GraphQL specification say of the answer to a case."""

    ANY = "any"
    """Nothing beyond the rules for every answer."""
    ACCEPTED = "accepted"
    """The request is valid: it reaches the mutation, which may still refuse it with a declared error."""
    REJECTED = "rejected"
    """The request is invalid: it is refused before the mutation is executed."""
    REFUSED = "refused"
    """The credentials do not suffice: there is never data."""
    DRY = "dry"
    """The request asks to be validated and not executed."""


class Credentials(StrEnum):
    """Which Authorization header a case is sent with."""

    TOKEN = "token"
    """The token of the run, where it has one."""
    NONE = "none"
    BLANK = "blank"
    """The header, and nothing in it."""
    SCHEME = "scheme"
    """A scheme, and no token after it."""
    MALFORMED = "malformed"
    BEARER = "bearer"
    """A text of three parts that is no token, after the scheme Bearer."""
    LOWER = "lower"
    """A text that is no token, after the scheme Bearer in lower case."""
    NULL = "null"
    """The word that a careless client writes for a token that it does not have, after the run's scheme or Bearer."""
    UNDEFINED = "undefined"
    """The other word of that kind, after Bearer."""
    BASIC = "basic"
    """A name and a password, after the scheme Basic."""
    DIGEST = "digest"
    """A name and an answer to a challenge that was not made, after the scheme Digest."""
    TOKEN_SCHEME = "token-scheme"
    """A text that is no token, after the scheme Token."""
    EXPIRED = "expired"
    OWN_EXPIRED = "own-expired"
    """A token that the target itself issued, and that has expired: the user gave it."""
    OWN_EXPIRED_JWT = "own-expired-jwt"
    """The same after the scheme JWT: some servers read the schemes in several places."""
    OWN_EXPIRED_BEARER = "own-expired-bearer"
    """The same after the scheme Bearer."""
    FOREIGN = "foreign"
    UNSIGNED = "unsigned"
    """A token whose algorithm is `none`."""
    UNSIGNED_TITLE = "unsigned-title"
    """The same, written `None`: a server that looks for the other spelling takes it."""
    UNSIGNED_UPPER = "unsigned-upper"
    """The same, written `NONE`."""
    UNSIGNED_MIXED = "unsigned-mixed"
    """The same, written `nOnE`."""
    UNSIGNED_SIGNED = "unsigned-signed"
    """A token whose algorithm is `none`, and that keeps the signature of the run's own."""
    STRIPPED = "stripped"
    """The run's own token without its signature."""
    RESIGNED = "resigned"
    """The run's own token, signed with a key that stands in tutorials: `secret`."""
    RESIGNED_EMPTY = "resigned-empty"
    """The run's own token, signed with an empty key, as where none is configured."""
    CHANGED = "changed"
    """The run's own token with claims that were changed after it was signed."""
    TAIL = "tail"
    """The run's own token with one of its last characters changed."""
    CUT = "cut"
    """The run's own token without its last characters."""
    LONGER = "longer"
    """The run's own token with some characters after it."""
    FOURTH_PART = "fourth-part"
    """The run's own token with a fourth part after its signature: a server that takes it apart may look at three."""
    PEER = "peer"
    """The token of a second identity, which the user gave: a good one, of somebody else."""


MADE_OF_OWN = frozenset(
    {
        *(Credentials.STRIPPED, Credentials.RESIGNED, Credentials.RESIGNED_EMPTY, Credentials.CHANGED),
        *(Credentials.TAIL, Credentials.CUT, Credentials.LONGER, Credentials.FOURTH_PART),
    }
)
"""What is made of the run's own token: from some of it that token could be guessed."""


@dataclass(frozen=True, slots=True)
class Operation:
    """A GraphQL document with one mutation in it. `root` is the response key of the mutation.

    `name` is sent as operationName, and is empty where that is left out.
    `variables` gives the type of each variable as written in the document, `{"input": "XInput!"}`.
    `beside` are the names of other mutations that stand in the document as well.
    """

    name: str
    document: str
    root: str
    variables: Mapping[str, str] = field(default_factory=dict)
    beside: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class RawRequest:
    """A request that is not the usual POST of JSON.

    `query` goes into the URL, unescaped text to be escaped by the sender; `headers` replace those
    that the target would set, and None as a value leaves a header out.
    """

    method: str = "POST"
    body: bytes = b""
    query: tuple[tuple[str, str], ...] = ()
    headers: tuple[tuple[str, str | None], ...] = ()


@dataclass(frozen=True, slots=True)
class InputFault:
    """The one thing that is wrong with an otherwise valid input.

    `kind` is the last word of the requirement that speaks of it (`null-for-non-null`), `path` leads
    from the variables to the place, `type` is the GraphQL type expected there, and `detail` says in
    words what was done.
    """

    kind: str
    path: tuple[str | int, ...]
    type: str
    detail: str

    @property
    def is_excessive(self) -> bool:
        """Whether only the size or the depth of the body is the fault: no document says how much a server bears."""
        return self.kind in ("huge-body", "deep-body")

    @property
    def is_of_body(self) -> bool:
        """Whether the body is no request that a client means to send, whatever is asked in it."""
        return self.is_excessive or self.kind in ("malformed-json", "non-utf8")


@dataclass(frozen=True, slots=True)
class Taken:
    """A value that is known only when the case is sent: one that the answer to an earlier step gives.

    `step` is the position of that step in `before`, `source` leads from the value of its mutation to
    the value, `path` from the variables to the place where it is put. `type` is the name of the GraphQL
    type that is expected there. With `altered`, one of its characters is another.
    """

    step: int
    source: tuple[str | int, ...]
    path: tuple[str | int, ...]
    type: str
    altered: bool = False


@dataclass(frozen=True, slots=True)
class Due:
    """What the contract says of the answer to a case: an error with one of these codes.

    `condition` says in words what is wrong; with `stated`, the documents' own words do. With `after_steps`, it is
    what was done in the steps before that makes the code due, and not the input. With
    `any_refusal`, any error that the mutation declares will do: which is not documented. With `absent`, nothing is
    wrong, and none of the codes may come. With `guess`, accepting it is no fault: the target may not know better.
    `until` is the last day, in UTC and ISO 8601, on which the condition is met: what was in the future is so no more
    when a run is continued on another day.
    """

    codes: tuple[str, ...]
    condition: str
    stated: bool = False
    after_steps: bool = False
    any_refusal: bool = False
    absent: bool = False
    guess: bool = False
    until: str | None = None

    def is_over(self) -> bool:
        """Whether the day has passed until which the condition was met."""
        return self.until is not None and datetime.now(UTC).date().isoformat() > self.until


@dataclass(frozen=True, slots=True)
class Case:
    """One request as a probe wants it. `mutation` is None where a server as a whole is probed.

    `label` says in a few words what this case is for. `before` are sent first, in order, and their
    exchanges are judged together with this one. `provokes` is the error code that the input should
    raise, `due` what is judged of it. `credentials` and `headers` decide what goes beside the body.
    `takes` are the values that come from the answers to `before`; a step there takes from the steps ahead of it
    in the same list. What stands in the variables at their places meanwhile has no meaning. `about` is the id of
    the one requirement that the case was made for, empty where it shows something of many. `rivals` is how often
    the same request is sent at the same moment. `bearer` is the token that is sent, where an earlier step gave it.
    `fresh` are the names in the variables, of this one and of those before, that are others each time it is sent;
    `differing` are those of them that each of the rivals has others of, so that they are not the same request.
    """

    probe: str
    server: str
    mutation: str | None
    operation: Operation | None = None
    variables: Mapping[str, Any] = field(default_factory=dict)
    expectation: Expectation = Expectation.ANY
    label: str = ""
    credentials: Credentials = Credentials.TOKEN
    headers: tuple[tuple[str, str], ...] = ()
    raw: RawRequest | None = None
    fault: InputFault | None = None
    provokes: str | None = None
    due: Due | None = None
    before: tuple[Case, ...] = ()
    takes: tuple[Taken, ...] = ()
    about: str = ""
    rivals: int = 0
    bearer: Taken | None = None
    fresh: tuple[str, ...] = ()
    differing: tuple[str, ...] = ()

    @property
    def is_its_input(self) -> bool:
        """Whether the case is what it is by its values: they are wrong, or are to raise a code."""
        return self.fault is not None or self.provokes is not None or self.due is not None

    def is_answered_by(self, mutation: str) -> bool:
        """Whether a mutation alone makes the answer: no other one is asked, or stands in the document as well."""
        return self.mutation == mutation and (self.operation is None or not self.operation.beside)

    def key(self) -> str:
        """Return 16 hexadecimal digits that are the same for, and only for, the same request."""
        return sha256(json.dumps(_plain(self), sort_keys=True).encode()).hexdigest()[:16]


@lru_cache(maxsize=256)
def _digest(document: str) -> str:
    """Return what stands for a document: most cases of a mutation have the same one, and it is long."""
    return sha256(document.encode()).hexdigest()


def _plain(case: Case, fresh: tuple[str, ...] = ()) -> Any:
    raw = case.raw
    fresh = fresh or case.fresh
    plain = [
        case.server,
        None if case.operation is None else [case.operation.name, _digest(case.operation.document)],
        _unnamed(_own_variables(case), fresh) if fresh else _own_variables(case),
        case.credentials,
        case.headers,
        None if raw is None else [raw.method, raw.body.hex(), raw.query, raw.headers],
        [_plain(earlier, fresh) for earlier in case.before],
    ]
    if case.takes:
        plain.append([[taken.step, taken.source, taken.path] for taken in case.takes])
    if any(taken.altered for taken in case.takes):
        plain.append("altered")
    if case.rivals or case.bearer is not None:
        plain.append([case.rivals, None if case.bearer is None else [case.bearer.step, case.bearer.source]])
    if case.differing:
        plain.append([fresh.index(name) for name in case.differing])
    return plain


def _unnamed(value: Any, fresh: tuple[str, ...]) -> Any:
    """Return variables with numbers for the names that are others each time."""
    if isinstance(value, Mapping):
        return {key: _unnamed(part, fresh) for key, part in value.items()}
    if isinstance(value, list):
        return [_unnamed(item, fresh) for item in value]
    return f"#{fresh.index(value)}" if isinstance(value, str) and value in fresh else value


def _own_variables(case: Case) -> Any:
    """Return the variables without what is taken: the case is the same whatever values come."""
    variables: Any = case.variables
    for taken in case.takes:
        variables = with_value(variables, taken.path, None)
    return variables
