"""What the text about a mutation says: its errors, authorization, deprecation and refusal reasons.

The same sentences stand on the reference pages and in the descriptions of a published schema.
"""

import re
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass

from kraken_conformance.spec.model import RefusalReasons

CODE = r"[A-Z]{2,8}(?:-[A-Z]{2,3})?-[0-9]+"
"""A code of whatever deployment: `KT-CT-1111`, `OE-0101`."""

_HYPHENS = re.compile("(?<=[A-Z0-9])[\u2010\u2011\u2012\u2013\u2212](?=[A-Z0-9])")
"""Hyphens within a code that are none of ASCII."""

_HEADINGS = (
    r"(?:possible\s+)?errors?(?:\s+codes?)?|error\s+codes|mögliche\s+fehler|fehlercodes|erreurs\s+possibles|posibles\s+errores"
    r"|errores\s+posibles|possibili\s+errori|errori\s+possibili|mogelijke\s+fouten|possíveis\s+erros|erros\s+possíveis"
    r"|考えられるエラー|発生する可能性のあるエラー|可能的错误"
)
"""What stands above a list of errors, in the languages of the deployments."""

_ERRORS_BEGIN = re.compile(
    r"the\s+possible\s+errors\s+that\s+can\s+be\s+raised\s+are\b[\s*_]*:?[*_]*"
    rf"|^[\s#*_]*(?:{_HEADINGS})[ \t*_]*[:：]?[*_]*[ \t]*$",
    re.IGNORECASE | re.MULTILINE,
)
_MARK = r"(?:[-*•–—]|[0-9]{1,3}[.)])"
_LISTED = rf"(?:{CODE}|[A-Z][A-Z0-9]{{0,11}}(?:[-.][A-Z]{{2,12}}){{0,3}}[-_.]?[0-9]{{2,}})(?![\w-])"
"""A code in a list of errors, where more can be taken for one: `ERR_1001`, `E1234`, `AUTH.0101`."""

_ITEM = re.compile(
    rf"^(?:{_MARK}\s*)?[`*]*({_LISTED})[`*]*\s*(?:[:：]|[-–—]\s|$)|^{_MARK}\s*[`*]*{CODE}[`*]*\s"
)
_WHOLE_ITEM = re.compile(rf"^(?:{_MARK}\s*)?[`*]*({_LISTED})[`*]*\s*(?:[:：]|[-–—](?=\s))?\s*(.*)$")
_LIKE_AN_ITEM = re.compile(
    rf"^{_MARK}\s+\S*[0-9]|^(?:{_MARK}\s*)?[`*]*[A-Z]{{2,8}}[-_ ][A-Z0-9]{{2,}}[-_ ]?[0-9]*[`*]*\s*:"
    rf"|^{_MARK}\s+[`*]*(?-i:[A-Z][A-Z0-9]*(?:_[A-Z0-9]+)+)[`*]*\s*[:：]",
    re.IGNORECASE,
)
_ROW = re.compile(rf"^\|(?P<before>[^|]*\|)*?\s*[`*]*(?P<code>{_LISTED})[`*]*\s*\|(?P<after>.*)$")
_RULE = re.compile(r"^\|?[\s:|-]*-{2,}[\s:|-]*$")
_STANDS_THERE = re.compile(rf"(?<![\w-]){CODE}(?![\w-])")
NO_CODES = frozenset({"UTF", "ISO", "RFC", "SHA", "HTTP", "TLS", "ES", "MD", "IPV", "UTC", "GMT", "PART"})
"""What stands before a number in names that are no codes: ISO-8601, UTF-8."""

_STATED = re.compile(r"requires the [`'\"]?Authorization[`'\"]? header to be set")
_DEPRECATED = re.compile(
    r"(?:^|\n)[\s*_#>]*deprecated\b[\s*_]*[:.\-–—]?\s*([^\n]*)"
    r"|this (?:mutation|field|operation) (?:is|has been) (?:now )?(deprecated[^\n]*)",
    re.IGNORECASE,
)
_SUCCESSOR = re.compile(r"\b(?:use|favou?r of|by)\s+(?:the\s+)?[`'\"*]*([a-z]\w*)", re.IGNORECASE)
_REASONS = re.compile(r"\b([a-z]\w*Reasons)[`'\"]*\s+extension\b")
_REASON = re.compile(r"\b[A-Z][A-Z0-9]*(?:_[A-Z0-9]+)+\b")


@dataclass(frozen=True, slots=True)
class Deprecation:
    """Why a mutation should not be used, and what to use instead, where that is said."""

    reason: str
    replaced_by: str | None


