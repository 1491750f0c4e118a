"""Whether two contracts agree on every documented fact; what is only inferred does not count."""

from collections.abc import Iterator, Mapping
from itertools import zip_longest
from typing import Any

from kraken_conformance.spec.model import Contract, Mutation


def disagreements(first: Contract, second: Contract) -> Iterator[str]:
    """Yield a sentence for each documented fact on which two contracts disagree.

    Compared are servers, mutations in order, and of each its server, arguments, named return type,
    fields with what is documented of their types, union members, codes in order, authorization and
    deprecation; and of each code the message and the refusal reasons.
    """
    yield from _compare("servers", _servers(first), _servers(second))
    yield from _compare("mutations", tuple(first.mutations), tuple(second.mutations))
    for name in (name for name in first.mutations if name in second.mutations):
        facts, others = _facts(first.mutations[name]), _facts(second.mutations[name])
        for fact in facts:
            yield from _compare(f"{name}: {fact}", facts[fact], others[fact])
    yield from _compare("codes", tuple(sorted(first.errors)), tuple(sorted(second.errors)))
    for code in (code for code in first.errors if code in second.errors):
        mine, theirs = first.errors[code], second.errors[code]
        yield from _compare(f"{code}: message", mine.message, theirs.message)
        yield from _compare(f"{code}: refusal reasons", mine.refusal_reasons, theirs.refusal_reasons)


def _servers(contract: Contract) -> tuple[tuple[str, str], ...]:
    return tuple((server.name, server.url) for server in contract.servers.values())


def _facts(mutation: Mutation) -> Mapping[str, Any]:
    return {
        "server": mutation.server,
        "arguments": tuple((argument.name, str(argument.type)) for argument in mutation.arguments),
        "returns": mutation.returns,
        "fields": tuple((field.name, field.documented_type, field.members) for field in mutation.fields),
        "members": mutation.members,
        "errors": mutation.errors,
        "authorization": mutation.authorization,
        "deprecated": mutation.deprecated,
        "replaced by": mutation.replaced_by,
    }


def _compare(what: str, first: Any, second: Any) -> Iterator[str]:
    if first == second:
        return
    if isinstance(first, tuple) and isinstance(second, tuple):
        pairs = zip_longest(first, second, fillvalue="nothing")
        place, (mine, theirs) = next(
            (place, pair) for place, pair in enumerate(pairs, 1) if pair[0] != pair[1]
        )
        yield f"{what}: number {place} is {mine} in the first, {theirs} in the second."
    else:
        yield f"{what}: {first} in the first, {second} in the second."
