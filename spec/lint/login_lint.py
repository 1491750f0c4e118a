"""What `platform.yaml` says of the login and of roles, held against the contract."""

from collections.abc import Iterator, Mapping
from typing import Any

from graphql import get_named_type

from kraken_conformance.spec.exceptions import Problem
from kraken_conformance.spec.loading.contract_files import ContractFolder, load_yaml, problem_at
from kraken_conformance.spec.model import Contract, Mutation
from kraken_conformance.spec.platform import LoginFacts

OF_INPUT = ("ways", "api_key", "refresh")
OF_ANSWER = ("token", "claims", "refresh_token", "refresh_end")


def login_remarks(contract: Contract, folder: ContractFolder) -> Iterator[Problem]:
    """Yield what the contract's own `platform.yaml` names that is not there: parts of the login, codes of roles."""
    path = folder.platform_path
    own: Mapping[str, Any] = (load_yaml(path) if path.is_file() else None) or {}
    for key, message, remedy in _remarks_of_login(contract, own.get("login") or {}):
        yield problem_at(path, ("login", key), f"login: {message}", remedy)
    known = {*contract.errors, *contract.common_errors, *contract.internal_errors}
    for role, codes in (own.get("roles") or {}).items():
        for code in (code for code in codes if code not in known):
            message = f"roles: {role} has the code {code}, which errors.yaml does not list."
            yield problem_at(path, ("roles", role), message, "List it there, or correct it.")


def _remarks_of_login(contract: Contract, own: Mapping[str, Any]) -> Iterator[tuple[str, str, str]]:
    """Yield the key, the message and the remedy of what is wrong with the login that a contract states itself."""
    login = contract.platform.login
    if login is None or not own:
        return
    if own.get("ends") is not None and own["ends"] not in contract.mutations:
        yield "ends", f"the contract has no mutation {login.ends!r}.", "Name one that it has, or write null."
    mutation = contract.mutations.get(login.mutation)
    if mutation is None:
        message = f"the contract has no mutation {login.mutation!r}."
        yield "mutation", message, "Name the one that gives tokens, or write `login: null`."
        return
    yield from _remarks_of_input(mutation, login, own)
    given = getattr(get_named_type(mutation.type), "fields", {})
    for key in OF_ANSWER:
        if (name := own.get(key)) is not None and name not in given:
            yield key, f"what {mutation.name} gives has no field {name!r}.", f"Use {_names(given)}."


def _remarks_of_input(
    mutation: Mutation, login: LoginFacts, own: Mapping[str, Any]
) -> Iterator[tuple[str, str, str]]:
    types = {argument.name: argument.type for argument in mutation.arguments}
    if [*types] != [login.argument]:
        has = f"the arguments {_names(types)}" if types else "no argument"
        message = f"{mutation.name} has {has}; a login has one alone, {login.argument!r}, an input object."
        remedy = (
            "Correct the name. Where the login is of another form, write `login: null` and run with --token."
        )
        yield "argument", message, remedy
        return
    taken = getattr(get_named_type(types[login.argument]), "fields", {})
    for key in OF_INPUT:
        names = own.get(key) or ()
        for name in (names,) if isinstance(names, str) else names:
            if name not in taken:
                yield (
                    key,
                    f"{login.argument} of {mutation.name} has no field {name!r}.",
                    f"Use {_names(taken)}.",
                )
    if own.get("api_key") is not None and login.api_key not in login.ways:
        yield "api_key", f"{login.api_key!r} is none of the ways to log in.", "Add it to ways."


def _names(found: Mapping[str, Any]) -> str:
    return ", ".join(found) or "another mutation: there is none"
