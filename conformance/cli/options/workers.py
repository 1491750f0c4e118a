"""What the options say of the workers of a run: where they are, and what the share of each is."""

from collections.abc import Mapping
from typing import Any

from kraken_conformance.exceptions import UsageError


def chosen_workers(given: dict[str, Any], sites: Mapping[str, str]) -> tuple[str, ...]:
    """Return the specifications of the workers of `--tx`; none where there is no such option.

    `sites` are the addresses of the target, empty where it is the embedded server.

    Raises `UsageError` for what makes no sense.
    """
    from kraken_conformance.runner.distributed.gateways import is_local, worker_specs
    from kraken_conformance.safety.host_policy import is_loopback

    workers = worker_specs(given["tx"])
    if workers and given["processes"]:
        raise UsageError(
            f"-n {given['processes']} and --tx contradict each other: give one of them. "
            f"Workers of this machine are --tx {given['processes']}*popen."
        )
    count = len(workers) or given["processes"]
    for option, budget in (("requests", given["max_requests"]), ("creations", given["max_creations"])):
        if budget and budget < count:
            raise UsageError(f"--max-{option} {budget}: that is less than one for each worker.")
    remote = next((spec for spec in workers if not is_local(spec)), None)
    if remote is None:
        return workers
    urls = list(sites.values())
    if not urls:
        raise UsageError(
            f"--tx {remote}: the embedded server is on this machine alone, where no other host reaches it. Give --url."
        )
    for url in filter(is_loopback, urls):
        raise UsageError(
            f"--tx {remote}: on that host, {url} is another machine than here. Give the target by an address that "
            "means the same everywhere."
        )
    return workers


def share_of(given: dict[str, Any], workers: int) -> float | None:
    """Return the requests a second of each worker, whole ones: no worker knows of the others."""
    max_rps = given["max_rps"]
    if max_rps is None or workers <= 1:
        return None if max_rps is None else float(max_rps)
    share = int(max_rps) // workers
    if not share:
        how = f"{workers} workers of --tx" if given["tx"] else f"-n {workers}"
        most = max(int(max_rps), 1)
        raise UsageError(
            f"--max-rps {max_rps:g} with {how}: that is less than 1 request a second for each worker. Use "
            f"{f'{most} workers' if given['tx'] else f'-n {most}'} or less."
        )
    return float(share)
