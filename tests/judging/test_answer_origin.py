"""What an answer says in short: answers that say the same have the same digest."""

from typing import Any

from kraken_conformance.judging.answer_origin import answer_of
from tests.checks.answering import answered, refusal, request

ROOT = "updateUser"


def digest(*codes: str, **more: Any) -> str:
    return answer_of(answered(request(ROOT), {**refusal(ROOT, *codes), **more})).digest


def test_a_code_that_comes_twice_says_what_it_says_once() -> None:
    """As where the mutation stands twice in a document."""
    assert digest("KT-CT-5413", "KT-CT-5413") == digest("KT-CT-5413")


def test_other_codes_say_something_else_in_whatever_order() -> None:
    assert digest("KT-CT-5413", "KT-CT-1111") == digest("KT-CT-1111", "KT-CT-5413")
    assert len({digest("KT-CT-5413"), digest("KT-CT-1111"), digest("KT-CT-1111", "KT-CT-5413")}) == 3
