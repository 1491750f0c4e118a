"""The lines of the keys of a TOML file. tomllib does not tell them."""

import re
import tomllib
from collections.abc import Iterator
from typing import Any

_TABLE = re.compile(r"\s*\[\s*([^\[\]]+?)\s*\]\s*(#.*)?$")
_KEY = re.compile(r"\s*([^#=\[{]+?)\s*=")

Path = tuple[str, ...]


class KeyLines:
    """Knows where the keys of a file that parses are written."""

    def __init__(self, text: str) -> None:
        self._lines = text.split("\n")
        self._known: dict[Path, int] = {}
        self._named: dict[Path, int] = {}
        """Tables that stand in the name of a key or of another table alone, such as `headers` in `headers.X = "1"`."""
        table: Path = ()
        for number, line in enumerate(self._lines):
            if found := _TABLE.match(line):
                path = _path(found[1])
                if path is not None and self._begins_here(number):
                    table = path
                    self._note((), table, number + 1)
            elif found := _KEY.match(line):
                path = _path(found[1])
                if path is not None and self._begins_here(number):
                    self._note(table, path, number + 1)

    def of(self, *path: str) -> int:
        """Return the line of a key, from 1; where it is within another value, the line of that."""
        for length in range(len(path), 0, -1):
            for lines in (self._known, self._named):
                if path[:length] in lines:
                    return lines[path[:length]]
        return 1

    def _note(self, table: Path, path: Path, line: int) -> None:
        """Remember the line of a key of a table, and of each table that its name makes: the first of each."""
        self._known.setdefault((*table, *path), line)
        for length in range(1, len(path)):
            self._named.setdefault((*table, *path[:length]), line)

    def _begins_here(self, number: int) -> bool:
        """Whether a line is not inside a value of several lines: then, what comes before it parses too."""
        try:
            tomllib.loads("\n".join(self._lines[:number]))
        except tomllib.TOMLDecodeError:
            return False
        return True


def _path(written: str) -> Path | None:
    try:
        return tuple(_names(tomllib.loads(f"{written} = 0")))
    except tomllib.TOMLDecodeError:
        return None


def _names(value: Any) -> Iterator[str]:
    while isinstance(value, dict):
        name, value = next(iter(value.items()))
        yield name
