"""Changes the text of a YAML file to other content: what stays the same keeps its lines, and every comment stays."""

import re
from collections.abc import Iterator, Mapping
from typing import Any, NamedTuple, TypeGuard

import yaml

_COMMENT = re.compile(r"#[^\n]*")


class _Edit(NamedTuple):
    """Lines that are put in the place of others; those that come later among equals belong further down."""

    begin: int
    end: int
    order: int
    lines: list[str]


def edited(text: str, own: Any, content: Any) -> str:
    """Return a text that has `content` where it had `own`.

    Mappings are changed entry by entry. A comment within an entry that goes or is replaced is kept in its place.
    """
    root = yaml.compose(text, Loader=yaml.SafeLoader)
    if not (content and isinstance(content, Mapping) and _in_blocks(root, own)):
        head = [f"{comment}\n" for _, comment in _comments(text)]
        return "".join(head) + "\n".join(_dumped(content, 0)) + "\n"
    file = _File(text)
    edits = sorted(file.edits(root, own, content), key=lambda edit: edit[:3], reverse=True)
    for edit in edits:
        file.lines[edit.begin : edit.end] = edit.lines
    return "\n".join(file.lines) + "\n"


class _File:
    def __init__(self, text: str) -> None:
        self.lines = text.splitlines()
        self.comments = list(_comments(text))
        self.edits_made = 0

    def edits(
        self, node: yaml.MappingNode, own: Mapping[Any, Any], content: Mapping[Any, Any]
    ) -> Iterator[_Edit]:
        """Yield what turns the entries of a mapping into others."""
        column = node.value[0][0].start_mark.column
        for (key, value), (at, inner) in zip(own.items(), node.value, strict=True):
            if key in content and _same(content[key], value):
                continue
            alias = inner.start_mark.index < at.end_mark.index
            now = content.get(key)
            if not alias and isinstance(now, Mapping) and now and _in_blocks(inner, value):
                yield from self.edits(inner, value, now)
                continue
            begin, end = at.start_mark.line, (at.end_mark.line if alias else self._last_line(inner)) + 1
            new = _dumped({key: now}, column) if key in content else []
            yield self._edit(begin, end, self._with_comments(begin, end, new, column))
        added = {key: value for key, value in content.items() if key not in own}
        if added:
            end = self._last_line(node) + 1
            yield self._edit(end, end, _dumped(added, column))

    def _edit(self, begin: int, end: int, lines: list[str]) -> _Edit:
        self.edits_made += 1
        return _Edit(begin, end, self.edits_made, lines)

    def _with_comments(self, begin: int, end: int, new: list[str], column: int) -> list[str]:
        kept = [(line, comment) for line, comment in self.comments if begin <= line < end]
        if len(new) == 1 and len(kept) == 1 and kept[0][0] == begin:
            return [f"{new[0]}  {kept[0][1]}"]
        return [*(" " * column + comment for _, comment in kept), *new]

    def _last_line(self, node: yaml.Node) -> int:
        """Return the last line of a value; marks of blocks go on to what follows them."""
        if isinstance(node, yaml.CollectionNode) and not node.flow_style and node.value:
            last = node.value[-1]
            return self._last_line(last[1] if isinstance(last, tuple) else last)
        line: int = node.end_mark.line
        if isinstance(node, yaml.ScalarNode) and node.style in ("|", ">"):
            line -= node.end_mark.column == 0
            while not self.lines[line].strip():
                line -= 1
        return line


def _in_blocks(node: yaml.Node | None, own: Any) -> TypeGuard[yaml.MappingNode]:
    """Whether a node is a mapping of one entry a line, without keys that stand for other mappings."""
    return (
        isinstance(node, yaml.MappingNode)
        and isinstance(own, Mapping)
        and not node.flow_style
        and len(node.value) == len(own) > 0
    )


def _same(one: Any, other: Any) -> bool:
    """Whether two values are equal, and true is not 1."""
    return bool(one == other) and isinstance(one, bool) == isinstance(other, bool)


def _dumped(content: Any, column: int) -> list[str]:
    text: str = yaml.safe_dump(content, sort_keys=False, allow_unicode=True, width=1000)
    return [" " * column + line if line else line for line in text.splitlines()]


def _comments(text: str) -> Iterator[tuple[int, str]]:
    """Yield each comment with its line: what begins with # between two tokens."""
    end = 0
    for token in yaml.scan(text, Loader=yaml.SafeLoader):
        for found in _COMMENT.finditer(text, end, max(end, token.start_mark.index)):
            yield text.count("\n", 0, found.start()), found[0]
        end = max(end, token.end_mark.index)
