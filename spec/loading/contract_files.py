"""Reads the files of a contract, and tells the line of whatever is wrong with them."""

from __future__ import annotations

from collections.abc import Collection, Hashable, Iterator, Mapping
from functools import cache
from hashlib import sha256
from importlib.resources import files
from pathlib import Path
from typing import TYPE_CHECKING, Any

import yaml
from graphql import DefinitionNode, DirectiveDefinitionNode, DocumentNode, GraphQLError, Node, parse
from graphql.validation import UniqueDirectivesPerLocationRule
from graphql.validation.specified_rules import specified_sdl_rules
from graphql.validation.validate import validate_sdl
from yaml.constructor import ConstructorError

from kraken_conformance.extensions import contract_folders
from kraken_conformance.file_content import content_of
from kraken_conformance.spec.exceptions import ContractNotFound, InvalidContract, Problem

if TYPE_CHECKING:
    _Loader = yaml.SafeLoader
else:
    _Loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)  # PyYAML may be built without libyaml

DEFAULT_CONTRACT = "oefr"
"""The contract of a call that names none."""

SHIPPED = (DEFAULT_CONTRACT,)
DIRECTIVES = Path(str(files("kraken_conformance.spec"))) / "directives.graphql"


REQUIRED = ("contract.graphql", "errors.yaml")
OPTIONAL = ("flows.yaml", "triggers.yaml", "platform.yaml", "invented.graphql")
"""Files that a contract need not have, in the order in which they count in its hash."""


class ContractFolder:
    """The folder of a contract: the files of `REQUIRED`, and perhaps some of `OPTIONAL`.

    `name_or_path` is the name of a shipped contract, the path of a folder, or the name of a contract that
    another package brings. Raises
    `ContractNotFound` where there is none.
    """

    def __init__(self, name_or_path: str | Path) -> None:
        self.path = _place(name_or_path)
        for name in REQUIRED:
            if not (self.path / name).is_file():
                known = ", ".join((*SHIPPED, *contract_folders()))
                remedy = (
                    f"Name a contract that is installed ({known}) or a folder that has both files of one."
                )
                raise ContractNotFound(
                    [Problem(str(self.path / name), None, "There is no such file.", remedy)]
                )

    @property
    def sdl_path(self) -> Path:
        """The file of types, mutations and directives."""
        return self.path / "contract.graphql"

    @property
    def errors_path(self) -> Path:
        """The file of error codes."""
        return self.path / "errors.yaml"

    @property
    def flows_path(self) -> Path:
        """The file of ordered flows, which a contract need not have."""
        return self.path / "flows.yaml"

    @property
    def platform_path(self) -> Path:
        """The file of the platform's facts, which a contract need not have."""
        return self.path / "platform.yaml"

    @property
    def invented_path(self) -> Path:
        """The file of types that the reference server invents, which a contract need not have."""
        return self.path / "invented.graphql"

    @property
    def triggers_path(self) -> Path:
        """The file of triggers, which a contract need not have."""
        return self.path / "triggers.yaml"

    def contents(self) -> dict[str, bytes]:
        """Return the content of each file that there is, by its name."""
        paths = (self.path / name for name in (*REQUIRED, *OPTIONAL))
        return {path.name: content_of(path) for path in paths if path.is_file()}

    def digest(self) -> str:
        """Return the SHA-256 of all files, as 64 hexadecimal digits. Line endings do not count."""
        return contract_digest(self.contents())


def _place(name_or_path: str | Path) -> Path:
    """Return the folder of a contract: a shipped one, one at a path, one that another package brings."""
    path = Path(name_or_path)
    if str(name_or_path) in SHIPPED:
        return DIRECTIVES.parent / path
    return path if path.exists() else contract_folders().get(str(name_or_path), path)


def contract_digest(contents: Mapping[str, bytes]) -> str:
    """Return the SHA-256 of a contract's files by their names, as 64 hexadecimal digits.

    Line endings do not count, and neither does a file that is empty.
    """
    whole = b"".join(contents.get(name, b"") for name in (*REQUIRED, *OPTIONAL))
    return sha256(whole.replace(b"\r\n", b"\n")).hexdigest()


def parse_sdl(path: Path, *, locations: bool = False) -> DocumentNode:
    """Parse a contract's SDL together with the directives of the language.

    Raises `InvalidContract` with the line of the first syntax error. Without `locations` it is
    twice as fast, and the nodes do not know their lines.
    """
    try:
        document = parse(_text(path), no_location=not locations)
    except GraphQLError as error:
        line = error.locations[0].line if error.locations else None
        raise InvalidContract([Problem(str(path), line, f"{error.message}.", "Fix the SDL.")]) from None
    return DocumentNode(definitions=(*_directives(), *document.definitions))


