"""Which answers have a value that another mutation takes, read from names and types alone."""

from collections.abc import Iterator
from dataclasses import dataclass

from kraken_conformance.model.json_path import Path
from kraken_conformance.model.value_binding import FITTING
from kraken_conformance.probes._shared.preconditions import obstacle, offered
from kraken_conformance.safety.redaction import is_secret_name
from kraken_conformance.spec import Effect, Mutation
from kraken_conformance.target.view import TargetView

NAMING = {"Id": "id", "Number": "number", "Code": "code"}
"""Endings of inputs that say which record is meant, and the field of the record itself that has the value."""

EXACT = ("Id", "Number", "Code", "Reference")
"""Endings of names that mean the same wherever they stand."""

WEIGHTY = frozenset({Effect.MOVES_MONEY, Effect.SENDS_MESSAGE})

MOST_PRODUCERS = 2
"""A value is taken for one input from at most this many mutations."""

MOST_LINKS = 4
"""At most this many links of one mutation are followed."""


@dataclass(frozen=True, slots=True)
class Link:
    """A value that `producer` answers at `source`, and the place among the variables where it fits."""

    producer: str
    source: Path
    path: Path
    type: str


def links(consumer: Mutation, target: TargetView) -> tuple[Link, ...]:
    """Return the links to a mutation from others that may be executed, the least harmful first.

    An input fits the answer of the same name (`ledgerNumber`), and `quoteId`, `quoteNumber` or `quoteCode`
    fits the field `id`, `number` or `code` of an object `quote` or `…Quote`, if the types allow it. What was
    ended or deleted is no good for anything, so that mutations that destroy hand nothing on; neither do those
    that take such a value themselves, and only give back what they got. Secrets are never taken.
    """
    producers = [
        mutation
        for mutation in target.contract.on_server(consumer.server)
        if _produces(mutation, consumer, target)
    ]
    producers.sort(key=_weight)
    found: list[Link] = []
    for path, type_ in target.input_leaves(consumer).items():
        name = str(path[-1])
        if is_secret_name(name) or not name.endswith(EXACT):
            continue
        candidates = (link for producer in producers for link in _from(producer, path, type_, target))
        found += [link for link, _ in zip(candidates, range(MOST_PRODUCERS), strict=False)]
    return tuple(found[:MOST_LINKS])


def _produces(mutation: Mutation, consumer: Mutation, target: TargetView) -> bool:
    return (
        mutation.name != consumer.name
        and Effect.DESTROYS not in mutation.effects
        and mutation.name not in target.not_on_the_way
        and offered(mutation, target)
        and obstacle(mutation, target) is None
    )


def _weight(mutation: Mutation) -> tuple[int, bool]:
    return len(mutation.effects & WEIGHTY), Effect.CREATES not in mutation.effects


def _from(producer: Mutation, path: Path, type_: str, target: TargetView) -> Iterator[Link]:
    """Yield the first value of a mutation's answer that fits an input."""
    if any(taken[-1] == path[-1] for taken in target.input_leaves(producer)):
        return
    for source, kind in target.answer_leaves(producer).items():
        if kind in FITTING.get(type_, ()) and same_thing(source, str(path[-1])):
            yield Link(producer.name, source, path, type_)
            return


def same_thing(source: Path, wanted: str) -> bool:
    """Whether the place of a value in an answer says that it is what an input of some name wants."""
    names = [str(step) for step in source if isinstance(step, str)]
    if names[-1] == wanted:
        return wanted.endswith(EXACT)
    for ending, field in NAMING.items():
        stem = wanted.removesuffix(ending).lower()
        if wanted.endswith(ending) and stem and names[-1] == field and len(names) > 1:
            return names[-2].lower().endswith(stem)
    return False
