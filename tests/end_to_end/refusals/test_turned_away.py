"""Servers that turn requests away for a reason which is none of the mutation's: what is said, and what is not."""

from __future__ import annotations

import json
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any
from zlib import crc32

import pytest

from kraken_conformance.server.http.web import HttpAnswer
from tests.end_to_end.refusals.gateway import Asked, body, changed, gateway, refused, run

FEW = (
    "--mutation",
    "createReferral",
    "--mutation",
    "updateUser",
    "--max-examples",
    "8",
    "--probe",
    "valid-input",
)


def asks_for(mutation: str, asked: Asked) -> bool:
    return asked.is_mutation and mutation in asked.document


def some(share: int, answer: Callable[[], HttpAnswer]) -> Callable[[Asked], HttpAnswer | None]:
    """Return what answers a share of the mutations, in percent, the same each time."""

    def before(asked: Asked) -> HttpAnswer | None:
        meant = asks_for("createReferral", asked) or asks_for("updateUser", asked)
        return answer() if meant and crc32(asked.request.body) % 100 < share else None

    return before


@pytest.mark.parametrize(
    "answer",
    [
        lambda: refused("Throttled", code="THROTTLED"),
        lambda: refused("Request timed out."),
        lambda: refused("No", 413),
        lambda: refused("Too complex", errorCode="KT-CT-1188"),
    ],
    ids=["throttled", "timed out", "413", "too complex"],
)
def test_most_requests_were_turned_away(tmp_path: Path, answer: Callable[[], HttpAnswer]) -> None:
    with gateway(some(75, answer)) as target:
        done = run(target, tmp_path, *FEW)
    assert (done.exit_code, done.decided) == (3, set())
    assert "requests to mutations that work were turned away before they were executed" in done.printed
    assert "lift the limit for them" in done.printed


def test_a_share_is_a_note(tmp_path: Path) -> None:
    with gateway(some(30, lambda: refused("Throttled"))) as target:
        done = run(target, tmp_path, *FEW)
    assert done.exit_code == 0, done.printed
    assert "turned away before they were executed: 200 application/json, 'Throttled'" in done.printed


def test_a_moment_of_read_only_mode_is_no_finding(tmp_path: Path) -> None:
    began: list[float] = []

    def before(asked: Asked) -> HttpAnswer | None:
        if asks_for("createReferral", asked) and len(began) < 30:
            began.append(time.monotonic())
        over = len(began) < 30 or time.monotonic() - began[-1] > 1
        return (
            None
            if over or not asked.is_mutation
            else refused("The system is in read-only mode.", code="READ_ONLY")
        )

    with gateway(before) as target:
        done = run(target, tmp_path, *FEW)
    assert "input.valid-accepted" not in done.found
    assert "for their size" not in done.printed


def with_a_ghost(content: Any) -> Any:
    """Return the result of introspection with a field of the errors that the server does not know."""
    schema = (content.get("data") or {}).get("__schema") or {}
    for type_ in schema.get("types", ()):
        if type_["name"] == "PossibleErrorType" and type_.get("fields") is not None:
            text = {"kind": "SCALAR", "name": "String", "ofType": None}
            ghost = {"name": "ghost", "description": None, "args": [], "type": text}
            type_["fields"].append({**ghost, "isDeprecated": False, "deprecationReason": None})
    return content


@pytest.mark.parametrize("deployed", [False, True], ids=["always", "at the start"])
def test_a_field_that_the_schema_lists_and_the_server_does_not_know(tmp_path: Path, deployed: bool) -> None:
    """A failure, and no limit of size. Where the schema has lost the field meanwhile, it is another version."""
    looks: list[str] = []

    def after(asked: Asked, found: HttpAnswer) -> HttpAnswer:
        if "__schema" not in asked.document or b'"types"' not in found.body:
            return found
        looks.append(asked.document)
        late = deployed and len(looks) > 2  # one look at each site
        return found if late else changed(found, with_a_ghost(body(found)))

    with gateway(after=after) as target:
        done = run(target, tmp_path, *FEW, "--server", "API")
    assert "levels of selections" not in done.printed
    assert "for their size" not in done.printed
    if deployed:
        assert done.decided == set(), done.printed
        assert "for a field that its schema had at the start of the run" in done.printed
    else:
        assert done.decided == {"input.valid-accepted"}


def test_what_a_server_says_of_its_own_failure_is_no_limit_of_length(tmp_path: Path) -> None:
    def before(asked: Asked) -> HttpAnswer | None:
        found = json.dumps(asked.content.get("variables"))
        long = any(len(part) > 60 for part in found.split('"'))
        return refused("Internal Server Error") if asked.is_mutation and long else None

    with gateway(before) as target:
        done = run(target, tmp_path, *FEW)
    assert "input.valid-accepted" in done.decided
    assert "for the length of a text" not in done.printed


def test_a_red_run_says_what_was_not_reached(tmp_path: Path) -> None:
    def before(asked: Asked) -> HttpAnswer | None:
        blocked = HttpAnswer(403, b"<title>Blocked</title>", {"content-type": "text/html"})
        return blocked if asks_for("createReferral", asked) else None

    def after(asked: Asked, found: HttpAnswer) -> HttpAnswer:
        content = body(found) if asks_for("updateUser", asked) else {}
        if not content.get("data"):
            return found
        return changed(found, {**content, "data": {**content["data"], "surplus": 1}})

    with gateway(before, after) as target:
        done = run(target, tmp_path, *FEW)
    assert done.exit_code == 1
    assert "not reached: somebody else answered in its place" in done.printed
    assert "createReferral" in done.printed


def test_replicas_that_lag_are_a_warning(tmp_path: Path) -> None:
    """What was given is not known for a moment: no document says that it is at once."""
    given: dict[str, float] = {}

    def before(asked: Asked) -> HttpAnswer | None:
        if not asks_for("endContributionAgreement", asked):
            return None
        id_ = next((one for one in list(given) if one in asked.request.body.decode()), "")
        if time.monotonic() - given.get(id_, 0) > 0.5:
            return None
        error = {"message": "Unable to find contribution agreement."}
        extensions = {"errorType": "NOT_FOUND", "errorCode": "KT-CT-9603", "errorClass": "NOT_FOUND"}
        path = {"path": ["endContributionAgreement"], "locations": [{"line": 1, "column": 1}]}
        content = {
            "data": {"endContributionAgreement": None},
            "errors": [{**error, **path, "extensions": extensions}],
        }
        return HttpAnswer(200, json.dumps(content).encode(), {"content-type": "application/json"})

    def after(asked: Asked, found: HttpAnswer) -> HttpAnswer:
        content = body(found) if asks_for("createContributionAgreement", asked) else {}
        made = (((content.get("data") or {}).get("createContributionAgreement")) or {}).get(
            "contributionAgreement"
        )
        if isinstance(made, dict) and made.get("id"):
            given[str(made["id"])] = time.monotonic()
        return found

    with gateway(before, after, stateful=True) as target:
        done = run(target, tmp_path, "--mutation", "*ContributionAgreement", "--max-examples", "2")
    levels = {
        one["level"] for one in done.results["findings"] if one["requirement"] == "state.given-accepted"
    }
    assert levels == {"SHOULD"}, done.printed
    assert "it is accepted 1.5 s later" in json.dumps(done.results["findings"])
