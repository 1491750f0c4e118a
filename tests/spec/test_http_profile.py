"""The profile of audits: complete, and each audit a requirement that does not decide."""

from __future__ import annotations

import json

import pytest

from kraken_conformance.run_request import HTTP_PROFILES
from kraken_conformance.server.core.editions import EDITIONS
from kraken_conformance.spec import Level, load_requirements
from kraken_conformance.spec.loading.http_profile import (
    VERSIONS,
    Audit,
    ExpectedAnswer,
    HttpProfile,
    load_http_profile,
    profile_of,
)

MUST = "4655 82A3 BF61 78D5 2C94 03D4 13EE B8B3 0220 0221 0222 28B9 1B7A"
SHOULD = (
    "22EB 47DE 80D8 9ABE 34A2 8161 94B0 94B1 94B2 2EA1 428F "
    "BCF8 B7N8 572B FDE2 7B9B 865D 51FE 556A 74FF D586 5E5B 86EE"
)
MAY = (
    "5A70 9C48 A5BF 423L LKJ0 LKJ1 LKJ2 LKJ3 6C00 6C01 6C02 6C03 4760 4761 4762 4763 "
    "58B0 58B1 58B2 58B3 D6D5 6A70 B6DC 8764 3E3A"
)


@pytest.fixture(scope="module", params=VERSIONS)
def profile(request: pytest.FixtureRequest) -> HttpProfile:
    return load_http_profile(request.param)


def audits() -> list[Audit]:
    return [audit for version in VERSIONS for audit in load_http_profile(version).audits]


@pytest.mark.parametrize(("level", "ids"), [(Level.MUST, MUST), (Level.SHOULD, SHOULD), (Level.MAY, MAY)])
def test_the_public_audits_are_there_with_their_levels(level: Level, ids: str) -> None:
    found = [audit.id for audit in load_http_profile("2025-10").audits if audit.level is level]
    assert sorted(found) == sorted(ids.split())


def test_every_audit_is_a_requirement_that_does_not_decide(profile: HttpProfile) -> None:
    requirements = load_requirements()
    for audit in profile.audits:
        requirement = requirements[audit.requirement]
        assert audit.requirement.endswith(f"-{audit.id.lower()}")
        assert profile_of(audit.requirement) == profile.version
        assert (requirement.level, requirement.text, requirement.decides) == (audit.level, audit.text, False)
        assert audit.source in requirement.citation
        assert str(audit.expected) in requirement.remedy


def test_only_audits_do_not_decide() -> None:
    undecided = {id_ for id_, requirement in load_requirements().items() if not requirement.decides}
    assert undecided == {audit.requirement for audit in audits()}
    assert not any(profile_of(id_) for id_ in load_requirements() if id_ not in undecided)


def test_every_command_knows_the_same_profiles() -> None:
    assert HTTP_PROFILES == VERSIONS == tuple(EDITIONS)


def test_the_edition_of_2026_asks_for_more_than_that_of_2025() -> None:
    levels = {audit.id: audit.level for audit in load_http_profile("2026-09").audits}
    assert levels["graphql-response"] is Level.MUST
    assert levels["mutation-by-get"] is Level.MUST
    assert levels["mutation-by-get-405"] is Level.SHOULD
    expected = {audit.id: audit.expected.statuses for audit in load_http_profile("2026-09").audits}
    assert expected["validation-422"] == expected["coercion-422"] == expected["ill-formed-422"] == ("422",)
    assert expected["syntax-error-400"] == expected["no-json-json"] == ("400",)


def test_every_text_stands_once() -> None:
    texts = [requirement.text for requirement in load_requirements().values()]
    assert sorted(texts) == sorted(set(texts))


def test_requests_differ_and_have_names_of_their_own(profile: HttpProfile) -> None:
    names = [request.name for request in profile.requests]
    contents = [
        (request.method, request.accept, request.content_type, request.url, request.body)
        for request in profile.requests
    ]
    assert len(set(names)) == len(set(contents)) == len(profile.requests)


def test_a_request_that_is_not_meant_to_be_broken_is_json(profile: HttpProfile) -> None:
    broken = {request.name for request in profile.requests if request.body and not _is_json(request.body)}
    assert all("no JSON" in name for name in broken)
    assert len(broken) == 2


def _is_json(body: bytes) -> bool:
    try:
        json.loads(body)
    except ValueError:
        return False
    return True


@pytest.mark.parametrize(
    ("statuses", "status", "allowed"),
    [
        ((), 200, True),
        (("400",), 400, True),
        (("400",), 401, False),
        (("4xx", "5xx"), 499, True),
        (("4xx", "5xx"), 500, True),
        (("4xx", "5xx"), 302, False),
    ],
)
def test_statuses(statuses: tuple[str, ...], status: int, allowed: bool) -> None:
    assert ExpectedAnswer(statuses, None, None, utf8=False).allows_status(status) is allowed


def test_what_is_expected_in_words() -> None:
    expected = ExpectedAnswer(("4xx", "5xx"), "application/json", "data", utf8=True)
    assert (
        str(expected)
        == "status 4xx or 5xx and content type application/json and no entry `data` and a body in UTF-8"
    )
