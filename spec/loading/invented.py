"""Reads `invented.graphql`: types that the reference server makes up where the documents leave one open."""

from collections.abc import Iterator
from pathlib import Path

from graphql import (
    DirectiveDefinitionNode,
    GraphQLError,
    GraphQLSchema,
    OperationDefinitionNode,
    TypeDefinitionNode,
    parse,
)

from kraken_conformance.file_content import content_of
from kraken_conformance.spec.exceptions import Problem
from kraken_conformance.spec.loading.contract_files import line_of


def invented_text(path: Path) -> str:
    """Return the SDL of the invented types, empty where the contract has none."""
    return content_of(path).decode("utf-8-sig") if path.is_file() else ""


def invented_problems(path: Path, schema: GraphQLSchema) -> Iterator[Problem]:
    """Yield what is wrong with invented types: a syntax error, or a type that the contract itself defines.

    The query type may be replaced where the contract marks it as undocumented, and so may opaque types.
    """
    try:
        text = invented_text(path)
        document = parse(text) if text.strip() else None
    except UnicodeDecodeError:
        yield Problem(str(path), None, "The file is not UTF-8.", "Save it as UTF-8.")
        return
    except GraphQLError as error:
        line = error.locations[0].line if error.locations else None
        yield Problem(str(path), line, f"{error.message}.", "Fix the SDL.")
        return
    for node in document.definitions if document else ():
        if not isinstance(node, TypeDefinitionNode):
            kind = "operation" if isinstance(node, OperationDefinitionNode) else node.kind.replace("_", " ")
            if not isinstance(node, DirectiveDefinitionNode):
                yield Problem(str(path), line_of(node), f"There is a {kind} here.", "Define types alone.")
            continue
        known = schema.type_map.get(node.name.value)
        own = known.ast_node if known else None
        marked = any(directive.name.value == "undocumented" for directive in (own and own.directives) or ())
        if own is not None and not marked:
            message = f"{node.name.value} is defined in contract.graphql."
            yield Problem(str(path), line_of(node), message, "Drop it here, or mark it @undocumented there.")
