"""Checks a bundle offline: every promise it makes is worked out again from what is in it."""

import json
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path, PurePosixPath
from typing import Any, cast

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

from kraken_conformance.certificate import archive, consistency, manifest
from kraken_conformance.certificate.claim import claim
from kraken_conformance.certificate.document import KIND, SCHEMA_VERSION, Issue, certificate, parse_time
from kraken_conformance.certificate.exercisable import exercisable
from kraken_conformance.certificate.signing_keys import fingerprint, parse_public, signed
from kraken_conformance.events import Event, FooterEvent, HeaderEvent, findings_of, header_of, outcomes_of
from kraken_conformance.exceptions import UsageError
from kraken_conformance.judging.verdict import Verdict
from kraken_conformance.runner.evidence import evidence_file
from kraken_conformance.spec import Contract
from kraken_conformance.spec.loading.catalogue import requirements_of
from kraken_conformance.spec.loading.contract_files import contract_digest
from kraken_conformance.spec.loading.http_profile import VERSIONS

CLOCKS = timedelta(minutes=5)
"""So far apart may the clocks of two machines be."""

LONGEST_DELAY = timedelta(hours=1)
"""So long after the end of a run may its certificate be issued: `certify` does both in one go."""

RESULTS_VERSION = 1


@dataclass(frozen=True, slots=True)
class Trusted:
    """What the reader of a bundle expects of it. Without a key, its signer is not known.

    `probes` are all that the checking tool has; `version` is its version. `sites` maps the name of a site
    to the option and the address that the bundle has to be about; a site that is not there may be any.
    """

    key: Ed25519PublicKey | None
    contract: Contract
    probes: Collection[str]
    version: str
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
    done.add("hashes", lambda: manifest.contradictions(_object(members, archive.MANIFEST), members))
    if not done.add("versions", lambda: _versions(members)):
        return done
    document = _object(members, archive.CERTIFICATE)
    done.certificate = document
    events: list[Event] = []
    if not done.add("lines", lambda: _lines(members[archive.EVIDENCE], events)):
        return done
    done.add("contract", lambda: _contract(members, events, document, trusted, done))
    if done.add("evidence", lambda: consistency.contradictions(events)):
        done.add("verdict", lambda: _verdict(events, document, trusted))
        done.add("certificate", lambda: _certificate(members, events, document))
        done.add("results", lambda: _results(_object(members, archive.RESULTS), events))
    done.add("dates", lambda: _dates(document, trusted.now))
    done.add("target", lambda: _target(document, trusted))
    return done


def _signature(
    members: Mapping[str, bytes], key: Ed25519PublicKey | None, done: Verification
) -> Iterator[str]:
    own = parse_public(members[archive.PUBLIC_KEY], archive.PUBLIC_KEY)
    done.signer = fingerprint(own)
    if not signed(own, members[archive.SIGNATURE], members[archive.MANIFEST]):
        yield "it was not made with the key in the bundle: the manifest or the signature was changed"
    if key is None:
        yield "its signer is not known: give the public key that you have from the vendor (--key)"
    elif fingerprint(key) != done.signer:
        yield f"the bundle is signed with the key {done.signer}, not with the trusted one {fingerprint(key)}"


def _versions(members: Mapping[str, bytes]) -> Iterator[str]:
    header = json.loads(members[archive.EVIDENCE].split(b"\n", 1)[0])
    known = {
        archive.MANIFEST: (_object(members, archive.MANIFEST), manifest.SCHEMA_VERSION),
        archive.CERTIFICATE: (_object(members, archive.CERTIFICATE), SCHEMA_VERSION),
        archive.EVIDENCE: (header, evidence_file.SCHEMA_VERSION),
        archive.RESULTS: (_object(members, archive.RESULTS), RESULTS_VERSION),
    }
    for name, (content, newest) in known.items():
        version = content.get("schema_version")
        if not isinstance(version, int) or version > newest:
            yield f"{name} has schema version {version!r}, and this tool reads up to {newest}: upgrade it"


def _lines(content: bytes, events: list[Event]) -> Iterator[str]:
    for number, line in enumerate(content.decode().splitlines(), 1):
        event = json.loads(line)
        if not isinstance(event, dict) or not isinstance(event.get("type"), str):
            yield f"line {number} of {archive.EVIDENCE} is no event"
            return
        events.append(cast(Event, event))
    if not events:
        yield f"{archive.EVIDENCE} is empty"


def _contract(
    members: Mapping[str, bytes],
    events: Sequence[Event],
    document: Mapping[str, Any],
    trusted: Trusted,
    done: Verification,
) -> Iterator[str]:
    header, contract = header_of(events), trusted.contract
    digest = contract_digest({PurePosixPath(name).name: members[name] for name in archive.CONTRACT})
    if {digest, header["contract"]["sha256"], document["contract"]["sha256"]} != {digest}:
        yield "the contract in the bundle is not the one that the run was made with"
    if digest != contract.sha256:
        yield (
            f"the contract is not the one that is trusted here, {contract.name} {contract.version} "
            f"({contract.sha256[:12]}…), but {digest[:12]}…: see --contract"
        )
        return
    listed = [
        {"name": m.name, "server": m.server, "errors": list(m.errors)} for m in contract.mutations.values()
    ]
    if header["contract"]["mutations"] != listed:
        yield "the evidence lists other mutations than the contract"
    yield from _requirements(header, trusted, done)


