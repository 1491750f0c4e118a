from __future__ import annotations

from dataclasses import replace

import pytest

from kraken_conformance.model.cases import Cases
from kraken_conformance.probes._shared.value_links import MOST_LINKS, Link, links, same_thing
from kraken_conformance.spec import Effect
from tests.probes.listing import fixed, given, shipped, view, what_is_wrong


def of(name: str) -> tuple[Link, ...]:
    mutation = shipped().mutations[name]
    return links(mutation, view(mutation.server))


@pytest.mark.parametrize(
    ("source", "wanted", "same"),
    [
        (("goodsQuote", "id"), "quoteId", True),
        (("quote", "code"), "quoteCode", True),
        (("account", "number"), "accountNumber", True),
        (("edges", 0, "node", "id"), "nodeId", True),
        (("quoteRequestCode",), "quoteRequestCode", True),
        (("id",), "id", False),
        (("id",), "quoteId", False),
        (("payment", "id"), "quoteId", False),
        (("quote", "id"), "quoteCode", False),
        (("email",), "email", False),
        (("quote", "id"), "Id", False),
    ],
)
def test_names_that_mean_the_same(source: tuple[str | int, ...], wanted: str, same: bool) -> None:
    assert same_thing(source, wanted) is same


def test_links_of_the_shipped_contract() -> None:
    assert Link(
        "createContributionAgreement",
        ("contributionAgreement", "id"),
        ("input", "contributionAgreementId"),
        "ID",
    ) in of("endContributionAgreement")
    assert {link.producer for link in of("shareGoodsQuote")} == {
        "createGoodsQuote",
        "createGoodsQuoteWithoutAccount",
    }
    (amended,) = [link for link in of("amendPayment") if link.path[-1] == "paymentId"]
    assert (amended.producer, amended.type) == ("collectPayment", "Int")


def test_links_are_few_and_lead_from_what_does_not_destroy() -> None:
    contract = shipped()
    for name in contract.mutations:
        assert len(of(name)) <= MOST_LINKS
        for link in of(name):
            assert Effect.DESTROYS not in contract.mutations[link.producer].effects
            assert "token" not in str(link.path[-1]).lower()


def test_a_mutation_that_only_gives_back_what_it_got_is_no_source() -> None:
    assert all(
        "updateAccountBilling" not in link.producer for name in shipped().mutations for link in of(name)
    )


def test_a_mutation_that_must_not_be_executed_is_no_source() -> None:
    target = replace(view("API"), not_on_the_way={"createContributionAgreement": "no"})
    mutation = shipped().mutations["endContributionAgreement"]
    assert all(link.producer != "createContributionAgreement" for link in links(mutation, target))
    assert given("harvested-input", "endContributionAgreement", target) == Cases()


def test_harvested_cases_are_valid_but_for_what_they_take() -> None:
    seen = 0
    for name in shipped().mutations:
        for case in fixed("harvested-input", name):
            seen += 1
            assert len(case.before) == len(case.takes) == 1
            assert what_is_wrong(case.before[0]) == []
    assert seen > 100
