from __future__ import annotations

import json
import re
from pathlib import Path
from xml.etree import ElementTree

import pytest
from jsonschema import Draft202012Validator
from junitparser import Failure, JUnitXml, Skipped
from prometheus_client.parser import text_string_to_metric_families

from kraken_conformance.reports import ReportError, Run, report_formats, summarise, write_reports
from kraken_conformance.reports.formats.ci_annotations import command
from kraken_conformance.reports.formats.results import results, results_schema
from tests.reports.hostile import HOSTILE
from tests.reports.synthetic import Event, Plan, few_events, finding, run_events

NAMES = [
    "annotations.txt",
    "badge.json",
    "badge.svg",
    "junit.xml",
    "metrics.prom",
    "report.html",
    "results.json",
    "summary.md",
]


def with_findings(*found: Event) -> list[Event]:
    events = few_events(3, findings=0)
    return [*events[:-1], *found, events[-1]]


def made(tmp_path: Path, *found: Event) -> Path:
    write_reports(with_findings(*found), tmp_path)
    return tmp_path


def test_every_format_is_written_under_its_name(folder: Path) -> None:
    assert sorted(path.name for path in folder.iterdir() if path.name != "evidence.jsonl") == NAMES


def test_only_the_formats_asked_for_are_written(tmp_path: Path) -> None:
    written = write_reports(few_events(1), tmp_path / "new" / "deep", formats=["junit", "badge"])
    assert [path.name for path in written] == ["junit.xml", "badge.svg", "badge.json"]
    assert all(path.exists() for path in written)


def test_an_unknown_format_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ReportError, match=r"no format pdf. Choose from json, junit"):
        write_reports(few_events(1), tmp_path, formats=["pdf"])


