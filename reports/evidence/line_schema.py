"""What the lines of a file of evidence have to look like, as far as the reports rely on it.

Keys that are not named here are let through: the format may grow.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from math import isfinite
from typing import Any

OUTCOMES = ("failed", "blocked", "passed", "not exercised")
"""The outcomes, in the order in which one hides another when they are rolled up."""

GREATEST = 2**53
"""Numbers from here on are no measurements, and do not survive JSON everywhere."""

EVIDENCE = ("succeeded", "refused only", "not reached", "excluded")
"""What a run may have shown of whether a mutation works."""

VERDICTS = ("conformant", "non-conformant", "inconclusive")
LEVELS = ("MUST", "SHOULD", "MAY")


@dataclass(frozen=True, slots=True)
class EventKey:
    """A key of a line: what its value has to be, and whether the key has to be there."""

    name: str
    wanted: str
    fits: Callable[[Any], bool]
    required: bool = True


def _text(value: Any) -> bool:
    return isinstance(value, str)


def _text_or_null(value: Any) -> bool:
    return value is None or isinstance(value, str)


def _count(value: Any) -> bool:
    return isinstance(value, int) and not isinstance(value, bool) and 0 <= value < GREATEST


def _number(value: Any) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool) and 0 <= value < GREATEST


def _boolean(value: Any) -> bool:
    return isinstance(value, bool)


def _mapping(value: Any) -> bool:
    return isinstance(value, dict)


def _mapping_or_null(value: Any) -> bool:
    return value is None or isinstance(value, dict)


def _mappings(value: Any) -> bool:
    return isinstance(value, list) and all(isinstance(item, dict) for item in value)


def _texts(value: Any) -> bool:
    return isinstance(value, list) and all(isinstance(item, str) for item in value)


def _lists_of_texts(value: Any) -> bool:
    return isinstance(value, dict) and all(_texts(item) for item in value.values())


def _path(value: Any) -> bool:
    return isinstance(value, list) and all(isinstance(item, str) or _count(item) for item in value)


def _counts(value: Any) -> bool:
    return isinstance(value, dict) and all(_count(item) for item in value.values())


def _tallies(value: Any) -> bool:
    return isinstance(value, dict) and all(
        isinstance(item, dict) and _count(item.get("judged")) and _count(item.get("failed"))
        for item in value.values()
    )


def _outcomes(value: Any) -> bool:
    return isinstance(value, dict) and all(
        isinstance(item, dict)
        and item.get("outcome") in OUTCOMES
        and _count(item.get("judged", 0))
        and _count(item.get("failed", 0))
        for item in value.values()
    )


def _requirements(value: Any) -> bool:
    return isinstance(value, dict) and all(
        isinstance(item, dict)
        and item.get("level") in LEVELS
        and all(isinstance(item.get(key, ""), str) for key in ("text", "citation", "remedy"))
        for item in value.values()
    )


def _mutations(value: Any) -> bool:
    return isinstance(value, list) and all(
        isinstance(item, dict)
        and _text(item.get("name"))
        and _text(item.get("server"))
        and _texts(item.get("errors", []))
        for item in value
    )


def _latency(value: Any) -> bool:
    if value is None or value == {}:
        return True
    return (
        isinstance(value, dict)
        and all(value.get(key) is None or _number(value[key]) for key in ("p50", "p95", "max", "sum"))
        and _counts(value.get("buckets", {}))
        and all(edge == "inf" or _is_number(edge) for edge in value.get("buckets", {}))
    )


def _is_number(text: str) -> bool:
    try:
        return isfinite(float(text))
    except ValueError:
        return False


def _slowest(value: Any) -> bool:
    return isinstance(value, list) and all(
        isinstance(item, dict) and _number(item.get("ms")) and _text(item.get("label", "")) for item in value
    )


def _not_reached(value: Any) -> bool:
    return isinstance(value, list) and all(
        isinstance(item, dict)
        and _text(item.get("step"))
        and _text(item.get("why"))
        and _count(item.get("cases"))
        for item in value
    )


def _evidence(value: Any) -> bool:
    return value is None or (
        isinstance(value, dict)
        and value.get("kind") in EVIDENCE
        and all(_text(value.get(key, "")) for key in ("reason", "advice"))
        and _text_or_null(value.get("excuse"))
    )


def _scope(value: Any) -> bool:
    return isinstance(value, dict) and _text(value.get("words")) and _boolean(value.get("complete"))


def _http_profiles(value: Any) -> bool:
    return _mappings(value) and all(
        _text(item.get("server"))
        and _text(item.get("profile"))
        and _boolean(item.get("held"))
        and _count(item.get("passed"))
        and _texts(item.get("failed"))
        for item in value
    )


def _helps(value: Any) -> bool:
    return isinstance(value, list) and all(
        isinstance(item, dict) and _text(item.get("do")) and _texts(item.get("mutations")) for item in value
    )


def _waiver(value: Any) -> bool:
    return value is None or (
        isinstance(value, dict) and _text(value.get("reason")) and _text_or_null(value.get("expires"))
    )


def _one_of(words: tuple[str, ...]) -> Callable[[Any], bool]:
    return lambda value: value in words


def _either(words: tuple[str, ...]) -> str:
    return "one of " + ", ".join(words)


KEYS: Mapping[str, tuple[EventKey, ...]] = {
    "header": (
        EventKey("run_id", "text", _text, required=False),
        EventKey("started_at", "a time as text", _text),
        EventKey("tool", "an object with name and version", _mapping),
        EventKey("tool.name", "text", _text),
        EventKey("tool.version", "text", _text),
        EventKey("contract", "an object with name, version and mutations", _mapping),
        EventKey("contract.name", "text", _text),
        EventKey("contract.version", "text", _text),
        EventKey("contract.sha256", "text", _text, required=False),
        EventKey("contract.mutations", "a list of objects with name, server and errors", _mutations),
        EventKey("contract.errors", "an object of messages by code", _mapping),
        EventKey("contract.common_errors", "an object of messages by code", _mapping, required=False),
        EventKey("requirements", "an object of level, text, citation and remedy by id", _requirements),
        EventKey("target", "an object with url", _mapping),
        EventKey("target.url", "text or null", _text_or_null, required=False),
        EventKey("configuration", "an object", _mapping, required=False),
        EventKey("configuration.mutations", "a list of names", _texts, required=False),
        EventKey("configuration.waivers", "a list of objects", _mappings, required=False),
    ),
    "result": (
        EventKey("mutation", "text or null", _text_or_null),
        EventKey("server", "text", _text),
        EventKey("probe", "text", _text),
        EventKey("state", "one of done, blocked, interrupted", _one_of(("done", "blocked", "interrupted"))),
        EventKey("reason", "text or null", _text_or_null, required=False),
        EventKey("cases", "a whole number", _count),
        EventKey("requests", "a whole number", _count),
        EventKey("succeeded", "a whole number", _count),
        EventKey("started_s", "a number of seconds", _number, required=False),
        EventKey("duration_s", "a number of seconds", _number, required=False),
        EventKey("requirements", "an object of judged and failed by id", _tallies),
        EventKey("errors_observed", "an object of counts by code", _counts, required=False),
        EventKey("provoked", "a list of codes", _texts, required=False),
        EventKey("not_raised", "an object of lists of requests by code", _mapping, required=False),
        EventKey("not_tried", "an object of reasons by code", _mapping, required=False),
        EventKey("not_reached", "a list of objects with step, why and cases", _not_reached, required=False),
        EventKey("limits", "a list of objects", _mappings, required=False),
        EventKey("latency_ms", "an object with p50, p95, max, sum and buckets", _latency, required=False),
        EventKey("slowest", "a list of objects with ms and label", _slowest, required=False),
    ),
    "finding": (
        EventKey("id", "text", _text),
        EventKey("requirement", "text", _text),
        EventKey("level", _either(LEVELS), _one_of(LEVELS)),
        EventKey("mutation", "text or null", _text_or_null),
        EventKey("server", "text", _text),
        EventKey("probe", "text", _text),
        EventKey("label", "text or null", _text_or_null, required=False),
        EventKey("path", "a list of keys and positions", _path, required=False),
        EventKey("expected", "text", _text),
        EventKey("actual", "text", _text),
        EventKey("flaky", "true or false", _boolean, required=False),
        EventKey("seen", "a whole number", _count, required=False),
        EventKey("confirmed", "text or null", _text_or_null, required=False),
        EventKey("conditions", "an object or null", _mapping_or_null, required=False),
        EventKey("before", "a list of objects", _mappings, required=False),
        EventKey("request", "an object or null", _mapping_or_null, required=False),
        EventKey("response", "an object or null", _mapping_or_null, required=False),
        EventKey("curl", "text or null", _text_or_null, required=False),
        EventKey("replay", "text or null", _text_or_null, required=False),
        EventKey("decides", "true or false", _boolean, required=False),
        EventKey("waived", "an object with reason and expires, or null", _waiver, required=False),
    ),
    "outcome": (
        EventKey("mutation", "text or null", _text_or_null),
        EventKey("server", "text", _text),
        EventKey("outcome", _either(OUTCOMES), _one_of(OUTCOMES)),
        EventKey("reasons", "a list of texts", _texts, required=False),
        EventKey("evidence", "an object with kind and reason, or null", _evidence, required=False),
        EventKey("succeeded", "a whole number", _count, required=False),
        EventKey("valid", "an object of whole numbers", _counts, required=False),
        EventKey("requirements", "an object of outcome, judged and failed by id", _outcomes),
    ),
    "footer": (
        EventKey("finished_at", "a time as text", _text, required=False),
        EventKey("duration_s", "a number of seconds", _number),
        EventKey("interrupted", "true or false", _boolean, required=False),
        EventKey("verdict", _either(VERDICTS), _one_of(VERDICTS)),
        EventKey("exit_code", "a whole number", _count),
        EventKey("reasons", "a list of texts", _texts, required=False),
        EventKey("waiver_remarks", "a list of texts", _texts, required=False),
        EventKey("remarks", "a list of texts", _texts, required=False),
        EventKey("lacking_pools", "an object of lists of keys by mutation", _lists_of_texts, required=False),
        EventKey("scope", "an object with words and complete", _scope, required=False),
        EventKey("http_profiles", "a list of results of profiles", _http_profiles, required=False),
        EventKey("helps", "a list of objects with do and mutations", _helps, required=False),
        EventKey("counts", "an object of whole numbers", _counts),
    ),
}
"""The keys of each type of line that the reports read, by type."""


def faults(event: Mapping[str, Any]) -> Iterator[str]:
    """Yield in words what is wrong with the values of a line of a known type."""
    for key in KEYS[event["type"]]:
        value: Any = event
        for part in key.name.split("."):
            present = isinstance(value, dict) and part in value
            value = value[part] if present else None
        if not present:
            if key.required:
                yield f"{event['type']} has no `{key.name}`: expected {key.wanted}"
        elif not key.fits(value):
            yield f"`{key.name}` of {event['type']} is {_told(value)}: expected {key.wanted}"


def _told(value: Any) -> str:
    if isinstance(value, dict | list):
        return "another kind of object or list"
    text = repr(value)
    return text if len(text) <= 60 else text[:59] + "…"
