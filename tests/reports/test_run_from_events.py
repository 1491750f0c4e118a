from __future__ import annotations

import pytest

from kraken_conformance.reports import Run, UnreadableResults, summarise
from kraken_conformance.reports.formats.phrases import headline, over_the_runs, sureness
from kraken_conformance.reports.formats.results import results
from tests.reports.synthetic import Event, few_events, finding, run_events


def test_every_mutation_of_the_contract_is_there_selected_or_not() -> None:
    run = summarise(few_events(3))
    assert len(run.mutations) == 101
    assert [subject.selected for subject in run.mutations].count(True) == 3
    left_out = run.mutations[50]
    assert left_out.outcome == "not exercised"
    assert left_out.reasons == ("not selected in this run",)


def test_the_verdict_of_whole_evidence_is_that_of_its_footer(events: list[Event], run: Run) -> None:
    assert run.verdict == events[-1]["verdict"]
    assert run.exit_code == events[-1]["exit_code"]
    assert events[-1]["counts"].items() <= run.counts.items()


def test_incomplete_evidence_is_never_conformant() -> None:
    whole = few_events(2, findings=0)
    whole[-1] |= {"verdict": "conformant", "exit_code": 0}
    assert summarise(whole).verdict == "conformant"
    whole[3]["cases"] = "many"
    damaged = summarise(whole)
    assert (damaged.verdict, damaged.exit_code, damaged.partial) == ("inconclusive", 3, True)
    assert "incomplete" in damaged.reasons[-1]


def test_without_a_footer_a_deciding_finding_makes_the_run_non_conformant() -> None:
    cut_short = few_events(2, findings=0)[:-1]
    assert summarise(cut_short).verdict == "inconclusive"
    assert summarise([*cut_short, finding()]).verdict == "non-conformant"
    assert summarise([*cut_short, finding(level="SHOULD")]).verdict == "inconclusive"
    assert summarise([*cut_short, finding(decides=False)]).verdict == "inconclusive"
    waived = finding(waived={"reason": "known", "expires": None})
    assert summarise([*cut_short, waived]).verdict == "inconclusive"


def test_fail_on_should_makes_a_should_decide() -> None:
    cut_short = few_events(2, findings=0)[:-1]
    cut_short[0]["configuration"]["fail_on"] = "should"
    assert summarise([*cut_short, finding(level="SHOULD")]).verdict == "non-conformant"


def test_outcomes_that_a_run_cut_short_never_wrote_are_derived() -> None:
    events = [event for event in few_events(3, findings=0) if event["type"] not in ("outcome", "footer")]
    events.append(finding(mutation="acceptQuote", requirement="error.code-declared"))
    outcomes = {subject.name: subject.outcome for subject in summarise(events).mutations}
    assert outcomes["acceptQuote"] == "failed"
    assert outcomes["acceptGoodsQuote"] == "blocked"
    assert outcomes["verifyIdentity"] == "not exercised"


def test_a_selected_mutation_that_was_never_reached_says_so() -> None:
    events = [event for event in few_events(3) if event.get("mutation") != "acceptQuote"]
    subject = next(subject for subject in summarise(events).mutations if subject.name == "acceptQuote")
    assert subject.reasons == ("the run ended before it was reached",)


def test_the_ledger_tells_provoked_from_observed_from_never_seen() -> None:
    events = few_events(1)
    declared = events[0]["contract"]["mutations"][0]["errors"]
    assert len(declared) >= 3
    for event in events:
        if event["type"] == "result" and event["mutation"]:
            event |= {"errors_observed": {}, "provoked": []}
    result = next(event for event in events if event["type"] == "result" and event["mutation"])
    result["errors_observed"] = {declared[0]: 2, declared[1]: 3, "KT-CT-9999": 1}
    result["provoked"] = [declared[0]]
    run = summarise(events)
    ledger = run.mutations[0].ledger
    assert [ledger[code] for code in declared[:3]] == ["provoked", "observed", "never seen"]
    codes = {code.code: code for code in run.codes}
    assert codes[declared[0]].provoked_in == (run.mutations[0].name,)
    assert codes[declared[1]].seen == "observed"
    assert codes["KT-CT-9999"].undeclared_in == (run.mutations[0].name,)
    assert codes["KT-CT-9999"].count == 1


def test_a_mutation_without_success_says_why() -> None:
    events = few_events(1)
    for event in events:
        if event["type"] == "result" and event["mutation"]:
            event |= {"succeeded": 0, "errors_observed": {}}
    assert "was blocked: the run has no expired token" in summarise(events).mutations[0].without_success
    result = next(event for event in events if event["type"] == "result" and event["mutation"])
    result["errors_observed"] = {"KT-CT-1111": 7}
    assert summarise(events).mutations[0].without_success.endswith("most often KT-CT-1111 (7)")
    result["succeeded"] = 1
    assert summarise(events).mutations[0].without_success == ""


def test_findings_come_with_the_most_binding_and_most_frequent_first() -> None:
    events = few_events(3, findings=0)
    body, footer = events[:-1], events[-1]
    found = [
        finding(id="1", requirement="error.message-documented", level="SHOULD"),
        finding(id="2", requirement="shape.text", mutation="acceptQuote"),
        finding(id="3", requirement="error.path", mutation="acceptQuote"),
        finding(id="4", requirement="error.path", mutation="acceptGoodsQuote"),
        finding(id="5", requirement="http.audit-2c94", decides=False),
    ]
    run = summarise([*body, *found, found[0], footer])
    assert [entry.id for entry in run.findings] == ["4", "3", "2", "5", "1"]