def test_a_report_that_fails_leaves_the_old_one(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    write_reports(few_events(1), tmp_path, formats=["junit"])
    before = (tmp_path / "junit.xml").read_text()

    def full_disk(self: Path, target: Path) -> Path:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(Path, "replace", full_disk)
    with pytest.raises(OSError, match="No space"):
        write_reports(few_events(3), tmp_path, formats=["junit"])
    assert [path.name for path in tmp_path.iterdir()] == ["junit.xml"]
    assert (tmp_path / "junit.xml").read_text() == before


@pytest.mark.parametrize("plan", [Plan(), Plan(findings=0)])
def test_results_fit_their_schema(plan: Plan) -> None:
    schema = results_schema()
    Draft202012Validator.check_schema(schema)
    Draft202012Validator(schema).validate(results(summarise(run_events(plan))))


def test_results_of_incomplete_evidence_fit_their_schema() -> None:
    content = results(summarise([*few_events(2)[:-1], finding(request=None, response=None, path=[])]))
    Draft202012Validator(results_schema()).validate(content)
    assert content["partial"] is True
    assert content["problems"]


def test_results_keep_a_finding_whole(tmp_path: Path) -> None:
    event = finding(id="abc")
    content = json.loads((made(tmp_path, event) / "results.json").read_text())
    (found,) = content["findings"]
    for key in (
        "requirement",
        "level",
        "mutation",
        "probe",
        "path",
        "expected",
        "actual",
        "request",
        "response",
        "curl",
    ):
        assert found[key] == event[key]


def test_junit_counts_what_a_reader_finds(folder: Path, run: Run) -> None:
    read = JUnitXml.fromfile(str(folder / "junit.xml"))
    suites = list(read)
    assert len(suites) == len(run.subjects)
    assert read.tests == sum(len(list(suite)) for suite in suites)
    cases = [case for suite in suites for case in suite]
    assert (
        read.failures == sum(any(isinstance(entry, Failure) for entry in case.result) for case in cases) > 0
    )
    assert read.skipped == sum(any(isinstance(entry, Skipped) for entry in case.result) for case in cases) > 0
    deciding = {(entry.subject, entry.requirement) for entry in run.findings if entry.decides}
    assert read.failures == len(deciding)


def cases_of(path: Path, name: str) -> list[ElementTree.Element]:
    root = ElementTree.parse(path / "junit.xml").getroot()
    return [case for case in root.iter("testcase") if case.get("name") == name]


def test_junit_tells_a_failure_with_all_that_is_needed_to_see_it_again(tmp_path: Path) -> None:
    event = finding(mutation="acceptQuote")
    (case,) = [
        case
        for case in cases_of(made(tmp_path, event), event["requirement"])
        if case.find("failure") is not None
    ]
    failure = case.find("failure")
    assert failure is not None
    assert case.get("classname") == "oefr.API.acceptQuote"
    for text in (event["expected"], event["actual"], event["curl"], event["replay"], event["id"]):
        assert text in (failure.text or "")


@pytest.mark.parametrize(
    ("changes", "told"),
    [
        ({"level": "SHOULD"}, "a SHOULD that does not decide the verdict"),
        ({"decides": False}, "a MUST that does not decide the verdict"),
        (
            {"waived": {"reason": "see TECH-1", "expires": "2026-12-31"}},
            "waived until 2026-12-31 (see TECH-1)",
        ),
    ],
)
def test_junit_skips_what_does_not_decide_the_verdict(tmp_path: Path, changes: Event, told: str) -> None:
    path = made(tmp_path, finding(mutation="acceptQuote", **changes))
    skipped = [case.find("skipped") for case in cases_of(path, "error.code-declared")]
    messages = [entry.get("message", "") for entry in skipped if entry is not None]
    assert sum(told in message for message in messages) == 1
    assert JUnitXml.fromfile(str(path / "junit.xml")).failures == 0


def test_junit_never_shows_blocked_or_not_exercised_as_passed(folder: Path, run: Run) -> None:
    root = ElementTree.parse(folder / "junit.xml").getroot()
    states = {(case.get("classname"), case.get("name")): case for case in root.iter("testcase")}
    checked = 0
    for subject in run.mutations:
        for id_, tally in subject.requirements.items():
            if tally.outcome in ("blocked", "not exercised"):
                assert states[f"oefr.{subject.server}.{subject.name}", id_].find("skipped") is not None
                checked += 1
    assert checked > 5


def test_junit_of_incomplete_evidence_has_an_error(tmp_path: Path) -> None:
    write_reports(few_events(2)[:-1], tmp_path)
    read = JUnitXml.fromfile(str(tmp_path / "junit.xml"))
    assert read.errors == 1


def test_the_summary_names_the_verdict_the_failures_and_the_command(folder: Path, run: Run) -> None:
    text = (folder / "summary.md").read_text("utf-8")
    assert text.startswith("## ❌ Non-conformant, 101 of 101 mutations: oefr")
    for finding_ in run.failures[:3]:
        assert finding_.id in text
    assert "kraken-conformance run" in text
    assert "Not tested" in text
    assert "Waived" in text


def test_the_summary_of_many_findings_fits_a_comment(tmp_path: Path) -> None:
    long = {"expected": "e" * 5000, "actual": "a" * 5000}
    found = [
        finding(
            id=f"{number}", requirement=f"shape.number-{number % 90}", mutation=f"mutation{number}", **long
        )
        for number in range(2000)
    ]
    made(tmp_path, *found)
    assert len((tmp_path / "summary.md").read_text("utf-8")) < 65_000


def unescaped(line: str) -> tuple[str, str, str]:
    kind, title, message = re.fullmatch(r"::(\w+) title=([^:,]*)::(.*)", line).groups()  # type: ignore[union-attr]
    for escape, character in (("%3A", ":"), ("%2C", ","), ("%0D", "\r"), ("%0A", "\n"), ("%25", "%")):
        title, message = title.replace(escape, character), message.replace(escape, character)
    return kind, title, message


def test_annotations_are_workflow_commands_the_verdict_first(folder: Path, run: Run) -> None:
    lines = (folder / "annotations.txt").read_text("utf-8").splitlines()
    commands = [unescaped(line) for line in lines]
    assert commands[0][:2] == ("error", "Conformance: non-conformant, 101 of 101 mutations")
    kinds = [kind for kind, _, _ in commands]
    assert kinds.count("error") <= 10
    assert kinds.count("warning") <= 10
    told = " ".join(title for _, title, _ in commands)
    for finding_ in run.failures:
        assert finding_.requirement in told


def test_a_workflow_command_cannot_be_broken_out_of() -> None:
    text = "100%\n::error::taken: over, really\r"
    line = command("error", "a:b,c%d\ne", text)
    assert "\n" not in line
    assert "\r" not in line
    assert unescaped(line) == ("error", "a:b,c%d e", text)


def test_metrics_are_read_by_prometheus(folder: Path, run: Run) -> None:
    families = {
        family.name: family
        for family in text_string_to_metric_families((folder / "metrics.prom").read_text())
    }
    verdicts = {
        sample.labels["verdict"]: sample.value for sample in families["kraken_conformance_verdict"].samples
    }
    assert verdicts == {"conformant": 0, "non-conformant": 1, "inconclusive": 0}
    outcomes = {
        sample.labels["outcome"]: sample.value for sample in families["kraken_conformance_mutations"].samples
    }
    assert outcomes == dict(run.outcomes())
    assert sum(sample.value for sample in families["kraken_conformance_findings"].samples) == len(
        run.findings
    )
    buckets = [
        sample for sample in families["kraken_conformance_response_seconds"].samples if "le" in sample.labels
    ]
    values = [sample.value for sample in buckets]
    assert values == sorted(values)
    assert run.latency is not None
    assert values[-1] == run.latency.count


def test_the_badge_is_an_endpoint_of_shields_and_a_picture_without_references(folder: Path) -> None:
    content = json.loads((folder / "badge.json").read_text())
    assert content["schemaVersion"] == 1
    assert content["message"].endswith("non-conformant, 101 of 101 mutations")
    assert set(content) <= {"schemaVersion", "label", "message", "color", "isError"}
    picture = ElementTree.parse(folder / "badge.svg").getroot()
    assert "non-conformant" in picture.get("aria-label", "")
    text = (folder / "badge.svg").read_text()
    assert re.findall(r"(?:href|src)=|https?://(?!www\.w3\.org)", text) == []


@pytest.mark.parametrize(("complete", "green"), [(True, True), (False, False)])
def test_a_badge_is_green_for_the_whole_contract_alone(tmp_path: Path, complete: bool, green: bool) -> None:
    events = few_events(3, findings=0)
    events[-1] |= {
        "verdict": "conformant",
        "exit_code": 0,
        "scope": {"words": "3 of 101 mutations, 1 failure waived", "complete": complete},
    }
    write_reports(events, tmp_path, formats=["badge", "markdown", "annotations", "junit", "prometheus"])
    assert ("1a7f37" in (tmp_path / "badge.json").read_text()) is green
    assert ("✅" in (tmp_path / "summary.md").read_text("utf-8")) is green
    for file in ("badge.json", "summary.md", "annotations.txt", "junit.xml"):
        head = "\n".join((tmp_path / file).read_text("utf-8").splitlines()[:2])
        assert "conformant, 3 of 101 mutations, 1 failure waived" in head.lower().replace("%2c", ","), file
    assert 'scope="3 of 101 mutations, 1 failure waived"' in (tmp_path / "metrics.prom").read_text()


def test_junit_has_no_suite_of_what_was_not_selected(tmp_path: Path) -> None:
    write_reports(few_events(3, findings=0), tmp_path, formats=["junit"])
    suites = ElementTree.parse(tmp_path / "junit.xml").getroot().findall("testsuite")
    assert len([suite for suite in suites if not str(suite.get("name")).startswith("server ")]) == 3


def test_a_partial_badge_says_so(tmp_path: Path) -> None:
    write_reports(few_events(1)[:-1], tmp_path, formats=["badge"])
    assert "partial" in (tmp_path / "badge.svg").read_text()


@pytest.fixture(scope="module")
def hostile(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """All reports of a run whose target answers with everything that could hurt a report."""
    found = []
    for number, (name, text) in enumerate(HOSTILE.items()):
        response = {"status": 200, "headers": {name: text, text: "x"}, "body": text * 3, "elapsed_ms": 1.0}
        found.append(
            finding(
                id=f"h{number}",
                mutation="acceptQuote",
                expected=text,
                actual=text + text,
                label=text,
                confirmed=text,
                curl=text,
                replay=text,
                path=[text, 0],
                response=response,
                waived={"reason": text, "expires": text} if number % 3 == 2 else None,
                flaky=number % 4 == 3,
            )
        )
    events = with_findings(*found)
    events[0]["contract"]["errors"] |= {
        f"KT-XX-{number}": text for number, text in enumerate(HOSTILE.values())
    }
    events[0]["target"]["url"] = "http://127.0.0.1/" + "".join(HOSTILE.values())
    for event in events:
        if event["type"] == "outcome":
            event["reasons"] = list(HOSTILE.values())
    folder = tmp_path_factory.mktemp("hostile")
    write_reports(events, folder)
    return folder


@pytest.mark.parametrize("name", NAMES)
def test_hostile_text_leaves_no_control_or_bidi_character_anywhere(hostile: Path, name: str) -> None:
    text = (hostile / name).read_bytes().decode("utf-8")
    assert (
        re.findall(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u200f\u202a-\u202e\u2066-\u2069\u2028\u2029]", text) == []
    )


def test_hostile_text_cannot_leave_its_place(hostile: Path) -> None:
    ElementTree.parse(hostile / "junit.xml")
    ElementTree.parse(hostile / "badge.svg")
    json.loads((hostile / "results.json").read_text("utf-8"))
    page = (hostile / "report.html").read_text("utf-8")
    assert page.count("<script") == 2
    assert page.count("</script>") == 2
    assert "<img" not in page
    list(text_string_to_metric_families((hostile / "metrics.prom").read_text("utf-8")))
    for line in (hostile / "annotations.txt").read_text("utf-8").splitlines():
        unescaped(line)
    summary = (hostile / "summary.md").read_text("utf-8")
    assert "<script" not in summary
    assert "@everyone" not in summary.replace("\\@", "").replace("&#64;", "")


def test_formats_are_those_of_the_interface() -> None:
    assert sorted(name for files in report_formats().values() for name in files) == NAMES
