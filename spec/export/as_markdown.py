"""The contract as a Markdown reference: servers, mutations, error codes."""

from collections.abc import Iterable, Iterator

from kraken_conformance.spec.export.exported_part import select
from kraken_conformance.spec.model import Contract, ErrorCode, Mutation, ReturnField

_AUTHORIZATION = {
    "declared": "Needs the Authorization header.",
    "stated": "Needs the Authorization header, although no error says so.",
    "none": "The documents do not ask for the Authorization header.",
}


def as_markdown(contract: Contract, *, server: str | None = None) -> str:
    """Return a contract as Markdown, restricted to one server if it is named."""
    selected = select(contract, server)
    lines = [f"# {contract.name} {contract.version}", "", f"SHA-256 of the contract: `{contract.sha256}`"]
    for site in selected.servers:
        mutations = [found for found in selected.mutations if found.server == site.name]
        lines += ["", f"## {site.name}", "", f"<{site.url}>, {len(mutations)} mutations", ""]
        lines += [f"- [{found.name}](#{found.name.lower()})" for found in mutations]
        for found in mutations:
            lines += ["", *_mutation(contract, found)]
    lines += ["", "## Error codes", "", *_errors(selected.errors)]
    if contract.common_errors:
        lines += [
            "",
            "## Error codes that every mutation may raise",
            "",
            *_errors(contract.common_errors.values()),
        ]
    return "\n".join(lines) + "\n"


def _mutation(contract: Contract, mutation: Mutation) -> Iterator[str]:
    yield f"### {mutation.name}"
    yield ""
    if mutation.deprecated:
        yield f"**Deprecated.** Use {mutation.replaced_by}." if mutation.replaced_by else "**Deprecated.**"
        yield ""
    inferred = "" if mutation.returns else " (inferred)"
    effects = ", ".join(sorted(mutation.effects)).lower().replace("_", " ") or "unknown"
    yield f"Returns `{mutation.type}`{inferred}. {_AUTHORIZATION[mutation.authorization]} Effects: {effects}."
    if mutation.arguments:
        yield from ("", "| argument | type |", "| --- | --- |")
        yield from (f"| `{argument.name}` | `{argument.type}` |" for argument in mutation.arguments)
    if mutation.fields:
        yield from ("", "| return field | type | source |", "| --- | --- | --- |")
        yield from (_field(field) for field in mutation.fields)
    if mutation.members:
        yield from ("", f"One of: {', '.join(f'`{member}`' for member in mutation.members)}")
    yield ""
    if mutation.errors:
        yield from _errors(found for code in mutation.errors if (found := contract.error(code)) is not None)
    else:
        yield "The documents list no errors."


def _field(field: ReturnField) -> str:
    source = "the documents" if field.type_inferred_from is None else field.type_inferred_from
    members = f": {', '.join(f'`{member}`' for member in field.members)}" if field.members else ""
    return f"| `{field.name}` | `{field.type}`{members} | {_cell(source)} |"


def _errors(errors: Iterable[ErrorCode]) -> Iterator[str]:
    yield from ("| code | message |", "| --- | --- |")
    for error in errors:
        reasons = error.refusal_reasons
        listed = (
            f"<br>`{reasons.extension}`: {', '.join(f'`{value}`' for value in reasons.values)}"
            if reasons
            else ""
        )
        yield f"| {error.code} | {_cell(error.message or error.meaning or '')}{listed} |"


def _cell(text: str) -> str:
    return text.replace("\\", "\\\\").replace("|", "\\|").replace("<", "&lt;").replace("\n", " ")
