"""A limit of the target's is named once, is kept to, and decides nothing."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest
from graphql import get_introspection_query

from kraken_conformance.model.answer_words import LARGER
from kraken_conformance.operations.document_limits import document_extent, root_fields
from kraken_conformance.server import PlantedFault
from kraken_conformance.server.http.web import HttpAnswer
from kraken_conformance.spec import load_contract
from kraken_conformance.target.view import TargetView
from tests.end_to_end.refusals.gateway import Asked, Before, Ran, body, changed, gateway, refused, run
from tests.end_to_end.refusals.limiting import limiting

CONTRACT = load_contract("oefr")
PROBES = ("--probe", "valid-input", "--probe", "equivalent", "--probe", "fuzz", "--probe", "no-token")


def limited(before: Before, output: Path, *words: str, faults: tuple[PlantedFault, ...] = ()) -> Ran:
    with gateway(before, faults=faults) as target:
        return run(target, output, "--mutation", "updateUser", "--max-examples", "8", *PROBES, *words)


def notes(ran: Ran) -> list[str]:
    return list(ran.events[-1]["remarks"])


@pytest.mark.parametrize(
    ("kind", "most", "form"),
    [
        ("aliases", 0, "engine"),
        ("depth", 3, "400"),
        ("tokens", 60, "200"),
        ("tokens", 30, "code"),
        ("body", 3000, "413"),
        ("body", 1500, "json"),
    ],
)
def test_a_limit_is_found_and_kept_to(kind: str, most: int, form: str, tmp_path: Path) -> None:
    ran = limited(limiting(kind, most, form), tmp_path)
    assert not ran.found
    assert ran.exit_code == 0
    assert ran.events[0]["target"]["limits"]["API"][kind] <= most
    assert len([note for note in notes(ran) if note.startswith("API takes at most")]) >= 1
    assert not any("refused" in note for note in notes(ran))
    assert not any(event.get("limits") for event in ran.events)


@pytest.mark.parametrize(("kind", "most", "form"), [("tokens", 40, "400"), ("aliases", 0, "422")])
def test_a_limit_that_is_met_later_decides_nothing(kind: str, most: int, form: str, tmp_path: Path) -> None:
    """Such as that of an engine that weighs only what it will execute."""
    hidden = limiting(kind, most, form, after_skip=True)

    def before(asked: Asked) -> HttpAnswer | None:
        return None if "updateUser" not in asked.document else hidden(asked)

    ran = limited(before, tmp_path)
    assert not ran.found
    assert any("refused" in note and "exceeds what is allowed" in note for note in notes(ran))


@pytest.mark.parametrize(("kind", "most"), [("depth", 3), ("aliases", 1)])
def test_what_documents_mean_is_not_judged_beyond_a_limit(kind: str, most: int, tmp_path: Path) -> None:
    """The other site has no mutation deep enough to meet the limit before the run."""
    words = ("--probe", "documents", "--probe", "document-forms", "--probe", "invalid-documents")
    with gateway(limiting(kind, most, "400")) as target:
        ran = run(target, tmp_path, "--mutation", "updateUser", "--mutation", "createMfaDevice", *words)
    assert not ran.found


def test_a_gateway_that_counts_braces(tmp_path: Path) -> None:
    """Input that is written into the document counts too, and so do the documents of the server as a whole."""
    with gateway(limiting("braces", 2, "400")) as target:
        ran = run(target, tmp_path, "--mutation", "updateUser", "--max-examples", "5")
    assert not ran.decided
    assert ran.exit_code == 0


def test_a_limit_hides_no_refusal_of_an_input(tmp_path: Path) -> None:
    faults = (PlantedFault("null-option-refused", "updateUser"),)
    before = limiting("depth", 2, "200", after_skip=True)
    ran = limited(
        lambda asked: before(asked) if "updateUser" in asked.document else None, tmp_path, faults=faults
    )
    assert ran.decided == {"input.valid-accepted"}
    assert any("refused" in note for note in notes(ran))


def test_words_that_a_server_has_for_everything_are_those_of_no_limit(tmp_path: Path) -> None:
    """It hides what is wrong: the limit and the refusal of an input have the same words."""

    def masked(asked: Asked, found: HttpAnswer) -> HttpAnswer:
        content = body(found)
        hidden = [error for error in content.get("errors") or () if "errorCode" not in str(error)]
        for error in hidden:
            error["message"] = "Bad request."
        return changed(found, content) if hidden else found

    limit = limiting("depth", 2, "200", after_skip=True)

    def before(asked: Asked) -> HttpAnswer | None:
        hit = limit(asked) if "updateUser" in asked.document else None
        return None if hit is None else refused("Bad request.")

    with gateway(before, masked, faults=(PlantedFault("null-option-refused", "updateUser"),)) as target:
        ran = run(target, tmp_path, "--mutation", "updateUser", "--max-examples", "8", *PROBES)
    assert ran.decided == {"input.valid-accepted"}


def test_a_field_that_is_refused_by_itself_is_no_limit(tmp_path: Path) -> None:
    def before(asked: Asked) -> HttpAnswer | None:
        hit = "updateUser" in asked.document and "possibleErrors" in asked.document
        return refused("Cannot query field 'possibleErrors' on type 'UpdateUser'.", 400) if hit else None

    ran = limited(before, tmp_path, "--probe", "valid-input")
    assert ran.decided == {"input.valid-accepted"}
    assert ran.events[0]["target"]["limits"] == {}


@pytest.mark.parametrize(
    "answered",
    [
        refused("PersistedQueryNotFound", 200, code="PERSISTED_QUERY_NOT_FOUND"),
        refused("Only persisted operations are allowed.", 400),
        refused("Must provide query id.", 403),
    ],
)
def test_persisted_operations_only(answered: HttpAnswer, tmp_path: Path) -> None:
    schema = tmp_path / "schema.json"
    with gateway() as open_:
        schema.write_bytes(introspection(open_.url))

    ran = limited(
        lambda asked: answered if asked.document else None, tmp_path / "out", "--schema", str(schema)
    )
    assert not ran.decided
    assert any("answers no document" in note for note in notes(ran))


def introspection(url: str) -> bytes:
    return httpx.post(url, json={"query": get_introspection_query()}).content


@pytest.mark.parametrize(
    "answered",
    [
        refused("Rate limit exceeded, try again later."),
        refused("Request timed out.", 408),
        refused("Too long.", 414),
        refused("Header fields too large", 431),
        refused("Payload too large."),
    ],
)
def test_an_answer_of_a_limit_is_no_answer_of_the_mutation(answered: HttpAnswer, tmp_path: Path) -> None:
    """One request in three meets it, whatever it holds."""
    count = iter(range(10_000))

    def before(asked: Asked) -> HttpAnswer | None:
        return answered if "updateUser" in asked.document and next(count) % 3 == 2 else None

    ran = limited(before, tmp_path)
    assert not ran.found


def test_who_asks_is_refused_for_no_size(tmp_path: Path) -> None:
    """The field is null for all documents, and takes `data` with it, since the mutation returns no null."""

    def closed(asked: Asked, found: HttpAnswer) -> HttpAnswer:
        content = body(found)
        if "authorization" in asked.request.headers or not any(
            "path" in one for one in content.get("errors", ())
        ):
            return found
        (error, *_) = content["errors"]
        extensions = {**error["extensions"], "errorCode": "KT-CT-1111"}
        refusing = {**error, "message": "Unauthorized.", "extensions": extensions}
        return changed(found, {"data": None, "errors": [refusing]})

    with gateway(after=closed) as target:
        ran = run(target, tmp_path, "--mutation", "cancelLeaveSupplier", "--probe", "no-token")
    assert not any("for their size" in note for note in notes(ran))
    assert not any(event.get("limits") for event in ran.events)


def root_fields_limited(most: int) -> Before:
    """Return what refuses operations with more root fields, as the public servers of some platforms do."""

    def before(asked: Asked) -> HttpAnswer | None:
        many = asked.is_mutation and root_fields(asked.document) > most
        return refused("Query too complex.", errorCode="KT-CT-1188", errorType="VALIDATION") if many else None

    return before


@pytest.mark.parametrize("most", [1, 10])
def test_a_limit_of_root_fields_hides_no_fault(most: int, tmp_path: Path) -> None:
    """Taken for one of tokens, it left nothing to send without a token, and the run was green."""
    faults = (PlantedFault("no-token-accepted", "updateUser"),)
    ran = limited(root_fields_limited(most), tmp_path, "--probe", "document-forms", faults=faults)
    assert ran.decided == {"auth.no-token-refused"}
    assert ran.events[0]["target"]["limits"]["API"]["root_fields"] == most
    assert "tokens" not in ran.events[0]["target"]["limits"]["API"]


@pytest.mark.parametrize("most", [1, 3])
def test_a_limit_of_root_fields_is_no_finding(most: int, tmp_path: Path) -> None:
    probes = ("documents", "document-forms", "equivalent", "no-token", "valid-input")
    with gateway(root_fields_limited(most)) as target:
        chosen = (word for probe in probes for word in ("--probe", probe))
        ran = run(target, tmp_path, "--mutation", "updateUser", "--max-examples", "5", *chosen)
    assert not ran.found
    assert ran.exit_code == 0


def test_a_probe_without_any_request_within_the_limit_is_blocked(tmp_path: Path) -> None:
    """The credentials are not judged at all: such a run is not green, and says what stands in the way."""
    ran = limited(limiting("tokens", 14), tmp_path)
    results = [event for event in ran.events if event["type"] == "result" and event["mutation"]]
    emptied = [event for event in results if not event["cases"] and event["probe"] != "schema"]
    assert {event["probe"] for event in emptied} == {"valid-input", "equivalent", "no-token"}
    for event in emptied:
        assert event["state"] == "blocked"
        assert event["reason"].startswith(LARGER)
        assert "at most 14 tokens" in event["reason"]
    assert ran.exit_code == 3
    assert "at most 14 tokens" in str(ran.events[-1]["reasons"])


def test_a_limit_that_one_mutation_met_is_not_that_of_others(tmp_path: Path) -> None:
    """What a document costs may depend on its fields: larger ones of other mutations may be let through."""
    hidden = limiting("tokens", 40, after_skip=True)
    fewest: dict[str, int] = {}
    others = ("setDevicePreferences", "updateAccountBillingEmail", "updateUser", "updateUserDetails")

    def before(asked: Asked) -> HttpAnswer | None:
        for name in others:
            if f" {name}(" in asked.document and "@skip" not in asked.document:
                tokens = document_extent(asked.document)[2]
                fewest[name] = min(tokens, fewest.get(name, tokens))
        return hidden(asked) if " backendScreenEvent(" in asked.document else None

    words = [word for name in ("backendScreenEvent", *others) for word in ("--mutation", name)]
    words += ["--probe", "valid-input", "--max-examples", "2", "--concurrency", "1"]
    with gateway(before) as target:
        ran = run(target, tmp_path, *words)
    assert any("for their size" in note for note in notes(ran))
    view = TargetView(CONTRACT, CONTRACT.servers["API"], CONTRACT.schema, has_token=True)
    assert set(fewest) == set(others)
    for name, tokens in fewest.items():
        assert tokens >= document_extent(view.operation(CONTRACT.mutations[name]).document)[2]


def sizes(value: Any) -> Iterator[tuple[str, int]]:
    """Yield the length of each text and each list in a value."""
    if isinstance(value, dict):
        value = list(value.values())
    elif isinstance(value, list):
        yield "items", len(value)
    if isinstance(value, str):
        yield "characters", len(value)
    elif isinstance(value, list):
        for item in value:
            yield from sizes(item)


def too_long(kind: str, most: int, message: str = "An argument exceeds the limits of this server.") -> Before:
    def before(asked: Asked) -> HttpAnswer | None:
        found = [size for what, size in sizes(asked.content.get("variables")) if what == kind]
        return refused(message) if max(found, default=0) > most else None

    return before


@pytest.mark.parametrize(("kind", "most"), [("characters", 250), ("characters", 1000), ("items", 5)])
def test_a_limit_of_texts_or_lists_is_no_finding(kind: str, most: int, tmp_path: Path) -> None:
    with gateway(too_long(kind, most)) as target:
        ran = run(
            target,
            tmp_path,
            *("--mutation", "updateUser", "--mutation", "updateAccountConsents", "--max-examples", "5"),
            *("--probe", "valid-input", "--probe", "equivalent"),
        )
    assert not ran.found
    assert ran.exit_code == 0
    assert any("for the length of a text or a list" in note for note in notes(ran))


def test_what_is_refused_in_shorter_texts_too_is_a_finding(tmp_path: Path) -> None:
    """The letter is refused, not the number of them."""

    def before(asked: Asked) -> HttpAnswer | None:
        text = json.dumps(asked.content.get("variables"))
        return refused("An argument exceeds the limits of this server.") if "aaaa" in text else None

    ran = limited(before, tmp_path, "--probe", "valid-input")
    assert ran.decided == {"input.valid-accepted"}


def test_a_limit_of_texts_hides_no_refusal_in_the_same_words(tmp_path: Path) -> None:
    long = too_long("characters", 250, "Bad input.")

    def before(asked: Asked) -> HttpAnswer | None:
        null = ": null" in json.dumps(asked.content.get("variables"))
        return refused("Bad input.") if null and "updateUser" in asked.document else long(asked)

    ran = limited(before, tmp_path, "--probe", "valid-input")
    assert "input.valid-accepted" in ran.decided
    assert any("for the length of a text or a list" in note for note in notes(ran))
