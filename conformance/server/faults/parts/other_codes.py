"""Codes that a mutation must not answer with, of the form that the platform's codes have."""

import re
from collections.abc import Iterator
from itertools import count

from kraken_conformance.server.execution.call import Call


def undeclared_code(call: Call) -> str:
    """Return a code of the contract that the mutation does not declare, else one that there is not at all."""
    contract = call.contract
    never = contract.internal_errors.keys()
    known = (
        code for code in contract.errors if not contract.allows(call.mutation, code) and code not in never
    )
    return next(known, None) or unknown_code(call)


def unknown_code(call: Call) -> str:
    """Return a code of the right form that the contract does not have."""
    known = {**call.contract.errors, **call.contract.common_errors, **call.contract.internal_errors}
    form = call.contract.platform.errors
    return next(code for code in _numbered(next(iter(known))) if code not in known and form.is_code(code))


def _numbered(code: str) -> Iterator[str]:
    """Yield codes like one with other numbers at the end, as many digits first and then more."""
    digits = len(re.search(r"[0-9]*$", code)[0])  # type: ignore[index]
    head = code[: len(code) - digits]
    yield from (f"{head}{number:0{digits}}" for number in range(10**digits - 1, 0, -1))
    yield from (f"{head}{number}" for number in count(10**digits))
