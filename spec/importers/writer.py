"""Writes a draft as the folder of a contract."""

import shutil
import tempfile
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import yaml

from kraken_conformance.spec.exceptions import ImportFailure, Problem
from kraken_conformance.spec.importers.draft import Draft, DraftMutation
from kraken_conformance.spec.importers.drafting import (
    drafted_country,
    drafted_form,
    drafted_formats,
    drafted_roles,
)
from kraken_conformance.spec.importers.flow_drafting import drafted_flows
from kraken_conformance.spec.importers.login_drafting import drafted_login
from kraken_conformance.spec.importers.trigger_drafting import drafted_triggers
from kraken_conformance.spec.loading.contract_files import DIRECTIVES, load_yaml
from kraken_conformance.spec.loading.loader import load_contract
from kraken_conformance.spec.loading.platform_entries import common_platform
from kraken_conformance.spec.model import Contract
from kraken_conformance.spec.sdl_text import quoted

DRAFTED = "the name of the field, drafted by the import"
"""The source of formats that nothing but the names of fields speaks for."""

AS_IMPORTED = ".imported"
"""The folder beside the files of a contract with what the last import wrote: an update compares with it."""

COMMON_CODES = DIRECTIVES.parent / "platform_codes.yaml"
"""The codes of the platform that no mutation lists, and its types of errors."""


def write_contract(draft: Draft, folder: Path) -> Contract:
    """Write the files of a contract into a new folder, and return the contract that they make.

    Nothing is left behind unless all are written and load. Raises `ImportFailure` where the folder
    exists and is not empty, or cannot be made.
    """
    if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
        remedy = "Name a folder that is empty or does not exist."
        raise ImportFailure([Problem(str(folder), None, "There is something there already.", remedy)])
    try:
        folder.parent.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(dir=folder.parent, prefix=f".{folder.name}-") as made:
            place = Path(made) / folder.name
            place.mkdir()
            contract = write_files(draft, place)
            shutil.copytree(place, place / AS_IMPORTED)
            if folder.exists():
                folder.rmdir()
            shutil.move(place, folder)
    except OSError as error:
        reason = error.strerror or str(error)
        raise ImportFailure([Problem(str(folder), None, f"{reason}.", "Name a place to write to.")]) from None
    return contract


def write_files(draft: Draft, folder: Path) -> Contract:
    """Write the files of a contract into an existing folder, and return the contract that they make.

    What follows from the whole, a login, flows and triggers, is drafted last.
    """
    (folder / "contract.graphql").write_text(contract_text(draft), "utf-8")
    (folder / "errors.yaml").write_text(errors_text(draft), "utf-8")
    (folder / "platform.yaml").write_text(platform_text(draft), "utf-8")
    contract = load_contract(folder)
    if contract.platform.login is None and (login := drafted_login(contract)):
        (folder / "platform.yaml").write_text(platform_text(draft, login), "utf-8")
        contract = load_contract(folder)
    for name, entries in (("flows", drafted_flows(contract)), ("triggers", drafted_triggers(contract))):
        if entries:
            text = yaml.safe_dump({name: entries}, sort_keys=False, allow_unicode=True, width=1000)
            (folder / f"{name}.yaml").write_text(_HEAD.format(name=name) + text, "utf-8")
    return load_contract(folder)


_HEAD = """\
# Drafted by the import from names, types and messages: docs/{name}.md explains the language. Read each entry, and
# remove `drafted: true`, or the entry.
"""


def contract_text(draft: Draft) -> str:
    """Return the SDL of a contract."""
    named = f"name: {quoted(draft.name)}, version: {quoted(draft.version)}"
    servers = "".join(
        f"  {server.name} @site(url: {quoted(server.url)}, production: {str(server.production).lower()})\n"
        for server in draft.servers
    )
    mutations = "\n\n".join(_mutation(mutation) for mutation in draft.mutations)
    query = () if any(text.startswith("type Query ") for text in draft.definitions) else (_QUERY,)
    country = drafted_country(draft.codes, draft.input_fields, common_platform().errors)
    rules = "".join(
        f"\n  @formatOf(field: {quoted(pattern)}, name: {quoted(name)}, from: {quoted(DRAFTED)})"
        for pattern, name in drafted_formats(draft.input_fields, country)
    )
    parts = (
        f"schema @contract({named}){rules} {{\n  query: Query\n  mutation: Mutation\n}}",
        f"enum ContractServer {{\n{servers}}}",
        f"type Mutation {{\n{mutations}\n}}",
        *draft.definitions,
        *query,
    )
    return "\n\n".join(parts) + "\n"


