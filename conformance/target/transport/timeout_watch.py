"""Notices a server that answers when it is asked whether it is there, and leaves too many other requests unanswered."""

from dataclasses import dataclass

MANY = 8
SHARE = 0.1
"""This number of requests without an answer in time, and this share of all, are more than chance."""

TIMES_PATIENCE = 3
"""A spell of trouble may go on for this many times the patience."""


@dataclass(slots=True)
class TimeoutWatch:
    """One for each server. Times are those of the run's clock, in seconds.

    A spell of trouble begins with a request that got no answer in time, and ends once nine times as many others
    were answered.
    """

    patience: float
    timeouts: int = 0
    answers: int = 0
    since: float = 0.0

    def answered(self) -> None:
        """Note an answer."""
        self.answers += 1

    def outage(self) -> None:
        """Forget the spell: an outage explains what got no answer."""
        self.timeouts = 0

    def timed_out(self, now: float) -> str | None:
        """Note that no answer came in time; return why no more should be sent, None where more should."""
        if not self.timeouts or self.timeouts < SHARE * (self.timeouts + self.answers):
            self.timeouts, self.answers, self.since = 0, 0, now
        self.timeouts += 1
        if self.timeouts < MANY or now - self.since < TIMES_PATIENCE * self.patience:
            return None
        return (
            f"the target answers {{ __typename }}, and in {now - self.since:.0f} s it left {self.timeouts} other "
            f"requests without an answer and answered {self.answers}"
        )
