"""Every way to change a bundle is refused, with the reason."""

from __future__ import annotations

import io
import json
import warnings
import zipfile
import zlib
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from kraken_conformance.certificate import archive
from kraken_conformance.certificate.document import Issue
from kraken_conformance.certificate.seal import issue, seal
from kraken_conformance.certificate.signing_keys import public_pem
from kraken_conformance.certificate.verification import Trusted, verify
from kraken_conformance.judging.scope import scope_of
from tests.certificate.certified import (
    Certified,
    Events,
    Members,
    edited_events,
    edited_json,
    evidence,
    hashed_anew,
    signed_anew,
)
from tests.certificate.conftest import trust
from tests.certificate.forging import as_version, consistent, consistently


def problems(tmp_path: Path, content: bytes, trusted: Trusted) -> dict[str, tuple[str, ...]]:
    """Return why a bundle is refused, by the part of the check."""
    file = tmp_path / "changed.zip"
    file.write_bytes(content)
    done = verify(file, trusted)
    return {part.name: part.problems for part in done.parts if part.problems}


def test_the_bundle_itself_is_accepted(certified: Certified, trusted: Trusted) -> None:
    done = verify(certified.bundle, trusted)
    assert done.accepted
    assert [part.problems for part in done.parts] == [()] * 12
    assert done.notes == []


# What anybody can do who has the bundle and no key.


@pytest.mark.parametrize("name", archive.CONTENT)
def test_a_changed_member_is_refused(
    tmp_path: Path, certified: Certified, trusted: Trusted, name: str
) -> None:
    members = certified.members
    members[name] += b"\n"
    found = problems(tmp_path, archive.pack(members), trusted)
    assert found["hashes"] == (f"{name} is not what was sealed: its hash or its length is another",)


@pytest.mark.parametrize("name", archive.CONTENT)
def test_a_changed_member_with_new_hashes_is_refused(
    tmp_path: Path, certified: Certified, trusted: Trusted, name: str
) -> None:
    members = certified.members
    members[name] += b"\n"
    found = problems(tmp_path, hashed_anew(members), trusted)
    assert "signature" in found


def test_a_bundle_signed_with_another_key_is_refused(
    tmp_path: Path, certified: Certified, trusted: Trusted
) -> None:
    own = Ed25519PrivateKey.generate()
    members = certified.members
    found = problems(tmp_path, signed_anew(members, own), trusted)
    assert found["signature"][0].startswith("it was not made with the key in the bundle")
    members[archive.PUBLIC_KEY] = public_pem(own.public_key())
    found = problems(tmp_path, signed_anew(members, own), trusted)
    assert list(found) == ["signature"]
    assert "not with the trusted one" in found["signature"][0]


def test_a_bundle_is_refused_without_a_trusted_key(certified: Certified, trusted: Trusted) -> None:
    done = verify(certified.bundle, replace(trusted, key=None))
    assert [(part.name, part.problems) for part in done.parts if part.problems] == [
        (
            "signature",
            ("its signer is not known: give the public key that you have from the vendor (--key)",),
        )
    ]


def test_a_bundle_that_is_cut_short_is_refused(
    tmp_path: Path, certified: Certified, trusted: Trusted
) -> None:
    content = certified.bundle.read_bytes()
    for length in (0, 1, 100, len(content) // 2, len(content) - 1):
        assert list(problems(tmp_path, content[:length], trusted)) == ["bundle"]


def test_damaged_bytes_are_refused(tmp_path: Path, certified: Certified, trusted: Trusted) -> None:
    content = certified.bundle.read_bytes()
    for place in range(100, len(content), len(content) // 40):
        damaged = content[:place] + bytes([content[place] ^ 0x55]) + content[place + 1 :]
        assert problems(tmp_path, damaged, trusted)


def test_each_byte_of_the_directory_counts(tmp_path: Path, certified: Certified, trusted: Trusted) -> None:
    content = certified.bundle.read_bytes()
    for place in range(content.index(b"PK\x01\x02"), len(content)):
        damaged = content[:place] + bytes([content[place] ^ 1]) + content[place + 1 :]
        with pytest.raises(archive.BrokenBundle):
            archive.unpack(damaged)


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        (lambda z: z.writestr("readme.txt", "hello"), "a member that a bundle does not have: 'readme.txt'"),
        (lambda z: z.writestr("../../etc/cron", "x"), "the name of a member leads out of the bundle"),
        (lambda z: z.writestr("/etc/passwd", "x"), "the name of a member leads out of the bundle"),
        (lambda z: z.writestr("..\\evil", "x"), "the name of a member leads out of the bundle"),
        (lambda z: z.writestr(archive.RESULTS, "{}"), "2 members are named 'results.json'"),
        (
            lambda z: setattr(z, "comment", b"hello"),
            "there is something before, between or after the members",
        ),
    ],
)
def test_further_members_are_refused(
    tmp_path: Path,
    certified: Certified,
    trusted: Trusted,
    change: Callable[[zipfile.ZipFile], object],
    reason: str,
) -> None:
    buffer = io.BytesIO(certified.bundle.read_bytes())
    with warnings.catch_warnings(), zipfile.ZipFile(buffer, "a") as file:
        warnings.simplefilter("ignore")  # zipfile warns of a name that is there already
        change(file)
    found = problems(tmp_path, buffer.getvalue(), trusted)
    assert any(text.startswith(reason) for text in found["bundle"])


