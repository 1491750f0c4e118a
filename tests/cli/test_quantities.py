"""A number that no run can wait for is an error that names the option."""

import pytest

from tests.command_line import call


@pytest.mark.parametrize("option", ["--max-rps", "--timeout", "--patience", "--max-minutes"])
@pytest.mark.parametrize("value", ["1e999999", "nan", "1e10", "9" * 400, "-1"])
def test_a_number_without_end_is_refused(option: str, value: str) -> None:
    done = call("run", option, value)
    assert done.returncode == 2, done.stdout + done.stderr
    assert option in done.stderr
    assert "Traceback" not in done.stderr
