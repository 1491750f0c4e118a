"""The checks of documents on answers that are written out."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from graphql import build_schema

from kraken_conformance.judging.observation import Observation
from kraken_conformance.model.case import Case, Expectation, Operation
from kraken_conformance.operations.documents.types_by_name import types_by_name
from kraken_conformance.operations.invalid_operations import FIELD_TWICE
from kraken_conformance.operations.two_mutations import FIRST
from kraken_conformance.probes._shared.one_document import behind
from kraken_conformance.spec import Level
from tests.checks.answering import answered, applies, refusal, request, violations

CONTROL = Case("documents", "API", None, Operation("", "{ __typename }", "__typename"))
ANSWERED = {"data": {"__typename": "Query"}}
REFUSED = {"errors": [{"message": "Syntax Error."}]}
ROOTS = "document.root-fields"
VARIABLES = "document.variables"
VALUES = "document.values"


def seen(about: str, document: str, body: Any, control: Any = ANSWERED, status: int = 200) -> Observation:
    case = Case(
        "documents",
        "API",
        None,
        Operation("", document, "__typename"),
        expectation=Expectation.REJECTED if about == VARIABLES else Expectation.ANY,
        before=(CONTROL,),
        about=about,
    )
    return answered(case, body, status, before=(control,))


TWO = "{ b: __typename a: __typename }"


def test_the_answer_of_the_specification_is_no_violation() -> None:
    assert violations(ROOTS, seen(ROOTS, TWO, {"data": {"b": "Query", "a": "Query"}})) == []


@pytest.mark.parametrize(
    "body",
    [{"data": {"b": "Query"}}, {"data": {"b": "Query", "a": None}}, {"data": {}}, {"data": None}, REFUSED],
)
def test_any_other_answer_is_a_violation(body: Any) -> None:
    (found,) = violations(ROOTS, seen(ROOTS, TWO, body))
    assert found.expected == '{"b": "Query", "a": "Query"}'
    assert found.level is None


def test_another_order_weighs_less() -> None:
    (found,) = violations(ROOTS, seen(ROOTS, TWO, {"data": {"a": "Query", "b": "Query"}}))
    assert found.level is Level.SHOULD


@pytest.mark.parametrize("control", [REFUSED, {"data": None}, {"message": "Forbidden"}])
def test_nothing_is_shown_where_the_plain_document_is_not_answered(control: Any) -> None:
    assert not applies(ROOTS, seen(ROOTS, TWO, REFUSED, control))
    assert not applies(VARIABLES, seen(VARIABLES, "query Q($a: Int) { __typename }", REFUSED, control))


@pytest.mark.parametrize("status", [401, 403, 429, 500, 502])
def test_nothing_is_shown_where_somebody_else_answers(status: int) -> None:
    assert not applies(ROOTS, seen(ROOTS, TWO, REFUSED, status=status))


def test_a_document_that_breaks_a_rule_is_refused_or_else_a_violation() -> None:
    document = "query Q($unused: Int) { __typename }"
    assert violations(VARIABLES, seen(VARIABLES, document, REFUSED)) == []
    assert len(violations(VARIABLES, seen(VARIABLES, document, ANSWERED))) == 1


@pytest.mark.parametrize(("label", "level"), [(FIELD_TWICE, None), ("a number for a text", Level.SHOULD)])
def test_a_literal_of_another_type_weighs_less_than_a_field_given_twice(
    label: str, level: Level | None
) -> None:
    observation = seen(VALUES, "{ __typename __type(name: 1) { name } }", ANSWERED)
    labelled = replace(observation.exchange, case=replace(observation.case, label=label))
    (found,) = violations(VALUES, replace(observation, exchange=labelled))
    assert found.level is level


def test_a_document_that_the_target_calls_valid_is_no_violation() -> None:
    assert violations(VARIABLES, seen(VARIABLES, "{ __typename }", ANSWERED)) == []


NO_DATA = "error.no-data"
BY_NAME = "document.type-by-name"
OWN = build_schema("""
    type Query { a: Int, b: Int, old: Int @deprecated(reason: "Use a.") }
    type Mutation { a: Int }
    input Given { a: Int }
