"""Checks a bundle offline: every promise it makes is worked out again from what is in it."""

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path, PurePosixPath
from typing import Any, cast

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

from kraken_conformance.certificate import archive, consistency, manifest
from kraken_conformance.certificate.claim import claim
from kraken_conformance.certificate.differences import (
    named,
    other_contract,
    other_environment,
    other_probes,
    other_requirements,
    weakened,
)
from kraken_conformance.certificate.document import KIND, SCHEMA_VERSION, Issue, certificate, parse_time
from kraken_conformance.certificate.exercisable import exercisable
from kraken_conformance.certificate.rendering import json_bytes, page_bytes, results_bytes
from kraken_conformance.certificate.signing_keys import fingerprint, parse_public, public_pem, signed
from kraken_conformance.certificate.strict_json import parsed, parsed_object
from kraken_conformance.event_schema import line_schemas
from kraken_conformance.event_schema import problems as line_problems
from kraken_conformance.events import (
    Event,
    findings_of,
    header_of,
    outcomes_of,
)
from kraken_conformance.exceptions import UsageError
from kraken_conformance.judging.verdict import Verdict
from kraken_conformance.runner.evidence import evidence_file
from kraken_conformance.spec import Contract
from kraken_conformance.spec.loading.contract_files import contract_digest

CLOCKS = timedelta(minutes=5)
"""So far apart may the clocks of two machines be."""

LONGEST_DELAY = timedelta(hours=1)
"""So long after the end of a run may its certificate be issued: `certify` does both in one go."""

LONGEST_VALIDITY = timedelta(days=3660)
"""`certify --valid-days` gives at most this much."""

RESULTS_VERSION = 1

OF_ANY_VERSION = (
    "run_id",
    "verdict",
    "exit_code",
    "interrupted",
    "partial",
    "counts",
    "scope",
    "target",
    "seed",
    "tool",
    "contract",
    "configuration",
    "started_at",
    "finished_at",
    "duration_s",
)
"""What `results.json` of another version has to say as well, in the words of the evidence."""


