"""Adds up the latencies of probes."""

from collections import Counter
from collections.abc import Iterable, Mapping
from math import inf

from kraken_conformance.events import LatencyFacts
from kraken_conformance.reports.run.run import Latency


def added_up(latencies: Iterable[LatencyFacts | None]) -> Latency | None:
    """Return several latencies of the evidence as one, or None where nothing was measured.

    The quantiles of one latency are taken as they are; those of several can only be read off the
    buckets: the edge of the bucket in which they fall, but never more than the maximum.
    """
    measured = [latency for latency in latencies if latency and any(latency.get("buckets", {}).values())]
    if not measured:
        return None
    buckets: Counter[float] = Counter()
    for latency in measured:
        for edge, count in latency["buckets"].items():
            buckets[inf if edge == "inf" else float(edge)] += count
    ordered = {edge: buckets[edge] for edge in sorted(buckets)}
    greatest = max(_greatest(latency) for latency in measured)
    alone = measured[0] if len(measured) == 1 else {}
    return Latency(
        buckets=ordered,
        p50=alone.get("p50") or _edge(ordered, 0.50, greatest),
        p95=alone.get("p95") or _edge(ordered, 0.95, greatest),
        max=greatest,
        sum=sum(latency.get("sum") or 0.0 for latency in measured),
    )


def _greatest(latency: LatencyFacts) -> float:
    edges = [float(edge) for edge, count in latency["buckets"].items() if count and edge != "inf"]
    return float(latency.get("max") or max(edges, default=0.0))


def _edge(buckets: Mapping[float, int], share: float, greatest: float) -> float:
    wanted, passed = share * sum(buckets.values()), 0
    for edge, count in buckets.items():
        passed += count
        if passed >= wanted:
            return min(edge, greatest)
    return greatest
