"""Faults in what documents are executed: rules of validation that are not applied."""

import json
from dataclasses import replace
from typing import Any

from graphql import (
    ASTValidationRule,
    BooleanValueNode,
    DocumentNode,
    ExecutableDefinitionsRule,
    FieldsOnCorrectTypeRule,
    FragmentDefinitionNode,
    FragmentsOnCompositeTypesRule,
    GraphQLError,
    GraphQLSchema,
    KnownArgumentNamesRule,
    KnownDirectivesRule,
    KnownFragmentNamesRule,
    KnownTypeNamesRule,
    LoneAnonymousOperationRule,
    NoFragmentCyclesRule,
    NoUnusedFragmentsRule,
    NoUnusedVariablesRule,
    OperationDefinitionNode,
    OverlappingFieldsCanBeMergedRule,
    PossibleFragmentSpreadsRule,
    ProvidedRequiredArgumentsRule,
    ScalarLeafsRule,
    UniqueArgumentNamesRule,
    UniqueDirectivesPerLocationRule,
    UniqueFragmentNamesRule,
    UniqueInputFieldNamesRule,
    UniqueOperationNamesRule,
    UniqueVariableNamesRule,
    ValuesOfCorrectTypeRule,
    VariableNode,
    VariablesInAllowedPositionRule,
    Visitor,
    is_input_type,
    parse,
    print_ast,
    type_from_ast,
    visit,
)

from kraken_conformance.server.faults.parts.fault import Fault, OnDocument, OnHttp, OnRules
from kraken_conformance.server.faults.reading.document_hooks import UNREADABLE, changed_node
from kraken_conformance.server.http.web import Handler, HttpAnswer, HttpRequest, encode, refuse

CONDITIONS = frozenset({"skip", "include"})
"""The directives that take a condition."""


class _Conditions(Visitor):
    """Makes conditions true that are no Booleans."""

    def enter_directive(self, node: Any, *_: Any) -> Any:
        if node.name.value not in CONDITIONS or not node.arguments:
            return None
        value = node.arguments[0].value
        if isinstance(value, BooleanValueNode | VariableNode):
            return None
        return changed_node(
            node, arguments=(changed_node(node.arguments[0], value=BooleanValueNode(value=True)),)
        )


def _conditions(document: DocumentNode, _: GraphQLSchema) -> DocumentNode:
    changed: DocumentNode = visit(document, _Conditions())
    return changed


def _without_bare_conditions(document: DocumentNode, _: GraphQLSchema) -> DocumentNode:
    """Return the document without the directives that lack their condition."""

    class Drop(Visitor):
        def enter_directive(self, node: Any, *_: Any) -> Any:
            return self.REMOVE if node.name.value in CONDITIONS and not node.arguments else None

    changed: DocumentNode = visit(document, Drop())
    return changed


def _without_output_variables(document: DocumentNode, schema: GraphQLSchema) -> DocumentNode:
    """Return the document without the variables that cannot be given."""

    class Drop(Visitor):
        def enter_variable_definition(self, node: Any, *_: Any) -> Any:
            return None if is_input_type(type_from_ast(schema, node.type)) else self.REMOVE

    changed: DocumentNode = visit(document, Drop())
    return changed


def _without_undefined_conditions(document: DocumentNode, _: GraphQLSchema) -> DocumentNode:
    """Return the document without the directives whose variable is not defined."""
    defined = {
        entry.variable.name.value
        for node in document.definitions
        if isinstance(node, OperationDefinitionNode)
        for entry in node.variable_definitions or ()
    }

    class Drop(Visitor):
        def enter_directive(self, node: Any, *_: Any) -> Any:
            values = [argument.value for argument in node.arguments or ()]
            names = {value.name.value for value in values if isinstance(value, VariableNode)}
            return None if names <= defined else self.REMOVE

    changed: DocumentNode = visit(document, Drop())
    return changed


def _default_in_text(document: DocumentNode, _: GraphQLSchema) -> DocumentNode:
    """Return the document with Booleans for the defaults that are text."""

    class Change(Visitor):
        def enter_variable_definition(self, node: Any, *_: Any) -> Any:
            boolean = print_ast(node.type).strip("!") == "Boolean"
            if not boolean or node.default_value is None or isinstance(node.default_value, BooleanValueNode):
                return None
            return changed_node(node, default_value=BooleanValueNode(value=True))

    changed: DocumentNode = visit(document, Change())
    return changed