@dataclass(frozen=True, slots=True)
class Trusted:
    """What the reader of a bundle expects of it. Without a key, its signer is not known.

    `contract_files` are the files of the contract by their names. `probes` are all that the checking tool has;
    `version` is its version, and `made_with` another one, whose bundles may lack what this one has: a bundle of any
    other version has to have it all. `sites` maps the name of a site to the option and the address that the bundle
    has to be about; a site that is not there may be any.
    """

    key: Ed25519PublicKey | None
    contract: Contract
    contract_files: Mapping[str, bytes]
    probes: Collection[str]
    version: str
    made_with: str | None
    now: datetime
    sites: Mapping[str, tuple[str, str]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Part:
    """One part of the check, and why the bundle is refused for it; nothing where it is in order."""

    name: str
    problems: tuple[str, ...]


@dataclass(slots=True)
class Verification:
    """What came of checking a bundle. `signer` is the fingerprint of the key that signed it."""

    parts: list[Part] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    certificate: Mapping[str, Any] | None = None
    signer: str | None = None

    @property
    def accepted(self) -> bool:
        """Whether every part is in order."""
        return not any(part.problems for part in self.parts)

    def add(self, name: str, problems: Callable[[], Iterator[str]]) -> bool:
        """Add a part, and return whether it is in order. What cannot be read is a problem of the bundle."""
        found: list[str] = []
        try:
            found.extend(problems())
        except (LookupError, TypeError, ValueError, AttributeError, ArithmeticError, UsageError) as error:
            found.append(f"it is not what its format says ({error!r})")
        except RecursionError:
            found.append("it is nested too deeply")
        self.parts.append(Part(name, tuple(found)))
        return not found


def verify(path: Path, trusted: Trusted) -> Verification:
    """Check a bundle against what is trusted. Raises `UsageError` where the file cannot be read."""
    done = Verification()
    try:
        members = archive.read(path)
    except archive.BrokenBundle as error:
        done.parts.append(Part("bundle", tuple(error.problems)))
        return done
    done.parts.append(Part("bundle", ()))
    done.add("signature", lambda: _signature(members, trusted.key, done))
    done.add("hashes", lambda: _manifest(members))
    if not done.add("versions", lambda: _versions(members)):
        return done
    document = _object(members, archive.CERTIFICATE)
    done.certificate = document
    events: list[Event] = []
    versions = _Versions(trusted, done)
    if not done.add("lines", lambda: _lines(members[archive.EVIDENCE], events, versions)):
        return done
    done.add("contract", lambda: _contract(members, events, document, versions))
    if done.add("evidence", lambda: consistency.contradictions(events)):
        done.add("verdict", lambda: _verdict(events, document, versions))
        done.add("certificate", lambda: _certificate(members, events, document, versions))
        done.add("results", lambda: _results(members, events, versions))
    done.add("dates", lambda: _dates(document, trusted.now))
    done.add("target", lambda: _target(document, trusted))
    own = header_of(events)["tool"]["version"]
    if not done.accepted and own not in (trusted.version, trusted.made_with):
        done.notes.append(
            f"it states that version {own[:60]} made it, and this is {trusted.version}: check it with that version, or "
            f"let it lack what this one has with --made-with {own[:60]}"
        )
    return done


@dataclass(slots=True)
class _Versions:
    """What is made of the difference between the version that made a bundle and the one that checks it."""

    trusted: Trusted
    done: Verification

    def may_differ(self, events: Sequence[Event]) -> bool:
        """Whether the bundle was made with the other version that may lack what this one has."""
        version = header_of(events)["tool"]["version"]
        return version == self.trusted.made_with != self.trusted.version

    def differing(self, events: Sequence[Event], found: Iterable[str]) -> Iterator[str]:
        """Yield what differs from what this version makes; where another may differ, it is noted instead."""
        if self.may_differ(events):
            self.done.notes.extend(found)
        else:
            yield from found


def _signature(
    members: Mapping[str, bytes], key: Ed25519PublicKey | None, done: Verification
) -> Iterator[str]:
    own = parse_public(members[archive.PUBLIC_KEY], archive.PUBLIC_KEY)
    done.signer = fingerprint(own)
    if members[archive.PUBLIC_KEY] != public_pem(own):
        yield f"{archive.PUBLIC_KEY} has something beside the key"
    if not signed(own, members[archive.SIGNATURE], members[archive.MANIFEST]):
        yield "it was not made with the key in the bundle: the manifest or the signature was changed"
    if key is None:
        yield "its signer is not known: give the public key that you have from the vendor (--key)"
    elif fingerprint(key) != done.signer:
        yield f"the bundle is signed with the key {done.signer}, not with the trusted one {fingerprint(key)}"


def _manifest(members: Mapping[str, bytes]) -> Iterator[str]:
    found = list(manifest.contradictions(_object(members, archive.MANIFEST), members))
    if not found and members[archive.MANIFEST] != manifest.manifest(members):
        yield f"{archive.MANIFEST} is not written as `certify` writes it"
    yield from found


def _versions(members: Mapping[str, bytes]) -> Iterator[str]:
    header = parsed_object(members[archive.EVIDENCE].split(b"\n", 1)[0], archive.EVIDENCE)
    known = {
        archive.MANIFEST: (_object(members, archive.MANIFEST), manifest.SCHEMA_VERSION),
        archive.CERTIFICATE: (_object(members, archive.CERTIFICATE), SCHEMA_VERSION),
        archive.EVIDENCE: (header, evidence_file.SCHEMA_VERSION),
        archive.RESULTS: (_object(members, archive.RESULTS), RESULTS_VERSION),
    }
    for name, (content, newest) in known.items():
        version = content.get("schema_version")
        if type(version) is not int or not 1 <= version <= newest:
            yield f"{name} has schema version {version!r}, and this tool reads up to {newest}: upgrade it"


def _lines(content: bytes, events: list[Event], versions: _Versions) -> Iterator[str]:
    for number, line in enumerate(content.split(b"\n")[:-1], 1):
        where = f"line {number} of {archive.EVIDENCE}"
        event = parsed(line, where)
        if not isinstance(event, dict) or event.get("type") not in line_schemas():
            yield f"{where} is no event"
            return
        events.append(cast(Event, event))
    if not events:
        yield f"{archive.EVIDENCE} is empty"
    if not content.endswith(b"\n"):
        yield f"the last line of {archive.EVIDENCE} is cut off"
    whole = not versions.may_differ(events)
    for number, event in enumerate(events, 1):
        for wrong in line_problems(event, whole=whole)[:1]:
            yield f"line {number} of {archive.EVIDENCE} is not what its format says: {wrong}"


def _contract(
    members: Mapping[str, bytes], events: Sequence[Event], document: Mapping[str, Any], versions: _Versions
) -> Iterator[str]:
    header, trusted = header_of(events), versions.trusted
    contract = trusted.contract
    digest = contract_digest({PurePosixPath(name).name: members[name] for name in archive.CONTRACT})
    if {digest, header["contract"]["sha256"], document["contract"]["sha256"]} != {digest}:
        yield "the contract in the bundle is not the one that the run was made with"
    if digest != contract.sha256:
        yield (
            f"the contract is not the one that is trusted here, {contract.name} {contract.version} "
            f"({contract.sha256[:12]}…), but {digest[:12]}…: see --contract"
        )
        return
    yield from other_contract(header, members, contract, trusted.contract_files)
    yield from weakened(header)
    yield from versions.differing(events, other_requirements(header, members))


def _verdict(events: Sequence[Event], document: Mapping[str, Any], versions: _Versions) -> Iterator[str]:
    used, own = header_of(events)["configuration"]["probes"], versions.trusted.probes
    yield from versions.differing(events, other_probes(used, own))
    # What a version that may differ lacks was named above.
    probes = used if versions.may_differ(events) else own
    judged = claim(events, Issue.of(document).level, probes, exercisable(versions.trusted.contract))
    if judged.verdict is not Verdict.CONFORMANT:
        yield f"the evidence is {judged.verdict}"
        yield from judged.reasons


def _certificate(
    members: Mapping[str, bytes], events: Sequence[Event], document: Mapping[str, Any], versions: _Versions
) -> Iterator[str]:
    if document["kind"] != KIND:
        yield f"its kind is {document['kind']!r}, not {KIND!r}"
    made_with = _object(members, archive.ENVIRONMENT)
    if {key: made_with["tool"][key] for key in ("name", "version")} != header_of(events)["tool"]:
        yield "the evidence was made with another tool than the environment tells"
    expected = certificate(events, made_with, Issue.of(document))
    wrong = [
        name for name in sorted(set(expected) | set(document)) if document.get(name) != expected.get(name)
    ]
    for name in wrong:
        yield f"`{name}` does not follow from the evidence"
    yield from versions.differing(events, other_environment(made_with))
    if not wrong:
        yield from versions.differing(events, _written(members, document, expected))


def _written(
    members: Mapping[str, bytes], document: Mapping[str, Any], expected: Mapping[str, Any]
) -> Iterator[str]:
    if members[archive.CERTIFICATE] != json_bytes(expected):
        yield f"{archive.CERTIFICATE} is not written as this tool writes it"
    if members[archive.PAGE] != page_bytes(document):
        yield (
            f"{archive.PAGE} is not what this tool makes of the certificate, so it is not checked: "
            "do not rely on what it says"
        )


def _results(members: Mapping[str, bytes], events: Sequence[Event], versions: _Versions) -> Iterator[str]:
    stated, made = _object(members, archive.RESULTS), results_bytes(events)
    expected = parsed_object(made, archive.RESULTS)
    differing = [
        name
        for name in dict.fromkeys((*expected, *stated))
        if name not in stated
        or name not in expected
        or json_bytes({name: stated[name]}) != json_bytes({name: expected[name]})
    ]
    any_version = versions.may_differ(events)
    for name in differing:
        if name in OF_ANY_VERSION or not any_version:
            yield f"`{name}` in {archive.RESULTS} is not that of the evidence"
    outcomes = {event["mutation"]: event["outcome"] for event in outcomes_of(events) if event["mutation"]}
    if {entry["name"]: entry["outcome"] for entry in stated["mutations"]} != outcomes:
        yield f"the outcomes of mutations in {archive.RESULTS} are not those of the evidence"
    found = sorted(event["id"] for event in findings_of(events))
    if sorted(finding["id"] for finding in stated["findings"]) != found:
        yield f"the findings in {archive.RESULTS} are not those of the evidence"
    if not differing and members[archive.RESULTS] != made:
        yield from versions.differing(events, [f"{archive.RESULTS} is not written as this tool writes it"])
    elif others := [name for name in differing if name not in OF_ANY_VERSION] if any_version else []:
        versions.done.notes.append(
            f"this tool makes something else of the evidence, so {archive.RESULTS} is not checked in: "
            f"{named(others)}"
        )


def _dates(document: Mapping[str, Any], now: datetime) -> Iterator[str]:
    issue = Issue.of(document)
    finished = parse_time(document["run"]["finished_at"])
    if issue.issued_at > now + CLOCKS:
        yield f"it is not valid yet: it says that it was issued at {document['issued_at']}"
    if not finished - CLOCKS <= issue.issued_at <= finished + LONGEST_DELAY:
        yield f"it was issued at {document['issued_at']}, and the run ended at {document['run']['finished_at']}"
    if not issue.issued_at < issue.valid_until <= issue.issued_at + LONGEST_VALIDITY:
        yield (
            f"it is valid from {document['issued_at']} to {document['valid_until']}: a certificate is valid for "
            f"1 to {LONGEST_VALIDITY.days} days"
        )
    if issue.valid_until < now:
        yield f"it expired at {document['valid_until']}: certify again"


def _target(document: Mapping[str, Any], trusted: Trusted) -> Iterator[str]:
    target = document["target"]
    first = {
        name: target[key] for name, key in zip(trusted.contract.servers, ("url", "auth_url"), strict=False)
    }
    stated = {**first, **(target.get("sites") or {})}
    for name, url in first.items():
        if stated[name] != url:
            yield f"it names two addresses for {name}: {url} and {stated[name]}"
    for name, (option, wanted) in trusted.sites.items():
        recorded = stated.get(name)
        if str(recorded).rstrip("/") != wanted.rstrip("/"):
            yield f"it is about {recorded}, not about {option} {wanted}"


def _object(members: Mapping[str, bytes], name: str) -> dict[str, Any]:
    return parsed_object(members[name], name)
