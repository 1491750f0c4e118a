"""The members of a bundle that follow from others, byte for byte: made once to be sealed, and again to be checked."""

import json
from collections.abc import Mapping, Sequence
from typing import Any

from kraken_conformance.encodable_text import encodable
from kraken_conformance.events import Event
from kraken_conformance.reports import summarise
from kraken_conformance.reports.formats import certificate_page
from kraken_conformance.reports.formats import results as results_json


def json_bytes(content: Mapping[str, Any]) -> bytes:
    """Return an object as the bundle has it."""
    return (json.dumps(content, indent=1) + "\n").encode()


def page_bytes(certificate: Mapping[str, Any]) -> bytes:
    """Return `certificate.html`."""
    return encodable(certificate_page.render(certificate)).encode()


def results_bytes(events: Sequence[Event]) -> bytes:
    """Return `results.json` of a run, without what earlier runs say of its findings: those are not in the bundle."""
    return encodable(results_json.render(summarise(events))).encode()