@cache
def _directives() -> tuple[DefinitionNode, ...]:
    return parse(DIRECTIVES.read_text("utf-8"), no_location=True).definitions


def sdl_problems(path: Path, document: DocumentNode) -> Iterator[Problem]:
    """Yield what graphql-core's rules for SDL find: unknown directives and types, duplicates, and so on."""
    yield from _repeated_directives(path, document)
    for error in validate_sdl(document, rules=_RULES):
        line = next((line_of(node) for node in reversed(error.nodes or ()) if line_of(node)), None)
        yield Problem(str(path), line, error.message, "See docs/contract-language.md.")


_RULES = [rule for rule in specified_sdl_rules if rule is not UniqueDirectivesPerLocationRule]
"""The rule left out looks at every node, a quarter of the time of all; `_repeated_directives` stands in."""


def _repeated_directives(path: Path, document: DocumentNode) -> Iterator[Problem]:
    repeatable = {
        node.name.value
        for node in document.definitions
        if isinstance(node, DirectiveDefinitionNode) and node.repeatable
    }
    for node in document.definitions:
        for place in (node, *_parts(node)):
            names = [directive.name.value for directive in getattr(place, "directives", None) or ()]
            if len(names) == len(set(names)):
                continue
            for name in sorted({name for name in names if names.count(name) > 1} - repeatable):
                yield Problem(str(path), line_of(place), f"@{name} is there twice.", "Write it once.")


def _parts(definition: Node) -> Iterator[Node]:
    for field in getattr(definition, "fields", None) or ():
        yield field
        yield from getattr(field, "arguments", None) or ()
    yield from getattr(definition, "values", None) or ()


def line_of(node: Node | None) -> int | None:
    """Return the line of a node, from 1; None where the document was parsed without locations."""
    return node.loc.start_token.line if node is not None and node.loc else None


def _text(path: Path) -> str:
    content = content_of(path)
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = content.count(b"\n", 0, error.start) + 1
        problem = Problem(str(path), line, "The file is not UTF-8.", "Save it as UTF-8.")
        raise InvalidContract([problem]) from None


class _UniqueKeys(_Loader):
    """YAML in which no mapping has a key twice; the language allows it, and the first value would be lost."""

    def construct_mapping(self, node: yaml.MappingNode, deep: bool = False) -> dict[Hashable, Any]:
        """Return a mapping. Raises `ConstructorError` at the second of two equal keys."""
        seen: set[str] = set()
        for key, _value in node.value:
            if not isinstance(key.value, str):
                raise ConstructorError(None, None, "a key is no text", key.start_mark)
            if key.value in seen:
                raise ConstructorError(None, None, f"{key.value!r} is there twice", key.start_mark)
            seen.add(key.value)
        return super().construct_mapping(node, deep)


def line_and_reason(error: yaml.YAMLError) -> tuple[int | None, str]:
    """Return where a YAML text cannot be read, the line from 1, and why."""
    mark = getattr(error, "problem_mark", None)
    return None if mark is None else mark.line + 1, getattr(error, "problem", None) or "It cannot be read"


def load_yaml(path: Path) -> Any:
    """Read a YAML file. Raises `InvalidContract` with the line of the first error."""
    try:
        return yaml.load(_text(path), Loader=_UniqueKeys)
    except yaml.YAMLError as error:
        line, what = line_and_reason(error)
        raise InvalidContract(
            [Problem(str(path), line, f"This cannot be read as YAML: {what}.", "Fix the file.")]
        ) from None
    except (ValueError, RecursionError) as error:  # of long numbers, dates that are none, deep nesting
        raise InvalidContract(
            [Problem(str(path), None, f"This cannot be read as YAML: {error}.", "Fix the file.")]
        ) from None


def problem_at(path: Path, keys: Collection[str | int], message: str, remedy: str) -> Problem:
    """Return what is wrong at a place of a YAML file, with its line."""
    return Problem(str(path), yaml_line(path, *keys), message, remedy)


def yaml_line(path: Path, *keys: str | int) -> int | None:
    """Return the line, from 1, on which the entry at `keys` begins; None where there is no such entry."""
    node = yaml.compose(_text(path), Loader=_Loader)
    line = None
    for key in keys:
        if isinstance(node, yaml.MappingNode):
            pair = next((pair for pair in node.value if pair[0].value == key), None)
            if pair is None:
                return line
            line, node = pair[0].start_mark.line + 1, pair[1]
        elif isinstance(node, yaml.SequenceNode) and isinstance(key, int) and key < len(node.value):
            node = node.value[key]
            line = node.start_mark.line + 1
        else:
            return line
    return line
