"""The check of `error.code-present`."""

from __future__ import annotations

from collections.abc import Iterator

from kraken_conformance.breach import Breach
from kraken_conformance.checks.applicability import errors_raised
from kraken_conformance.checks.codes import weight_at
from kraken_conformance.checks.registry import check
from kraken_conformance.observation import Observation
from kraken_conformance.shape import short_json


@check("error.code-present", applies=errors_raised)
def error_code_present(seen: Observation) -> Iterator[Breach]:
    """An error that the mutation raises carries its code in extensions.errorCode.

    Source: reference pages, "The possible errors that can be raised are"; platform documentation.
    """
    for error in seen.raised:
        if error.code is None:
            path = ("errors", error.index, "extensions", "errorCode")
            actual = (
                short_json(error.entry.get("extensions")) if "extensions" in error.entry else "no extensions"
            )
            yield Breach(path, "an error code, as in KT-CT-1111", actual, weight_at(error))
