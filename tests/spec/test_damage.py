"""Pages and schemas that are damaged: each damage is an error or a note with its line, nothing is lost in silence."""

from __future__ import annotations

import html
from pathlib import Path

import pytest

from kraken_conformance.spec.exceptions import ContractError
from kraken_conformance.spec.importers import Draft, import_contract, make_draft

PAGE = (Path(__file__).parent / "pages" / "library.txt").read_text("utf-8")
LIST = PAGE[PAGE.index("- KT-CT-7001: The book") : PAGE.index("Arguments\n")]
ANNOUNCED = "The possible errors that can be raised are:"
URL = "URL:https://desk.library.example/graphql/"


def damaged(text: str, *edits: tuple[str, str]) -> str:
    for old, new in edits:
        assert old in text, old
        text = text.replace(old, new, 1)
    return text


def read(tmp_path: Path, name: str, text: str) -> tuple[Draft | None, list[str]]:
    """Return what is made of a source, and what is said of it, without the folder."""
    source = tmp_path / name
    source.write_text(text, "utf-8")
    try:
        draft = make_draft(source, name="library", version="1")
        import_contract(draft, None)
    except ContractError as error:
        return None, [str(problem).replace(f"{tmp_path}/", "") for problem in error.problems]
    return draft, list(draft.notes)


def line_of(text: str, part: str) -> int:
    return text.count("\n", 0, text.index(part)) + 1


PAGES = {
    "a code with underscores": (
        [("- KT-CT-7001: The", "- KT_CT_7001: The")],
        "- KT_CT_7001",
        "KT_CT_7001 stands here",
    ),
    "a code in small letters": (
        [("- KT-CT-1112: '", "- kt-ct-1112: '")],
        "- kt-ct-1112",
        "kt-ct-1112 stands here",
    ),
    "a code without a number": ([("- KT-CT-1112: '", "- KT-CT: '")], "- KT-CT: '", "looks like an error"),
    "an announced list that is empty": ([(LIST, "")], ANNOUNCED, "no code is found in it"),
    "a list under an unknown heading": (
        [(ANNOUNCED, "Errors that may occur:")],
        "- KT-CT-1112",
        "KT-CT-1112 stands here",
    ),
    "a list in a table under an unknown heading": (
        [(ANNOUNCED, "What may occur:"), (LIST, "| KT-CT-7002 | No. |\n")],
        "| KT-CT-7002",
        "KT-CT-7002 stands here",
    ),
    "a code in the text": (
        [("Lend a book.", "Lend a book, or KT-CT-9999.")],
        "Lend a book, or",
        "KT-CT-9999 stands here",
    ),
    "an item after a break": (
        [("- KT-CT-1112: '", "\nBeside these:\n\n- KT-CT-1112: '")],
        "- KT-CT-1112",
        "KT-CT-1112 stands",
    ),
    "sections in another language": (
        [("Arguments\n", "Argumente\n")],
        "Argumente\n",
        "'argumente' is 'Arguments'",
    ),
    "labels in another language": (
        [("Type:LendBook", "Tipo:LendBook")],
        None,
        "'tipo' is 'Type' in another language",
    ),
    "a type that is none": ([("Type:LendBook", "Type:???")], "lendBook\nType:", "the type '???' of lendBook"),
    "a URL that is none": ([(URL, "URL:desk")], "lendBook\nType:", "'desk' is no URL"),
    "an operation that is cut": (
        [("anything\nloan {", "anything\nloan (")],
        None,
        "operation of lendBook cannot be read",
    ),
    "a heading that is not there": (
        [("\nopenVault\n", "\nThe vault\n")],
        "mutation OpenVault",
        "no heading names it",
    ),
    "a sample that is no value": (
        [('"weeks": 1,', '"weeks": ,,')],
        '"weeks": ,,',
        "the sample of weeks is no value",
    ),
    "facts of newer pages": (
        [("Lend a book.", "Query Complexity: 5\nLend a book.")],
        "Query Complexity",
        "is not kept",
    ),
}


@pytest.mark.parametrize(("edits", "place", "said"), PAGES.values(), ids=PAGES)
def test_what_is_wrong_on_a_page_is_said_with_its_line(
    tmp_path: Path, edits: list[tuple[str, str]], place: str | None, said: str
) -> None:
    text = damaged(PAGE, *edits)
    _, notes = read(tmp_path, "library.txt", text)
    found = [note for note in notes if said in note]
    assert found, notes
    assert all(note.startswith("library.txt:") for note in found)
    if place is not None:
        assert f"library.txt:{line_of(text, place)}:" in found[0]


def test_a_fact_of_newer_pages_is_noted_once(tmp_path: Path) -> None:
    text = damaged(PAGE, (LIST, f"{LIST}\nRequired Permissions:\n\n- can-lend\n"))
    _, notes = read(tmp_path, "library.txt", text)
    at = line_of(text, "Required Permissions:")
    assert notes == [f"library.txt:{at}: 'Required permissions' is not kept, on 1 mutation."]


READABLE = {
    "newer headings": [(ANNOUNCED, "Possible Errors:")],
    "a numbered list": [("- KT-CT-7001: The", "1. KT-CT-7001: The"), ("- KT-CT-1112", "2) KT-CT-1112")],
    "items without a colon": [("- KT-CT-1112: '", "- KT-CT-1112 '")],
    "an address between brackets": [(URL, "URL: <https://desk.library.example/graphql/>")],
    "a link": [(URL, "URL: [https://desk.library.example/graphql/](https://desk.library.example/graphql/)")],
    "spaces that do not break": [("Type:LendBook", "Type:\u00a0LendBook")],
}


