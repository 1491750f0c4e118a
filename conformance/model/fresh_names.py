"""Names that a sequence gives to what it makes: others each time it is sent, or it would meet what it left behind."""

import re
from collections.abc import Mapping
from dataclasses import replace
from hashlib import sha256
from typing import Any, Final
from uuid import UUID

from kraken_conformance.model.case import Case

UUID_FORM: Final = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}", re.ASCII)
LEDGER: Final = "L-"


def name_for(text: str, *, like: str) -> str:
    """Return a name that is made of a text, in the form of another one: a UUID, digits, a ledger, or letters."""
    digest = sha256(text.encode())
    if like.isdigit():
        return str(10**8 + int.from_bytes(digest.digest()[:4]) % (9 * 10**8))
    if UUID_FORM.fullmatch(like):
        return str(UUID(bytes=digest.digest()[:16], version=4))
    return (
        f"{LEDGER}{digest.hexdigest()[:8].upper()}"
        if like.startswith(LEDGER)
        else f"c{digest.hexdigest()[:15]}"
    )


def renamed(case: Case, nonce: str) -> Case:
    """Return a case and the steps before it with other names wherever its `fresh` ones stand."""
    names = {name: name_for(f"{name} {nonce}", like=name) for name in case.fresh}
    if not names:
        return case
    before = tuple(replace(step, variables=_with(names, step.variables)) for step in case.before)
    differing = tuple(names.get(name, name) for name in case.differing)
    return replace(
        case,
        variables=_with(names, case.variables),
        before=before,
        fresh=tuple(names.values()),
        differing=differing,
    )


def rival(case: Case, number: int) -> Case:
    """Return one of the requests that are sent at the same moment: the first is the case itself."""
    names = {name: name_for(f"{name} {number}", like=name) for name in case.differing} if number else {}
    return replace(case, variables=_with(names, case.variables)) if names else case


def _with(names: Mapping[str, str], value: Any) -> Any:
    if isinstance(value, Mapping):
        return {key: _with(names, part) for key, part in value.items()}
    if isinstance(value, list):
        return [_with(names, item) for item in value]
    return names.get(value, value) if isinstance(value, str) else value
