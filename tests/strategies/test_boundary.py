"""The boundary cases and faults of a made-up contract, compared as a whole."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

from kraken_conformance.spec import Contract
from kraken_conformance.strategies import FAULT_KINDS, VariableStrategies
from kraken_conformance.strategies.build.boundary import MOST_CASES
from tests.strategies.conftest import TODAY
from tests.strategies.made_up import contract_with, do_it
from tests.strategies.strict import is_valid

TEXT = [
    "empty text",
    "one space",
    "300 characters",
    "12,000 characters",
    "accented text",
    "right-to-left text, invisible characters, and two beyond 16 bits",
    "quotes, newline, backslash and other signs",
    "digits only, with a leading zero",
]

TYPES = """
input DoItInput { note: String, kind: Kind!, day: Date, inner: [Inner], flag: Boolean!, size: Int, share: Float }
input Inner { on: Boolean! }
enum Kind { ONE TWO }
scalar Date
"""


def test_the_boundary_cases_of_a_made_up_input(tmp_path: Path) -> None:
    contract = contract_with(tmp_path, types=TYPES)
    cases = VariableStrategies(contract, today=TODAY).boundary(do_it(contract))
    days = ("leap day", "year end", "first of January", "far past", "far future")
    lists = ("one item", "two items", "thirty items", "the same item twice")
    assert [case.label for case in cases] == [
        "required fields only",
        "every optional field",
        "input.note: present",
        "input.note: null",
        *(f"input.note: {label}" for label in TEXT),
        "input.kind: TWO",
        "input.day: present",
        "input.day: null",
        *(f"input.day: {day}" for day in days),
        "input.inner: present",
        "input.inner: null",
        *(f"input.inner: {label}" for label in lists),
        "input.inner: null as the only item",
        "input.inner: null as the last item",
        "input.inner[0].on: true",
        "input.flag: true",
        "input.size: present",
        "input.size: null",
        *(f"input.size: {number}" for number in ("0", "-1", "2147483647", "-2147483648")),
        "input.share: present",
        "input.share: null",
        *(f"input.share: {number}" for number in ("0.0", "-0.5", "1000000000000000.0", "0.1", "1")),
    ]
    by_label = {case.label: case.variables["input"] for case in cases}
    base = {"kind": "ONE", "flag": False}
    assert by_label["required fields only"] == base
    assert by_label["every optional field"] == base | {
        "note": "a",
        "day": "2026-11-23",
        "inner": [{"on": False}],
        "size": 1,
        "share": 1.0,
    }
    assert by_label["input.note: null"] == base | {"note": None}
    assert by_label["input.kind: TWO"] == base | {"kind": "TWO"}
    assert by_label["input.inner: null as the last item"] == base | {"inner": [{"on": False}, None]}
    assert by_label["input.inner: thirty items"] == base | {"inner": [{"on": False}, {"on": True}] * 15}
    assert by_label["input.inner[0].on: true"] == base | {"inner": [{"on": True}]}


def test_the_faults_of_a_made_up_input(tmp_path: Path) -> None:
    contract = contract_with(tmp_path, types=TYPES)
    faults = VariableStrategies(contract, today=TODAY).faulty(do_it(contract))
    counted = Counter((fault.kind, ".".join(map(str, fault.path))) for fault in faults)
    assert counted == {
        ("missing-required", "input"): 1,
        ("null-for-non-null", "input"): 1,
        ("wrong-kind", "input"): 4,
        ("unknown-field", "input"): 2,
        ("wrong-scalar", "input.note"): 5,
        ("missing-required", "input.kind"): 1,
        ("null-for-non-null", "input.kind"): 1,
        ("unknown-enum-value", "input.kind"): 3,
        ("wrong-kind", "input.kind"): 4,
        ("malformed-scalar", "input.day"): 5,
        ("list-nesting", "input.inner"): 1,
        ("wrong-kind", "input.inner"): 2,
        ("wrong-kind", "input.inner.0"): 4,
        ("unknown-field", "input.inner.0"): 2,
        ("missing-required", "input.inner.0.on"): 1,
        ("null-for-non-null", "input.inner.0.on"): 1,
        ("wrong-scalar", "input.inner.0.on"): 3,
        ("missing-required", "input.flag"): 1,
        ("null-for-non-null", "input.flag"): 1,
        ("wrong-scalar", "input.flag"): 3,
        ("wrong-scalar", "input.size"): 4,
        ("int-out-of-range", "input.size"): 2,
        ("wrong-scalar", "input.share"): 3,
    }
    assert {fault.kind for fault in faults} == set(FAULT_KINDS)
    nested = next(fault for fault in faults if fault.kind == "list-nesting")
    assert nested.variables == {"input": {"kind": "ONE", "flag": False, "inner": [[{"on": False}]]}}
    assert (nested.type, nested.detail) == ("[Inner]", "input.inner is nested one list too deep")


def test_arguments_that_may_be_null_are_left_out_and_null_once(tmp_path: Path) -> None:
    contract = contract_with(tmp_path, arguments="input: DoItInput, on: Boolean", types=TYPES)
    strategies, mutation = VariableStrategies(contract, today=TODAY), do_it(contract)
    by_label = {case.label: case.variables for case in strategies.boundary(mutation)}
    assert by_label["required fields only"] == {"input": {"kind": "ONE", "flag": False}, "on": False}
    assert by_label["input: absent"] == {"on": False}
    assert by_label["input: null"] == {"input": None, "on": False}
    assert by_label["on: absent"] == {"input": {"kind": "ONE", "flag": False}}


def test_many_cases_are_spread_and_no_kind_is_dropped(tmp_path: Path) -> None:
    fields = " ".join(f"text{number}: String day{number}: Date kind{number}: Kind" for number in range(30))
    contract = contract_with(
        tmp_path, types=f"input DoItInput {{ {fields} }} enum Kind {{ A B C }} scalar Date"
    )
    cases = VariableStrategies(contract, today=TODAY).boundary(do_it(contract))
    assert len(cases) <= MOST_CASES
    labels = [case.label.partition(": ") for case in cases[2:]]
    by_field = Counter(field for field, _, _ in labels)
    assert set(by_field) == {
        f"input.{name}{number}" for name in ("text", "day", "kind") for number in range(30)
    }
    kinds = Counter((field.rstrip("0123456789"), what) for field, _, what in labels)
    assert {what for field, what in kinds if field == "input.text"} == {"present", "null", *TEXT}
    assert kinds["input.kind", "C"] == 30
    edges = [kinds["input.text", what] for what in TEXT]
    assert max(edges) - min(edges) <= 3


def test_fewer_cases_can_be_asked_for(contract: Contract, strategies: VariableStrategies) -> None:
    mutation = contract.mutations["instigateLeaveSupplier"]
    every, some = strategies.boundary(mutation), strategies.boundary(mutation, most=150)
    assert len(some) <= 150 < len(every)
    assert {case.label for case in some} < {case.label for case in every}


def test_more_kinds_than_cases_are_all_kept(tmp_path: Path) -> None:
    values = " ".join(f"V{number}" for number in range(500))
    contract = contract_with(
        tmp_path, types=f"input DoItInput {{ kind: Kind! note: String }} enum Kind {{ {values} }}"
    )
    cases = VariableStrategies(contract).boundary(do_it(contract))
    assert {case.variables["input"]["kind"] for case in cases} == set(values.split())


def test_cases_share_nothing_that_can_be_changed(contract: Contract, strategies: VariableStrategies) -> None:
    mutation = contract.mutations["setDevicePreferences"]
    for case in strategies.boundary(mutation):
        case.variables["input"]["schedules"].append("changed") if case.variables["input"][
            "schedules"
        ] else None
    assert all(is_valid(contract, mutation, None, case.variables) for case in strategies.boundary(mutation))
    for fault in strategies.faulty(mutation):
        fault.variables.clear()
    assert strategies.faulty(mutation)[1].variables == {"input": None}
