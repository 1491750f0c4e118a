"""Faults in what a mutation takes: each fixes one kind of invalid input, so that it is accepted."""

import json
from collections.abc import Callable, Mapping
from functools import partial
from types import MappingProxyType
from typing import Any

from graphql import (
    GraphQLEnumType,
    GraphQLNonNull,
    GraphQLScalarType,
    get_nullable_type,
    is_input_object_type,
    is_list_type,
    is_non_null_type,
    is_required_input_field,
    is_specified_scalar_type,
)

from kraken_conformance.server.faults.parts.documents import define_variables, fix_literals, remove_arguments
from kraken_conformance.server.faults.parts.fault import Fault, Hook, OnDocument, OnVariables
from kraken_conformance.server.faults.parts.input_needs import (
    CUSTOM,
    ENUM,
    INT,
    LIST,
    OBJECT,
    OBJECT_OR_ENUM,
    OPTION,
    REQUIRED,
)
from kraken_conformance.server.faults.parts.needs import ARGUMENT, Need
from kraken_conformance.server.faults.parts.samples import sample

FixInput = Callable[[Any, Any, bool], Any]
"""Fixes one value, not what is in it, given its type without the non-null around it, and whether that was there."""

Fix = Callable[[Any, Any], Any]
"""Fixes a value and everything in it, given its type."""


def _deep(fix: FixInput) -> Fix:
    """Return a function that fixes a value and everything in it, from the outside in."""

    def apply(value: Any, type_: Any) -> Any:
        required = is_non_null_type(type_)
        inner = type_.of_type if required else type_
        value = fix(value, inner, required)
        if is_list_type(inner) and isinstance(value, list):
            return [apply(item, inner.of_type) for item in value]
        if is_input_object_type(inner) and isinstance(value, dict):
            return {
                name: apply(part, inner.fields[name].type) if name in inner.fields else part
                for name, part in value.items()
            }
        return value

    return apply


def _wrong_kind(value: Any, type_: Any, _: bool) -> Any:
    odd = (is_input_object_type(type_) and not isinstance(value, dict)) or (
        isinstance(type_, GraphQLEnumType) and not isinstance(value, str)
    )
    return sample(GraphQLNonNull(type_)) if odd and value is not None else value


def _numeric_text(value: Any, type_: Any, _: bool) -> Any:
    """Return what a text says where a number is due, or true or false; any other text is left as it is."""
    kinds: dict[str, type] = {"Int": int, "Float": float, "Boolean": bool}
    if not isinstance(value, str) or getattr(type_, "name", "") not in kinds:
        return value
    try:
        read = json.loads(value)
    except ValueError:
        return value
    return read if type(read) in (kinds[type_.name], int if type_.name == "Float" else None) else value


def _wrong_scalar(value: Any, type_: Any, _: bool) -> Any:
    if value is None or isinstance(value, (list, dict)) or not isinstance(type_, GraphQLScalarType):
        return value
    if not is_specified_scalar_type(type_):
        return value
    kinds: dict[str, tuple[type, ...]] = {
        "Int": (int, float),
        "Float": (int, float),
        "Boolean": (bool,),
        "String": (str,),
    }
    fits = isinstance(value, kinds.get(type_.name, (str, int)))
    if fits and isinstance(value, bool) == (type_.name == "Boolean"):
        return value
    return str(value) if type_.name in ("String", "ID") else sample(GraphQLNonNull(type_))


def _null(value: Any, type_: Any, required: bool) -> Any:
    return sample(GraphQLNonNull(type_)) if value is None and required else value


def _missing(value: Any, type_: Any, _: bool) -> Any:
    if not is_input_object_type(type_) or not isinstance(value, dict):
        return value
    return {**sample(GraphQLNonNull(type_)), **value}


def _unknown_field(value: Any, type_: Any, _: bool) -> Any:
    if not is_input_object_type(type_) or not isinstance(value, dict):
        return value
    return {name: part for name, part in value.items() if name in type_.fields}


def _unknown_enum_value(value: Any, type_: Any, _: bool) -> Any:
    odd = isinstance(type_, GraphQLEnumType) and isinstance(value, str) and value not in type_.values
    return next(iter(type_.values)) if odd else value


