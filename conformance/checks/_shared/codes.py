"""What the checks of error codes share."""

from kraken_conformance.judging.observation import RaisedError
from kraken_conformance.spec import Contract, Level, Mutation, Role


def may_raise(contract: Contract, mutation: Mutation, code: str) -> bool:
    """Whether a mutation may answer with a code.

    It declares the code, or the code is common to all, or it stands for the missing header that the
    text of the mutation asks for.
    """
    stated = mutation.authorization == "stated" and code in contract.codes_of(Role.NO_TOKEN)
    return stated or contract.allows(mutation, code)


def weight_at(error: RaisedError) -> Level | None:
    """Return the level of a violation by an error, by its path.

    The documents list the errors of the mutation. A field of what it returns may be refused by itself, with a code of
    its own and data beside it: of that they say nothing.
    """
    path = error.entry.get("path")
    return Level.SHOULD if isinstance(path, list) and len(path) > 1 else None
