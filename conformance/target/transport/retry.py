"""Sends a request through transient failures: what is sent again, when, and when to stop.

docs/unreliable-targets.md explains why.

Everything here is about whether the application has answered, never about what it answered.
"""

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field

import httpx

from kraken_conformance.model.error_codes import error_codes
from kraken_conformance.model.exchange import GATEWAY_STATUSES, Request, Response
from kraken_conformance.spec import Platform
from kraken_conformance.target.auth.run_token import RunToken
from kraken_conformance.target.transport.cancellable_clock import Clock
from kraken_conformance.target.transport.circuit_breaker import CircuitBreaker
from kraken_conformance.target.transport.limits import (
    OF_MUTATION,
    OF_SERVER,
    BeyondLimits,
    Bounds,
    Unfinished,
)
from kraken_conformance.target.transport.own_trouble import OwnTrouble
from kraken_conformance.target.transport.rate_limiter import RateLimiter
from kraken_conformance.target.transport.requested_wait import limit_ends, retry_after
from kraken_conformance.target.transport.timeout_watch import TimeoutWatch

TOO_MANY_STATUS = 429
UNAUTHORIZED = 401

ATTEMPTS = 5
"""How often a request is sent that does not reach the application while others do."""

IMPATIENT_ATTEMPTS = 4
"""The same for a client that does not wait for its target."""

MOST_UNREADABLE = 64
"""After this many answers in a row that were not read to their end, whatever they are about, no more is sent to a
server."""

MOST_UNANSWERED = 16
"""After this many unanswered requests in a row to one mutation, though the server is there, no more are sent."""

UNCERTAIN_ATTEMPTS = 5
"""How often a request is sent when it is not known whether it arrived."""

OUTAGES = 3
"""How many outages a request may meet. One that meets more may well be their cause."""

THROTTLED = 8
"""After this many refusals for too many requests, a request is looked at more closely: is it the only one?"""

OTHERS = 10
"""It is, where ten times as many others were answered meanwhile."""

OWN_LIMIT = 3
"""After this many refusals by a mutation that itself declares the code for too many requests, that is its answer."""

TOO_MANY = "that it gets too many requests"

FEWEST = 0.1
"""The smallest value of --max-rps."""

BACKOFF = 0.1
LONGEST_BACKOFF = 2.0
"""Seconds before a request is sent again, at first and at most, where no wait is given."""

NEVER_ARRIVED = (httpx.ConnectError, httpx.ConnectTimeout, httpx.PoolTimeout)
"""Failures after which the application surely knows nothing of the request."""


@dataclass(frozen=True, slots=True)
class Delivered:
    """What came of a request: a response or a failure in words, after this many `attempts`.

    `uncertain` is how many attempts before the last one may have reached the application unanswered.
    """

    request: Request
    response: Response | None
    failure: str | None
    attempts: int
    uncertain: int


@dataclass(slots=True)
class SiteConnection:
    """What all requests to one server share, whatever thread they are sent from.

    `transmit` sends a request once, and reads its answer within bounds. `patience` is how many seconds a target may
    answer nothing but that it gets too many requests. `platform` says where an error keeps its code. `answers`
    counts what the application answered, and `last_answer` is when it last did. `again` is asked before a request
    is sent once more: False where none is left to be sent. `attempts` is how often a request is sent at most.
    `tell` is given a line for the user where the target is `limited`: it gets too many requests for the first time.
    `unanswered` counts, for each mutation, the requests since the last answer that arrived and got none, and
    `unreadable` the answers since the last one that was read to its end.
    """

    transmit: Callable[[Request, Bounds], Response]
    breaker: CircuitBreaker
    pace: RateLimiter
    token: RunToken
    clock: Clock
    patience: float
    platform: Platform
    again: Callable[[], bool]
    tell: Callable[[str], None] = lambda line: None
    attempts: int = ATTEMPTS
    answers: int = 0
    last_answer: float = 0.0
    unanswered: Counter[str | None] = field(default_factory=Counter)
    unreadable: int = 0
    limited: bool = False
    begun: float = field(init=False)
    watch: TimeoutWatch = field(init=False)

    def __post_init__(self) -> None:
        self.watch = TimeoutWatch(self.patience)
        self.begun = self.clock.now()

    def answered(self, about: str | None = None, *, whole: bool = True) -> None:
        """Note that the application has answered something that was about a mutation, and whether that was read."""
        self.unanswered.pop(about, None)
        if whole:
            self.unreadable = 0
        self.answers += 1
        self.watch.answered()
        self.last_answer = self.clock.now()
        self.breaker.answered()
        self.pace.ease()

    def outage(self) -> None:
        """Note that the server was gone: what got no answer is explained by it."""
        self.unanswered.clear()
        self.watch.outage()


