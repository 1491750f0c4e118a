"""Reads the schema of a server from a file: SDL, or the JSON of an introspection."""

import json
import re
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from graphql import (
    DirectiveNode,
    DocumentNode,
    GraphQLError,
    GraphQLSchema,
    ObjectTypeDefinitionNode,
    ObjectTypeExtensionNode,
    build_ast_schema,
    build_client_schema,
    parse,
    validate_schema,
)
from graphql.validation import (
    PossibleTypeExtensionsRule,
    UniqueArgumentDefinitionNamesRule,
    UniqueEnumValueNamesRule,
    UniqueFieldDefinitionNamesRule,
    UniqueTypeNamesRule,
)
from graphql.validation.validate import validate_sdl

from kraken_conformance.encodable_text import encodable_value
from kraken_conformance.spec.exceptions import ImportFailure, Problem
from kraken_conformance.spec.loading.comment_descriptions import with_comment_descriptions
from kraken_conformance.spec.loading.text_file import read_text

GIVE = "Give SDL, or the JSON of a whole introspection."

_PAGE = re.compile(r"\s*<(?:!doctype|html|\?xml|head|body)\b", re.IGNORECASE)
_MOST_SHOWN = 200


def read_schema(path: str | Path) -> GraphQLSchema:
    """Read a schema. Raises `ImportFailure` with the line of the first error, as `parse_schema` does."""
    return parse_schema(schema_text(Path(path)), str(path))


def schema_text(path: Path) -> str:
    """Return the text of a schema file, whatever its encoding. Raises `ImportFailure` where it is no text."""
    return read_text(path, "Name a schema file.")


def parse_schema(text: str, source: str) -> GraphQLSchema:
    """Make a schema of a text. Raises `ImportFailure`, naming the `source`, with the line of the first error.

    Introspection may be the answer as it came (`{"data": {"__schema": …}}`), what is in `data`, or what is in
    `__schema`; SDL may be the answer to a federated service's question for it (`{"data": {"_service": …}}`).
    """
    begin = text.lstrip()[:1]
    if not begin:
        raise _failure(source, None, "The file is empty.")
    if begin in ("{", "["):
        return _from_json(source, text)
    if _PAGE.match(text):
        raise _failure(source, None, f"This is a page of HTML or XML, no schema: {_shown(text)}.")
    return _from_sdl(source, text)


def _from_sdl(source: str, text: str) -> GraphQLSchema:
    try:
        document = _parsed(text)
    except GraphQLError as error:
        line = error.locations[0].line if error.locations else None
        raise _failure(source, line, f"This is no SDL: {error.message.rstrip('.')}.") from None
    if not document.definitions:
        raise _failure(source, None, "There is no definition.")
    try:
        # Interfaces that are not listed and directives that are not defined are no reason to refuse a schema.
        return build_ast_schema(document, assume_valid=True, assume_valid_sdl=True)
    except (GraphQLError, TypeError) as error:
        found = validate_sdl(parse(text))
        line = _line_of(found[0]) if found else None
        raise _failure(source, line, found[0].message if found else str(error)) from None


def _line_of(error: GraphQLError) -> int | None:
    return error.locations[-1].line if error.locations else None


def sdl_losses(text: str) -> Iterator[tuple[int | None, str]]:
    """Yield the line and what is wrong there, for what a schema made of SDL does not show.

    Of two definitions of one name the last one counts, what extends a type that is not there extends nothing, and
    directives on definitions are not part of a schema. Introspection has none of these.
    """
    if text.lstrip()[:1] in ("{", "["):
        return
    document = parse(text, no_location=True)
    if validate_sdl(document, rules=_LOSING):
        for error in validate_sdl(parse(text), rules=_LOSING):
            yield _line_of(error), f"{error.message} What comes last counts."
    if any(True for _ in _directives(document)):
        used = list(_directives(parse(text)))
        for name, count in Counter(node.name.value for node in used).items():
            first = next(node for node in used if node.name.value == name)
            line = first.loc.start_token.line if first.loc else None
            yield line, f"The directive @{name} is not kept, in {count} place{'s' if count > 1 else ''}."


def lines_of_fields(text: str, type_name: str) -> dict[str, int]:
    """Return the line on which each field of a type stands in SDL; nothing for introspection, which has no lines."""
    if text.lstrip()[:1] in ("{", "["):
        return {}
    return {
        field.name.value: field.name.loc.start_token.line
        for definition in parse(text).definitions
        if isinstance(definition, ObjectTypeDefinitionNode | ObjectTypeExtensionNode)
        and definition.name.value == type_name
        for field in definition.fields or ()
        if field.name.loc is not None
    }


def _directives(document: DocumentNode) -> Iterator[DirectiveNode]:
    """Yield the directives on definitions that are not part of a schema."""
    for definition in document.definitions:
        fields = (*(getattr(definition, "fields", None) or ()), *(getattr(definition, "values", None) or ()))
        arguments = (argument for field in fields for argument in getattr(field, "arguments", None) or ())
        for place in (definition, *fields, *arguments):
            for node in getattr(place, "directives", None) or ():
                if node.name.value not in _PART_OF_A_SCHEMA:
                    yield node


