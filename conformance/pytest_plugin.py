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
    from kraken_conformance.exceptions import UsageError
    from kraken_conformance.safety.host_policy import HostPolicy
    from kraken_conformance.target.settings import TargetSettings

    options = zip(contract.servers, ("--kraken-url", "--kraken-auth-url"), strict=False)
    urls = {option: (server, url) for server, option in options if (url := config.getoption(option))}
    if not urls:
        return None
    policy = HostPolicy.of(
        contract,
        execute=config.getoption("--kraken-execute"),
        dry_run=False,
        execute_option="--kraken-execute",
        dry_run_option="",
    )
    try:
        permission = policy.permit({option: url for option, (_, url) in urls.items()})
    except UsageError as error:
        raise pytest.UsageError(str(error)) from None
    token = config.getoption("--kraken-token") or os.environ.get("KRAKEN_TOKEN") or None
    return TargetSettings(
        sites=dict(urls.values()),
        token=token,
        secrets=(token,) if token else (),
        permission=permission,
        platform=contract.platform,
        limited=contract.limited_mutations,
    )
