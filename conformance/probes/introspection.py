"""The probe `introspection`."""

from typing import Final

from kraken_conformance.model.case import Case, Operation
from kraken_conformance.model.cases import Cases
from kraken_conformance.probes.registry import server_probe
from kraken_conformance.target.view import TargetView

NAME: Final = "introspection"


@server_probe(NAME, executes=False)
def introspection(target: TargetView) -> Cases | None:
    """The introspection query that the server answers, in the form of every tool: with a fragment in a fragment.

    A server that refuses introspection has promised none.
    """
    if target.introspection is None:
        return None
    operation = Operation("IntrospectionQuery", target.introspection, "__schema")
    return Cases(fixed=(Case(NAME, target.server.name, None, operation, label="the whole schema"),))
