"""Small pictures of a run, as SVG within a page. Colours come from the page's style sheet."""

from collections.abc import Sequence
from math import ceil

from markupsafe import Markup

from kraken_conformance.reports.run.run import EarlierRun, Run

BINS = 80
WIDTH = 800
HEIGHT = 120


def request_rates(run: Run) -> list[float]:
    """Return the requests a second in each of `BINS` equal parts of the run.

    The requests of a probe are taken to be spread evenly over its time.
    """
    probes = [probe for subject in run.subjects for probe in subject.probes if probe.requests]
    end = max([run.duration, *(probe.started + probe.duration for probe in probes)], default=0.0)
    if end <= 0:
        return []
    size = end / BINS
    requests = [0.0] * BINS
    for probe in probes:
        duration = max(probe.duration, 1e-6)
        first, last = int(probe.started / size), int(min(probe.started + duration, end) / size)
        for place in range(min(first, BINS - 1), min(last, BINS - 1) + 1):
            overlap = min((place + 1) * size, probe.started + duration) - max(place * size, probe.started)
            requests[place] += probe.requests * max(overlap, 0.0) / duration
    return [count / size for count in requests]


def rate_plot(run: Run) -> Markup:
    """Return the request rate over the run, as an area."""
    rates = request_rates(run)
    top = max(rates, default=0.0)
    if top <= 0:
        return Markup()
    step = WIDTH / len(rates)
    points = " ".join(
        f"{place * step:.1f},{_y(rate, top):.1f} {(place + 1) * step:.1f},{_y(rate, top):.1f}"
        for place, rate in enumerate(rates)
    )
    return Markup(
        '<svg class="plot" viewBox="0 0 {width} {height}" preserveAspectRatio="none" role="img" '
        'aria-label="Requests a second over the run: at most {top}"><polygon class="area" '
        'points="0,{height} {points} {width},{height}"/></svg>'
    ).format(width=WIDTH, height=HEIGHT, top=f"{top:,.0f}", points=points)


def _y(value: float, top: float) -> float:
    return HEIGHT - (HEIGHT - 4) * value / top


def trend_plot(runs: Sequence[EarlierRun]) -> Markup:
    """Return the findings of each run as a bar, the oldest on the left; the verdict is the bar's class."""
    top = max([run.findings for run in runs], default=0) or 1
    step = max(WIDTH / max(len(runs), 1), 1)
    bars = Markup().join(
        Markup(
            '<rect class="{verdict}" x="{x}" y="{y}" width="{width}" height="{height}">'
            "<title>{title}</title></rect>"
        ).format(
            verdict=run.verdict,
            x=f"{place * step + step * 0.1:.1f}",
            y=f"{HEIGHT - _bar(run.findings, top):.1f}",
            width=f"{min(step * 0.8, 60):.1f}",
            height=f"{_bar(run.findings, top):.1f}",
            title=f"{run.started_at}: {run.verdict_words}, {run.findings} findings",
        )
        for place, run in enumerate(runs)
    )
    return Markup(
        '<svg class="plot" viewBox="0 0 {width} {height}" preserveAspectRatio="none" role="img" '
        'aria-label="Findings of {count} runs, '
        'the oldest first: at most {top}">{bars}</svg>'
    ).format(width=ceil(WIDTH), height=HEIGHT, count=len(runs), top=top, bars=bars)


def _bar(findings: int, top: int) -> float:
    return 3 + (HEIGHT - 20) * findings / top