_PART_OF_A_SCHEMA = frozenset({"deprecated", "specifiedBy", "oneOf"})
_LOSING = (
    UniqueTypeNamesRule,
    UniqueFieldDefinitionNamesRule,
    UniqueArgumentDefinitionNamesRule,
    UniqueEnumValueNamesRule,
    PossibleTypeExtensionsRule,
)
"""The rules for SDL whose violations leave something out of the schema that is made of it."""


def unsound(text: str, schema: GraphQLSchema) -> list[tuple[int | None, str]]:
    """Return the line and what is wrong there, for each definition that no schema may have."""
    facts: dict[str, Any] = {**schema.to_kwargs(), "assume_valid": False}
    found = validate_schema(GraphQLSchema(**facts))
    if found and text.lstrip()[:1] not in ("{", "["):
        found = validate_schema(build_ast_schema(parse(text), assume_valid_sdl=True))
    return [(_line_of(error), error.message) for error in found]


def _parsed(text: str) -> DocumentNode:
    """Parse SDL. Where it has the old form, comments are the descriptions of what has none."""
    if '"""' in text or not text.count("\n#") + text.count("\n  #"):
        return parse(text, no_location=True)
    return with_comment_descriptions(parse(text))


def _from_json(source: str, text: str) -> GraphQLSchema:
    try:
        answer: Any = encodable_value(json.loads(text))
    except RecursionError:
        raise _failure(source, None, "This is no introspection: it is nested too deeply.") from None
    except ValueError as error:
        raise _failure(source, getattr(error, "lineno", None), f"This is no JSON: {error}.") from None
    if isinstance(answer, list) and len(answer) == 1:  # the answer to a batch of one
        answer = answer[0]
    data = _data(answer)
    if data is None:
        raise _failure(source, None, _instead(answer))
    if isinstance(sdl := data.get("_service"), dict) and isinstance(sdl.get("sdl"), str):
        return _from_sdl(source, sdl["sdl"])
    if (key := next(no_texts(data), None)) is not None:
        raise _failure(source, None, f"This is no introspection: a {key} is no text.")
    try:
        return build_client_schema(data, assume_valid=True)  # type: ignore[arg-type]
    except (GraphQLError, TypeError, KeyError, AttributeError, ValueError, RecursionError) as error:
        raise _failure(source, None, f"This is no introspection: {what_is_wrong(error)}.") from None


def what_is_wrong(error: Exception) -> str:
    """Say in words, without a full stop, why no schema could be made of an introspection."""
    if isinstance(error, KeyError):
        return f"a part of it has no `{error.args[0]}`"
    if isinstance(error, RecursionError):
        return "it is nested too deeply"
    said = str(error).rstrip(
        "."
    )  # what the library says begins with a capital letter, what Python says does not
    return said if said[:1].isupper() else "a part of it has another form than it has to have"


TEXTS = ("name", "description", "defaultValue", "deprecationReason", "specifiedByURL")
"""The parts of an introspection that are texts, or null."""


def no_texts(data: dict[str, Any]) -> Iterator[str]:
    """Yield what has to be a text and is none: the library that reads it looks at some only when they are needed."""
    waiting: list[Any] = [data]
    while waiting:
        value = waiting.pop()
        if isinstance(value, dict):
            yield from (key for key in TEXTS if not isinstance(value.get(key), str | None))
            waiting += value.values()
        elif isinstance(value, list):
            waiting += value


def _data(answer: Any) -> dict[str, Any] | None:
    """Return what an introspection query has as its data, None where there is none."""
    if not isinstance(answer, dict):
        return None
    inner = answer.get("data")
    for data in (answer, inner):
        if isinstance(data, dict) and ("__schema" in data or "_service" in data):
            return data
    for schema in (answer, inner):
        if isinstance(schema, dict) and isinstance(schema.get("types"), list):
            return {"__schema": schema}
    return None


def _instead(answer: Any) -> str:
    """Say what JSON is there in place of an introspection."""
    if not isinstance(answer, dict):
        return "This is no introspection, but JSON of another kind."
    errors = answer.get("errors")
    first = errors[0] if isinstance(errors, list) and errors else None
    message = (
        first.get("message") if isinstance(first, dict) else answer.get("message") or answer.get("error")
    )
    if isinstance(message, str):
        return f"This is an error message that was saved in place of a schema: {_shown(message)}."
    keys = ", ".join(map(str, list(answer)[:5])) or "nothing"
    return f"This is no introspection: the object has no `__schema`, but {keys}."


def _shown(text: str) -> str:
    return " ".join(text[:_MOST_SHOWN].split())


def _failure(source: str, line: int | None, message: str) -> ImportFailure:
    return ImportFailure([Problem(source, line, message, GIVE)])
