"""The value with which a mutation says that it was executed."""

from typing import Any

from kraken_conformance.model.exchange import Exchange


def value_of_success(exchange: Exchange, possible_errors_field: str | None) -> Any:
    """Return the value of the mutation in an answer without errors, None where there is none.

    A dry run answers with the errors that are possible, in `possible_errors_field`: it executed nothing.
    """
    body = None if exchange.response is None else exchange.response.json()
    if exchange.case.operation is None or not isinstance(body, dict) or body.get("errors"):
        return None
    data = body.get("data")
    root = data.get(exchange.case.operation.root) if isinstance(data, dict) else None
    return None if isinstance(root, dict) and root.get(possible_errors_field) else root