@pytest.mark.parametrize("edits", READABLE.values(), ids=READABLE)
def test_other_forms_of_a_page_are_read(tmp_path: Path, edits: list[tuple[str, str]]) -> None:
    draft, notes = read(tmp_path, "library.txt", damaged(PAGE, *edits))
    whole, _ = read(tmp_path, "library.txt", PAGE)
    assert notes == []
    assert draft == whole


def as_html(text: str) -> str:
    """Return a page as a browser saves it: code in `pre`, everything else in blocks, labels in bold."""
    lines, code = [], False
    for line in text.splitlines():
        begins = line.startswith(("mutation ", "{"))
        if begins and not code:
            lines.append("<pre><code>")
            code = True
        lines.append(html.escape(line) if code else f"<p>{html.escape(line)}</p>")
        if code and line == "}" and lines[-1] == "}":
            lines.append("</code></pre>")
            code = False
    return "<!DOCTYPE html>\n<html><head><title>x</title><style>p {}</style></head>\n<body>\n" + "\n".join(
        lines
    )


def test_a_saved_page_is_read_as_the_page(tmp_path: Path) -> None:
    draft, notes = read(tmp_path, "library.html", as_html(PAGE))
    whole, _ = read(tmp_path, "library.txt", PAGE)
    assert notes == []
    assert draft is not None
    assert whole is not None
    assert draft.codes == whole.codes
    assert [(one.name, one.codes, one.arguments) for one in draft.mutations] == [
        (one.name, one.codes, one.arguments) for one in whole.mutations
    ]


def test_lines_of_a_saved_page_are_those_of_the_file(tmp_path: Path) -> None:
    text = as_html(damaged(PAGE, ("Lend a book.", "Lend a book, or KT-CT-9999.")))
    _, notes = read(tmp_path, "library.html", text)
    assert notes == [
        f"library.html:{line_of(text, 'or KT-CT-9999')}: lendBook: KT-CT-9999 stands here and is not read as an error."
    ]


SDL = '''type Query { ok: Boolean }
enum Kind { A B }
input In { kind: Kind = A, name: String }
type Out { ok: Boolean }
type Mutation {
  """
  Does it.

  The possible errors that can be raised are:

  - KT-CT-1: Bad.
  """
  doIt(input: In!): Out
}
'''

SCHEMAS = {
    "cut short": (SDL[: SDL.index("Bad.")], 11, "Unterminated string"),
    "a type that is not there": (damaged(SDL, ("): Out", "): Ouch")), 13, "Unknown type 'Ouch'"),
    "a type twice": (SDL + "type Out { other: Int }\n", 15, "What comes last counts"),
    "a field twice": (
        damaged(SDL, ("name: String", "name: Int, name: String")),
        3,
        "can only be defined once",
    ),
    "a mutation twice": (damaged(SDL, ("): Out\n", "): Out\n  doIt: Int\n")), 14, "can only be defined once"),
    "an extension of nothing": (SDL + "extend type Moore { more: Int }\n", 15, "Cannot extend type 'Moore'"),
    "a directive": (
        damaged(SDL, ("ok: Boolean }\nenum", "ok: Boolean @cost(v: 3) }\nenum")),
        1,
        "@cost is not kept",
    ),
    "a default that is none": (damaged(SDL, ("Kind = A", "Kind = C")), 3, "invalid default value"),
    "an output type as input": (damaged(SDL, ("name: String", "name: Out")), 3, "must be Input Type"),
    "an input type as output": (damaged(SDL, ("): Out", "): In")), 13, "must be Output Type"),
    "an interface that is not kept": (
        damaged(SDL, ("type Out {", "interface I { x: Int }\ntype Out implements I {")),
        5,
        "I.x expected",
    ),
    "a name of the language": (
        damaged(SDL, ("enum Kind", "enum ContractServer { X }\nenum Kind")),
        2,
        "ContractServer",
    ),
    "the name of a root type": (
        damaged(SDL, ("type Mutation {", "type M {"), ("ok: Boolean }\ntype", "ok: Mutation }\ntype"))
        + "schema { query: Query mutation: M }\ntype Mutation { ok: Boolean }\n",
        16,
        "Mutation is a name",
    ),
    "an error that is none": (damaged(SDL, ("- KT-CT-1: Bad", "- KTCT1 Bad")), 13, "looks like an error"),
    "an error beside a list": (
        damaged(SDL, ("Does it.", "Does it, or raises KT-CT-2.")),
        13,
        "KT-CT-2 stands in the description",
    ),
    "a table of errors without a heading": (
        damaged(
            SDL,
            ("  The possible errors that can be raised are:\n\n  - KT-CT-1: Bad.", "  | KT-CT-1 | Bad. |"),
        ),
        11,
        "KT-CT-1 stands in the description",
    ),
    "a subscription type": (SDL + "type Subscription { a: Int }\n", None, "Subscription is not kept"),
}


@pytest.mark.parametrize(("text", "line", "said"), SCHEMAS.values(), ids=SCHEMAS)
def test_what_is_wrong_in_a_schema_is_said_with_its_line(
    tmp_path: Path, text: str, line: int | None, said: str
) -> None:
    _, notes = read(tmp_path, "library.graphql", text)
    found = [note for note in notes if said in note]
    assert found, notes
    if line is not None:
        assert found[0].startswith(f"library.graphql:{line}:")


def test_what_no_mutation_reaches_keeps_nothing_from_being_imported(tmp_path: Path) -> None:
    draft, _ = read(
        tmp_path, "library.graphql", SDL + "interface I { x: Int }\ntype Lost implements I { y: Int }\n"
    )
    assert draft is not None
