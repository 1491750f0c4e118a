"""Drafts how one logs in, where the login has another name than on the rest of the platform."""

import re
from typing import Any

from graphql import GraphQLInputObjectType, get_nullable_type, is_non_null_type

from kraken_conformance.spec.importers.input_paths import output_leaves
from kraken_conformance.spec.model import Contract, Mutation

_NAME = re.compile(
    r"log_?in|sign_?in|authenticate|(?:obtain|create|issue|get|new).*token|session", re.IGNORECASE
)
_CALLED_SO = re.compile(r"(?:user)?_?(?:log_?in|sign_?in|authenticate)(?:_?user)?", re.IGNORECASE)
_TOKEN = re.compile(r"(?:access|session|auth|id|kraken)?_?(?:token|jwt)", re.IGNORECASE)
_REFRESH = re.compile(r"refresh_?token", re.IGNORECASE)
_KEY = re.compile(r"key|secret", re.IGNORECASE)


def drafted_login(contract: Contract) -> dict[str, Any] | None:
    """Return the `login` of `platform.yaml`, None where no mutation, or more than one, looks like a login.

    It does where its name says so, its payload has a token, and its one argument is an input of texts that are each
    optional, of which one is a key: then each of them is taken for one way to say who the caller is.
    """
    found = [login for mutation in contract.mutations.values() if (login := _login(mutation))]
    return found[0] if len(found) == 1 else None


def logins_in_doubt(contract: Contract) -> list[str]:
    """Return the mutations of a contract without a login that one may be, by their names."""
    if contract.platform.login is not None:
        return []
    return [name for name in contract.mutations if _CALLED_SO.fullmatch(name)]


def _login(mutation: Mutation) -> dict[str, Any] | None:
    if not _NAME.search(mutation.name) or len(mutation.arguments) != 1:
        return None
    argument = mutation.arguments[0]
    taken = get_nullable_type(argument.type)
    given = [name for name, type_ in output_leaves(mutation) if type_ == "String"]
    tokens = [name for name in given if _TOKEN.fullmatch(name)]
    if not isinstance(taken, GraphQLInputObjectType) or len(tokens) != 1:
        return None
    if any(is_non_null_type(field.type) for field in taken.fields.values()):
        return None
    ways = [name for name, field in taken.fields.items() if str(field.type) in ("String", "ID")]
    key = next((name for name in ways if _KEY.search(name)), None)
    if key is None:
        return None
    return {
        "mutation": mutation.name,
        "argument": argument.name,
        "input_type": str(argument.type),
        "ways": ways,
        "api_key": key,
        "token": tokens[0],
        "refresh": _only(ways),
        "claims": None,
        "refresh_token": _only(given),
        "refresh_end": None,
    }


def _only(names: list[str]) -> str | None:
    return next((name for name in names if _REFRESH.fullmatch(name)), None)
