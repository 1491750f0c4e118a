"""`python -m kraken_conformance.cli`: the command, where its script is not on the path."""

from kraken_conformance.cli.main import main

main(prog_name="kraken-conformance")