def _on_text(fix: Any) -> OnHttp:
    """Return a hook that changes the text of a document that does not parse."""

    def around(request: HttpRequest, handler: Handler) -> HttpAnswer:
        try:
            body = json.loads(request.body)
            text = body["query"]
            parse(text)
        except GraphQLError as error:
            fixed = fix(text, error)
            if _parses(fixed):
                return handler(replace(request, body=encode({**body, "query": fixed})))
        except UNREADABLE:
            return handler(request)
        return handler(request)

    return OnHttp(around)


def _parses(text: str) -> bool:
    try:
        parse(text)
    except UNREADABLE:
        return False
    return True


def _has_cycle(document: DocumentNode) -> bool:
    spreads: dict[str, set[str]] = {}
    for node in document.definitions:
        if isinstance(node, FragmentDefinitionNode):
            found: set[str] = set()

            class Collect(Visitor):
                def enter_fragment_spread(self, spread: Any, *_: Any, into: set[str] = found) -> None:
                    into.add(spread.name.value)

            visit(node, Collect())
            spreads[node.name.value] = found

    def reaches(name: str, start: str, visited: frozenset[str]) -> bool:
        return any(
            next_ == start or (next_ not in visited and reaches(next_, start, visited | {next_}))
            for next_ in spreads.get(name, ())
        )

    return any(reaches(name, name, frozenset()) for name in spreads)


def _crash_on_cycle(request: HttpRequest, handler: Handler) -> HttpAnswer:
    try:
        crashes = _has_cycle(parse(json.loads(request.body)["query"]))
    except UNREADABLE:
        crashes = False
    return refuse(500, "Internal server error") if crashes else handler(request)


def _rule(
    id_: str,
    breaks: str,
    description: str,
    *rules: type[ASTValidationRule],
    also: dict[str, str] | None = None,
    example: str | None = None,
) -> Fault:
    return Fault(id_, f"document.{breaks}", description, OnRules(rules), example, also=also or {})


def _mended(id_: str, breaks: str, description: str, fix: Any) -> Fault:
    return Fault(id_, f"document.{breaks}", description, OnDocument(fix))


AUDITED = {
    f"http.audit-{audit}": "a document that is not refused has no status of a refusal"
    for audit in ("51fe", "5e5b", "74ff", "fde2")
}