_QUERY = (
    '"GraphQL asks for a query type; the source tells nothing of it."\ntype Query @undocumented(kind: OBJECT)'
)


def errors_text(draft: Draft) -> str:
    """Return the YAML of a contract's error codes, with what the platform's documentation says of all mutations."""
    usual = common_platform()
    shared = load_yaml(COMMON_CODES)
    common = dict(shared["common"]) if _has_usual_codes(draft) else {}
    known = {role for code in (*draft.codes, *common) if (role := usual.role_of(code))}
    roles = drafted_roles(draft.codes, known)
    entries: dict[str, dict[str, object]] = {}
    for code, message in draft.codes.items():
        if code in common:
            common[code] = {"message": message, **common[code]}
            continue
        entries[code] = {"message": message}
        if code in roles:
            entries[code]["role"] = str(roles[code])
        reasons = draft.refusal_reasons.get(code)
        if reasons:
            entries[code]["refusal_reasons"] = {
                "extension": reasons.extension,
                "values": list(reasons.values),
            }
    content = {"errors": entries, "common": common, "error_types": shared["error_types"]}
    return yaml.safe_dump(content, sort_keys=False, allow_unicode=True, width=1000)


def platform_text(draft: Draft, login_drafted: Mapping[str, Any] | None = None) -> str:
    """Return the YAML of what differs from the common facts: codes of another form, another login or none."""
    usual = common_platform()
    content: dict[str, object] = {}
    login = usual.login
    if login is not None and all(mutation.name != login.mutation for mutation in draft.mutations):
        content["login"] = login_drafted
    form = drafted_form(draft.codes, usual.errors.code_form)
    if form is not None:
        example = next(code for code in draft.codes if not usual.errors.is_code(code))
        also = f"{usual.errors.code_form_in_words}, or " if _has_usual_codes(draft) else ""
        content["errors"] = {"code_form": form, "code_form_in_words": f"{also}a code such as {example}"}
    head = "# What differs from the platform's common facts. Drafted by the import.\n"
    return head + (yaml.safe_dump(content, sort_keys=False, width=1000) if content else "{}\n")


def _has_usual_codes(draft: Draft) -> bool:
    usual = common_platform().errors
    return not draft.codes or any(map(usual.is_code, draft.codes))


def _mutation(mutation: DraftMutation) -> str:
    arguments = ", ".join(f"{name}: {type_}" for name, type_ in mutation.arguments)
    head = f"{mutation.name}({arguments})" if arguments else mutation.name
    return "\n".join([f"  {head}: {mutation.type}", *(f"    {mark}" for mark in _marks(mutation))])


def _marks(mutation: DraftMutation) -> Iterator[str]:
    yield f"@server(name: {mutation.server})"
    if mutation.type_inferred_from is not None:
        yield f"@inferredType(from: {quoted(mutation.type_inferred_from)})"
    if mutation.authorization_stated:
        yield "@authorizationStated"
    if mutation.deprecated is not None:
        yield f"@deprecated(reason: {quoted(mutation.deprecated)})"
    if mutation.replaced_by is not None:
        yield f"@replacedBy(mutation: {quoted(mutation.replaced_by)})"
    if mutation.effects:
        classes = ", ".join(sorted(mutation.effects))
        yield f"@effects(classes: [{classes}], drafted: true)"
    if mutation.undone_by is not None:
        yield f"@undoneBy(mutation: {quoted(mutation.undone_by)}, drafted: true)"
    yield f"@errors(codes: [{', '.join(map(quoted, mutation.codes))}])"
    yield f"@source(document: {quoted(mutation.document)}, entry: {quoted(mutation.name)})"