""")


def by_name(label: str, data: Any, control: Any = ANSWERED) -> Observation:
    """What a document for a type of a schema of the target's own shows, by the start of its label."""
    (made,) = [case for case in types_by_name(OWN) if case.label.startswith(label)]
    case = seen(BY_NAME, made.document, {"data": {"__type": data}}, control)
    asked = replace(case.exchange.case, variables=made.variables)
    target = replace(case.target, schema=OWN)
    return Observation(replace(case.exchange, case=asked), target)


def fields(*names: str) -> dict[str, Any]:
    listed = [{"name": name, "isDeprecated": name == "old"} for name in names]
    return {"kind": "OBJECT", "name": "Query", "fields": listed}


def test_deprecated_fields_come_where_they_are_asked_for() -> None:
    """GraphQL, section 4.2: includeDeprecated is false by default. No order of fields is promised."""
    assert violations(BY_NAME, by_name("an object", fields("a", "b"))) == []
    assert violations(BY_NAME, by_name("an object", fields("b", "a"))) == []
    (found,) = violations(BY_NAME, by_name("an object", fields("a", "b", "old")))
    assert (found.path, found.actual, found.level) == (("data", "__type", "fields"), "old", None)
    (found,) = violations(BY_NAME, by_name("an object", fields("a")))
    assert found.path == ("data",)
    assert not applies(BY_NAME, by_name("an object", fields("old"), REFUSED))


def test_a_type_is_found_by_the_name_in_a_variable() -> None:
    found = {"kind": "INPUT_OBJECT", "name": "Given"}
    assert violations(BY_NAME, by_name("an input object", found)) == []
    (violation,) = violations(BY_NAME, by_name("an input object", None))
    assert violation.level is None
    assert not applies(BY_NAME, by_name("an input object", None, REFUSED))


UNUSED = "query Q($a: Int) { __typename }"


def test_a_document_that_is_refused_is_answered_without_data() -> None:
    assert violations(NO_DATA, seen(VARIABLES, UNUSED, REFUSED)) == []
    for data in (None, {}):
        (found,) = violations(NO_DATA, seen(VARIABLES, UNUSED, {**REFUSED, "data": data}))
        assert found.path == ("data",)
        assert found.level is None


def test_null_under_data_may_be_that_of_a_document_that_was_executed() -> None:
    of_field = {"errors": [{"message": "No.", "path": ["__typename"]}], "data": None}
    assert not applies(NO_DATA, seen(VARIABLES, UNUSED, of_field))
    coded = {"errors": [{"message": "No.", "extensions": {"errorCode": "KT-CT-1111"}}], "data": None}
    assert not applies(NO_DATA, seen(VARIABLES, UNUSED, coded))
    assert not applies(NO_DATA, seen(VARIABLES, UNUSED, {**REFUSED, **ANSWERED}))
    assert not applies(NO_DATA, seen(ROOTS, TWO, {**REFUSED, "data": None})), "the document is valid"


DEFAULTS = "document.variable-defaults"
NAME = "updateMetadata"
NO_CODE = {"errors": [{"message": "input is null.", "path": [NAME]}], "data": {NAME: None}}


def with_defaults(body: Any, control: Any) -> Observation:
    case = replace(request(NAME), expectation=Expectation.ACCEPTED, about=DEFAULTS)
    return answered(case, body, control=control)


def test_a_mutation_takes_the_default_of_its_input() -> None:
    done, coded = {"data": {NAME: {"metadata": None}}}, refusal(NAME, "KT-CT-4123")
    assert violations(DEFAULTS, with_defaults(done, done)) == []
    assert violations(DEFAULTS, with_defaults(coded, done)) == []
    (found,) = violations(DEFAULTS, with_defaults(NO_CODE, done))
    assert found.path == ("errors", 0)
    assert violations("error.code-present", with_defaults(NO_CODE, done)) == [], "it is said once"