TOLERANCE_FAULTS = (
    _rule(
        "definitions-of-types-executed",
        "operations",
        "Definitions of types are ignored.",
        ExecutableDefinitionsRule,
    ),
    _rule(
        "operation-names-twice", "operations", "Two operations may have one name.", UniqueOperationNamesRule
    ),
    _rule(
        "anonymous-operation-beside-others",
        "operations",
        "An operation without a name may stand beside others.",
        LoneAnonymousOperationRule,
    ),
    _rule(
        "unknown-fields-ignored",
        "fields",
        "Unknown fields are ignored.",
        FieldsOnCorrectTypeRule,
        also=AUDITED,
    ),
    _rule("selections-not-checked", "fields", "Texts may have a selection, objects none.", ScalarLeafsRule),
    _rule(
        "conflicting-fields-merged",
        "fields",
        "Fields that do not merge are merged.",
        OverlappingFieldsCanBeMergedRule,
    ),
    _rule("unknown-arguments-ignored", "arguments", "Unknown arguments are ignored.", KnownArgumentNamesRule),
    _rule("arguments-twice", "arguments", "An argument may be given twice.", UniqueArgumentNamesRule),
    _mended(
        "condition-missing-executed",
        "arguments",
        "@skip and @include may lack their condition.",
        _without_bare_conditions,
    ),
    _rule(
        "fragment-names-twice", "fragment-rules", "Two fragments may have one name.", UniqueFragmentNamesRule
    ),
    _rule(
        "fragment-type-unknown",
        "fragment-rules",
        "A fragment may be on a type that does not exist.",
        KnownTypeNamesRule,
    ),
    _rule(
        "fragment-on-scalar",
        "fragment-rules",
        "A fragment may be on a scalar.",
        FragmentsOnCompositeTypesRule,
    ),
    _rule("fragment-unused", "fragment-rules", "A fragment need not be used.", NoUnusedFragmentsRule),
    _rule("fragment-undefined", "fragment-rules", "A fragment need not be defined.", KnownFragmentNamesRule),
    _rule(
        "fragment-cycle-executed", "fragment-rules", "A cycle of fragments is executed.", NoFragmentCyclesRule
    ),
    _rule(
        "fragment-impossible",
        "fragment-rules",
        "A fragment may be on an impossible type.",
        PossibleFragmentSpreadsRule,
    ),
    _mended("condition-of-any-kind", "values", "Any literal is a condition.", _conditions),
    _rule("unknown-directives-ignored", "directives", "Unknown directives are ignored.", KnownDirectivesRule),
    _rule(
        "directives-twice", "directives", "A directive may be given twice.", UniqueDirectivesPerLocationRule
    ),
    _rule("variables-twice", "variables", "A variable may be defined twice.", UniqueVariableNamesRule),
    _rule("variables-unused", "variables", "A variable need not be used.", NoUnusedVariablesRule),
    _rule(
        "variables-anywhere", "variables", "A variable may be of any type.", VariablesInAllowedPositionRule
    ),
    _mended(
        "variables-of-output-types",
        "variables",
        "A variable may be of an output type.",
        _without_output_variables,
    ),
    _mended(
        "variables-undefined-ignored",
        "variables",
        "A condition whose variable is not defined is ignored.",
        _without_undefined_conditions,
    ),
    _mended(
        "variable-default-of-any-kind", "variables", "A default may be of another type.", _default_in_text
    ),
    Fault(
        "syntax-after-the-end",
        "document.syntax",
        "What follows the last definition is not read.",
        _on_text(lambda text, error: text[: error.positions[0]] if error.positions else text),
    ),
    Fault(
        "syntax-bracket-missing",
        "document.syntax",
        "A bracket that is missing at the end is added.",
        _on_text(lambda text, error: f"{text}}}"),
    ),
    Fault(
        "syntax-odd-characters",
        "document.syntax",
        "Characters that are none of the language's are left out.",
        _on_text(lambda text, error: text.replace("?", "")),
    ),
    Fault(
        "fragment-cycle-crashes",
        "http.no-server-error",
        "A cycle of fragments is answered with the status 500.",
        OnHttp(_crash_on_cycle),
    ),
    _rule(
        "unknown-fields-ignored-here",
        "fields",
        "Unknown fields of the payload are ignored.",
        FieldsOnCorrectTypeRule,
        example="createReferral",
    ),
    _rule(
        "selections-not-checked-here",
        "fields",
        "The mutation need not have a selection.",
        ScalarLeafsRule,
        example="updateMetadata",
    ),
    _rule(
        "conflicting-fields-merged-here",
        "fields",
        "Fields of the payload that do not merge are merged.",
        OverlappingFieldsCanBeMergedRule,
        example="requestPrintedBill",
    ),
    _rule(
        "input-field-twice-here",
        "values",
        "A field of the input may be given twice.",
        UniqueInputFieldNamesRule,
        example="collectPayment",
    ),
    _rule(
        "arguments-twice-here",
        "arguments",
        "An argument of the mutation may be given twice.",
        UniqueArgumentNamesRule,
        example="amendPayment",
    ),
    _rule(
        "required-arguments-not-checked",
        "arguments",
        "A required argument of the mutation may be left out.",
        ProvidedRequiredArgumentsRule,
        example="updateUser",
    ),
    _rule(
        "literals-not-checked",
        "values",
        "A literal for the mutation may be of any kind.",
        ValuesOfCorrectTypeRule,
        example="createAccountReference",
    ),
    _rule(
        "fragment-undefined-here",
        "fragment-rules",
        "A fragment in the payload need not be defined.",
        KnownFragmentNamesRule,
        example="createGoodsPurchase",
    ),
    _rule(
        "fragment-cycle-executed-here",
        "fragment-rules",
        "A cycle of fragments in the payload is executed.",
        NoFragmentCyclesRule,
        example="collectPayment",
    ),
    _rule(
        "unknown-directives-ignored-here",
        "directives",
        "Unknown directives on the mutation are ignored.",
        KnownDirectivesRule,
        example="storePaymentInstruction",
    ),
    _rule(
        "variables-unused-here",
        "variables",
        "A variable of the mutation need not be used.",
        NoUnusedVariablesRule,
        example="updatePassword",
    ),
    _rule(
        "variables-anywhere-here",
        "variables",
        "A variable of the mutation may be of any type.",
        VariablesInAllowedPositionRule,
        example="createGoodsQuote",
    ),
)
"""Every fault in what documents are executed."""
