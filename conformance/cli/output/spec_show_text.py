"""A mutation and an error code, laid out for a person at a terminal."""

from collections.abc import Iterator

from rich.console import Console
from rich.markup import escape
from rich.padding import Padding
from rich.table import Table

from kraken_conformance.spec.model import Contract, ErrorCode, Mutation, ReturnField

AUTHORIZATION = {
    "declared": "needed: the list of errors says so",
    "stated": "needed: the text says so",
    "none": "the documents do not ask for it",
}


def show_mutation(console: Console, contract: Contract, mutation: Mutation) -> None:
    """Print all that the contract says of a mutation."""
    console.print(f"[bold]{mutation.name}[/bold]  {escape(contract.servers[mutation.server].url)}")
    if mutation.deprecated:
        instead = f"; use {mutation.replaced_by}" if mutation.replaced_by else ""
        console.print(f"[yellow]Deprecated{instead}.[/yellow]")
    _rows(console, _summary(mutation))
    _section(console, "Arguments", ((argument.name, str(argument.type)) for argument in mutation.arguments))
    _section(console, "Return fields", ((field.name, _field_type(field)) for field in mutation.fields))
    _section(console, "Members", ((member, "") for member in mutation.members))
    _section(console, "Errors", ((code, _message(contract.errors.get(code))) for code in mutation.errors))
    if not mutation.errors_documented:
        console.print("The documents list no errors.")
    console.print(f"\nMay come from every mutation: {', '.join(contract.common_errors) or 'no code'}")


def show_code(console: Console, contract: Contract, error: ErrorCode) -> None:
    """Print all that the contract says of an error code, and which mutations declare it."""
    console.print(f"[bold]{error.code}[/bold]  {escape(_message(error))}")
    if error.inferred_from:
        console.print(f"Known from: {escape(error.inferred_from)}")
    if error.refusal_reasons:
        reasons = ((value, "") for value in error.refusal_reasons.values)
        _section(console, f"Refusal reasons, in extensions.{error.refusal_reasons.extension}", reasons)
    if error.common:
        console.print("Every mutation may raise it.")
        return
    raising = [mutation for mutation in contract.mutations.values() if error.code in mutation.errors]
    _section(
        console, f"Declared by {len(raising)} mutations", ((found.name, found.server) for found in raising)
    )


def _summary(mutation: Mutation) -> Iterator[tuple[str, str]]:
    yield "Server", mutation.server
    yield "Returns", mutation.returns or f"{mutation.type} (inferred: the documents name no type)"
    yield "Authorization", AUTHORIZATION[mutation.authorization]
    yield "Effects", ", ".join(sorted(mutation.effects)) or "unknown"
    yield "Source", str(mutation.source)


def _field_type(field: ReturnField) -> str:
    members = f" of {' | '.join(field.members)}" if field.members else ""
    if field.type_inferred_from is None:
        return f"{field.type}{members}"
    documented = f", documented: {field.documented_type}" if field.documented_type else ""
    return f"{field.type}{members} (inferred from {field.type_inferred_from}{documented})"


def _message(error: ErrorCode | None) -> str:
    return (error.message or error.meaning or "") if error else ""


def _section(console: Console, title: str, rows: Iterator[tuple[str, str]]) -> None:
    found = list(rows)
    if found:
        console.print(f"\n[bold]{escape(title)}[/bold]")
        _rows(console, iter(found))


def _rows(console: Console, rows: Iterator[tuple[str, str]]) -> None:
    table = Table.grid(padding=(0, 2))
    table.add_column(no_wrap=True)
    table.add_column(overflow="fold")
    for left, right in rows:
        table.add_row(escape(left), escape(right))
    console.print(Padding(table, (0, 0, 0, 2)))
