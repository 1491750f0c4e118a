"""The probe of random selections: the same mutation asked in other ways than a client would think of."""

from functools import partial
from typing import Final

from kraken_conformance.model.case import Case, Operation
from kraken_conformance.model.cases import Cases
from kraken_conformance.probes._shared.preconditions import offered
from kraken_conformance.probes.registry import probe
from kraken_conformance.spec import Mutation
from kraken_conformance.strategies import Document
from kraken_conformance.target.view import TargetView

PROBE: Final = "fuzz"

SHARE: Final = 0.08
"""A document costs a server more than a variable does: it parses and validates each of them again."""


@probe(PROBE)
def fuzz(mutation: Mutation, target: TargetView) -> Cases | None:
    """Random selections, fragments and aliases on the target's own schema, with the input in the document.

    Half of them carry input that a mutation is likely to accept. What comes back is judged by the rules for
    every answer: only the target's schema knows these fields.
    """
    if target.schema is None or not offered(mutation, target):
        return None
    documents = target.documents.documents(mutation)
    return Cases(drawn=documents.map(partial(_case, mutation)), share=SHARE)


def _case(mutation: Mutation, document: Document) -> Case:
    return Case(
        probe=PROBE,
        server=mutation.server,
        mutation=mutation.name,
        operation=Operation(document.name, document.text, document.root),
        label="a random selection",
    )
