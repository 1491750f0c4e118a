"""Whether the run's own token is accepted: looked at before a run, by comparison with no token and a made-up one.

A rejected token makes every mutation answer the same error, which many mutations declare, so that a run with one
would find nothing broken. A few requests are enough to see it.
"""

from collections.abc import Callable, Collection, Sequence

from kraken_conformance.events import Refusal
from kraken_conformance.exceptions import TargetUnavailable
from kraken_conformance.judging.answer_origin import UNAUTHORIZED, Answer, answer_of, quoted
from kraken_conformance.judging.observation import Observation
from kraken_conformance.model.answer_words import BAD, NONE, Origin
from kraken_conformance.model.case import Case, Credentials, Expectation
from kraken_conformance.model.exchange import Response
from kraken_conformance.operations.operation_nodes import for_a_look
from kraken_conformance.safety.redaction import Redactor
from kraken_conformance.spec import Effect, Mutation
from kraken_conformance.target.client import TargetClient
from kraken_conformance.target.view import TargetView

ASKED = 3
"""How many mutations are asked at most. That many have to say the same where the input may be what is refused."""

HARMLESS = frozenset({Effect.IDEMPOTENT, Effect.CHANGES})
"""The effects of mutations that are asked."""

TYPENAME = "{ __typename }"

WHAT_TO_DO = "Give a token that is valid (--token), or --api-key to obtain one."
WITH_A_KEY = (
    "The login had just given it for the API key. Is the login (--auth-url, --site) that of the same deployment, does "
    "a token live long enough there, and may the key's owner use it? Else give another token (--token)."
)


class TokenNotAccepted(TargetUnavailable):
    """The token of the run is not accepted.

    `called_bad` says that the server itself called it a bad one: not a missing one, nor one that has expired.
    """

    def __init__(self, why: str, *, called_bad: bool) -> None:
        super().__init__(why)
        self.called_bad = called_bad


def look_at_credentials(
    client: TargetClient, view: TargetView, mutations: Sequence[Mutation], *, denied: Collection[str]
) -> list[Refusal]:
    """Send some mutations of a server with the run's own token, and where they refuse also without and with another.
    Return what those were refused with. Raises `TokenNotAccepted`.

    They are among `mutations`, those of the run; `denied` must not be executed. Nothing is asked where the run has no
    token. The first answer that shows that the token was accepted is enough. The login is not asked: what it says is
    about the credentials in its input.
    """
    login = view.contract.platform.login
    left_out = {*denied, *(() if login is None else (login.mutation,))}
    candidates = [
        one
        for one in mutations
        if one.name not in left_out and one.effects and one.effects <= HARMLESS and view.strategies.known(one)
    ]
    asked = sorted(candidates, key=lambda one: not one.needs_token)[:ASKED]
    if client.token.value is None or not asked:
        return []
    clean = Redactor(client.settings.secrets).text
    refusals: list[Refusal] = []
    refused: list[str] = []
    compared: set[str] = set()
    alike = executed = 0
    called_bad, about = True, False
    for mutation in asked:
        own = _ask(client, view, mutation, Credentials.TOKEN, clean)
        if own is None or own.origin is Origin.SUCCESS:
            return refusals
        others = {
            kind: answer
            for kind, credentials in ((NONE, Credentials.NONE), (BAD, Credentials.MALFORMED))
            if (answer := _ask(client, view, mutation, credentials, clean)) is not None
        }
        refusals += _refusals(view.server.name, mutation, others)
        same = [kind for kind, answer in others.items() if answer.digest == own.digest]
        if not _may_be_the_token(own, same):
            return refusals
        alike += bool(same)
        compared.update(same)
        executed += own.origin is Origin.MUTATION
        called_bad &= own.bad_token
        about |= own.about_credentials
        refused.append(f"{mutation.name} answered {own.shown}")
        let_in = others.get(NONE) is not None and others[NONE].origin is Origin.SUCCESS
        if own.about_credentials and same == [BAD] and let_in:
            raise TokenNotAccepted(_problem(client, refused[-1:], same), called_bad=own.bad_token)
        if len(refused) > 1 and alike == len(refused) and not executed:
            break
    # One answer that is not about who asks may be about the one mutation that was asked.
    decides = len(refused) > 1 or about
    if len(refused) >= ASKED or (alike == len(refused) and not executed and decides):
        raise TokenNotAccepted(_problem(client, refused, compared), called_bad=called_bad)
    return refusals


