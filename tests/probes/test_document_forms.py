"""The forms of the probe are valid, and say which part of the language is in them."""

from __future__ import annotations

from graphql import parse, print_ast

from tests.probes.listing import all_fixed, fixed, what_is_wrong

NAME = "document-forms"


def test_every_form_is_valid() -> None:
    for case in all_fixed(NAME):
        assert what_is_wrong(case) == [], (case.mutation, case.label)


def test_the_forms_of_a_mutation_with_an_input_and_a_payload() -> None:
    cases = fixed(NAME, "updateAccountBillingEmail")
    assert [case.label for case in cases] == [
        "a variable for each value of the input",
        "a default for each value of the input",
        "the input as the default of its variable",
        "block strings for the texts of the input",
        "a fragment used by two fields",
        "@skip and @include, in objects too",
        "the mutation asked for twice, to be merged",
        "fragments in one another, between other root fields, behind another operation",
        "the same mutation before it, with input that is refused",
    ]
    nested, inner, default, blocks, twice, conditions, *_ = cases
    assert blocks.operation is not None
    assert blocks.operation.document.count('"""') == 4
    assert twice.operation is not None
    assert twice.operation.document.count("...UpdateAccountBillingEmailTwice") == 2
    assert set(nested.variables) == {"accountNumber", "billingEmail"}
    assert inner.variables == default.variables == {}
    assert inner.operation is not None
    assert "billingEmail: $billingEmail" in inner.operation.document
    assert '$billingEmail: String = "anne@example.com"' in inner.operation.document
    assert inner.about == default.about == "document.variable-defaults"
    assert (conditions.variables["conditionYes"], conditions.variables["conditionNo"]) == (True, False)


def test_a_document_is_written_once_for_all_parsers() -> None:
    for case in fixed(NAME, "createReferral"):
        assert case.operation is not None
        assert print_ast(parse(case.operation.document)) == case.operation.document


def test_what_is_shown_is_sent_behind_the_same_mutation_with_other_input() -> None:
    *_, case, failing = fixed(NAME, "createContributionAgreement")
    assert case.label == "the same mutation before it, with other input"
    assert failing.label == "the same mutation before it, with input that is refused"
    assert failing.variables["beforeInput"]["amount"] == 0
    assert failing.variables["input"]["amount"] > 0
    first, second = case.variables["beforeInput"], case.variables["input"]
    differing = {name for name in second if first[name] != second[name]}
    assert differing == {"amount", "interval"}
    assert what_is_wrong(case) == []
    labels = [case.label for case in fixed(NAME, "createReferral")]
    assert "the same mutation before it, with other input" not in labels, "nothing shows what it was sent"


def test_defaults_within_the_input_are_sent_to_some_mutations() -> None:
    label = "a default for each value of the input"
    sent = {case.mutation for case in all_fixed(NAME) if case.label == label}
    assert 10 < len(sent) < 30
    assert {"updateMetadata", "amendPayment"} < sent
    assert "createReferral" not in sent