def split_errors(text: str) -> tuple[str, tuple[tuple[str, str], ...]]:
    """Return the prose of a text, and its list of errors as pairs of code and message.

    A code that is listed again with the same message is dropped. Messages that are wrapped over
    lines are joined. The list ends at an empty line that no item follows, or at a table.
    """
    text = _HYPHENS.sub("-", text)
    begin = _ERRORS_BEGIN.search(text)
    if begin is None:
        return text, ()
    items: list[list[str]] = []
    rest: list[str] = []
    lines = _rows_as_items(text[begin.end() :].splitlines())
    for position, line in enumerate(map(str.strip, lines)):
        if _ITEM.match(line):
            items.append([line])
        elif not line or line in ("-", "*", "•"):
            following = next((later.strip() for later in lines[position + 1 :] if later.strip()), "")
            if items and not line and not _ITEM.match(following) and following not in ("-", "*", "•"):
                rest = lines[position:]
                break
        elif items and _LIKE_AN_ITEM.match(line):
            continue
        elif items and "|" not in (line[0], line[-1]):
            items[-1].append(line)
        else:
            rest = lines[position:]
            break
    prose = "\n".join([text[: begin.start()], *rest])
    return prose, tuple(dict.fromkeys(_error(item) for item in items))


def _rows_as_items(lines: list[str]) -> list[str]:
    """Return lines with the rows of a table of errors as items of a list, and without what stands above them."""
    found = [_row_as_item(line.strip()) for line in lines]
    if not any(found):
        return lines
    rows = [position for position, item in enumerate(found) if item is not None]
    head = {position for position in range(rows[0]) if lines[position].lstrip().startswith("|")}
    rules = {position for position, line in enumerate(lines) if "|" in line and _RULE.match(line.strip())}
    return [
        item or line
        for at, (line, item) in enumerate(zip(lines, found, strict=True))
        if at not in head | rules
    ]


def _row_as_item(line: str) -> str | None:
    """Return a row of a table as an item, None where it has no code: the longest of the other cells is the message."""
    row = _ROW.match(line)
    if row is None:
        return None
    cells = [cell.strip() for cell in line.strip("|").split("|")]
    message = max((cell for cell in cells if cell.strip("`*") != row["code"]), key=len, default="")
    return f"- {row['code']}: {message}"


def announces_errors(line: str) -> bool:
    """Whether a line announces a list of errors."""
    return _ERRORS_BEGIN.search(line) is not None


def like_an_item(line: str) -> bool:
    """Whether a line looks like an error of a list, and is none."""
    line = _HYPHENS.sub("-", line.strip())
    return _ITEM.match(line) is None and _LIKE_AN_ITEM.match(line) is not None


def errors_lost(text: str, errors: Collection[tuple[str, str]]) -> Iterator[str]:
    """Yield what of the errors in a text was not understood: a list, lines like items of it, codes outside of it."""
    text = _HYPHENS.sub("-", text)
    begin = _ERRORS_BEGIN.search(text)
    if begin is not None and not errors:
        yield "a list of errors is announced, and no code is found in it."
    listed = {code for code, _ in errors}
    start = len(text) if begin is None else begin.end()
    for line in map(str.strip, text[start:].splitlines()):
        item = _ITEM.match(line)
        code = _WHOLE_ITEM.match(line) if item else None
        if (code and code.group(1) not in listed) or like_an_item(line):
            yield f"this looks like an error and is not understood: {line[:80]!r}."
    for code in dict.fromkeys(_STANDS_THERE.findall(text[:start])):
        if code not in listed and code.split("-")[0] not in NO_CODES:
            yield f"{code} stands in the description, in no list of errors, and is not read as one."


def _error(lines: Iterable[str]) -> tuple[str, str]:
    found = _WHOLE_ITEM.match(join(lines))
    assert found is not None
    return found.group(1), found.group(2).strip()


def join(lines: Iterable[str]) -> str:
    """Join wrapped lines: a line that begins with a mark of punctuation goes on without a space."""
    joined = ""
    for line in map(str.strip, lines):
        glued = not joined or re.match(r"[,.;:)](?:\s|$)", line)
        joined += line if glued else f" {line}"
    return joined


def states_authorization(prose: str) -> bool:
    """Whether the text says that the Authorization header must be set."""
    return _STATED.search(" ".join(prose.split())) is not None


def find_deprecation(prose: str, mutations: Collection[str]) -> Deprecation | None:
    """Return what the text says of the mutation's deprecation; the successor must be one of `mutations`."""
    found = _DEPRECATED.search(prose)
    if found is None:
        return None
    said = (found.group(1) or found.group(2) or "").strip()
    named = (match.group(1) for match in _SUCCESSOR.finditer(said))
    successor = next((name for name in named if name in mutations), None)
    return Deprecation(f"Use {successor}." if successor else said or "Deprecated.", successor)


def find_refusal_reasons(prose: str) -> Iterator[tuple[str, RefusalReasons]]:
    """Yield each code whose refusal reasons the text lists, with the reasons in order."""
    text = " ".join(prose.split())
    found = list(_REASONS.finditer(text))
    for position, match in enumerate(found):
        codes = re.findall(CODE, text[: match.start()])
        end = found[position + 1].start() if position + 1 < len(found) else len(text)
        values = tuple(dict.fromkeys(_REASON.findall(text[match.end() : end])))
        if codes and values:
            yield codes[-1], RefusalReasons(match.group(1), values)
