"""How sure a run without a failure makes us.

After n exchanges without a failure the true rate of failure is, with 95 % confidence, below
1 - 0.05^(1/n), which is about 3/n: the rule of three (Hanley and Lippman-Hand, JAMA 249, 1983). It
speaks of inputs such as were drawn, not of inputs that no probe makes.
"""

from kraken_conformance.reports.text.safe_text import counted

CONFIDENCE = 0.95


def failure_bound(exchanges: int) -> float:
    """Return the greatest rate of failure (0 to 1) that `judged` exchanges without a failure leave open."""
    return 1.0 if exchanges < 1 else float(1 - (1 - CONFIDENCE) ** (1 / exchanges))


def certainty(judged: int, failed: int, *, sampled: bool = True) -> str:
    """Say in words what the judged and failed exchanges show about the rate of failure.

    What was compared as a whole (a schema with the contract) was not sampled: there is no rate.
    """
    if judged and not sampled:
        return (
            f"{counted(judged, 'comparison')}, {counted(failed, 'difference') if failed else 'no difference'}"
        )
    if not judged:
        return "nothing judged, so nothing known"
    if failed:
        return f"{failed:,} of {judged:,} failed ({percent(failed / judged)})"
    return f"no failure in {judged:,}: the rate is below {percent(failure_bound(judged))}"


def percent(rate: float) -> str:
    """Return a rate as a percentage with two significant digits."""
    if rate <= 0 or rate >= 1:
        return f"{rate * 100:.0f} %"
    return f"{float(f'{rate * 100:.2g}'):g} %" if rate < 0.995 else f"{rate * 100:.4g} %"
