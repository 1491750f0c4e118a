"""What of a page is not understood: each a note with its line, so that nothing is lost in silence."""

import re
from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping
from types import MappingProxyType

from kraken_conformance.spec.importers.page_facts import MutationFacts
from kraken_conformance.spec.importers.page_text import Entry, PageLine, called_mutations
from kraken_conformance.spec.importers.prose import NO_CODES, announces_errors, like_an_item

_LIKE_A_CODE = re.compile(
    r"(?<![\w-])[A-Z]{2,8}[-_\u2010-\u2015](?:[A-Z]{2,3}[-_\u2010-\u2015])?[0-9]{1,6}(?![\w-])", re.IGNORECASE
)
_NOT_KEPT = re.compile(r"(query complexity|allowed viewers|required permissions)\s*:?", re.IGNORECASE)
_LABEL = re.compile(r"([^\W\d_]{2,20})\s*:\s*(\S+)")

FOREIGN: Mapping[str, str] = MappingProxyType(
    {
        **dict.fromkeys(("argumente", "argumentos", "argomenti", "argumenten", "引数"), "Arguments"),
        **dict.fromkeys(
            (
                "rückgabefelder",
                "champs de retour",
                "champs retournés",
                "campos de retorno",
                "campi di ritorno",
            ),
            "Return fields",
        ),
        **dict.fromkeys(("campi restituiti", "戻り値", "返回字段"), "Return fields"),
        **dict.fromkeys(("variablen", "variabili", "変数"), "Variables"),
        **dict.fromkeys(("antwort", "réponse", "respuesta", "risposta", "レスポンス"), "Response"),
        **dict.fromkeys(("mutación", "mutazione", "ミューテーション"), "Mutation"),
        **dict.fromkeys(("typ", "tipo", "タイプ"), "Type"),
    }
)
"""Labels of pages in other languages, with the English ones that are read."""


def losses(
    entries: Iterable[Entry], facts: Collection[MutationFacts], lines: list[PageLine]
) -> Iterator[tuple[int, str]]:
    """Yield the line and what is wrong there, for all that looks like a fact and was not read as one."""
    read = {one.entry.name: one for one in facts}
    unkept: Counter[str] = Counter()
    first: dict[str, int] = {}
    for entry in entries:
        known = read.get(entry.name)
        if known is not None:
            yield from _of_entry(entry, known, unkept, first)
    for line, name in called_mutations(lines):
        if name not in {entry.name for entry in entries}:
            yield line, f"an operation calls {name}, and no heading names it: it is not read."
    for label, count in unkept.items():
        yield first[label], f"{label!r} is not kept, on {count} mutation{'s' if count > 1 else ''}."


def _of_entry(
    entry: Entry, known: MutationFacts, unkept: Counter[str], first: dict[str, int]
) -> Iterator[tuple[int, str]]:
    codes = {code for code, _ in known.errors}
    if entry.unread_type is not None:
        yield entry.line, f"the type {entry.unread_type!r} of {entry.name} is not understood."
    for field in known.fields:
        if field.unread:
            response = entry.sections["response"]
            at = next((line.number for line in response if f'"{field.name}"' in line.text), entry.line)
            yield at, f"{entry.name}: the sample of {field.name} is no value."
    announced = next((line for line in entry.lines if announces_errors(line.text)), None)
    if announced is not None and not codes:
        yield announced.number, f"{entry.name}: a list of errors is announced, and no code is found in it."
    for line in entry.lines:
        lost = [
            code for code in _LIKE_A_CODE.findall(line.plain) if _plain(code) not in codes and _is_code(code)
        ]
        unkept_label = _NOT_KEPT.match(line.plain)
        if lost:
            yield line.number, f"{entry.name}: {lost[0]} stands here and is not read as an error."
        elif unkept_label is not None:
            label = unkept_label[1].capitalize()
            unkept[label] += 1
            first.setdefault(label, line.number)
        elif announced is not None and line.number > announced.number and like_an_item(line.text):
            yield (
                line.number,
                f"{entry.name}: this looks like an error and is not understood: {line.text[:80]!r}.",
            )
        if (foreign := foreign_label(line)) is not None:
            yield line.number, f"{entry.name}: {foreign}"


def foreign_label(line: PageLine) -> str | None:
    """Say which label of another language a line is, None where it is none."""
    bare = line.plain.rstrip(": ").lower()
    labelled = _LABEL.fullmatch(line.plain)
    word = bare if bare in FOREIGN else labelled[1].lower() if labelled else ""
    return (
        f"{word!r} is {FOREIGN[word]!r} in another language: give the English page."
        if word in FOREIGN
        else None
    )


def _is_code(text: str) -> bool:
    return re.split(r"[^A-Za-z]", text)[0].upper() not in NO_CODES


def _plain(code: str) -> str:
    return re.sub("[\u2010-\u2015]", "-", code)
