"""How Hypothesis is run here: with seeds of ours, and without a word of its own."""

from hashlib import sha256

from hypothesis import HealthCheck, Phase, Verbosity, settings


class ViolationShown(Exception):
    """Tells Hypothesis that a case shows the violation."""


def case_seed(run_seed: int, *names: str) -> int:
    """Return the seed for one probe of one subject: the same whatever else is run, and in whatever order."""
    digest = sha256("\0".join((str(run_seed), *names)).encode()).digest()
    return int.from_bytes(digest[:8], "big")


def quiet_settings(count: int, phases: tuple[Phase, ...], *, steps: int = 1) -> settings:
    """Return settings for `count` examples: silent, and without a database.

    `steps` is the length of the walks of a state machine.
    """
    return settings(
        max_examples=count,
        stateful_step_count=steps,
        phases=phases,
        database=None,
        deadline=None,
        report_multiple_bugs=False,
        print_blob=False,
        verbosity=Verbosity.quiet,
        suppress_health_check=list(HealthCheck),
    )
