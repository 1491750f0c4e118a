"""`report.html`: one file that shows a run, without the network.

The verdict and the findings are in the page itself; the rest is drawn by a script from data in the
page. A content security policy lets nothing but that script run, and lets nothing be fetched.
"""

from base64 import b64encode
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from hashlib import sha256
from importlib.resources import files

from jinja2 import Environment, FunctionLoader, StrictUndefined
from markupsafe import Markup

from kraken_conformance.reports.formats import charts, phrases
from kraken_conformance.reports.formats.page_data import embedded, page_data
from kraken_conformance.reports.run import reached_mutations
from kraken_conformance.reports.run.confidence import certainty, percent
from kraken_conformance.reports.run.findings import expired
from kraken_conformance.reports.run.requirement_history import history_words
from kraken_conformance.reports.run.run import EarlierRun, Finding, Message, Run, Step
from kraken_conformance.reports.text.safe_text import counted, one_line, shortened
from kraken_conformance.reports.text.text_diff import marked, text_markup

TEXT_OF_FINDINGS = 2_600_000
"""Characters that the texts of all findings may take together, so that the page stays below 5 MB."""

TEXT_OF_ONE = 40_000
"""Characters that the texts of one finding may take, however few there are."""

MOST_CARDS = 600
"""How many findings have a card of their own; the others are named, and are in results.json."""

AT_ONCE = 5
"""Cards of one requirement that are shown before the others are folded away."""

RUNS_AT_ONCE = 30
"""Runs in the table of the trend that are shown before the older ones are folded away."""

SCRIPT = ("base", "matrix", "part", "timings", "ledger", "success", "filter", "address", "start")
"""The parts of the script, in the order in which they need each other."""

LONG_BODY = 700
"""Characters from which on a body is folded."""


def render(run: Run) -> str:
    """Return the page."""
    script, style = _script(), _file("report.css")
    share = min(TEXT_OF_ONE, TEXT_OF_FINDINGS // max(1, min(len(run.findings), 2 * MOST_CARDS)))
    shown = _groups(run.failures, share)
    return (
        _environment()
        .get_template("report.html.j2")
        .render(
            run=run,
            script=Markup(script),
            script_hash=b64encode(sha256(script.encode()).digest()).decode(),
            style=Markup(style),
            data=embedded(page_data(run)),
            groups=shown,
            first=shown[0].cards[0] if shown else None,
            flaky=_groups(run.flaky, share),
            waived=_groups(run.waived, share),
            requirements={summary.requirement.id: summary.requirement for summary in run.requirements},
            untested=phrases.not_tested(run),
            runs=_runs(run),
            charts=charts,
            words=phrases,
            success=reached_mutations,
            messages=reached_mutations.messages(run),
        )
    )


@dataclass(frozen=True, slots=True)
class Card:
    """A finding, its texts cut to what the page can hold and marked up."""

    finding: Finding
    expected: Markup
    actual: Markup
    before: Sequence[Step]
    request: Message | None
    response: Message | None
    curl: str


@dataclass(frozen=True, slots=True)
class Group:
    """The findings of one requirement: the cards, and the names of those that have none."""

    requirement: str
    level: str
    decides: bool
    cards: Sequence[Card]
    unshown: Sequence[Finding]
    places: int


def _groups(findings: Sequence[Finding], share: int) -> list[Group]:
    """Return the findings by requirement; `share` is how many characters the texts of one may take."""
    grouped = phrases.by_requirement(findings)
    each = max(AT_ONCE, MOST_CARDS // max(len(grouped), 1))
    return [
        Group(
            requirement=id_,
            level=own[0].level,
            decides=any(finding.decides for finding in own),
            cards=[_card(finding, share) for finding in own[:each]],
            unshown=own[each:],
            places=len({(finding.server, finding.subject) for finding in own}),
        )
        for id_, own in grouped
    ]


def _card(finding: Finding, share: int) -> Card:
    expected, actual = marked(_fitting(finding.expected, share // 10), _fitting(finding.actual, share // 10))
    curl = finding.curl if len(text_markup(finding.curl)) <= share // 6 else ""
    each = share // (len(finding.before) + 1)
    before = [
        Step(one_line(step.mutation, 80), _cut(step.request, each), _cut(step.response, each))
        for step in finding.before
    ]
    request, response = _cut(finding.request, each), _cut(finding.response, each)
    return Card(finding, expected, actual, before, request, response, curl)


def _cut(message: Message | None, share: int) -> Message | None:
    if message is None:
        return None
    body = _fitting(message.body, share * 3 // 10)
    headers: dict[str, str] = {}
    room = share // 20
    for name, value in message.headers.items():
        headers[one_line(name, 60)] = one_line(value, 200)
        room -= len(text_markup(f"{name}: {value}"))
        if room <= 0:
            break
    cut = message.cut or len(body) < len(message.body)
    return Message(shortened(message.first, 300), headers, body, message.characters, cut)


def _fitting(text: str, limit: int) -> str:
    """Return text cut so that it takes at most `limit` characters once it is escaped."""
    text = shortened(text, limit)
    while len(text_markup(text)) > limit:
        text = shortened(text, len(text) * 3 // 4)
    return text


def _runs(run: Run) -> list[EarlierRun]:
    """Return the earlier runs and this one, for the trend; none where there is no history."""
    if not run.history:
        return []
    this = EarlierRun(
        run.started_at,
        run.verdict,
        len(run.findings),
        run.outcomes(),
        run.counts["requests"],
        states={},
        scope=run.scope.words,
    )
    return [*run.history, this]


def _script() -> str:
    """Return the parts of the script as one, in a scope of its own."""
    parts = "\n".join(_file(f"script/{part}.js") for part in SCRIPT)
    return f'(() => {{\n"use strict";\n{parts}}})();'


def _file(name: str) -> str:
    return files("kraken_conformance.reports").joinpath("templates", name).read_text("utf-8")


@cache
def _environment() -> Environment:
    """Return the environment of the templates, which are compiled once."""
    environment = Environment(
        loader=FunctionLoader(_file),
        autoescape=True,
        trim_blocks=True,
        lstrip_blocks=True,
        undefined=StrictUndefined,
    )
    environment.filters |= {
        "content": text_markup,
        "counted": counted,
        "one_line": one_line,
        "percent": percent,
        "slug": lambda outcome: outcome.replace(" ", "-"),
        "waiver_words": phrases.waiver_words,
    }
    environment.globals |= {
        "history_words": history_words,
        "certainty": certainty,
        "expired": expired,
        "LONG_BODY": LONG_BODY,
        "AT_ONCE": AT_ONCE,
        "RUNS_AT_ONCE": RUNS_AT_ONCE,
    }
    return environment
