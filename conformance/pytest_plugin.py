"""The pytest plugin for a team's own suite; docs/pytest.md shows it at work.

It is loaded by every pytest where the package is installed, so that it imports nothing until it is used.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from kraken_conformance.integrations.kraken_fixture import Kraken
    from kraken_conformance.spec import Contract
    from kraken_conformance.target.settings import TargetSettings


def pytest_addoption(parser: pytest.Parser) -> None:
    """Add the options that name a target."""
    group = parser.getgroup("kraken", "conformance to the Kraken mutations")
    group.addoption("--kraken-url", metavar="URL", help="the GraphQL endpoint of the API site")
    group.addoption(
        "--kraken-auth-url", metavar="URL", help="the GraphQL endpoint of the authentication server"
    )
    group.addoption("--kraken-token", metavar="TOKEN", help="the Authorization header; or KRAKEN_TOKEN")
    group.addoption(
        "--kraken-execute",
        action="store_true",
        help="execute mutations on a target that is not on this machine",
    )
    group.addoption(
        "--kraken-contract", metavar="NAME|DIR", default="oefr", help="the contract to test (oefr)"
    )
    group.addoption(
        "--kraken-max-examples", type=int, metavar="N", default=20, help="drawn cases a probe (20)"
    )
    group.addoption("--kraken-seed", type=int, metavar="N", default=0, help="which cases are drawn (0)")
    group.addoption(
        "--kraken-fail-on",
        choices=["must", "should"],
        default="must",
        help="which broken requirements are returned (must)",
    )


def pytest_configure(config: pytest.Config) -> None:
    """Make the marker known."""
    config.addinivalue_line(
        "markers",
        "kraken(*patterns): the mutations that a test with `kraken_mutation` is run for; * and ? work, all by default",
    )


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """Make a test of each mutation that the marker selects."""
    if "kraken_mutation" not in metafunc.fixturenames:
        return
    from fnmatch import fnmatchcase

    marker = metafunc.definition.get_closest_marker("kraken")
    patterns = marker.args if marker is not None and marker.args else ("*",)
    known = _contract(metafunc.config).mutations
    for pattern in patterns:
        if not any(fnmatchcase(name, pattern) for name in known):
            raise pytest.UsageError(
                f"{metafunc.definition.nodeid}: no mutation fits {pattern!r} of the marker kraken."
            )
    chosen = [name for name in known if any(fnmatchcase(name, pattern) for pattern in patterns)]
    metafunc.parametrize("kraken_mutation", chosen)


@pytest.fixture(scope="session")
def kraken(pytestconfig: pytest.Config) -> Iterator[Kraken]:
    """Judge responses by the contract, and run the probes of a mutation."""
    from kraken_conformance.integrations.kraken_fixture import Kraken

    contract = _contract(pytestconfig)
    made = Kraken(
        contract,
        target=_target(pytestconfig, contract),
        fail_on=pytestconfig.getoption("--kraken-fail-on"),
        max_examples=pytestconfig.getoption("--kraken-max-examples"),
        seed=pytestconfig.getoption("--kraken-seed"),
    )
    yield made
    made.close()


_CONTRACT = pytest.StashKey["Contract"]()


def _contract(config: pytest.Config) -> Contract:
    if _CONTRACT not in config.stash:
        from kraken_conformance.spec import ContractError, load_contract

        try:
            config.stash[_CONTRACT] = load_contract(config.getoption("--kraken-contract"))
        except ContractError as error:
            raise pytest.UsageError(f"--kraken-contract: {error}") from None
    return config.stash[_CONTRACT]


def _target(config: pytest.Config, contract: Contract) -> TargetSettings | None:
    from urllib.parse import urlsplit

    from kraken_conformance.target.settings import TargetSettings, is_loopback

    options = ("--kraken-url", "--kraken-auth-url")
    sites: dict[str, str] = {}
    production = {urlsplit(server.url).hostname for server in contract.servers.values() if server.production}
    for server, option in zip(contract.servers, options, strict=False):
        url = config.getoption(option)
        if not url:
            continue
        if urlsplit(url).scheme not in ("http", "https") or not urlsplit(url).hostname:
            raise pytest.UsageError(f"{option} {url}: this is no address. Write it as https://host/path.")
        if urlsplit(url).hostname in production:
            raise pytest.UsageError(f"{option} {url}: this is a production host. Its data is not for tests.")
        if not is_loopback(url) and not config.getoption("--kraken-execute"):
            raise pytest.UsageError(
                f"{option} {url}: the target is not on this machine, and the requests change data. "
                "Give --kraken-execute to run them."
            )
        sites[server] = url
    if not sites:
        return None
    token = config.getoption("--kraken-token") or os.environ.get("KRAKEN_TOKEN") or None
    return TargetSettings(sites=sites, token=token, secrets=(token,) if token else ())