def _requirements(header: HeaderEvent, trusted: Trusted, done: Verification) -> Iterator[str]:
    profiles = header.get("http_profiles", ())
    if not set(profiles) & set(VERSIONS):
        yield "the evidence names no profile of GraphQL over HTTP that is known here"
    known, recorded = requirements_of(profiles), header["requirements"]
    for id_ in sorted(set(recorded) & set(known)):
        if recorded[id_]["level"] != known[id_].level:
            yield f"{id_} is a {known[id_].level}, and the evidence calls it a {recorded[id_]['level']}"
    absent = sorted(set(known) - set(recorded))
    if absent and header["tool"]["version"] == trusted.version:
        yield f"the evidence leaves out requirements: {', '.join(absent)}"
    elif absent:
        done.notes.append(
            f"made with version {header['tool']['version']}, which did not know {', '.join(absent)}"
        )


def _verdict(events: Sequence[Event], document: Mapping[str, Any], trusted: Trusted) -> Iterator[str]:
    header = header_of(events)
    # An older or newer tool has other probes than this one: then it is what it says it used.
    same = header["tool"]["version"] == trusted.version
    probes = trusted.probes if same else header["configuration"]["probes"]
    judged = claim(events, Issue.of(document).level, probes, exercisable(trusted.contract))
    if judged.verdict is not Verdict.CONFORMANT:
        yield f"the evidence is {judged.verdict}"
        yield from judged.reasons


def _certificate(
    members: Mapping[str, bytes], events: Sequence[Event], document: Mapping[str, Any]
) -> Iterator[str]:
    if document["kind"] != KIND:
        yield f"its kind is {document['kind']!r}, not {KIND!r}"
    made_with = _object(members, archive.ENVIRONMENT)
    if {key: made_with["tool"][key] for key in ("name", "version")} != header_of(events)["tool"]:
        yield "the evidence was made with another tool than the environment tells"
    expected = certificate(events, made_with, Issue.of(document))
    for name in sorted(set(expected) | set(document)):
        if document.get(name) != expected.get(name):
            yield f"`{name}` does not follow from the evidence"


def _results(results: Mapping[str, Any], events: Sequence[Event]) -> Iterator[str]:
    header, footer = header_of(events), cast(FooterEvent, events[-1])
    expected = {
        "run_id": header["run_id"],
        "verdict": footer["verdict"],
        "exit_code": footer["exit_code"],
        "counts": footer["counts"],
        "scope": footer["scope"],
        "target": header["target"],
    }
    for name, value in expected.items():
        if results[name] != value:
            yield f"`{name}` in {archive.RESULTS} is not that of the evidence"
    outcomes = {event["mutation"]: event["outcome"] for event in outcomes_of(events)}
    for entry in results["mutations"]:
        if outcomes.get(entry["name"]) != entry["outcome"]:
            yield f"the outcome of {entry['name']} in {archive.RESULTS} is not that of the evidence"
    found = sorted(event["id"] for event in findings_of(events))
    if sorted(finding["id"] for finding in results["findings"]) != found:
        yield f"the findings in {archive.RESULTS} are not those of the evidence"


def _dates(document: Mapping[str, Any], now: datetime) -> Iterator[str]:
    issue = Issue.of(document)
    finished = parse_time(document["run"]["finished_at"])
    if issue.issued_at > now + CLOCKS:
        yield f"it is not valid yet: it says that it was issued at {document['issued_at']}"
    if not finished - CLOCKS <= issue.issued_at <= finished + LONGEST_DELAY:
        yield f"it was issued at {document['issued_at']}, and the run ended at {document['run']['finished_at']}"
    if issue.valid_until < now:
        yield f"it expired at {document['valid_until']}: certify again"


def _target(document: Mapping[str, Any], trusted: Trusted) -> Iterator[str]:
    target = document["target"]
    first = {
        name: target[key] for name, key in zip(trusted.contract.servers, ("url", "auth_url"), strict=False)
    }
    stated = {**first, **(target.get("sites") or {})}
    for name, (option, wanted) in trusted.sites.items():
        recorded = stated.get(name)
        if str(recorded).rstrip("/") != wanted.rstrip("/"):
            yield f"it is about {recorded}, not about {option} {wanted}"


def _object(members: Mapping[str, bytes], name: str) -> dict[str, Any]:
    content = json.loads(members[name])
    if not isinstance(content, dict):
        raise ValueError(f"{name} is no object")
    return content
