"""The shipped contract in numbers, each counted from its data."""

from __future__ import annotations

import re
from collections import Counter
from itertools import pairwise

from graphql import GraphQLEnumType, GraphQLInputObjectType, get_named_type

from kraken_conformance.spec import Contract, Mutation
from kraken_conformance.spec.lint.contract_lint import lint
from kraken_conformance.spec.reachable_types import reachable_types


def test_mutations_and_servers(oefr: Contract) -> None:
    assert Counter(mutation.server for mutation in oefr.mutations.values()) == {"API": 98, "AUTH": 3}
    assert all(server.production for server in oefr.servers.values())


def test_mutations_are_in_the_order_of_the_documents(oefr: Contract) -> None:
    for server in oefr.servers:
        names = [mutation.name.lower() for mutation in oefr.on_server(server)]
        assert names == sorted(names)


def test_error_codes(oefr: Contract) -> None:
    declared = {code for mutation in oefr.mutations.values() for code in mutation.errors}
    assert len(oefr.errors) == 235
    assert declared == set(oefr.errors)
    assert not declared & set(oefr.common_errors)
    assert all(error.message for error in oefr.errors.values())
    assert Counter(error.country for error in oefr.errors.values())["JP"] == 1


def test_every_code_has_the_form_of_a_code(oefr: Contract) -> None:
    codes = [*oefr.errors, *oefr.common_errors]
    assert all(re.fullmatch(r"KT-(CT|FR|GB|JP)-\d{4,5}", code) for code in codes)


def test_authorization(oefr: Contract) -> None:
    def with_(authorization: str) -> list[Mutation]:
        return [found for found in oefr.mutations.values() if found.authorization == authorization]

    assert len(with_("declared")) == 52
    assert {found.name for found in with_("stated")} == {
        "createFormSubmission",
        "registerPushNotificationBinding",
        "updatePassword",
    }
    stated = [line for line in _directives(oefr) if line == "authorizationStated"]
    assert len(stated) == 5


def _directives(oefr: Contract) -> list[str]:
    assert oefr.schema.mutation_type is not None
    nodes = (field.ast_node for field in oefr.schema.mutation_type.fields.values())
    return [directive.name.value for node in nodes if node for directive in node.directives or ()]


def test_mutations_that_document_no_errors(oefr: Contract) -> None:
    assert sum(not mutation.errors_documented for mutation in oefr.mutations.values()) == 12


def test_return_types(oefr: Contract) -> None:
    unnamed = [mutation for mutation in oefr.mutations.values() if mutation.returns is None]
    assert len(unnamed) == _directives(oefr).count("inferredType")
    unions = {mutation.name: mutation.members for mutation in oefr.mutations.values() if mutation.members}
    assert set(unions) == {"linkUserToLine", "unlinkUserFromLine"}
    assert all(len(members) == 3 for members in unions.values())
    assert oefr.mutations["unlinkUserFromLine"].returns == "UnlinkUserFromLineResponse!"


def test_every_mutation_returns_fields_or_members(oefr: Contract) -> None:
    assert all(bool(found.fields) != bool(found.members) for found in oefr.mutations.values())


def test_input_types_and_enums(oefr: Contract) -> None:
    named = {
        get_named_type(argument.type).name
        for found in oefr.mutations.values()
        for argument in found.arguments
    }
    known = [type_ for type_ in oefr.schema.type_map.values() if isinstance(type_, GraphQLInputObjectType)]
    assert (len(named - {"String"}), len(known)) == (93, 98)
    inputs = [oefr.schema.type_map[name] for name in named]
    enums: set[str] = set()
    seen: set[str] = set()
    while inputs:
        type_ = inputs.pop()
        if isinstance(type_, GraphQLEnumType):
            enums.add(type_.name)
        elif isinstance(type_, GraphQLInputObjectType) and type_.name not in seen:
            seen.add(type_.name)
            inputs.extend(get_named_type(field.type) for field in type_.fields.values())
    assert len(enums) == 23


def test_refusal_reasons(oefr: Contract) -> None:
    reasons = {code: error.refusal_reasons for code, error in oefr.errors.items() if error.refusal_reasons}
    assert {code: (found.extension, len(found.values)) for code, found in reasons.items() if found} == {
        "KT-CT-4355": ("testChargeRefusalReasons", 10),
        "KT-CT-4357": ("boostChargeRefusalReasons", 6),
    }


def test_deprecation(oefr: Contract) -> None:
    deprecated = {found.name: found.replaced_by for found in oefr.mutations.values() if found.deprecated}
    assert deprecated == {"updateUserDetails": "updateUser"}


def test_inputs_that_nobody_describes(oefr: Contract) -> None:
    opaque = [name for name, kind in oefr.opaque_types.items() if kind == "INPUT_OBJECT"]
    takers = [
        found.name
        for found in oefr.mutations.values()
        if any(get_named_type(argument.type).name in opaque for argument in found.arguments)
    ]
    assert len(opaque) == len(takers) == 12


def test_every_mutation_has_effects_and_a_source(oefr: Contract) -> None:
    assert all(found.effects for found in oefr.mutations.values())
    assert all(found.source.entry == found.name for found in oefr.mutations.values())


def test_codes_are_sorted_in_their_file(oefr: Contract) -> None:
    keys = [(code[:6], int(code[6:])) for code in oefr.errors]
    assert all(first < second for first, second in pairwise(keys))


def test_nothing_is_unused(oefr: Contract) -> None:
    assert lint("oefr") == []
    assert oefr.schema.mutation_type is not None
    assert "AcceptGoodsQuoteInput" in {
        type_.name for type_ in reachable_types(oefr.schema, oefr.schema.mutation_type.fields.values())
    }