def _int_out_of_range(value: Any, type_: Any, _: bool) -> Any:
    odd = (
        getattr(type_, "name", "") == "Int"
        and isinstance(value, (int, float))
        and not isinstance(value, bool)
    )
    return max(-(2**31), min(2**31 - 1, int(value))) if odd and abs(value) >= 2**31 else value


def _list_nesting(value: Any, type_: Any, _: bool) -> Any:
    if not isinstance(value, list) or not is_list_type(type_):
        return value
    item = get_nullable_type(type_.of_type)
    flat = [part for entry in value for part in (entry if isinstance(entry, list) else [entry])]
    return value if is_list_type(item) else flat


def _malformed_scalar(value: Any, type_: Any, _: bool) -> Any:
    if not isinstance(type_, GraphQLScalarType) or is_specified_scalar_type(type_) or value is None:
        return value
    try:
        type_.coerce_input_value(value)
    except Exception:  # whatever coercion raises, the value does not fit
        return sample(GraphQLNonNull(type_))
    return value


def _refuse_null_option(value: Any, type_: Any, _: bool) -> Any:
    if not is_input_object_type(type_) or not isinstance(value, dict):
        return value
    nulls = [
        name for name, field in type_.fields.items() if not is_non_null_type(field.type) and name in value
    ]
    return {**value, "\u0000": None} if any(value[name] is None for name in nulls) else value


def _refuse_absent_option(value: Any, type_: Any, _: bool) -> Any:
    if not is_input_object_type(type_) or not isinstance(value, dict):
        return value
    options = [name for name, field in type_.fields.items() if not is_required_input_field(field)]
    return {**value, "\u0000": None} if options and options[0] not in value else value


def _in_variables(fix: FixInput) -> Hook:
    return OnVariables(_deep(fix))


def _in_literals(fix: FixInput, *, unquoted: bool = False) -> Hook:
    return OnDocument(fix_literals(_deep(fix), unquoted=unquoted))


def _accepts(
    id_: str,
    breaks: str,
    description: str,
    fix: FixInput,
    example: str,
    needs: Need = ARGUMENT,
    also: Mapping[str, str] = MappingProxyType({}),
    *,
    how: Callable[[FixInput], Hook] = _in_variables,
) -> Fault:
    return Fault(id_, f"input.{breaks}", description, how(fix), example, needs, also)


_accepts_literal = partial(_accepts, how=_in_literals)


def _as_it_is(value: Any, type_: Any, _: bool) -> Any:
    return value