class RetryingSender:
    """One request on its way.

    `build` makes the request, and makes it again where the token was renewed. `renews` says that it carries the
    token of the run. `insists` is False for a request that may well be the reason why no answer comes, and that is
    not sent again then. `provokes` is a code that is no transient failure in this answer, but what was asked for.
    `about` is the mutation that the request is about, None where there is none; `limited` says that it declares a code
    for too many requests itself: what does not pass by waiting is its own refusal.
    """

    def __init__(
        self,
        line: SiteConnection,
        build: Callable[[], Request],
        *,
        renews: bool,
        insists: bool = True,
        provokes: str | None = None,
        about: str | None = None,
        limited: bool = False,
    ) -> None:
        self._line = line
        self._limited = limited
        self._about = about
        self._build = build
        self._renews = renews
        self._insists = insists
        self._provokes = provokes
        self._carried = line.token.value
        self._request = build()
        self._begun = self._sent = line.clock.now()
        self._answers_before = line.answers
        self._outages_before = line.breaker.outages
        self._attempts = self._in_vain = self._uncertain = self._throttled = self._outages = 0
        self._waited = 0.0

    def deliver(self) -> Delivered:
        """Send the request until the application answers it, or there is no point in sending it again."""
        while True:
            self._line.breaker.wait()
            if (reason := self._stopped()) is not None:
                return self._delivered(None, reason)
            if self._attempts and not self._line.again():
                return self._delivered(
                    None, f"no answer in {self._attempts} attempts, and no request is left"
                )
            if (delivered := self._attempt()) is not None:
                return delivered

    def _stopped(self) -> str | None:
        breaker = self._line.breaker
        if breaker.gave_up is not None:
            return breaker.gave_up
        if (over := self._line.clock.reason) is not None:
            return over
        if breaker.outages != self._outages_before:
            # What failed is explained by the outage, and says nothing of this request.
            self._outages_before = breaker.outages
            self._in_vain = 0
            self._outages += 1
            self._line.outage()
        return self._silent()

    def _silent(self) -> str | None:
        """Return why nothing is sent to the mutation any more, where the server is there and it does not answer."""
        line = self._line
        if self._about is None or line.unanswered[self._about] < MOST_UNANSWERED:
            return None
        reason = f"no answer came to {MOST_UNANSWERED} requests in a row: no more are sent"
        silent = line.clock.now() - max(line.last_answer, self._begun)
        if silent > line.patience and sum(n >= MOST_UNANSWERED for n in list(line.unanswered.values())) > 1:
            line.breaker.give_up(
                f"the target answers {{ __typename }}, and has answered nothing else for {silent:.0f} s"
            )
        return reason

    def _attempt(self) -> Delivered | None:
        try:
            with self._line.pace.turn():
                if (over := self._line.clock.reason) is not None:  # a turn that ended early is none
                    return self._delivered(None, over)
                self._attempts += 1
                self._sent = self._line.clock.now()
                response = self._line.transmit(
                    self._request, OF_SERVER if self._about is None else OF_MUTATION
                )
        except httpx.TransportError as error:
            return self._failed(error)
        except OwnTrouble as error:
            return self._not_sent(error)
        except BeyondLimits as error:
            self._line.answered(self._about, whole=False)
            self._unreadable(error)
            return self._delivered(None, describe(error))
        except httpx.HTTPError as error:  # an answer that is none, such as a body that cannot be decoded
            return self._delivered(None, describe(error))
        if response.status in GATEWAY_STATUSES:
            return self._at_gateway(response)
        if response.status == TOO_MANY_STATUS or self._says("too-many-requests", response):
            return self._too_many(response)
        self._line.answered(self._about)
        if self._renews and self._says_that_the_token_has_ended(response):
            self._renews = False
            if self._line.token.renew(self._carried):
                self._request = self._build()
                return None
        return self._delivered(response, None)

    def _failed(self, error: httpx.TransportError) -> Delivered | None:
        if _hopeless(error):
            return self._delivered(None, describe(error))
        if self._line.clock.closed:  # it was cut short here
            return None
        if not self._insists and not isinstance(error, NEVER_ARRIVED):
            return self._delivered(None, describe(error))
        self._line.breaker.failed()
        if not isinstance(error, NEVER_ARRIVED):
            self._line.unanswered[self._about] += 1
        if isinstance(error, httpx.ReadTimeout):
            now = self._line.clock.now()
            self._waited += now - self._sent
            if (reason := self._line.watch.timed_out(now)) is not None:
                self._line.breaker.give_up(reason)
        if isinstance(error, Unfinished):  # the application has the request
            self._unreadable(error)
            return self._delivered(None, describe(error))
        self._in_vain += 1
        if (
            self._in_vain >= self._line.attempts
            or self._uncertain + 1 >= UNCERTAIN_ATTEMPTS
            or self._outages > OUTAGES
            or self._waited >= self._line.patience
        ):
            times = f", the last time of {self._attempts}" if self._attempts > 1 else ""
            return self._delivered(None, f"{describe(error)}{times}")
        self._uncertain += not isinstance(error, NEVER_ARRIVED)
        self._line.clock.wait(_backoff(self._in_vain))
        return None

    def _unreadable(self, error: httpx.RequestError) -> None:
        """Note an answer that came, and that was not read to its end."""
        self._line.unreadable += 1
        if self._line.unreadable >= MOST_UNREADABLE:
            self._line.breaker.give_up(
                f"{MOST_UNREADABLE} answers in a row cannot be read: {describe(error)}"
            )

    def _not_sent(self, error: OwnTrouble) -> Delivered | None:
        """Try again: what this machine lacks now, it may have in a moment. The target has no part in it."""
        self._in_vain += 1
        if self._in_vain >= ATTEMPTS:
            return self._delivered(None, describe(error))
        self._line.clock.wait(_backoff(self._in_vain))
        return None

    def _at_gateway(self, response: Response) -> Delivered | None:
        breaker = self._line.breaker
        breaker.failed()
        self._in_vain += 1
        if self._in_vain < ATTEMPTS:
            asked = retry_after(response)
            if asked is None:
                self._line.clock.wait(_backoff(self._in_vain))
            else:
                self._hold(asked, f"the status {response.status}")
            return None
        if breaker.answers():  # others get through: then this is what the target answers to this request
            return self._delivered(response, None)
        if self._outages > OUTAGES:
            return self._delivered(None, f"the status {response.status} in {self._outages} outages")
        return None

    def _too_many(self, response: Response) -> Delivered | None:
        self._line.breaker.answered()
        self._throttled += 1
        if self._limited and self._throttled >= OWN_LIMIT and response.status != TOO_MANY_STATUS:
            self._line.answered(self._about)
            return self._delivered(response, None)
        others = self._line.answers - self._answers_before
        if self._throttled >= THROTTLED and others >= OTHERS * self._throttled:
            return self._delivered(response, None)
        asked = self._asked_to_wait(response)
        if not self._line.limited:
            self._line.limited = True
            wait = "" if asked is None else f", and asks to wait {asked:.0f} s"
            self._line.tell(
                f"The target answers that it gets too many requests{wait}: fewer are sent from now on."
            )
        self._hold(asked, TOO_MANY)
        return None

    def _asked_to_wait(self, response: Response) -> float | None:
        """Return how long the target asks to wait. What its other headers say is doubtful: no run ends for it."""
        asked = retry_after(response)
        if asked is None and (ends := limit_ends(response)) is not None:
            asked = ends if self._silent_for() + ends <= self._line.patience else None
        return asked

    def _silent_for(self) -> float:
        return self._line.clock.now() - max(self._line.last_answer, self._begun)

    def _hold(self, asked: float | None, why: str) -> None:
        """Send nothing at all for as long as the target asks, unless that is longer than the patience."""
        silent = self._silent_for()
        seconds = _backoff(self._throttled) if asked is None else asked
        if silent + seconds <= self._line.patience:
            self._line.pace.obey(seconds)
            return
        wait = (
            "and asks to wait without saying how long"
            if asked is None
            else f"and asks to wait {seconds:.0f} s"
        )
        self._line.breaker.give_up(
            f"the target answers {why} {wait}, after {silent:.0f} s without any "
            f"other answer: {self._advice(seconds, too_many=why == TOO_MANY)}"
        )

    def _advice(self, seconds: float, *, too_many: bool) -> str:
        line = self._line
        fits = line.answers / (line.clock.now() - line.begun + seconds)
        if not too_many or fits < FEWEST:
            return "raise --patience, or go on later"
        return f"lower --max-rps (it took {fits:.2g} a second, this wait included) or raise --patience"

    def _says_that_the_token_has_ended(self, response: Response) -> bool:
        if self._says("token-expired", response):
            return True
        doubtful = self._line.token.doubtful or self._line.token.value != self._carried
        return doubtful and (response.status == UNAUTHORIZED or self._says("bad-token", response))

    def _says(self, role: str, response: Response) -> bool:
        """Whether an error of the response has a code of the role, and not the one that was to be provoked."""
        platform = self._line.platform
        codes = platform.codes_of(role) - {self._provokes}
        if not any(code.encode() in response.body for code in codes):
            return False
        return not codes.isdisjoint(error_codes(response.json(), platform.errors.code))

    def _delivered(self, response: Response | None, failure: str | None) -> Delivered:
        return Delivered(self._request, response, failure, self._attempts, self._uncertain)


def _backoff(times: int) -> float:
    return float(min(BACKOFF * 2 ** (times - 1), LONGEST_BACKOFF))


def describe(error: httpx.HTTPError) -> str:
    """Say in words why there was no response."""
    text = str(error).strip()
    if isinstance(error, OwnTrouble | BeyondLimits | Unfinished):
        return text
    return f"{type(error).__name__}: {text}" if text else type(error).__name__


def _hopeless(error: httpx.TransportError) -> bool:
    """Whether it would fail again: this request cannot be sent, or the certificate is not trusted."""
    if isinstance(error, httpx.UnsupportedProtocol | httpx.LocalProtocolError):
        return True
    return isinstance(error, httpx.ConnectError) and "CERTIFICATE_VERIFY_FAILED" in str(error)