def test_a_refusal_that_the_same_input_meets_as_a_variable_is_not_about_defaults() -> None:
    assert not applies(DEFAULTS, with_defaults(NO_CODE, NO_CODE))
    assert len(violations("error.code-present", with_defaults(NO_CODE, NO_CODE))) == 1
    assert not applies(DEFAULTS, with_defaults(NO_CODE, None))


PAID = {"collectPayment": {"payment": {"id": 1}}}
OF_THE_FIRST = {"message": "Refused.", "path": [FIRST], "extensions": {"errorCode": "KT-CT-3822"}}


def behind_a_failure(body: Any, control: Any = None) -> Observation:
    case = request("collectPayment")
    written = replace(behind(case, case), about=ROOTS)
    return answered(written, body, control={"data": PAID} if control is None else control)


def test_what_stands_behind_a_root_field_that_failed_is_answered() -> None:
    own = {**OF_THE_FIRST, "path": ["collectPayment"]}
    both = {FIRST: None, "collectPayment": None}
    executed = {"data": {**both, **PAID}, "errors": [OF_THE_FIRST]}
    assert violations(ROOTS, behind_a_failure(executed)) == []
    assert violations(ROOTS, behind_a_failure({"data": both, "errors": [OF_THE_FIRST, own]})) == []
    lost = {"data": both, "errors": [OF_THE_FIRST]}
    assert len(violations(ROOTS, behind_a_failure(lost))) == 1
    assert len(violations("error.present", behind_a_failure(lost))) == 1


POINTS = "redeemLoyaltyPointsForAccountCredit"


def behind_zero_points(code: str, own: int = 10, of_the_first: int = 0) -> Observation:
    case = request(POINTS)
    first, second = (
        replace(case, variables={"input": {**case.variables["input"], "points": points}})
        for points in (of_the_first, own)
    )
    errors = [
        {"message": "No.", "path": [key], "extensions": {"errorCode": each}}
        for key, each in ((FIRST, "KT-CT-9204"), (POINTS, code))
    ]
    body = {"data": {FIRST: None, POINTS: None}, "errors": errors}
    alone = {"data": {POINTS: {"pointsRedeemed": 10}}}
    return answered(replace(behind(second, first), about=ROOTS), body, control=alone)


def test_a_mutation_is_not_refused_for_the_arguments_of_the_one_before_it() -> None:
    """ "Negative or zero points set." is stated for the first one, and not true of the second."""
    (found,) = violations(ROOTS, behind_zero_points("KT-CT-9204"))
    assert (found.path, found.level) == (("data", POINTS), None)
    assert found.actual.startswith("KT-CT-9204")
    assert violations(ROOTS, behind_zero_points("KT-CT-9205")) == [], "another error is its own"
    assert violations(ROOTS, behind_zero_points("KT-CT-9204", own=0)) == [], "it is due for both"
    assert violations(ROOTS, behind_zero_points("KT-CT-9204", of_the_first=7)) == [], (
        "it is stated for neither"
    )


def test_nothing_is_shown_where_the_first_one_succeeds_or_alone_nothing_came() -> None:
    lost = {"data": {FIRST: None, "collectPayment": None}, "errors": [OF_THE_FIRST]}
    assert not applies(ROOTS, behind_a_failure(lost, REFUSED))
    assert not applies(ROOTS, behind_a_failure(lost, {"data": {"collectPayment": None}}))
    assert not applies(ROOTS, behind_a_failure({"data": {FIRST: {"payment": None}, **PAID}}))
    without_path = {**lost, "errors": [{"message": "Refused."}]}
    assert not applies(ROOTS, behind_a_failure(without_path))
