"""What reads files and answers that somebody else may have made: each takes bytes, and may raise what it states."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cache
from pathlib import Path
from random import Random

import pytest
from click import Option
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from graphql import build_schema, introspection_from_schema

from kraken_conformance.certificate import archive
from kraken_conformance.certificate.seal import issue, seal, sign
from kraken_conformance.certificate.signing_keys import load_private, load_public, public_pem
from kraken_conformance.certificate.verification import Trusted, verify
from kraken_conformance.cli.options import secret_values
from kraken_conformance.cli.options.option_list import profile_options
from kraken_conformance.cli.options.option_sources import keys_of
from kraken_conformance.exceptions import UsageError
from kraken_conformance.history import FILE, History
from kraken_conformance.history.status import status_line
from kraken_conformance.journal import read_journal
from kraken_conformance.model.json_answer import read_json
from kraken_conformance.probes.registry import probe_facts
from kraken_conformance.profile import load_profile
from kraken_conformance.reports import read_events, summarise
from kraken_conformance.reports.compare.comparison_text import as_json, as_markdown, as_text
from kraken_conformance.reports.compare.run_comparison import compare
from kraken_conformance.reports.run.earlier_runs import as_earlier, read_results
from kraken_conformance.runner.evidence.evidence_file import NAME, read_evidence
from kraken_conformance.runner.evidence.resume import read_earlier
from kraken_conformance.safety.known_secrets import KnownSecrets
from kraken_conformance.safety.redaction import Redactor
from kraken_conformance.spec import Contract, load_contract, load_requirements
from kraken_conformance.spec.exceptions import ContractError
from kraken_conformance.spec.importers import import_contract, make_draft
from kraken_conformance.spec.loading.contract_files import ContractFolder
from kraken_conformance.spec.loading.schema_file import read_schema
from kraken_conformance.target.transport.limits import BeyondLimits, require_bounded
from kraken_conformance.waivers.waiver_file import load_waivers
from tests.end_to_end.hostile.damage import damaged, damaged_json, damaged_lines
from tests.small_contract import write_contract

Damage = Callable[[bytes, Random], bytes]


@dataclass(frozen=True, slots=True)
class Reader:
    """Reads a `file` in a folder, whose sound content is `sound`. Of what is damaged it says so by a `UsageError`."""

    file: str
    sound: bytes
    read: Callable[[Path], object]
    damage: Damage = damaged


PROFILE = b"""
default_target = "staging"
[defaults]
max_examples = 100
timeout = 10
[targets.staging]
url = "https://staging.example.com/v1/graphql/"
token = { env = "HOME" }
headers = { X-Tenant = "oefr", X-Gateway-Key = { env = "HOME" } }
execute = true
max_rps = 20
allow_effects = ["moves_money"]
[targets.staging.pools]
accountNumber = ["A-1B2C3D4A"]
"type:Date" = [2026-12-01]
[targets.staging.expected_refusals]
acceptQuote = { reason = "no quotes", expires = 2027-06-30 }
"""

WAIVERS = b"""
[[waiver]]
requirement = "error.code-declared"
mutation = "selfReading"
path = "errors[*].extensions.errorCode"
reason = "known"
expires = 2027-01-01
[[waiver]]
requirement = "http.json"
server = "API"
finding = "0a1b2c3d"
reason = "known too"
expires = 2027-01-01
"""

JOURNAL = b"\n".join(
    json.dumps(entry).encode()
    for entry in (
        {
            "type": "created",
            "id": "1",
            "at": "2026-01-01T00:00:00Z",
            "mutation": "selfReading",
            "server": "API",
            "url": "http://127.0.0.1:9/",
            "sent": {"input.a": "b"},
            "answered": {"id": 5},
        },
        {"type": "undone", "id": "1", "at": "2026-01-01T00:00:00Z"},
    )
)

PAGE = (Path(__file__).parents[2] / "spec" / "pages" / "library.md").read_bytes()

SDL = b"""
schema { query: Query mutation: Mutation }
type Query { a(b: [Int!]! = [1, 2]): Node }
type Mutation { selfReading(input: In!): Out }
interface Node { id: ID! }
type Out implements Node @key(fields: "id") { id: ID! at: Date deprecated: E @deprecated(reason: "old") }
input In { a: String = "x" b: In c: [[E!]] } enum E { ONE TWO } scalar Date union U = Out
directive @key(fields: String!) repeatable on OBJECT
"""

LIBRARY = Path(__file__).parents[1] / "contracts" / "three_sites"
"""A contract with three sites, small enough that a damaged copy is read in a few milliseconds."""

FLOWS = b"""
flows:
  loan:
    text: What was lent is given back, and cannot be given back twice.
    from: the fields of LendBook and the argument of returnBook
    steps:
      - mutation: lendBook
        gives: {loan: loan.id}
      - name: back
        mutation: returnBook
        takes: {loan: loan}
        refusal: LIB-0102
        unknown: true