INPUT_FAULTS = (
    _accepts(
        "null-option-refused",
        "valid-accepted",
        "An optional field of the input may be left out but not be null.",
        _refuse_null_option,
        "collectPayment",
        OPTION,
    ),
    _accepts(
        "absent-option-refused",
        "valid-accepted",
        "The first optional field of the input is required.",
        _refuse_absent_option,
        "setVehicleChargePreferences",
        OPTION,
        {"dry.skip": "the input is coerced before anything is skipped"},
    ),
    _accepts(
        "wrong-kind-accepted",
        "wrong-kind",
        "Where an input object or an enum value is due, anything is accepted.",
        _wrong_kind,
        "updateMetadata",
        OBJECT_OR_ENUM,
    ),
    _accepts(
        "wrong-scalar-accepted",
        "wrong-scalar",
        "A number is accepted as text, text as a number.",
        _wrong_scalar,
        "transferLoyaltyPointsBetweenUsers",
    ),
    _accepts(
        "numeric-text-accepted",
        "wrong-scalar",
        'Text is read where a number is due, or true or false: "12" is 12.',
        _numeric_text,
        "amendPayment",
    ),
    _accepts(
        "null-accepted",
        "null-for-non-null",
        "Null is accepted where it is not allowed.",
        _null,
        "createReferral",
        REQUIRED,
    ),
    _accepts(
        "missing-field-accepted",
        "missing-required",
        "A required field of the input may be left out.",
        _missing,
        "storePaymentInstruction",
        REQUIRED,
    ),
    _accepts(
        "unknown-field-accepted",
        "unknown-field",
        "A field that the input does not have is ignored.",
        _unknown_field,
        "requestPrintedBill",
        OBJECT,
    ),
    _accepts(
        "unknown-enum-value-accepted",
        "unknown-enum-value",
        "A value that an enum does not have is accepted.",
        _unknown_enum_value,
        "createMfaDevice",
        ENUM,
    ),
    _accepts(
        "int-overflow-accepted",
        "int-out-of-range",
        "An Int may have more than 32 bits.",
        _int_out_of_range,
        "amendPayment",
        INT,
    ),
    _accepts(
        "list-nesting-accepted",
        "list-nesting",
        "A list of lists is accepted where a list is due.",
        _list_nesting,
        "createGoodsPurchase",
        LIST,
        {"input.wrong-kind": "a list in the place of an item is one list too deep as well"},
    ),
    _accepts(
        "malformed-scalar-accepted",
        "malformed-scalar",
        "Text that is no date is accepted as a date, and so on.",
        _malformed_scalar,
        "instigateLeaveSupplier",
        CUSTOM,
    ),
    _accepts_literal(
        "missing-field-in-literal-accepted",
        "missing-required",
        "In a document, a required field of the input may be left out.",
        _missing,
        "storePaymentInstruction",
        REQUIRED,
    ),
    _accepts_literal(
        "null-in-literal-accepted",
        "null-for-non-null",
        "In a document, null is accepted where it is not allowed.",
        _null,
        "createReferral",
        REQUIRED,
    ),
    _accepts_literal(
        "unknown-field-in-literal-accepted",
        "unknown-field",
        "In a document, a field that the input does not have is ignored.",
        _unknown_field,
        "requestPrintedBill",
        OBJECT,
    ),
    _accepts_literal(
        "wrong-kind-in-literal-accepted",
        "wrong-kind",
        "In a document, anything is accepted where an input object or an enum value is due.",
        _wrong_kind,
        "updateMetadata",
        OBJECT_OR_ENUM,
        {"document.values": "text in the place of an input object"},
    ),
    _accepts_literal(
        "enum-value-in-quotes-accepted",
        "wrong-kind",
        "In a document, an enum value may be written in quotes.",
        _as_it_is,
        "createContributionAgreement",
        ENUM,
        {
            "error.locations": "places within such a literal are lost",
            "document.values": "what stands twice in such a literal is taken once",
        },
        how=partial(_in_literals, unquoted=True),
    ),
    _accepts_literal(
        "unknown-enum-value-in-literal-accepted",
        "unknown-enum-value",
        "In a document, a value that an enum does not have is accepted.",
        _unknown_enum_value,
        "createMfaDevice",
        ENUM,
    ),
    _accepts_literal(
        "wrong-scalar-in-literal-accepted",
        "wrong-scalar",
        "In a document, a number is accepted as text, text as a number.",
        _wrong_scalar,
        "transferLoyaltyPointsBetweenUsers",
    ),
    _accepts_literal(
        "int-overflow-in-literal-accepted",
        "int-out-of-range",
        "In a document, an Int may have more than 32 bits.",
        _int_out_of_range,
        "amendPayment",
        INT,
    ),
    _accepts_literal(
        "list-nesting-in-literal-accepted",
        "list-nesting",
        "In a document, a list of lists is accepted where a list is due.",
        _list_nesting,
        "createGoodsPurchase",
        LIST,
        {"input.wrong-kind": "a list in the place of an item is one list too deep as well"},
    ),
    _accepts_literal(
        "malformed-scalar-in-literal-accepted",
        "malformed-scalar",
        "In a document, text that is no date is accepted as a date, and so on.",
        _malformed_scalar,
        "instigateLeaveSupplier",
        CUSTOM,
    ),
    Fault(
        "undefined-variable-accepted",
        "input.unknown-variable",
        "A document may use a variable that it does not define.",
        OnDocument(define_variables),
        "shareGoodsQuote",
        ARGUMENT,
    ),
    Fault(
        "undeclared-argument-accepted",
        "input.undeclared-argument",
        "A document may pass an argument that the mutation does not have.",
        OnDocument(remove_arguments),
        "regenerateSecretKey",
    ),
)
"""Every fault in what a mutation takes."""
