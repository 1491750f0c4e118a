"""Things in a known state: the code that a mutation raises because of what an input names."""

from __future__ import annotations

import re

from kraken_conformance.server.execution.call import Call

IN_STATE = re.compile(r"A-F0([0-9]{6})", re.ASCII)
"""Names a thing in the state of the code with this number: `A-F0009202` is an account that raises KT-CT-9202."""

MISSING_SESSION = "KT-FR-7711"
"""The code of a caller without a token and without the session of an affiliate."""


def code_of_state(call: Call) -> str | None:
    """Return the declared code of the state that a value of the input is in, None where none is."""
    for _, value in call.values():
        found = IN_STATE.fullmatch(value) if isinstance(value, str) else None
        if found is not None:
            number = str(int(found[1]))
            return next((code for code in call.mutation.errors if code.rpartition("-")[2] == number), None)
    return None


def lacks_session(call: Call) -> bool:
    """Whether a caller has neither a token nor the session of an affiliate."""
    return not (call.authorization or "").strip() and all(
        name != "affiliateSessionId" or value is None for name, value in call.values()
    )
