"""Sends cases over HTTP and records what happened."""

import json
import threading
import time
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from dataclasses import replace
from functools import partial
from importlib import metadata
from itertools import count
from secrets import token_hex
from typing import Any

import httpx

from kraken_conformance.exceptions import TargetUnavailable
from kraken_conformance.model.case import Case, Credentials, Operation, Taken
from kraken_conformance.model.exchange import GATEWAY_STATUSES, Exchange, Request, Response
from kraken_conformance.model.fresh_names import renamed, rival
from kraken_conformance.model.request_body import request_body
from kraken_conformance.model.value_binding import bearer_of, bound
from kraken_conformance.safety.known_secrets import KNOWN
from kraken_conformance.safety.redaction import of_target
from kraken_conformance.spec import LoginFacts
from kraken_conformance.target import first_contact
from kraken_conformance.target.auth.credentials import authorization
from kraken_conformance.target.auth.login import obtain_token
from kraken_conformance.target.auth.run_token import RunToken
from kraken_conformance.target.settings import TargetSettings
from kraken_conformance.target.transport.cancellable_clock import Clock
from kraken_conformance.target.transport.circuit_breaker import CircuitBreaker
from kraken_conformance.target.transport.http_client import Reuse
from kraken_conformance.target.transport.limits import Bounds
from kraken_conformance.target.transport.rate_limiter import RateLimiter
from kraken_conformance.target.transport.retry import (
    ATTEMPTS,
    IMPATIENT_ATTEMPTS,
    RetryingSender,
    SiteConnection,
    describe,
)
from kraken_conformance.target.transport.tls import tls_context
from kraken_conformance.target.transport.transport import Transport

ACCEPT = "application/graphql-response+json, application/json;q=0.9"
QUESTION = b'{"query":"{ __typename }"}'
"""The lightest request there is: asks a server whether it is still there."""

LONGEST_START = 2.0
"""Seconds for which a request waits for those that are to be sent at the same moment."""

MOST_RIVALS = 32
"""How many such requests are in flight at most; more wait for their turn."""

LONGEST_QUESTION = 5.0
"""Seconds that its answer may take."""


