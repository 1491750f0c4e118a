r"""Reads text through its escapes, at any depth, and knows where each character that it reads is written.

JSON in JSON (`\\\"`, `\\u002f`), text of other languages (`\x2f`, `\057`, `\/`), HTML (`&#x2F;`, `&amp;#47;`),
addresses (`%2F`, `%252F`), and UTF-8 that was read as Latin-1 or as Windows-1252 (`Ã¶`) are each read as the character
that is meant. Quoted-printable (`=2F`) and digits in groups (`73 45`) are read after all others, each alone: in text
that is not so written they would hide what it says.

A pass reads every escape once and makes the text shorter: the time grows with the length of the text.
"""

import re
from array import array
from bisect import bisect_right
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from html.entities import html5
from typing import Final

MOST_PASSES: Final = 16
"""Of escapes within other kinds of escapes; as many as there are of JSON within JSON take one pass."""

_HEX = "[0-9a-fA-F]"
_ESCAPE = re.compile(
    r"\\\\*+(?:"
    rf"[uU]\{{0*({_HEX}{{1,6}})\}}|U(00(?:0{_HEX}|10){_HEX}{{4}})|[uU]({_HEX}{{4}})|[xX]({_HEX}{{2}})"
    r"|([0-3][0-7]{2})|([bfnrtv])|([^\\0-9A-Za-z]))?"
    rf"|%(?:25)*({_HEX}{{2}})"
    rf"|&(?:amp;)++|&#[xX]0*({_HEX}{{1,6}});|&#0*([0-9]{{1,7}});|&([A-Za-z][A-Za-z0-9]{{1,31}};)"
)
_HEXADECIMAL = frozenset({1, 2, 3, 4, 8, 9})
_OCTAL, _LETTER, _SIGN, _DECIMAL, _NAME = 5, 6, 7, 10, 11
"""The groups of `_ESCAPE`."""

_CONTROLS = dict(zip("bfnrtv", "\b\f\n\r\t\v", strict=True))

_WINDOWS = {bytes([byte]).decode("cp1252", "replace"): byte for byte in range(0x80, 0xA0)}
_NEXT = "[\x80-\xbf{}]".format("".join(letter for letter in _WINDOWS if letter != "\ufffd"))
_GARBLED = re.compile(
    f"[\xc2-\xdf]{_NEXT}|[\xe0-\xef]{_NEXT}{{2}}|[\xf0-\xf4]{_NEXT}{{3}}|[\ud800-\udbff][\udc00-\udfff]"
)
"""Bytes of UTF-8 as characters, and the halves of a character."""

_CONCEALS = re.compile(
    rf"\\(?:[uUxX/&<>=+0-3]|[^\\\s0-9A-Za-z\"'])|%{_HEX}{{2}}|&#|&[A-Za-z][A-Za-z0-9]{{1,31}};"
)
"""Escapes that texts have for other reasons than quotation marks and ends of lines in them."""


QUOTED: Final = re.compile(rf"(?:=[ \t]{{0,8}}\r?\n)?=({_HEX}{{2}})|=[ \t]{{0,8}}\r?\n([^=])")
"""Bytes in quoted-printable, and what follows the end of a line in it."""

_BETWEEN = r"(?:[\s:;,.|_-]{1,4}(?:0[xX])?)"
_LAST_BETWEEN = re.compile(rf"{_BETWEEN}\Z")
_LONGEST_BETWEEN = 6
GROUPED: Final = re.compile(rf"({_HEX}){_BETWEEN}(?={_HEX})")
"""A hexadecimal digit before something that stands between two groups of them."""

IN_GROUPS: Final = re.compile(rf"(?<!{_HEX}){_HEX}{{2,}}+{_BETWEEN}{_HEX}")
"""The beginning of bytes as hexadecimal digits in groups."""


def is_escaped(text: str, *, quotes: bool) -> bool:
    """Whether a text has escapes; those of quotation marks, backslashes and ends of lines count with `quotes` alone."""
    if not text.isascii() and _GARBLED.search(text):
        return True
    if "\\" not in text and "%" not in text and "&" not in text:
        return False
    return (quotes and "\\" in text) or _CONCEALS.search(text) is not None


def has_quotes(text: str) -> bool:
    """Whether a text has what JSON escapes: quotation marks, backslashes, control characters."""
    return any(letter in "\"'\\" or letter < " " for letter in text)


def unescaped(text: str) -> str:
    """Return a text as it reads."""
    for _ in range(MOST_PASSES):
        shorter = _ESCAPE.sub(_read, text)
        shorter = shorter if shorter.isascii() else _GARBLED.sub(_read_garbled, shorter)
        if len(shorter) == len(text):
            break
        text = shorter
    return text


