"""`certificate.html`: a certificate as a page that can be read and printed without the network."""

from collections.abc import Mapping
from importlib.resources import files
from statistics import median
from typing import Any

from jinja2 import Environment, FunctionLoader, StrictUndefined

from kraken_conformance.reports.run.confidence import failure_bound, percent
from kraken_conformance.reports.text.safe_text import counted

LEVELS = {
    "core": "every MUST on schema, shape, errors, credentials, input and equivalence; HTTP itself is not part of it",
    "full": "every MUST, those on HTTP included",
}
"""What a certificate of each level speaks of, in words."""


def render(certificate: Mapping[str, Any]) -> str:
    """Return the page of a certificate."""
    environment = Environment(
        loader=FunctionLoader(_template), autoescape=True, undefined=StrictUndefined, trim_blocks=True
    )
    environment.filters |= {"counted": counted}
    judged = [entry["judged"] for entry in certificate["requirements"].values() if entry["judged"]]
    fewest, typical = min(judged, default=0), int(median(judged)) if judged else 0
    return environment.get_template("certificate.html.j2").render(
        certificate=certificate,
        scope=LEVELS[certificate["level"]],
        fewest=fewest,
        typical=typical,
        bound=percent(failure_bound(typical)),
        absent=[id_ for id_, entry in certificate["requirements"].items() if entry["outcome"] != "passed"],
    )


def _template(name: str) -> str:
    return files("kraken_conformance.reports").joinpath("templates", name).read_text("utf-8")