def test_a_missing_member_is_refused(tmp_path: Path, certified: Certified, trusted: Trusted) -> None:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as file:
        for name, content in certified.members.items():
            if name != archive.EVIDENCE:
                file.writestr(name, content)
    assert problems(tmp_path, buffer.getvalue(), trusted) == {
        "bundle": ("the member evidence.jsonl is missing",)
    }


def test_what_is_put_around_the_zip_is_refused(
    tmp_path: Path, certified: Certified, trusted: Trusted
) -> None:
    content = certified.bundle.read_bytes()
    for changed in (b"#!/bin/sh\n" + content, content + b"tail", content + content):
        assert "bundle" in problems(tmp_path, changed, trusted)


def test_what_a_reader_of_streams_would_find_between_the_members_is_refused(
    tmp_path: Path, certified: Certified, trusted: Trusted
) -> None:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as file:
        for name, content in {"hidden": b"x" * 100, **certified.members}.items():
            file.writestr(name, content)
        hidden = file.infolist()[0]
        file.filelist.remove(hidden)  # the directory at the end does not name it
    assert problems(tmp_path, buffer.getvalue(), trusted) == {
        "bundle": ("there is something before, between or after the members of the zip file",)
    }


def packed_again(members: Members, *, reverse: bool = False, **of_each: Any) -> bytes:
    """Return a zip file of the members in which each one has these attributes."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as file:
        for name in sorted(archive.MEMBERS, key=archive.MEMBERS.index, reverse=reverse):
            entry = zipfile.ZipInfo(name)
            entry.compress_type = zipfile.ZIP_DEFLATED
            for key, value in of_each.items():
                setattr(entry, key, value)
            file.writestr(entry, members[name])
    return buffer.getvalue()


UNICODE_PATH = b"\x75\x70\x15\x00\x01\x00\x00\x00\x00../../evil/passw"
"""The extra field of Info-ZIP in which `unzip` looks for another name of a member."""


def test_a_bundle_is_what_any_zip_program_would_make_of_it(certified: Certified) -> None:
    assert packed_again(certified.members) == certified.bundle.read_bytes()


@pytest.mark.parametrize(
    ("of_each", "reason"),
    [
        ({"extra": UNICODE_PATH}, "has extra fields, in which some programs look for another name of it"),
        ({"extra": b"\xfe\xca\x04\x00abcd"}, "has extra fields"),
        ({"comment": b"101 of 101 mutations"}, "has a comment"),
        ({"external_attr": 0o120777 << 16}, "it is not byte for byte what `certify` writes"),
        ({"internal_attr": 1}, "it is not byte for byte what `certify` writes"),
        ({"create_system": 0}, "it is not byte for byte what `certify` writes"),
        ({"create_version": 63}, "it is not byte for byte what `certify` writes"),
        ({"date_time": (2026, 11, 29, 0, 0, 0)}, "it is not byte for byte what `certify` writes"),
        ({"compress_type": zipfile.ZIP_STORED}, "it is not byte for byte what `certify` writes"),
        ({"reverse": True}, "it is not byte for byte what `certify` writes"),
    ],
)
def test_a_bundle_that_was_packed_again_is_refused(
    tmp_path: Path, certified: Certified, trusted: Trusted, of_each: dict[str, Any], reason: str
) -> None:
    found = problems(tmp_path, packed_again(certified.members, **of_each), trusted)
    assert list(found) == ["bundle"]
    assert any(reason in text for text in found["bundle"])


def test_a_flag_of_a_member_is_refused(tmp_path: Path, certified: Certified, trusted: Trusted) -> None:
    content = bytearray(certified.bundle.read_bytes())
    for place in (7, content.index(b"PK\x01\x02") + 9):
        changed = content[:place] + bytes([content[place] ^ 8]) + content[place + 1 :]  # names are in UTF-8
        assert list(problems(tmp_path, bytes(changed), trusted)) == ["bundle"]


def test_what_follows_the_compressed_content_of_a_member_is_refused(
    tmp_path: Path, certified: Certified, trusted: Trusted, monkeypatch: pytest.MonkeyPatch
) -> None:
    deflated = archive._deflated
    monkeypatch.setattr(archive, "_deflated", lambda content: deflated(content) + b"hidden")
    found = problems(tmp_path, archive.pack(certified.members), trusted)
    assert "there is something after the compressed content of certificate.json" in found["bundle"]


def test_another_compression_of_the_same_members_is_accepted(
    tmp_path: Path, certified: Certified, trusted: Trusted, monkeypatch: pytest.MonkeyPatch
) -> None:
    def otherwise(content: bytes) -> bytes:
        deflate = zlib.compressobj(1, wbits=-zlib.MAX_WBITS)
        return deflate.compress(content) + deflate.flush()

    monkeypatch.setattr(archive, "_deflated", otherwise)
    changed = archive.pack(certified.members)
    assert changed != certified.bundle.read_bytes()
    assert problems(tmp_path, changed, trusted) == {}


def test_a_member_that_says_by_itself_that_it_is_encrypted_is_refused(
    tmp_path: Path, certified: Certified, trusted: Trusted
) -> None:
    content = bytearray(certified.bundle.read_bytes())
    content[6] |= 1
    assert problems(tmp_path, bytes(content), trusted) == {"bundle": ("a member is encrypted",)}


def test_too_much_content_is_refused(
    tmp_path: Path, certified: Certified, trusted: Trusted, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(archive, "LARGEST", 1000)
    found = problems(tmp_path, certified.bundle.read_bytes(), trusted)
    assert found == {"bundle": ("its members have more than 1000 bytes together",)}


def test_a_bundle_for_one_target_is_refused_for_another(certified: Certified, trusted: Trusted) -> None:
    own = json.loads(certified.members[archive.CERTIFICATE])["target"]
    assert verify(
        certified.bundle,
        replace(trusted, sites={"API": ("--url", own["url"]), "AUTH": ("--auth-url", own["auth_url"])}),
    ).accepted
    done = verify(
        certified.bundle, replace(trusted, sites={"API": ("--url", "https://other.example/graphql/")})
    )
    assert [(part.name, part.problems) for part in done.parts if part.problems] == [
        ("target", (f"it is about {own['url']}, not about --url https://other.example/graphql/",))
    ]


def test_dates_are_checked(certified: Certified, trusted: Trusted) -> None:
    for days, reason in ((366, "it expired at "), (-1, "it is not valid yet: ")):
        done = verify(certified.bundle, replace(trusted, now=trusted.now + timedelta(days=days)))
        ((name, (problem,)),) = [(part.name, part.problems) for part in done.parts if part.problems]
        assert (name, problem.startswith(reason)) == ("dates", True)


def test_another_contract_is_refused(certified: Certified, refused: Certified, trusted: Trusted) -> None:
    done = verify(
        certified.bundle, replace(trusted, contract=trust(refused.contract, certified.public_key).contract)
    )
    ((name, (problem,)),) = [(part.name, part.problems) for part in done.parts if part.problems]
    assert name == "contract"
    assert problem.startswith("the contract is not the one that is trusted here")


WAIVER = dict.fromkeys(("requirement", "mutation", "server", "path", "finding", "reason", "expires"), "a")


# What the vendor can do, who has the key: what the bundle says still has to follow from its evidence.


def first(events: Events, kind: str, **values: Any) -> dict[str, Any]:
    return next(
        event
        for event in events
        if event["type"] == kind and all(event[key] == value for key, value in values.items())
    )


def _a_failure(events: Events) -> None:
    counts = first(events, "result", probe="valid-input", mutation="selfReading")["requirements"]
    counts["shape.top-level"]["failed"] = 1


def _more_cases(events: Events) -> None:
    first(events, "result", probe="valid-input", mutation="selfReading")["cases"] += 1000


def _many_times(events: Events) -> None:
    """Multiply what was sent, in every place where it is counted."""
    for event in events:
        if event["type"] == "result":
            event["cases"] *= 1000
            event["requests"] *= 1000
    for name in ("cases", "requests"):
        events[-1]["counts"][name] *= 1000


def _more_judged(events: Events) -> None:
    result = first(events, "result", probe="valid-input", mutation="selfReading")
    result["requirements"]["shape.top-level"]["judged"] += 1


def _fewer_judged(events: Events) -> None:
    result = first(events, "result", probe="valid-input", mutation="selfReading")
    result["requirements"]["shape.top-level"]["judged"] -= 1


def _drop_a_probe(events: Events) -> None:
    events[:] = [event for event in events if event.get("probe") != "no-token"]


def _drop_a_mutation(events: Events) -> None:
    events[:] = [event for event in events if event.get("mutation") != "selfReading"]


def _unlevelled(events: Events) -> None:
    events[0]["requirements"]["error.path"] = {}


def _dry(events: Events) -> None:
    """Call the run a dry one, in the footer too, so that nothing contradicts it."""
    events[0]["configuration"]["dry_run"] = True
    recorded = [event for event in events if event["type"] == "outcome"]
    waived = events[-1]["counts"]["waived"]
    events[-1]["scope"] = scope_of(events, recorded, waived=waived).event()


def _cut_short(events: Events) -> None:
    del events[-1]


def _set(kind: str, key: str, value: object) -> Callable[[Events], None]:
    def change(events: Events) -> None:
        place, name = first(events, kind), key
        while "." in name:
            step, name = name.split(".", 1)
            place = place[step]
        place[name] = value

    return change


@pytest.mark.parametrize(
    ("change", "part", "reason"),
    [
        (_a_failure, "evidence", "selfReading, shape.top-level: 1 failures, and no finding tells of them"),
        (_more_cases, "evidence", "selfReading, valid-input: "),
        (
            _more_judged,
            "evidence",
            "selfReading: its outcome does not follow from its results (requirements)",
        ),
        (
            _fewer_judged,
            "evidence",
            "selfReading: its outcome does not follow from its results (requirements)",
        ),
        (_drop_a_probe, "evidence", "the probe no-token was selected and has no result"),
        (_drop_a_mutation, "evidence", "selfReading: its outcome is missing"),
        (_cut_short, "evidence", "there is not exactly one footer, at the end: the run was cut short"),
        (_set("footer", "verdict", "inconclusive"), "evidence", "the footer says inconclusive"),
        (_set("footer", "exit_code", 1), "evidence", "the exit code or the reasons in the footer"),
        (_set("footer", "counts.cases", 100_000), "evidence", "the footer counts 100000 cases"),
        (_set("footer", "finished_at", "2020-01-01T00:00:00Z"), "evidence", "before it began"),
        (_set("result", "started_s", 10_000.0), "evidence", "it ended after the run"),
        (_set("footer", "duration_s", float("nan")), "lines", "has NaN, which is no JSON"),
        (_set("footer", "interrupted", True), "verdict", "the run was stopped before its end"),
        (_set("header", "run_id", "another"), "evidence", "'another' is no id of a run"),
        (_set("header", "schema_version", 2), "versions", "evidence.jsonl has schema version 2"),
        (
            _set("header", "contract.sha256", "0" * 64),
            "contract",
            "the contract in the bundle is not the one",
        ),
        (_set("header", "contract.mutations", []), "contract", "the evidence lists other mutations"),
        (
            _set("header", "requirements", {}),
            "contract",
            "the evidence leaves out requirements: auth.blank-header, auth.ended-token, auth.expired-token",
        ),
        (
            _unlevelled,
            "lines",
            "line 1 of evidence.jsonl is not what its format says",
        ),
        (_set("header", "configuration.max_examples", 10), "verdict", "10 examples a probe are too few"),
        (_dry, "verdict", "the run was made with dry_run"),
        (_set("header", "configuration.waivers", [WAIVER]), "verdict", "the run was made with waivers"),
        (_set("header", "target.schema", "file"), "verdict", "the target's own schema was not read"),
        (_set("header", "seed", 7), "certificate", "`run` does not follow from the evidence"),
        (_set("header", "target.url", "https://prod.example/"), "certificate", "`target` does not follow"),
        (_set("header", "tool.version", "9.9.9"), "certificate", "made with another tool"),
        (
            _set("result", "requirements", []),
            "lines",
            "is not what its format says: `requirements` of result",
        ),
        (_set("header", "contract.name", "other"), "contract", "the evidence states another name than the"),
        (
            _set("header", "contract.errors", {}),
            "contract",
            "the evidence lists other errors than the contract",
        ),
        (_many_times, "evidence", "the times of "),
    ],
)
def test_edited_evidence_is_refused_even_if_it_is_signed(
    tmp_path: Path,
    certified: Certified,
    trusted: Trusted,
    change: Callable[[Events], None],
    part: str,
    reason: str,
) -> None:
    members = edited_events(certified.members, change)
    found = problems(tmp_path, signed_anew(members, certified.key), trusted)
    assert "signature" not in found
    assert reason in " ".join(found[part])


@pytest.mark.parametrize(
    ("name", "change", "part", "reason"),
    [
        (archive.CERTIFICATE, {"schema_version": 2}, "versions", "certificate.json has schema version 2"),
        (archive.CERTIFICATE, {"level": "full"}, "certificate", "`requirements` does not follow"),
        (archive.CERTIFICATE, {"level": "gold"}, "verdict", "the level 'gold' is not known"),
        (archive.CERTIFICATE, {"remark": "best of all"}, "certificate", "`remark` does not follow"),
        (archive.CERTIFICATE, {"id": "0" * 32}, "certificate", "`id` does not follow from the evidence"),
        (archive.CERTIFICATE, {"counts": {}}, "certificate", "`counts` does not follow from the evidence"),
        (archive.CERTIFICATE, {"kind": "diploma"}, "certificate", "its kind is 'diploma'"),
        (archive.CERTIFICATE, {"issued_at": "2099-01-01T00:00:00Z"}, "dates", "it is not valid yet"),
        (archive.CERTIFICATE, {"issued_at": "2020-01-01T00:00:00Z"}, "dates", "and the run ended at"),
        (archive.CERTIFICATE, {"valid_until": "2020-01-01T00:00:00Z"}, "dates", "it expired at"),
        (archive.CERTIFICATE, {"valid_until": "2099-01-01"}, "dates", "has no time zone"),
        (
            archive.CERTIFICATE,
            {"valid_until": "9999-12-31T23:59:59Z"},
            "dates",
            "is valid for 1 to 3660 days",
        ),
        (archive.CERTIFICATE, {"product": ["a", "b"]}, "verdict", "the product is no text"),
        (archive.CERTIFICATE, {}, "certificate", "certificate.json is not written as this tool writes it"),
        (archive.RESULTS, {"seed": 7}, "results", "`seed` in results.json is not that of the evidence"),
        (archive.RESULTS, {"seed": 1.0}, "results", "`seed` in results.json is not that of the evidence"),
        (archive.RESULTS, {"started_at": "1999-01-01T00:00:00Z"}, "results", "`started_at` in results.json"),
        (archive.RESULTS, {"contract": {"name": "oefr"}}, "results", "`contract` in results.json"),
        (archive.RESULTS, {"requirements": {}}, "results", "`requirements` in results.json"),
        (archive.RESULTS, {"http_profiles": []}, "results", "`http_profiles` in results.json"),
        (archive.RESULTS, {"mutations": []}, "results", "the outcomes of mutations in results.json"),
        (archive.RESULTS, {"remark": "best of all"}, "results", "`remark` in results.json"),
        (archive.RESULTS, {}, "results", "results.json is not written as this tool writes it"),
        (archive.ENVIRONMENT, {"remark": "best of all"}, "certificate", "environment.json has other keys"),
        (archive.ENVIRONMENT, {"python": 3.11}, "certificate", "environment.json has other keys or values"),
        (archive.RESULTS, {"schema_version": 2}, "versions", "results.json has schema version 2"),
        (archive.RESULTS, {"verdict": "inconclusive"}, "results", "`verdict` in results.json"),
        (archive.RESULTS, {"findings": [{"id": "1"}]}, "results", "the findings in results.json"),
        (archive.RESULTS, {"counts": {"mutations": 101}}, "results", "`counts` in results.json"),
        (archive.ENVIRONMENT, {"tool": {}}, "certificate", "it is not what its format says"),
    ],
)
def test_other_members_have_to_follow_from_the_evidence(
    tmp_path: Path,
    certified: Certified,
    trusted: Trusted,
    name: str,
    change: dict[str, Any],
    part: str,
    reason: str,
) -> None:
    members = edited_json(certified.members, name, lambda content: content.update(change))
    found = problems(tmp_path, signed_anew(members, certified.key), trusted)
    assert reason in " ".join(found[part])


def _codes_of_another_run(results: dict[str, Any]) -> None:
    for entry in results["mutations"]:
        entry["codes"] = {}


def _thrice(results: dict[str, Any]) -> None:
    results["mutations"] *= 3


@pytest.mark.parametrize("change", [_codes_of_another_run, _thrice])
def test_what_results_say_of_mutations_has_to_follow_from_the_evidence(
    tmp_path: Path, certified: Certified, trusted: Trusted, change: Callable[[dict[str, Any]], None]
) -> None:
    members = edited_json(certified.members, archive.RESULTS, change)
    found = problems(tmp_path, signed_anew(members, certified.key), trusted)
    assert found == {"results": ("`mutations` in results.json is not that of the evidence",)}


@pytest.mark.parametrize(
    ("name", "part", "reason"),
    [
        (archive.PAGE, "certificate", "certificate.html is not what this tool makes of the certificate"),
        (archive.REQUIREMENTS, "contract", "contract/requirements.yaml is not the catalogue of this tool"),
        (archive.PUBLIC_KEY, "signature", "public.pem has something beside the key"),
    ],
)
def test_a_member_that_follows_from_others_is_made_again(
    tmp_path: Path, certified: Certified, trusted: Trusted, name: str, part: str, reason: str
) -> None:
    members = certified.members
    members[name] = b"anything\n" + members[name]
    found = problems(tmp_path, signed_anew(members, certified.key), trusted)
    assert list(found) == [part]
    assert found[part][0].startswith(reason)


def test_the_files_of_a_contract_are_compared_one_by_one(
    tmp_path: Path, certified: Certified, trusted: Trusted
) -> None:
    members = certified.members
    first, second = archive.CONTRACT[:2]
    members[first], members[second] = members[first][:-1], members[first][-1:] + members[second]
    found = problems(tmp_path, signed_anew(members, certified.key), trusted)
    assert found == {
        "contract": tuple(
            f"{name} is not that of the contract that is trusted here" for name in (first, second)
        )
    }


@pytest.mark.parametrize(
    ("name", "key"),
    [
        (archive.CERTIFICATE, "product"),
        (archive.RESULTS, "seed"),
        (archive.ENVIRONMENT, "python"),
        (archive.EVIDENCE, "run_id"),
        (archive.EVIDENCE, "level"),
    ],
)
def test_a_key_that_is_there_twice_is_refused(
    tmp_path: Path, certified: Certified, trusted: Trusted, name: str, key: str
) -> None:
    members = certified.members
    members[name] = members[name].replace(f'"{key}": '.encode(), f'"{key}": "Other", "{key}": '.encode(), 1)
    found = problems(tmp_path, signed_anew(members, certified.key), trusted)
    assert f"has the key '{key}' twice" in " ".join(sum(found.values(), ()))


def test_a_manifest_is_written_in_one_way(tmp_path: Path, certified: Certified, trusted: Trusted) -> None:
    for old, new in ((b'"kind"', b'"kind": "", "kind"'), (b"{\n", b"{\n\n")):
        members = certified.members
        members[archive.MANIFEST] = members[archive.MANIFEST].replace(old, new, 1)
        members[archive.SIGNATURE] = certified.key.sign(members[archive.MANIFEST])
        found = problems(tmp_path, archive.pack(members), trusted)
        assert "signature" not in found
        assert "hashes" in found


# What follows from evidence that was changed, in every member: only the tool that checks knows better.


def _rewrite(events: Events) -> None:
    events[0]["requirements"]["auth.no-token-refused"]["text"] = "There is a mutation."


def _decides_nothing(events: Events) -> None:
    events[0]["requirements"]["error.list"]["decides"] = False


def _add_a_requirement(events: Events) -> None:
    events[0]["requirements"]["all.best"] = {**events[0]["requirements"]["error.list"], "text": "The best."}


def _add_a_probe(events: Events) -> None:
    events[0]["configuration"]["probes"].append("flow-of-life")
    result = first(events, "result", probe="valid-input")
    events.insert(2, {**result, "probe": "flow-of-life"})


def _two_addresses(events: Events) -> None:
    events[0]["target"]["sites"]["API"] = "https://prod.example/"


@pytest.mark.parametrize(
    ("change", "part", "reason"),
    [
        (
            _rewrite,
            "contract",
            "the evidence states other texts than the catalogue here: auth.no-token-refused",
        ),
        (_decides_nothing, "contract", "the evidence states other texts than the catalogue here: error.list"),
        (
            _add_a_requirement,
            "contract",
            "the evidence has requirements that the catalogue here does not have",
        ),
        (_add_a_probe, "verdict", "the run had probes that this tool does not have: flow-of-life"),
        (_two_addresses, "target", "it names two addresses for API"),
    ],
)
def test_a_consistent_change_is_refused(
    tmp_path: Path,
    certified: Certified,
    trusted: Trusted,
    change: Callable[[Events], None],
    part: str,
    reason: str,
) -> None:
    members = consistent(certified.members, change)
    found = problems(tmp_path, signed_anew(members, certified.key), trusted)
    assert list(found) == [part]
    assert found[part][0].startswith(reason)


@pytest.mark.parametrize("made_with", [None, "0.0.2", "OWN"])
def test_a_bundle_that_claims_an_older_version_is_held_to_this_one(
    tmp_path: Path, certified: Certified, trusted: Trusted, made_with: str | None
) -> None:
    members = consistent(certified.members, as_version("0.0.1"))
    made_with = trusted.version if made_with == "OWN" else made_with
    file = tmp_path / "older.zip"
    file.write_bytes(signed_anew(members, certified.key))
    done = verify(file, replace(trusted, made_with=made_with))
    found = {part.name: part.problems for part in done.parts if part.problems}
    assert found["contract"][0].startswith(
        "the evidence leaves out requirements: auth.blank-header, auth.ended"
    )
    assert found["verdict"][0] == "the run had no probes bad-token, no-token"
    assert done.notes == [
        f"it states that version 0.0.1 made it, and this is {trusted.version}: check it with that version, or "
        "let it lack what this one has with --made-with 0.0.1"
    ]


def test_an_older_version_that_is_asked_for_is_accepted_and_what_it_lacks_is_named(
    tmp_path: Path, certified: Certified, trusted: Trusted
) -> None:
    members = consistent(certified.members, as_version("0.0.1"))
    members[archive.PAGE] = b"<h1>another template</h1>"
    members[archive.REQUIREMENTS] = b"requirements: {}\n"
    members = edited_json(members, archive.RESULTS, lambda results: results.pop("code_coverage"))
    file = tmp_path / "older.zip"
    file.write_bytes(signed_anew(members, certified.key))
    done = verify(file, replace(trusted, made_with="0.0.1"))
    assert [part.problems for part in done.parts] == [()] * 12
    notes = "\n".join(done.notes)
    for id_ in (id_ for id_ in certified.events[0]["requirements"] if id_.startswith("auth.")):
        assert id_ in notes
    assert "the run had no probes bad-token, no-token" in done.notes
    assert "contract/requirements.yaml is not the catalogue of this tool, so it is not checked" in notes
    assert "certificate.html is not what this tool makes of the certificate, so it is not checked" in notes
    assert "so results.json is not checked in: code_coverage" in notes


@pytest.mark.parametrize("change", [{"seed": 7}, {"verdict": "conformant "}, {"mutations": []}])
def test_what_every_version_says_is_compared_for_an_older_version_too(
    tmp_path: Path, certified: Certified, trusted: Trusted, change: dict[str, Any]
) -> None:
    members = consistent(certified.members, as_version("0.0.1"))
    members = edited_json(members, archive.RESULTS, lambda results: results.update(change))
    asked = replace(trusted, made_with="0.0.1")
    assert list(problems(tmp_path, signed_anew(members, certified.key), asked)) == ["results"]


def test_a_bundle_of_this_version_may_lack_nothing(
    tmp_path: Path, certified: Certified, trusted: Trusted
) -> None:
    members = consistent(certified.members, as_version(trusted.version))
    asked = replace(trusted, made_with=trusted.version)
    assert list(problems(tmp_path, signed_anew(members, certified.key), asked)) == ["contract", "verdict"]


@pytest.mark.parametrize("name", [archive.CERTIFICATE, archive.EVIDENCE, archive.RESULTS, archive.MANIFEST])
@pytest.mark.parametrize("content", [b"", b"[]", b"{", b"\xff", b"[" * 100_000])
def test_what_is_no_json_is_refused(
    tmp_path: Path, certified: Certified, trusted: Trusted, name: str, content: bytes
) -> None:
    members = {**certified.members, name: content}
    assert not set(problems(tmp_path, archive.pack(members), trusted)) <= {"hashes", "signature"}


def test_a_contract_that_was_swapped_is_refused(
    tmp_path: Path, certified: Certified, refused: Certified, trusted: Trusted
) -> None:
    members = certified.members
    members[archive.CONTRACT[0]] = (refused.contract / "contract.graphql").read_bytes()
    found = problems(tmp_path, signed_anew(members, certified.key), trusted)
    assert "the contract in the bundle is not the one that the run was made with" in found["contract"]


# A run that failed, and what its vendor might try.


def forged(refused: Certified, key: Ed25519PrivateKey, change: Callable[[Events], None]) -> bytes:
    """Return the bundle of a run that failed, after a change that makes it look better, signed with the real key."""
    events = refused.events
    change(events)
    _, content = seal(
        evidence=evidence(events),
        contract=str(refused.contract),
        issue=issue("core", None, 30),
        key=key,
        secrets=(),
    )
    return content


def _nothing(events: Events) -> None:
    assert events[-1]["verdict"] == "non-conformant"


def _flip(events: Events) -> None:
    events[-1] |= {"verdict": "conformant", "exit_code": 0, "reasons": []}


def _drop_findings(events: Events) -> None:
    events[:] = [event for event in events if event["type"] != "finding"]
    consistently(events)


def _waive(events: Events) -> None:
    for event in events:
        if event["type"] == "finding":
            event["waived"] = {"reason": "known", "expires": None}
    consistently(events)


def _lower_the_requirement(events: Events) -> None:
    for event in events:
        if event["type"] == "finding":
            event["level"] = "SHOULD"
    events[0]["requirements"]["error.code-declared"]["level"] = "SHOULD"
    consistently(events)


@pytest.mark.parametrize(
    ("change", "part", "reason"),
    [
        (_nothing, "verdict", "error.code-declared: broken, 1 times"),
        (_flip, "evidence", "the footer says conformant, and what came before says non-conformant"),
        (_drop_findings, "evidence", "selfReading, error.code-declared: "),
        (_waive, "verdict", "error.code-declared: broken, 1 times"),
        (
            _lower_the_requirement,
            "contract",
            "error.code-declared is a MUST, and the evidence calls it a SHOULD",
        ),
    ],
)
def test_a_run_that_failed_cannot_be_dressed_up(
    tmp_path: Path,
    certified: Certified,
    refused: Certified,
    change: Callable[[Events], None],
    part: str,
    reason: str,
) -> None:
    content = forged(refused, certified.key, change)
    found = problems(tmp_path, content, trust(refused.contract, certified.public_key))
    assert "signature" not in found
    assert "hashes" not in found
    assert reason in " ".join(found[part])


def test_an_issue_is_read_back(certified: Certified) -> None:
    document = json.loads(certified.members[archive.CERTIFICATE])
    assert Issue.of(document).product == "Example Energy API 4.2"
