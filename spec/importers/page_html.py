"""Reads a saved page of HTML as lines of text, each with its line in the file."""

import re
from collections.abc import Iterator
from html.parser import HTMLParser

_HTML = re.compile(r"\s*<(?:!doctype html|html|head|body)\b", re.IGNORECASE)
_BLOCKS = frozenset(
    {
        *(
            "address",
            "article",
            "aside",
            "blockquote",
            "br",
            "dd",
            "div",
            "dl",
            "dt",
            "figure",
            "footer",
            "form",
        ),
        *(
            "h1",
            "h2",
            "h3",
            "h4",
            "h5",
            "h6",
            "header",
            "hr",
            "li",
            "main",
            "nav",
            "ol",
            "p",
            "pre",
            "section",
        ),
        *("table", "tbody", "thead", "tr", "ul"),
    }
)
_UNSEEN = frozenset({"script", "style", "head", "template", "noscript"})


def is_html(text: str) -> bool:
    """Whether a page was saved as HTML."""
    return _HTML.match(text) is not None


def html_lines(text: str) -> Iterator[tuple[int, str]]:
    """Yield the lines that a browser shows, each with the line of the file on which it begins."""
    reader = _ShownText()
    reader.feed(text)
    reader.close()
    reader.end_line()
    yield from reader.lines


class _ShownText(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.lines: list[tuple[int, str]] = []
        self._parts: list[str] = []
        self._began = 1
        self._unseen = 0
        self._preformatted = 0

    def end_line(self) -> None:
        text = "".join(self._parts)
        self._parts.clear()
        if text.strip():
            self.lines.append((self._began, text.strip()))

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self._unseen += tag in _UNSEEN
        self._preformatted += tag == "pre"
        if tag in _BLOCKS:
            self.end_line()
        if tag == "li":
            self._add("- ")
        elif tag in ("td", "th"):
            self._add(" | ")

    def handle_endtag(self, tag: str) -> None:
        self._unseen -= tag in _UNSEEN and self._unseen > 0
        self._preformatted -= tag == "pre" and self._preformatted > 0
        if tag == "tr":
            self._add(" |")
        if tag in _BLOCKS:
            self.end_line()

    def handle_data(self, data: str) -> None:
        if self._unseen:
            return
        if not self._preformatted:
            self._add(re.sub(r"\s+", " ", data))
            return
        line, _ = self.getpos()
        for offset, part in enumerate(data.split("\n")):
            if offset:
                self.end_line()
            self._add(part, line + offset)

    def _add(self, text: str, line: int | None = None) -> None:
        if not self._parts or not "".join(self._parts).strip(" -|"):
            self._began = line or self.getpos()[0]
        self._parts.append(text)
