"""Compares the directives that operations may use, where both sides are schemas: a contract tells of none."""

from collections.abc import Iterator

from graphql import DirectiveLocation, GraphQLDirective, GraphQLSchema, is_required_argument

from kraken_conformance.spec.diff.change import ContractChange
from kraken_conformance.spec.diff.inputs import accepts

_IN_OPERATIONS = frozenset(
    {
        DirectiveLocation.QUERY,
        DirectiveLocation.MUTATION,
        DirectiveLocation.SUBSCRIPTION,
        DirectiveLocation.FIELD,
        DirectiveLocation.FRAGMENT_DEFINITION,
        DirectiveLocation.FRAGMENT_SPREAD,
        DirectiveLocation.INLINE_FRAGMENT,
        DirectiveLocation.VARIABLE_DEFINITION,
    }
)


def directive_changes(first: GraphQLSchema, second: GraphQLSchema) -> Iterator[ContractChange]:
    """Yield what changes in the directives that a client may write in its operations."""
    before, after = _of_operations(first), _of_operations(second)
    for name, directive in before.items():
        at = f"@{name}"
        if name not in after:
            yield ContractChange.breaking("directive-missing", None, at, f"{at} is gone.", at)
        else:
            yield from _arguments(at, directive, after[name])
            yield from _places(at, directive, after[name])
    for name in sorted(after.keys() - before.keys()):
        yield ContractChange.safe("directive-added", None, f"@{name}", f"@{name} is new.", f"@{name}")


def _of_operations(schema: GraphQLSchema) -> dict[str, GraphQLDirective]:
    return {one.name: one for one in schema.directives if _IN_OPERATIONS & set(one.locations)}


def _arguments(at: str, before: GraphQLDirective, after: GraphQLDirective) -> Iterator[ContractChange]:
    for name, argument in before.args.items():
        place = f"{at}({name}:)"
        if name not in after.args:
            yield ContractChange.breaking(
                "directive-argument-missing", None, place, f"{place} is gone.", place
            )
        elif str(after.args[name].type) != str(argument.type):
            detail = f"{place} was {argument.type} and is {after.args[name].type}."
            make = (
                ContractChange.safe
                if accepts(after.args[name].type, argument.type)
                else ContractChange.breaking
            )
            yield make("directive-argument-type", None, place, detail, place)
    for name in sorted(after.args.keys() - before.args.keys()):
        place = f"{at}({name}:)"
        if is_required_argument(after.args[name]):
            detail = f"{place} is new and must be given."
            yield ContractChange.breaking("directive-argument-required-added", None, place, detail, place)
        else:
            yield ContractChange.safe("directive-argument-added", None, place, f"{place} is new.", place)


def _places(at: str, before: GraphQLDirective, after: GraphQLDirective) -> Iterator[ContractChange]:
    if before.is_repeatable and not after.is_repeatable:
        yield ContractChange.breaking("directive-repeatable", None, at, f"{at} may stand once only now.", at)
    for location in before.locations:
        if location in _IN_OPERATIONS and location not in after.locations:
            detail = f"{at} may not stand on {location.value} any more."
            yield ContractChange.breaking("directive-location-missing", None, at, detail, at)