"""

TRIGGERS = b"""
triggers:
  LIB-0102:
    from: the message of the code
    stated: true
    when:
      - {is: a loan that nobody made, set: {loan: loan-0}}
  LIB-0002:
    from: the fields of the input
    when:
      - {is: no way to sign in, remove: [credentials.readerCard, credentials.staffKey]}
"""

INTROSPECTION = json.dumps({"data": introspection_from_schema(build_schema(SDL.decode()))}).encode()

ANSWER = json.dumps(
    {
        "data": {
            "selfReading": {"possibleErrors": [{"code": "KT-CT-1"}], "token": "eyJhbGciOi.eyJzdWIiOi.c2ln"}
        },
        "errors": [{"message": "no", "path": ["selfReading", 0], "extensions": {"errorCode": "KT-CT-1111"}}],
    }
).encode()


@cache
def shipped() -> Contract:
    return load_contract("oefr")


def _profile(path: Path) -> None:
    options: list[Option] = list(profile_options())
    load_profile(path, keys_of(options)).target(None)


def _evidence(path: Path) -> None:
    read_evidence(path)


def _reports(path: Path) -> None:
    summarise(read_events(path))


def _resume(path: Path) -> None:
    read_earlier(path.parent)


def _history(path: Path) -> None:
    with History(path.parent, must_exist=True) as history:
        for target in history.targets():
            runs = history.runs(target)
            history.results(target)
            if runs:
                status_line(runs[-1])


def _answer(path: Path) -> None:
    content = path.read_bytes()
    try:
        require_bounded(content)
    except BeyondLimits:
        return
    value, _ = read_json(content)
    redactor = Redactor(["secret-0123456789"])
    redactor.learn_answer(value)
    redactor.body(content)


def _results(path: Path) -> None:
    results = read_results(path)
    as_earlier(results)
    found = compare(results, results)
    as_text(found), as_json(found), as_markdown(found)


def _imported(path: Path) -> None:
    with suppress(ContractError):
        import_contract(make_draft(path, name="made", version="1"), None)


def _bundle(key: Ed25519PrivateKey, contract: Path) -> Callable[[Path], None]:
    trusted = Trusted(
        key=key.public_key(),
        contract=load_contract(contract),
        contract_files=ContractFolder(contract).contents(),
        probes=set(probe_facts()),
        version="1.0",
        made_with=None,
        now=datetime(2026, 1, 1, tzinfo=UTC),
    )

    def read(path: Path) -> None:
        done = verify(path, trusted)
        assert done.parts

    return read


def _signed_anew(key: Ed25519PrivateKey) -> Damage:
    """Return a damage of a member of a bundle which its vendor signed all the same."""

    def damage(content: bytes, random: Random) -> bytes:
        members = dict(archive.unpack(content))
        name = random.choice(archive.CONTENT)
        way = damaged_lines if name == archive.EVIDENCE else damaged
        if name.endswith(".json") and random.random() < 0.8:
            members[name] = json.dumps(damaged_json(json.loads(members[name]), random)).encode()
        else:
            members[name] = way(members[name], random)
        return sign(members, key)

    return damage


def _damaged_answer(content: bytes, random: Random) -> bytes:
    if random.random() < 0.5:
        return damaged(content, random)
    return json.dumps(damaged_json(json.loads(content), random)).encode()


def _contract(file: str, folder: Path) -> Reader:
    def read(path: Path) -> None:
        for name in folder.iterdir():
            if name.name != file:
                shutil.copy(name, path.parent / name.name)
        load_contract(path.parent)

    return Reader(file, (folder / file).read_bytes(), read)


def _sealed(evidence: bytes, contract: Path, key: Ed25519PrivateKey) -> bytes:
    _, content = seal(
        evidence=evidence,
        contract=str(contract),
        issue=issue("core", None, 30),
        key=key,
        secrets=(),
    )
    return content


def readers(evidence: bytes, results: bytes, history: Path, folder: Path) -> dict[str, Reader]:
    """Return the readers by what they read; all but `folder`, which is for contracts, are of a run."""
    contract = write_contract(folder / "contract", ["obtainKrakenToken", "selfReading"])
    library = Path(shutil.copytree(LIBRARY, folder / "library"))
    (library / "flows.yaml").write_bytes(FLOWS)
    (library / "triggers.yaml").write_bytes(TRIGGERS)
    key = Ed25519PrivateKey.generate()
    bundle = _sealed(evidence, contract, key)
    private = key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    return {
        "bundle": Reader("bundle.zip", bundle, _bundle(key, contract)),
        "bundle signed anew": Reader("bundle.zip", bundle, _bundle(key, contract), _signed_anew(key)),
        "private key": Reader("private.pem", private, lambda path: load_private(path, None)),
        "public key": Reader("public.pem", public_pem(key.public_key()), load_public),
        "results": Reader("results.json", results, _results, _damaged_answer),
        "page": Reader("page.md", PAGE, _imported),
        "schema to be imported": Reader("schema.graphql", SDL, _imported),
        "introspection to be imported": Reader("schema.json", INTROSPECTION, _imported, _damaged_answer),
        "evidence": Reader(NAME, evidence, _evidence, damaged_lines),
        "evidence for reports": Reader(NAME, evidence, _reports, damaged_lines),
        "evidence to be continued": Reader(NAME, evidence, _resume, damaged_lines),
        "journal": Reader("journal.jsonl", JOURNAL, lambda path: read_journal(path.parent), damaged_lines),
        "history": Reader(FILE, history.read_bytes(), _history),
        "profile": Reader("kraken-conformance.toml", PROFILE, _profile),
        "waivers": Reader(
            "waivers.toml",
            WAIVERS,
            lambda path: load_waivers(
                path,
                mutations=shipped().mutations,
                servers=shipped().servers,
                requirements=load_requirements(),
            ),
        ),
        "schema": Reader("schema.graphql", SDL, read_schema),
        "headers": Reader("headers.txt", b"X-Own: a\nCookie: b=c\n", _headers),
        "answer": Reader("answer.json", ANSWER, _answer, _damaged_answer),
        **{
            f"contract {name}": _contract(name, library)
            for name in ("contract.graphql", "errors.yaml", "platform.yaml", "flows.yaml", "triggers.yaml")
        },
    }


def _headers(path: Path) -> None:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(
            secret_values, "KNOWN", KnownSecrets()
        )  # what it takes for secrets is none of other tests
        secret_values.headers([f"@{path}"])


def try_reader(reader: Reader, folder: Path, seed: int) -> None:
    """Read a damaged file. Raises whatever the reader raises beyond what it states."""
    path = folder / reader.file
    path.write_bytes(reader.damage(reader.sound, Random(seed)))
    with suppress(UsageError):
        reader.read(path)
