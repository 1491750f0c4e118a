"""The one clock of a run."""

import time
from datetime import UTC, datetime, timedelta


class RunClock:
    """The time of this machine when a run began, and from then on a clock that cannot be set.

    A machine's time may jump while a run is on. All times of a run come from here, so that it does not seem to have
    ended before it began, or on another day. `spent` is how many seconds it took before it was continued.
    """

    def __init__(self) -> None:
        self._wall = datetime.now(UTC)
        self._begun = time.monotonic()
        self.spent = 0.0

    def now(self) -> datetime:
        """Return the time now, in UTC."""
        return self._wall + timedelta(seconds=time.monotonic() - self._begun)

    def stamp(self) -> str:
        """Return the time now as ISO 8601 in milliseconds: the runs of a history are ordered by when they began."""
        return self.now().isoformat(timespec="milliseconds").replace("+00:00", "Z")

    def duration(self) -> float:
        """Return the seconds that the run has taken."""
        return self.spent + time.monotonic() - self._begun
