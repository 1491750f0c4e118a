"""A limit of the target's is named once, is kept to, and decides nothing."""

from __future__ import annotations

from pathlib import Path

import httpx
import pytest
from graphql import get_introspection_query

from kraken_conformance.server import PlantedFault
from kraken_conformance.server.http.web import HttpAnswer
from tests.end_to_end.refusals.gateway import Asked, Before, Ran, body, changed, gateway, refused, run
from tests.end_to_end.refusals.limiting import limiting

PROBES = ("--probe", "valid-input", "--probe", "equivalent", "--probe", "fuzz", "--probe", "no-token")


def limited(before: Before, output: Path, *words: str, faults: tuple[PlantedFault, ...] = ()) -> Ran:
    with gateway(before, faults=faults) as target:
        return run(target, output, "--mutation", "updateUser", "--max-examples", "8", *PROBES, *words)


def notes(ran: Ran) -> list[str]:
    return list(ran.events[-1]["remarks"])


@pytest.mark.parametrize(
    ("kind", "most", "form"),
    [
        ("aliases", 3, "200"),
        ("aliases", 0, "engine"),
        ("depth", 3, "400"),
        ("depth", 2, "422"),
        ("tokens", 60, "200"),
        ("tokens", 30, "code"),
        ("body", 4096, "html"),
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


@pytest.mark.parametrize(
    ("kind", "most", "form"), [("depth", 2, "200"), ("tokens", 40, "400"), ("aliases", 0, "422")]
)
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


@pytest.mark.parametrize("most", [2, 3])
def test_a_gateway_that_counts_braces(most: int, tmp_path: Path) -> None:
    """Input that is written into the document counts too, and so do the documents of the server as a whole."""
    with gateway(limiting("braces", most, "400")) as target:
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
