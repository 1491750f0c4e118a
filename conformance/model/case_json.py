"""Cases as JSON, so that a finding can be sent again."""

import zlib
from dataclasses import asdict
from typing import cast

from kraken_conformance.events import CaseFacts, DueFacts, OperationFacts, RawFacts, TakenFacts
from kraken_conformance.model.case import (
    Case,
    Credentials,
    Due,
    Expectation,
    InputFault,
    Operation,
    RawRequest,
    Taken,
)


def case_to_json(case: Case) -> CaseFacts:
    """Return a case as a JSON object; a raw body becomes the hexadecimal digits of what zlib makes of it."""
    content = asdict(case)
    if case.raw is not None:
        content["raw"]["body"] = zlib.compress(case.raw.body).hex()
    content["before"] = [case_to_json(earlier) for earlier in case.before]
    return cast(CaseFacts, content)


def case_from_json(content: CaseFacts) -> Case:
    """Return the case that `case_to_json` wrote. Raises `KeyError`, `TypeError` or `ValueError` for anything else."""
    raw, fault = content["raw"], content["fault"]
    return Case(
        probe=content["probe"],
        server=content["server"],
        mutation=content["mutation"],
        operation=None if (operation := content["operation"]) is None else _operation(operation),
        variables=content["variables"],
        expectation=Expectation(content["expectation"]),
        label=content["label"],
        credentials=Credentials(content["credentials"]),
        headers=tuple((name, value) for name, value in content["headers"]),
        raw=None if raw is None else _raw(raw),
        fault=None
        if fault is None
        else InputFault(fault["kind"], tuple(fault["path"]), fault["type"], fault["detail"]),
        provokes=content["provokes"],
        due=None if (due := content.get("due")) is None else _due(due),
        before=tuple(case_from_json(earlier) for earlier in content["before"]),
        takes=tuple(map(_taken, content.get("takes", ()))),
        about=content.get("about", ""),
        rivals=content.get("rivals", 0),
        bearer=None if (bearer := content.get("bearer")) is None else _taken(bearer),
        fresh=tuple(content.get("fresh", ())),
        differing=tuple(content.get("differing", ())),
    )


def _operation(content: OperationFacts) -> Operation:
    return Operation(
        content["name"],
        content["document"],
        content["root"],
        content["variables"],
        tuple(content.get("beside", ())),
    )


def _taken(content: TakenFacts) -> Taken:
    return Taken(
        content["step"],
        tuple(content["source"]),
        tuple(content["path"]),
        content["type"],
        content.get("altered", False),
    )


def _due(content: DueFacts) -> Due:
    return Due(
        tuple(content["codes"]),
        content["condition"],
        content["stated"],
        content["after_steps"],
        content["any_refusal"],
        content["absent"],
        content.get("guess", False),
        content.get("until"),
    )


def _raw(content: RawFacts) -> RawRequest:
    try:
        body = zlib.decompress(bytes.fromhex(content["body"]))
    except zlib.error as error:
        raise ValueError(f"raw body: {error}") from None
    return RawRequest(
        method=content["method"],
        body=body,
        query=tuple((name, value) for name, value in content["query"]),
        headers=tuple((str(name), value) for name, value in content["headers"]),
    )