def read_as(text: str, kind: re.Pattern[str]) -> str:
    """Return a text without escapes as it reads in quoted-printable, or without what stands between its digits."""
    return _GARBLED.sub(_read_garbled, kind.sub(_READERS[kind], text))


def replaced(text: str, pattern: re.Pattern[str], by: str, kind: re.Pattern[str] | None = None) -> str:
    """Return a text in which all that reads as a pattern is replaced, whatever escapes it is written with.

    With a `kind`, QUOTED or GROUPED, it is what reads so beneath the escapes.
    """
    plain, passes = text, list[_Pass]()
    for _ in range(MOST_PASSES):
        before = plain
        for escape in (_ESCAPE, _GARBLED):
            done = _Pass.over(plain, escape)
            passes.append(done)
            plain = done.text
        if len(plain) == len(before):
            break
    for escape in () if kind is None else (kind, _GARBLED):
        done = _Pass.over(plain, escape)
        passes.append(done)
        plain = done.text
    pieces, last = [], 0
    for begin, end in _written(pattern, plain, passes):
        if kind is GROUPED:
            # What follows the last group is no part of it, even where a word like `after` comes next.
            after = _LAST_BETWEEN.search(text, max(begin, end - _LONGEST_BETWEEN), end)
            end = end if after is None else after.start()
        pieces += [text[last:begin], by]
        last = end
    return "".join([*pieces, text[last:]])


def _written(pattern: re.Pattern[str], plain: str, passes: "list[_Pass]") -> Iterator[tuple[int, int]]:
    """Yield where in the first text that stands which reads as a pattern."""
    for found in pattern.finditer(plain):
        begin, end = found.span()
        for done in reversed(passes):
            begin, end = done.begin_of(begin), done.end_of(end)
        yield begin, end


@dataclass(frozen=True, slots=True)
class _Pass:
    """A text after one pass, with the place of each character that was an escape, and where that began and ended."""

    text: str
    at: "array[int]" = field(default_factory=lambda: array("Q"))
    begins: "array[int]" = field(default_factory=lambda: array("Q"))
    ends: "array[int]" = field(default_factory=lambda: array("Q"))

    @classmethod
    def over(cls, text: str, escape: re.Pattern[str]) -> "_Pass":
        """Read every escape of a text once."""
        done, read = cls(""), _READERS[escape]
        pieces, last, length = list[str](), 0, 0
        for found in escape.finditer(text):
            letter = read(found)
            if len(letter) < len(found[0]):
                length += found.start() - last
                pieces += [text[last : found.start()], letter]
                done.at.append(length)
                done.begins.append(found.start())
                done.ends.append(found.end())
                last, length = found.end(), length + 1
        return cls("".join([*pieces, text[last:]]), done.at, done.begins, done.ends)

    def begin_of(self, place: int) -> int:
        """Return where a character of the text begins in the text before."""
        number = bisect_right(self.at, place) - 1
        if number < 0:
            return place
        after = place - self.at[number]
        return self.ends[number] + after - 1 if after else self.begins[number]

    def end_of(self, place: int) -> int:
        """Return where the character before a place of the text ends in the text before."""
        number = bisect_right(self.at, place - 1) - 1
        return place if number < 0 else self.ends[number] + place - 1 - self.at[number]


def _read(found: re.Match[str]) -> str:
    """Return the character that an escape means; the escape itself where it means none."""
    group = found.lastindex
    if group is None:
        return found[0][0]
    written = found[group]
    if group in _HEXADECIMAL:
        return _character(int(written, 16), found[0])
    if group == _DECIMAL:
        return _character(int(written), found[0])
    if group == _OCTAL:
        return chr(int(written, 8))
    if group == _NAME:
        meant = html5.get(written, "")
        return meant if len(meant) == 1 else found[0]
    return written if group == _SIGN else _CONTROLS[written]


def _character(number: int, otherwise: str) -> str:
    return chr(number) if number <= 0x10FFFF else otherwise


def _read_garbled(found: re.Match[str]) -> str:
    """Return the character whose bytes or halves stand there; those themselves where they make up none."""
    text = found[0]
    try:
        if text[0] >= "\ud800":
            return text.encode("utf-16", "surrogatepass").decode("utf-16")
        return bytes(_WINDOWS.get(letter, ord(letter)) for letter in text).decode()
    except UnicodeDecodeError:
        return text


def _read_quoted(found: re.Match[str]) -> str:
    """Return the byte, or what follows the end of a line."""
    return chr(int(found[1], 16)) if found[1] else found[2]


_READERS: Final[Mapping[re.Pattern[str], Callable[[re.Match[str]], str]]] = {
    _ESCAPE: _read,
    _GARBLED: _read_garbled,
    QUOTED: _read_quoted,
    GROUPED: lambda found: found[1],
}
"""What reads each kind of escapes."""