class TargetClient:
    """Sends cases to one target. Safe to use from many threads: each has a connection of its own.

    What the application did not answer is sent again within reason, as `retry.py` says. `patient` clients
    wait for a server that has stopped answering, for as long as the settings allow; others give up at once.
    `tell` is given lines for the user when sending pauses and resumes. `deadline` is when nothing is sent any more
    and nothing waited for, as `time.monotonic` counts. A `watched` client finds out whether the target sends more
    than it is asked for, and `unsolicited` reports it. `sent` is how many requests
    were sent before, by somebody else: those of this client are numbered from there on. `again` is asked before
    a request is sent once more: False where none is left to be sent.
    """

    def __init__(
        self,
        settings: TargetSettings,
        *,
        patient: bool = False,
        tell: Callable[[str], None] = lambda line: None,
        deadline: float | None = None,
        watched: bool = False,
        sent: int = 0,
        again: Callable[[], bool] = lambda: True,
    ) -> None:
        self.settings = settings
        KNOWN.add(*settings.secrets, *filter(None, (settings.api_key,)))
        if settings.token is not None:
            KNOWN.add(*(of_target(settings.token) if settings.logged_in else (settings.token,)))
        for url in settings.sites.values():
            KNOWN.add_url(url)
        self._numbers = count(sent + 1)
        self.sent = sent
        self.started = time.monotonic()
        self.token = RunToken(settings.token, None if settings.api_key is None else self._obtain)
        self._usual_headers = _usual_headers(settings.headers)
        reuse = Reuse(allowed=settings.reuse_connections and not watched, watched=watched)
        verify = tls_context(settings.ca_file, settings.client_cert, settings.client_key)
        self._wire = Transport(verify, settings.permission, settings.sites.values(), reuse=reuse)
        self._clock = Clock(deadline)
        self._pace = RateLimiter(settings.max_rps, self._clock)
        self._rivals = ThreadPoolExecutor(MOST_RIVALS, thread_name_prefix="rival")
        self._lines = {
            name: SiteConnection(
                self._transmit,
                CircuitBreaker(
                    name,
                    partial(self.absence, name),
                    patience=settings.patience if patient else 0.0,
                    clock=self._clock,
                    tell=tell,
                ),
                self._pace,
                self.token,
                self._clock,
                settings.patience,
                settings.platform,
                again,
                tell,
                attempts=ATTEMPTS if patient else IMPATIENT_ATTEMPTS,
            )
            for name in settings.sites
        }

    def send(self, case: Case, *, pause: float = 0) -> Exchange:
        """Send a case, after those that have to come before it and a pause of seconds, and return the exchange.

        Where one that has to come before got no answer, or did not give a value that the case takes, the
        case itself is not sent. What a sequence makes has other names each time.
        """
        if not case.before and not case.rivals and not case.fresh:
            return self._send(case, ())
        case = renamed(case, token_hex(8))
        before: tuple[Exchange, ...] = ()
        for step in case.before:
            before = (*before, self._send(step, before))
        self._clock.wait(pause)
        if case.rivals:
            return replace(self._at_once(case, before), before=before)
        return replace(self._send(case, before), before=before)

    def _transmit(self, request: Request, bounds: Bounds) -> Response:
        return self._wire.transmit(request, timeout=self._clock.within(self.settings.timeout), bounds=bounds)

    def _at_once(self, case: Case, before: tuple[Exchange, ...]) -> Exchange:
        """Send a case and its rivals at the same moment, each on a connection of its own."""
        start = threading.Barrier(1 + case.rivals)

        def send(number: int) -> Exchange:
            with suppress(threading.BrokenBarrierError):
                start.wait(LONGEST_START)
            return self._send(rival(case, number), before)

        first, *rivals = self._rivals.map(send, range(1 + case.rivals))
        return replace(first, rivals=tuple(rivals))

    def _send(self, case: Case, before: tuple[Exchange, ...]) -> Exchange:
        """Send a case alone, with the values that it takes from what was sent before it."""
        started = time.monotonic() - self.started
        for earlier in before:
            if earlier.failure is not None:
                return replace(self.unsent(case), failure=earlier.failure, started=started)
        complete = bound(case, before)
        if isinstance(complete, Taken):
            return replace(self.unsent(case), missing=complete, started=started)
        case = complete
        if case.bearer is not None:
            token = bearer_of(case, before)
            if token is None:
                return replace(self.unsent(case), missing=case.bearer, started=started)
            case = self._signed(case, token)
        number = self._next_number()
        delivered = RetryingSender(
            self._lines[case.server],
            partial(self._request, case),
            renews=case.credentials is Credentials.TOKEN,
            insists=case.fault is None or not case.fault.is_excessive,
            provokes=case.provokes,
            about=case.mutation,
            limited=case.mutation in self.settings.limited,
        ).deliver()
        return Exchange(
            case,
            delivered.request,
            delivered.response,
            delivered.failure,
            started,
            attempts=delivered.attempts,
            uncertain=delivered.uncertain,
            number=number,
        )

    def _next_number(self) -> int:
        self.sent = next(self._numbers)
        return self.sent

    def unsent(self, case: Case) -> Exchange:
        """Return the request of a case without sending it."""
        return Exchange(case, self._request(case), None, attempts=0)

    def post(
        self,
        server: str,
        document: str,
        variables: dict[str, Any] | None = None,
        credentials: Credentials = Credentials.TOKEN,
    ) -> Exchange:
        """Send a query of the harness's own, such as introspection."""
        body = json.dumps({"query": document, "variables": variables or {}}).encode()
        case = Case(probe="preflight", server=server, mutation=None, credentials=credentials)

        def build() -> Request:
            return Request("POST", self.settings.sites[server], self._headers(case), body)

        self._next_number()
        delivered = RetryingSender(
            self._lines[server], build, renews=credentials is Credentials.TOKEN
        ).deliver()
        return Exchange(case, delivered.request, delivered.response, delivered.failure)

    def lost(self, server: str) -> str | None:
        """Return why nothing is sent to a server any more, None where it is there."""
        line = self._lines.get(server)
        return None if line is None else line.breaker.gave_up

    def login(self) -> str:
        """Obtain a token with the API key, and use it from now on. Raises `TargetUnavailable`."""
        self.token.value = self._obtained()
        return self.token.value

    @property
    def over(self) -> str | None:
        """Why nothing is sent any more to any server, None as long as something may be."""
        return self._clock.reason

    @property
    def is_named_by_user(self) -> bool:
        """Whether the headers of the call name a client."""
        return any(name.lower() == "user-agent" for name, _ in self.settings.headers)

    @property
    def unsolicited(self) -> bool:
        """Whether the target sent something that was not asked for; for a watched client, known once it is closed."""
        return self._wire.reuse.unsolicited

    @property
    def keeps_many(self) -> bool:
        """Whether large answers take a share of the memory at which nothing should be sent ahead."""
        return self._wire.kept.are_many

    def stop(self, grace: float = 0.0) -> None:
        """End all waiting at once, and after `grace` seconds the exchanges that are still under way."""
        self._clock.close()
        time.sleep(grace)
        self._wire.abort()

    def close(self) -> None:
        """End all waiting, and close every connection."""
        self._rivals.shutdown(wait=False, cancel_futures=True)
        self._clock.close()
        self._wire.close()

    def _request(self, case: Case) -> Request:
        url, headers = self.settings.sites[case.server], self._headers(case)
        if case.raw is None:
            return Request("POST", url, headers, request_body(case))
        for name, value in case.raw.headers:
            headers = _without(headers, name)
            if value is not None:
                headers[name] = value
        if case.raw.query:
            url = str(httpx.URL(url).copy_merge_params(list(case.raw.query)))
        return Request(case.raw.method, url, headers, case.raw.body)

    def _signed(self, case: Case, token: str) -> Case:
        """Return a case with a token of its own, after the scheme that the token of the run has."""
        scheme, space, _ = (self.token.value or "").rpartition(" ")
        header = (self.settings.platform.headers.authorization, f"{scheme}{space}{token}")
        return replace(case, headers=(*case.headers, header))

    def _headers(self, case: Case) -> dict[str, str]:
        token = authorization(
            case.credentials,
            self.token.value,
            expired=self.settings.expired_token,
            peer=self.settings.peer_token,
        )
        if token is None and case.credentials is Credentials.TOKEN:
            return _with(self._usual_headers, case.headers)
        name = self.settings.platform.headers.authorization
        headers = _without(self._usual_headers, name)
        if token is not None:
            headers[name] = token
        return _with(headers, case.headers)

    def absence(self, server: str) -> str | None:
        """Ask a server whether it is there: return None where it answers, else in words why not."""
        case = Case(probe="preflight", server=server, mutation=None)
        request = Request("POST", self.settings.sites[server], self._headers(case), QUESTION)
        timeout = self._clock.within(min(self.settings.timeout, LONGEST_QUESTION))
        try:
            with self._pace.turn():
                response = self._wire.transmit(request, timeout=timeout)
        except httpx.HTTPError as error:
            return describe(error)
        return f"status {response.status}" if response.status in GATEWAY_STATUSES else None

    def _obtain(self) -> str | None:
        try:
            return self._obtained()
        except TargetUnavailable:
            return None

    def _obtained(self) -> str:
        platform = self.settings.platform
        if platform.login is None:
            raise TargetUnavailable("The contract has no login, so an API key is of no use. Give --token.")
        send = partial(self._anonymous, platform.login)
        token = obtain_token(
            send,
            str(self.settings.api_key),
            platform.login,
            platform.errors,
            partial(first_contact.problem, settings=self.settings),
        )
        KNOWN.add(*of_target(token))
        return token

    def _anonymous(self, login: LoginFacts, document: str, variables: dict[str, Any]) -> Exchange:
        """Send the login without a token, to its own site where the target has that."""
        sites = self.settings.sites
        case = Case(
            probe="preflight",
            server=next((site for site in sites if site == login.site), next(iter(sites))),
            mutation=None,
            operation=Operation("Login", document, login.mutation),
            variables=variables,
            credentials=Credentials.NONE,
        )
        return self.send(case)


def _usual_headers(of_user: Sequence[tuple[str, str]]) -> dict[str, str]:
    headers = {
        "User-Agent": f"kraken-conformance/{metadata.version('kraken-conformance')}",
        "Accept-Encoding": "gzip, deflate",
        "Accept": ACCEPT,
        "Content-Type": "application/json",
    }
    return _with(headers, of_user)


def _with(headers: dict[str, str], others: Sequence[tuple[str, str]]) -> dict[str, str]:
    """Return headers with others in place of those of the same name, after the rest and in their own order."""
    for name, value in others:
        headers = _without(headers, name) | {name: value}
    return headers


def _without(headers: dict[str, str], name: str) -> dict[str, str]:
    """Return the headers but for one, however its name is written."""
    return {known: value for known, value in headers.items() if known.lower() != name.lower()}