def require_entry(client: TargetClient, view: TargetView) -> None:
    """Raise `TokenNotAccepted` where no request at all is let through with the run's own token, and that is the reason.

    For a server that does not answer introspection. The lightest request there is is sent with the token, without
    one and with a made-up one: a token that is worse than none is not accepted.
    """
    if client.token.value is None:
        return
    server = view.server.name
    exchange, *others = (
        client.post(server, TYPENAME, credentials=credentials)
        for credentials in (Credentials.TOKEN, Credentials.NONE, Credentials.MALFORMED)
    )
    own, (missing, other) = exchange.response, (one.response for one in others)
    if own is None or missing is None or other is None or _is_let_in(own):
        return
    clean = Redactor(client.settings.secrets).text
    alike = quoted(own, clean) == quoted(other, clean)
    if not _is_let_in(missing) and not (alike and own.status == UNAUTHORIZED):
        return
    compared = ", as it does to a made-up token" if alike else ""
    raise TokenNotAccepted(
        f"the token was not accepted: {server} answered {quoted(own, clean)}{compared}. {_advice(client)}",
        called_bad=answer_of(Observation(exchange, view)).bad_token,
    )


def _is_let_in(response: Response) -> bool:
    body = response.json()
    data = body.get("data") if isinstance(body, dict) else None
    return isinstance(data, dict) and data.get("__typename") is not None


def _may_be_the_token(own: Answer, same: Sequence[str]) -> bool:
    """Whether an answer may mean that the run's own token is not accepted; `same` is who else got it.

    An error that the mutation declares and that a made-up token does not get shows that the token was read. What
    everybody gets alike may be about the document, or come from a firewall, unless it says that it is about who asks.
    """
    if own.about_credentials:
        return bool(same) or own.origin is not Origin.MUTATION
    return own.origin is not Origin.MUTATION and same == [BAD]


def _problem(client: TargetClient, refused: Sequence[str], same: Collection[str]) -> str:
    """Return what is said of a token that is not accepted; `same` are the others that got such an answer."""
    others = " or ".join(words for kind, words in ((NONE, "a missing"), (BAD, "a made-up")) if kind in same)
    compared = f", as it does to {others} token" if others else ""
    return f"the token was not accepted: {'; '.join(refused)}{compared}. {_advice(client)}"


def _advice(client: TargetClient) -> str:
    return WITH_A_KEY if client.settings.logged_in else WHAT_TO_DO


def _ask(
    client: TargetClient,
    view: TargetView,
    mutation: Mutation,
    credentials: Credentials,
    clean: Callable[[str], str],
) -> Answer | None:
    case = Case(
        probe="preflight",
        server=view.server.name,
        mutation=mutation.name,
        operation=for_a_look(view.operation(mutation)),
        variables=view.strategies.minimal(mutation),
        expectation=Expectation.ANY,
        credentials=credentials,
    )
    exchange = client.send(case)
    return None if exchange.response is None else answer_of(Observation(exchange, view), clean)


def _refusals(server: str, mutation: Mutation, others: dict[str, Answer]) -> list[Refusal]:
    if not mutation.needs_token:
        return []
    return [
        {"server": server, "credentials": kind, "shown": answer.shown, "digest": answer.digest}
        for kind, answer in others.items()
        if answer.origin is not Origin.SUCCESS
    ]
