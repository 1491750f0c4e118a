"""Where a bundle differs from the contract, the catalogue of requirements and the probes of the tool that checks it."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from pathlib import PurePosixPath
from typing import Any

from kraken_conformance.certificate import archive
from kraken_conformance.events import HeaderEvent, RequirementFacts
from kraken_conformance.judging.contract_facts import contract_facts
from kraken_conformance.spec import Contract, Requirement
from kraken_conformance.spec.loading.catalogue import CATALOGUE, requirements_of
from kraken_conformance.spec.loading.http_profile import VERSIONS


def other_contract(
    header: HeaderEvent, members: Mapping[str, bytes], contract: Contract, files: Mapping[str, bytes]
) -> Iterator[str]:
    """Yield where the contract of a bundle is not the one with these files, though their digests are the same."""
    for name in archive.CONTRACT:
        # The digest is one of all files together: it does not say where one ends and the next begins.
        if _lines_of(members[name]) != _lines_of(files.get(PurePosixPath(name).name, b"")):
            yield f"{name} is not that of the contract that is trusted here"
    for key, value in contract_facts(contract).items():
        if header["contract"].get(key) != value:
            yield (
                f"the evidence states another {key} than the contract"
                if isinstance(value, str)
                else (f"the evidence lists other {key} than the contract")
            )


def weakened(header: HeaderEvent) -> Iterator[str]:
    """Yield the requirements that a run calls less binding than the catalogue of this tool does."""
    profiles = header.get("http_profiles", ())
    if not set(profiles) & set(VERSIONS):
        yield "the evidence names no profile of GraphQL over HTTP that is known here"
    known, recorded = requirements_of(profiles), header["requirements"]
    for id_ in sorted(set(recorded) & set(known)):
        if recorded[id_]["level"] != known[id_].level:
            yield f"{id_} is a {known[id_].level}, and the evidence calls it a {recorded[id_]['level']}"


def other_requirements(header: HeaderEvent, members: Mapping[str, bytes]) -> Iterator[str]:
    """Yield how the requirements of a run differ from the catalogue of this tool."""
    known, recorded = requirements_of(header.get("http_profiles", ())), header["requirements"]
    absent = [id_ for id_ in sorted(known) if id_ not in recorded]
    for what, ids in (
        ("requirements", [id_ for id_ in absent if known[id_].level == "MUST"]),
        ("requirements that are no MUST", [id_ for id_ in absent if known[id_].level != "MUST"]),
    ):
        if ids:
            yield f"the evidence leaves out {what}: {', '.join(ids)}"
    if added := sorted(set(recorded) - set(known)):
        yield f"the evidence has requirements that the catalogue here does not have: {named(added)}"
    rewritten = sorted(id_ for id_ in set(recorded) & set(known) if not _is_same(recorded[id_], known[id_]))
    if rewritten:
        yield f"the evidence states other texts than the catalogue here: {', '.join(rewritten)}"
    if members[archive.REQUIREMENTS] != CATALOGUE.read_bytes():
        yield f"{archive.REQUIREMENTS} is not the catalogue of this tool, so it is not checked"


def _is_same(recorded: RequirementFacts, known: Requirement) -> bool:
    """Whether the evidence states a requirement as the catalogue does, apart from its level."""
    return {key: value for key, value in recorded.items() if key != "level"} == {
        "text": known.text,
        "citation": known.citation,
        "remedy": known.remedy,
        "decides": known.decides,
    }


def other_probes(used: Collection[str], own: Collection[str]) -> Iterator[str]:
    """Yield how the probes of a run differ from those of this tool."""
    if left_out := sorted(set(own) - set(used)):
        yield f"the run had no probes {', '.join(left_out)}"
    if added := sorted(set(used) - set(own)):
        yield f"the run had probes that this tool does not have: {named(added)}"


def other_environment(stated: Mapping[str, Any]) -> Iterator[str]:
    """Yield what an environment has that none has. What it states is the word of the signer."""
    tool, dependencies = stated["tool"], stated["dependencies"]
    texts = [stated["python"], stated["platform"], *dependencies.values(), tool["files_sha256"]]
    if not (
        set(stated) == {"tool", "python", "platform", "dependencies"}
        and set(tool) == {"name", "version", "files_sha256", "wheel_sha256"}
        and all(isinstance(text, str) for text in texts)
        and isinstance(tool["wheel_sha256"], str | None)
    ):
        yield f"{archive.ENVIRONMENT} has other keys or values than this tool writes"


def named(names: Sequence[str]) -> str:
    """Return the first of some names that a signer chose."""
    shown = ", ".join(name[:60] for name in names[:5])
    return shown + (f" and {len(names) - 5} more" if len(names) > 5 else "")


def _lines_of(content: bytes) -> bytes:
    return content.replace(b"\r\n", b"\n")
