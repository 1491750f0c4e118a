"""Whether the numbers of one result agree: cases with requests, requests with answers, both with the time they took."""

from collections.abc import Iterator

from kraken_conformance.events import LatencyFacts, ResultEvent

ROUNDING_MS = 1.0
"""Milliseconds are rounded."""

AT_ONCE = 5
"""A case and its rivals are sent at once: at most this many times as many requests are in flight as cases."""


def impossible_counts(event: ResultEvent, concurrency: int) -> Iterator[str]:
    """Yield what cannot be in an honest result. `concurrency` is how many cases are sent at once."""
    cases, requests, succeeded = event["cases"], event["requests"], event["succeeded"]
    if not 0 <= succeeded <= cases <= requests:
        yield f"{succeeded} successes, {cases} cases, {requests} requests"
    valid = event.get("valid", {"sent": 0, "succeeded": 0})
    if not valid["succeeded"] <= valid["sent"] <= cases or valid["succeeded"] > succeeded:
        yield f"{valid['succeeded']} of {valid['sent']} valid inputs succeeded, in {cases} cases"
    others = event.get("valid_as_others", {"sent": 0, "succeeded": 0})
    if not others["succeeded"] <= others["sent"] <= valid["sent"] or others["succeeded"] > valid["succeeded"]:
        yield f"{others['succeeded']} of {others['sent']} valid inputs succeeded under other names"
    if max(event.get("sequences", 0), event.get("sent_twice", 0)) > cases:
        yield f"more sequences, or more sent twice, than {cases} cases"
    yield from _answers(event)
    yield from _latency(event, concurrency)


def _answers(event: ResultEvent) -> Iterator[str]:
    answers = event.get("answers", [])
    if any(one["count"] < 1 or one["last"] - one["first"] + 1 < one["count"] for one in answers):
        yield "a kind of answers that no request got"
    total = sum(one["count"] for one in answers)
    if total > event["requests"]:
        yield f"{total} answers to {event['requests']} requests"
    successes = sum(one["count"] for one in answers if one["origin"] == "success")
    if event.get("valid", {"succeeded": 0})["succeeded"] > successes:
        yield f"more valid inputs succeeded than the {successes} answers that are a success"


def _latency(event: ResultEvent, concurrency: int) -> Iterator[str]:
    latency: LatencyFacts = event.get("latency_ms") or {}
    buckets = latency.get("buckets") or {}
    responses, total, longest = sum(buckets.values()), latency.get("sum") or 0, latency.get("max") or 0
    least = 0 if event["state"] != "done" else event["cases"]
    if not least <= responses <= event["requests"]:
        yield f"the times of {responses} responses, for {event['cases']} cases and {event['requests']} requests"
    low = high = below = 0.0
    for bound, count in sorted((float(name), count) for name, count in buckets.items()):
        low += count * below
        high += count * min(bound, longest)
        below = bound
    if not low - ROUNDING_MS <= total <= high + ROUNDING_MS:
        yield f"{total} ms for {responses} responses, each of which took as long as stated"
    room = AT_ONCE * concurrency * (event.get("duration_s", 0) * 1000 + ROUNDING_MS)
    if total > room:
        yield f"{total} ms of waiting do not fit in {event.get('duration_s', 0)} s, {concurrency} cases at once"
