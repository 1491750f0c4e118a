"""Answers that say nothing of the mutation: of a firewall, of a token, of a server that always says the same."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from kraken_conformance.server.http.web import HttpAnswer, answer
from tests.end_to_end.refusals.gateway import Asked, body, changed, gateway, run

UPDATE = ("--mutation", "updateUser")


def test_a_firewall_refuses_what_has_no_token(tmp_path: Path) -> None:
    def firewall(asked: Asked) -> HttpAnswer | None:
        if asked.is_mutation and "authorization" not in asked.request.headers:
            return HttpAnswer(403, b"<h1>Forbidden</h1>", {"content-type": "text/html"})
        return None

    with gateway(firewall) as target:
        ran = run(target, tmp_path, *UPDATE, "--probe", "no-token")
    assert not ran.found


def test_possible_errors_in_every_answer_are_no_dry_run(tmp_path: Path) -> None:
    listed = [{"code": "KT-CT-1111", "message": "Unauthorized.", "description": "", "type": "AUTHORIZATION"}]

    def always(asked: Asked, found: HttpAnswer) -> HttpAnswer:
        content: dict[str, Any] = body(found)
        for value in (content.get("data") or {}).values():
            if isinstance(value, dict) and "possibleErrors" in value:
                value["possibleErrors"] = [
                    {key: entry.get(key) for key in ("code", "message", "description", "type")}
                    for entry in listed
                ]
        return changed(found, content)

    ignored = ("x-kraken-possible-errors", "x-possible-errors")
    with gateway(after=always, ignored=ignored) as target:
        ran = run(target, tmp_path, *UPDATE, "--probe", "dry-run")
    assert not ran.found
    labels = {slow["label"] for event in ran.events if event["type"] == "result" for slow in event["slowest"]}
    assert labels == {"@skip(if: true)", "@skip and @include in every other form, without a token"}


def test_a_run_with_a_bad_token_blames_nobody(tmp_path: Path) -> None:
    with gateway() as target:
        ran = run(target, tmp_path, *UPDATE, "--max-examples", "3", token="JWT a.b.c")
    assert not ran.decided
    assert ran.exit_code == 3


def test_an_internal_error_is_called_by_its_name(tmp_path: Path) -> None:
    def failing(asked: Asked) -> HttpAnswer | None:
        if not asked.is_mutation or "updateUser" not in asked.document:
            return None
        extensions = {
            "errorCode": "KT-CT-7899",
            "errorType": "APPLICATION",
            "errorDescription": "Internal error.",
        }
        error = {"message": "Internal error.", "path": ["updateUser"], "extensions": extensions}
        return answer(200, {"errors": [error], "data": {"updateUser": None}})

    with gateway(failing) as target:
        ran = run(target, tmp_path, *UPDATE, "--probe", "valid-input", "--max-examples", "3")
    found = [one for one in ran.results["findings"] if one["requirement"] == "error.code-declared"]
    assert [(one["level"], one["expected"]) for one in found] == [("MUST", "no internal error of the server")]
