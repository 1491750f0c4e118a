from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from kraken_conformance.exceptions import UsageError
from kraken_conformance.spec import Contract, load_contract, load_requirements
from kraken_conformance.waivers.waiver import Waiver
from kraken_conformance.waivers.waiver_file import load_waivers, paste_ready

GOOD = """\
[[waiver]]
requirement = "error.code-declared"
mutation = "selfReading"
path = "errors[0].extensions.errorCode"
reason = "mended in 4.2"
expires = 2026-12-31
"""


@pytest.fixture(scope="module")
def contract() -> Contract:
    return load_contract("oefr")


def load(folder: Path, contract: Contract, text: str) -> tuple[Waiver, ...]:
    file = folder / "waivers.toml"
    file.write_text(text, "utf-8")
    return load_waivers(
        file, mutations=contract.mutations, servers=contract.servers, requirements=load_requirements()
    )


def refused(folder: Path, contract: Contract, text: str) -> list[str]:
    with pytest.raises(UsageError) as error:
        load(folder, contract, text)
    return str(error.value).replace(f"{folder}/", "").splitlines()


def test_an_entry(tmp_path: Path, contract: Contract) -> None:
    assert load(tmp_path, contract, GOOD) == (
        Waiver(
            requirement="error.code-declared",
            mutation="selfReading",
            server=None,
            place="errors[*].extensions.errorCode",
            finding=None,
            reason="mended in 4.2",
            expires=date(2026, 12, 31),
            where=f"{tmp_path}/waivers.toml:1",
        ),
    )


def test_an_empty_file_waives_nothing(tmp_path: Path, contract: Contract) -> None:
    assert load(tmp_path, contract, "# nothing yet\n") == ()


@pytest.mark.parametrize(
    ("change", "expected"),
    [
        (
            ('"error.code-declared"', '"error.code-declard"'),
            "waivers.toml:2: there is no requirement 'error.code-declard'. Did you mean 'error.code-declared'?",
        ),
        (
            ('"selfReading"', '"selfReadin"'),
            "waivers.toml:3: there is no mutation 'selfReadin'. Did you mean 'selfReading'?",
        ),
        (("path =", "pth ="), "waivers.toml:4: there is no key 'pth'. Did you mean 'path'?"),
        (
            ('"mended in 4.2"', '" "'),
            "waivers.toml:5: `reason` is missing: say why this failure is accepted, and who fixes it.",
        ),
        (
            ('reason = "mended in 4.2"\n', ""),
            "waivers.toml:1: `reason` is missing: say why this failure is accepted, and who fixes it.",
        ),
        (
            ("expires = 2026-12-31\n", ""),
            "waivers.toml:1: `expires` is missing: give the last day of the waiver, such as expires = 2026-12-31.",
        ),
        (
            ("2026-12-31", '"2026-12-31"'),
            "waivers.toml:6: `expires` is a day without quotation marks, such as expires = 2026-12-31.",
        ),
        (
            ("2026-12-31", "2026-12-31T10:00:00"),
            "waivers.toml:6: `expires` is a day without quotation marks, such as expires = 2026-12-31.",
        ),
        (('"mended in 4.2"', "4.2"), "waivers.toml:5: reason is a text: put it in quotation marks."),
        (
            ('mutation = "selfReading"', 'mutation = "selfReading"\nserver = "API"'),
            "waivers.toml:1: give either `mutation`, or `server` for a finding on a server as a whole.",
        ),
        (
            ('requirement = "error.code-declared"\n', ""),
            "waivers.toml:1: `requirement` is missing: which promise is known to be broken?",
        ),
        (
            ('mutation = "selfReading"', 'server = "APY"'),
            "waivers.toml:3: there is no server 'APY'. Did you mean 'API'?",
        ),
        (
            ("path =", 'finding = "12"\npath ='),
            "waivers.toml:4: '12' is no id of a finding: it has 8 hexadecimal digits.",
        ),
    ],
)
def test_what_is_wrong_with_an_entry(
    tmp_path: Path, contract: Contract, change: tuple[str, str], expected: str
) -> None:
    assert GOOD.replace(*change) != GOOD
    assert refused(tmp_path, contract, GOOD.replace(*change)) == [expected]


def test_every_problem_is_told_with_the_line_of_its_own_entry(tmp_path: Path, contract: Contract) -> None:
    tricky = GOOD.replace('"mended in 4.2"', '"""\n[[waiver]]\nreasn = 1\n"""')
    text = tricky + "\n" + GOOD.replace("reason", "reasn").replace("selfReading", "nothingLikeIt")
    assert refused(tmp_path, contract, text) == [
        "waivers.toml:15: there is no key 'reasn'. Did you mean 'reason'?",
        "waivers.toml:13: there is no mutation 'nothingLikeIt'. See `spec export`.",
        "waivers.toml:11: `reason` is missing: say why this failure is accepted, and who fixes it.",
    ]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("[[waiver]\n", "waivers.toml:1: this is no TOML: "),
        (
            "ok = 1\n[[waivers]]\n",
            "waivers.toml:1: a file of waivers holds [[waiver]] entries and nothing else.",
        ),
        ("waiver = 3\n", "waivers.toml:1: a file of waivers holds [[waiver]] entries and nothing else."),
    ],
)
def test_what_is_no_file_of_waivers(tmp_path: Path, contract: Contract, text: str, expected: str) -> None:
    assert refused(tmp_path, contract, text)[0].startswith(expected)


def test_a_missing_file_is_named(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match=r"--waivers .*none\.toml: it cannot be read \(No such file"):
        load_waivers(tmp_path / "none.toml", mutations=(), servers=(), requirements=())


def test_what_is_printed_can_be_read(tmp_path: Path, contract: Contract) -> None:
    finding = {
        "id": "3d0c91aa",
        "requirement": "http.huge-body",
        "mutation": None,
        "server": "AUTH",
        "path": ["errors", 0, 'odd"\n[[waiver]]'],
        "expected": "4xx\n[[waiver]]",
        "actual": "status 500",
    }
    printed = paste_ready(finding, reason='a "quoted" \\ reason\x7f', expires=date(2027, 1, 1))
    (waiver,) = load(tmp_path, contract, printed)
    assert waiver.fits(finding)
    assert (waiver.reason, waiver.expires) == ('a "quoted" \\ reason\x7f', date(2027, 1, 1))
    assert not waiver.fits({**finding, "id": "3d0c91ab"})
    assert not waiver.fits({**finding, "server": "API"})
    assert not waiver.fits({**finding, "mutation": "selfReading"})
