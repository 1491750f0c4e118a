"""Things in a known state: the code that a mutation raises because of what an input names."""

import re
from collections.abc import Iterable
from typing import Any

from kraken_conformance.spec import Mutation

Values = Iterable[tuple[str, Any]]
"""The values of an input, each with the name of its field."""

IN_STATE = re.compile(r"A-F0([0-9]{6})", re.ASCII)
"""Names a thing in the state of the code with this number: `A-F0009202` is an account that raises KT-CT-9202."""

MISSING_SESSION = "KT-FR-7711"
"""The code of a caller without a token and without the session of an affiliate."""


def code_of_state(mutation: Mutation, values: Values) -> str | None:
    """Return the declared code of the state that a value of the input is in, None where none is."""
    for _, value in values:
        found = IN_STATE.fullmatch(value) if isinstance(value, str) else None
        if found is not None:
            number = str(int(found[1]))
            return next((code for code in mutation.errors if code.rpartition("-")[2] == number), None)
    return None


def lacks_session(authorization: str | None, values: Values) -> bool:
    """Whether a caller has neither a token nor the session of an affiliate."""
    return not (authorization or "").strip() and all(
        name != "affiliateSessionId" or value is None for name, value in values
    )
