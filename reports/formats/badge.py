"""`badge.svg` and `badge.json`: the verdict for a README. The JSON is what shields.io reads."""

import json
from html import escape

from kraken_conformance.reports.run.run import Run
from kraken_conformance.reports.text.safe_text import one_line, width

LABEL = "kraken conformance"

COLOURS = {"conformant": "#1a7f37", "non-conformant": "#b3261e", "inconclusive": "#8a6100"}
"""White text on each has a contrast of more than 4.5 to 1."""

CHARACTER = 6.6
"""Pixels that a character of the badge's font takes on average."""

MARGIN = 10

PART_COLOUR = "#3b5b8c"
"""The colour of a conformant part of a contract."""

LONGEST = 90
"""Characters of the right half."""


def message(run: Run) -> str:
    """Return the right half of the badge."""
    return f"{run.contract_version} {run.verdict_words}" + (" (partial)" if run.partial else "")


def colour(run: Run) -> str:
    """Return the colour: green for the whole contract with nothing waived or let through, and for nothing else."""
    return PART_COLOUR if run.verdict == "conformant" and not run.is_green else COLOURS[run.verdict]


def render_json(run: Run) -> str:
    """Return the endpoint's answer, in version 1 of its schema."""
    content = {
        "schemaVersion": 1,
        "label": LABEL,
        "message": one_line(message(run), LONGEST),
        "color": colour(run).removeprefix("#"),
        "isError": run.verdict == "non-conformant",
    }
    return json.dumps(content, ensure_ascii=False) + "\n"


def render_svg(run: Run) -> str:
    """Return the badge as a picture without any reference to the outside."""
    right = one_line(message(run), LONGEST)
    left_width, right_width = _pixels(LABEL), _pixels(right)
    total = left_width + right_width
    title = escape(f"{LABEL}: {right}")
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{total}" height="20" role="img" '
        f'aria-label="{title}">'
        f'<title>{title}</title><clipPath id="r"><rect width="{total}" height="20" rx="3"/></clipPath>'
        f'<g clip-path="url(#r)"><rect width="{left_width}" height="20" fill="#3c4043"/>'
        f'<rect x="{left_width}" width="{right_width}" height="20" fill="{colour(run)}"/></g>'
        '<g fill="#fff" text-anchor="middle" font-family="Verdana,DejaVu Sans,sans-serif" font-size="11">'
        f'<text x="{left_width / 2:g}" y="14">{escape(LABEL)}</text>'
        f'<text x="{left_width + right_width / 2:g}" y="14">{escape(right)}</text></g></svg>\n'
    )


def _pixels(text: str) -> int:
    return round(width(text) * CHARACTER) + MARGIN
