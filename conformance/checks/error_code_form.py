"""The check of `error.code-form`."""

from __future__ import annotations

from collections.abc import Iterator

from kraken_conformance.checks._shared.applicability import codes_raised
from kraken_conformance.checks._shared.codes import CODE
from kraken_conformance.checks.registry import check
from kraken_conformance.judging.observation import Observation
from kraken_conformance.model.violation import Violation
from kraken_conformance.operations.shape import short_json


@check("error.code-form", applies=codes_raised)
def error_code_form(observation: Observation) -> Iterator[Violation]:
    """An error code has the form KT-<two letters>-<number>.

    Source: reference pages, the error codes of all mutations.
    """
    for error in observation.raised:
        code = error.code
        if code is not None and not (isinstance(code, str) and CODE.fullmatch(code)):
            path = ("errors", error.index, "extensions", "errorCode")
            yield Violation(path, "a code of the form KT-XX-number, as in KT-CT-1111", short_json(code))
