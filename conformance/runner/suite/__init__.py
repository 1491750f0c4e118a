"""The suite that the runner hands to pytest: `pytest --pyargs kraken_conformance.runner.suite`."""