def test_flaky_and_waived_findings_are_apart() -> None:
    events = few_events(3, findings=0)
    waived = {"reason": "known", "expires": "2026-12-31"}
    found = [finding(id="1"), finding(id="2", flaky=True), finding(id="3", waived=waived, flaky=True)]
    run = summarise([*events[:-1], *found, events[-1]])
    assert [[entry.id for entry in group] for group in (run.failures, run.flaky, run.waived)] == [
        ["1"],
        ["2"],
        ["3"],
    ]


def test_requirements_are_added_up_over_all_subjects(events: list[Event], run: Run) -> None:
    judged = sum(
        event["requirements"].get("http.json", {}).get("judged", 0)
        for event in events
        if event["type"] == "outcome"
    )
    summary = next(entry for entry in run.requirements if entry.requirement.id == "http.json")
    assert judged > 0
    assert summary.judged == judged


def test_the_history_holds_earlier_runs_only_the_oldest_first(run: Run) -> None:
    earlier = [{**results(run), "started_at": f"2026-11-{day}T10:00:00Z"} for day in (22, 20, 25)]
    history = summarise(run_events(), history=earlier).history
    assert [entry.started_at[:10] for entry in history] == ["2026-11-20", "2026-11-22"]
    assert history[0].findings == run.counts["findings"]


def test_a_history_that_is_none_is_refused() -> None:
    with pytest.raises(UnreadableResults, match="Earlier run 1"):
        summarise(few_events(), history=[{"started_at": "2026"}])


def test_a_history_with_a_number_without_end_is_refused(run: Run) -> None:
    endless = {**results(run), "counts": {"findings": float("inf")}}
    with pytest.raises(UnreadableResults, match="Earlier run 1"):
        summarise(few_events(), history=[endless])


def test_the_headline_counts_what_is_broken_and_where() -> None:
    events = few_events(101, findings=0)
    found = [
        finding(id="1"),
        finding(id="2", mutation="acceptGoodsQuote", level="SHOULD"),
        finding(id="3", mutation=None),
    ]
    assert headline(summarise([*events[:-1], *found, events[-1]])) == (
        "3 findings break 1 requirement, on 2 of 101 mutations and 1 server as a whole. 2 of them decide the verdict."
    )


def test_a_run_of_some_mutations_never_reads_like_one_of_all() -> None:
    events = few_events(3, findings=0)
    events[-1] |= {"verdict": "conformant", "exit_code": 0}
    run = summarise(events)
    assert (run.verdict_words, run.is_green) == ("conformant, 3 of 101 mutations", False)


def test_sureness_leaves_out_what_is_compared_or_does_not_decide() -> None:
    events = few_events(1, findings=0)
    for id_, entry in events[0]["requirements"].items():
        entry["decides"] = id_ == "http.json" or id_.startswith("schema.")
    assert sureness(summarise(events)).startswith("1 requirement without a failure, judged ")


def test_a_run_cut_short_counts_only_what_it_reached() -> None:
    events = [event for event in few_events(3) if event.get("mutation") != "acceptQuote"][:-1]
    counts = summarise(events).counts
    assert counts["mutations"] == 2
    assert counts["requests"] == sum(event["requests"] for event in events if event["type"] == "result")


def test_findings_stand_to_the_runs_before() -> None:
    events = few_events(3, findings=0)
    old = finding(id="old", requirement="error.path", mutation="acceptQuote")
    new = finding(id="new", requirement="error.list", mutation="acceptQuote")
    before = few_events(3, findings=0, started_at="2026-11-22T10:00:00Z")
    earlier = results(summarise([*before[:-1], old, before[-1]]))
    now = [*events[:-1], old, new, events[-1]]
    assert over_the_runs(summarise(now)) == ""
    assert over_the_runs(summarise(now, history=[])) == "2 new"
    assert over_the_runs(summarise(now, history=[earlier])) == "1 new, 1 from before"
    flaky = finding(id="flaky", requirement="error.extensions", mutation="acceptQuote", flaky=True)
    run = summarise([*events[:-1], old, flaky, events[-1]], history=[earlier])
    assert over_the_runs(run) == "1 from before, 1 comes and goes"


def test_the_report_names_what_would_show_whether_the_target_remembers() -> None:
    """What the run was not to execute, and not what a sequence lacked while it was sent."""
    events = few_events()
    event = next(event for event in events if event["type"] == "result" and event["mutation"])
    missing = {
        "step": "startSmartFlexOnboarding",
        "why": "would show whether the target remembers",
        "cases": 0,
    }
    met = {"step": "requestQuote", "why": "answered KT-CT-4321", "cases": 2}
    event |= {"probe": "state", "not_reached": [missing, met]}
    subject = next(one for one in summarise(events).subjects if one.mutation == event["mutation"])
    assert [str(one) for one in subject.not_reached] == [f"{missing['step']} {missing['why']}"]
    assert "startSmartFlexOnboarding" not in subject.without_success
