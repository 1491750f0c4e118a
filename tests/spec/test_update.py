"""A new version of a source in a contract that people have worked on."""

from __future__ import annotations

from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from graphql import parse

from kraken_conformance.cli.main import main
from kraken_conformance.spec import load_contract
from kraken_conformance.spec.importers.sdl_comments import comments_of
from kraken_conformance.spec.importers.sdl_parts import put_together, taken_apart
from kraken_conformance.spec.importers.three_way import MISSING, Merged, merged
from tests.spec.test_damage import SDL

CONTRACTS = Path(__file__).parents[1] / "end_to_end" / "contracts"
MORE = "  stopIt(id: ID!): Out\n"


def ran(*words: str | Path) -> Result:
    return CliRunner().invoke(main, ["spec", "import", *map(str, words)])


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "v1.graphql").write_text(SDL, "utf-8")
    assert ran(tmp_path / "v1.graphql", "--output", tmp_path / "contract", "--name", "it").exit_code == 0
    return tmp_path / "contract"


def edit(path: Path, old: str, new: str) -> None:
    text = path.read_text("utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), "utf-8")


def update(folder: Path, text: str) -> Result:
    source = folder.parent / "v2.graphql"
    source.write_text(text, "utf-8")
    return ran(source, "--update", folder)


def test_the_same_version_changes_nothing(folder: Path) -> None:
    before = {path.name: path.read_bytes() for path in folder.iterdir() if path.is_file()}
    (folder / "errors.yaml").write_bytes(b"# Read by me.\n" + before["errors.yaml"])
    source = folder.parent / "v1.graphql"
    done = ran(source, "--update", folder)
    assert (done.exit_code, "0 changes taken over, 0 conflicts." in done.output) == (0, True), done.output
    assert (folder / "errors.yaml").read_bytes().startswith(b"# Read by me.\n")
    assert (folder / "contract.graphql").read_bytes() == before["contract.graphql"]


def test_what_is_new_comes_and_what_people_did_stays(folder: Path) -> None:
    edit(
        folder / "contract.graphql",
        "@effects(classes: [CHANGES, CREATES, DESTROYS], drafted: true)",
        "@effects(classes: [CHANGES])",
    )
    edit(folder / "errors.yaml", "message: Bad.", "message: Bad.\n    role: not-allowed")
    new = SDL.replace("- KT-CT-1: Bad.", "- KT-CT-1: Very bad.\n  - KT-CT-2: Worse.").replace(
        "A B }", "A B C }"
    )
    done = update(folder, new.replace("): Out\n", f"): Out\n{MORE}"))
    assert done.exit_code == 0, done.output
    made = load_contract(folder)
    assert set(made.mutations) == {"doIt", "stopIt"}
    assert made.mutations["doIt"].errors == ("KT-CT-1", "KT-CT-2")
    assert {effect.value for effect in made.mutations["doIt"].effects} == {"CHANGES"}
    assert made.errors["KT-CT-1"].message == "Very bad."
    assert made.errors["KT-CT-1"].role == "not-allowed"
    for line in (
        "added: contract.graphql / Mutation / stopIt",
        "changed: contract.graphql / Mutation / doIt / @errors",
        "added: contract.graphql / Kind / C",
        "changed: errors.yaml / errors / KT-CT-1 / message",
        "added: errors.yaml / errors / KT-CT-2",
    ):
        assert line in done.output.splitlines(), done.output
    again = update(folder, new.replace("): Out\n", f"): Out\n{MORE}"))
    assert "0 changes taken over, 0 conflicts." in again.output


def test_what_goes_is_gone_and_a_conflict_is_reported(folder: Path) -> None:
    done = update(folder, SDL.replace("): Out\n", f"): Out\n{MORE}"))
    assert done.exit_code == 0
    edit(folder / "errors.yaml", "message: Bad.", "message: Rather bad.")
    done = update(folder, SDL.replace("Bad.", "Very bad."))
    assert set(load_contract(folder).mutations) == {"doIt"}
    assert "removed: contract.graphql / Mutation / stopIt" in done.output
    assert "conflict: errors.yaml / errors / KT-CT-1 / message: yours stays" in done.output
    assert done.exit_code == 1
    assert load_contract(folder).errors["KT-CT-1"].message == "Rather bad."


def test_a_file_of_which_the_places_cannot_be_found_stays_as_it_is(folder: Path) -> None:
    platform = folder / "platform.yaml"
    platform.write_text("errors: {form?: no}\n", "utf-8")
    before = {path.name: path.read_bytes() for path in folder.iterdir() if path.is_file()}
    done = update(folder, SDL.replace("type Mutation {\n", f"type Mutation {{\n{MORE}", 1))
    assert done.exit_code == 2, done.output
    assert {path.name: path.read_bytes() for path in folder.iterdir() if path.is_file()} == before


def test_what_does_not_fit_together_leaves_the_contract_as_it_is(folder: Path) -> None:
    assert update(folder, SDL.replace("): Out\n", f"): Out\n{MORE}")).exit_code == 0
    edit(folder / "contract.graphql", "): Out\n", '): Out\n    @undoneBy(mutation: "stopIt")\n')
    before = (folder / "contract.graphql").read_bytes()
    done = update(folder, SDL)
    assert done.exit_code == 2
    assert "doIt is undone by stopIt, which is no mutation." in done.output
    assert (folder / "contract.graphql").read_bytes() == before


def test_what_is_gone_there_and_changed_here_stays(folder: Path) -> None:
    edit(folder / "contract.graphql", "): Out\n", "): Out\n    @authorizationStated\n")
    done = update(folder, SDL.replace("doIt(", "doThat("))
    assert done.exit_code == 1
    assert set(load_contract(folder).mutations) == {"doIt", "doThat"}
    assert "conflict: contract.graphql / Mutation / doIt: yours stays" in done.output


def test_without_an_ancestor_there_is_no_update(folder: Path) -> None:
    (folder / ".imported").rename(folder.parent / "elsewhere")
    done = update(folder, SDL)
    assert done.exit_code == 2
    assert isinstance(done.exception, SystemExit)
    assert "There is no .imported" in done.output + str(done.stderr)


@pytest.mark.parametrize(
    "path",
    [
        CONTRACTS / "three_sites" / "contract.graphql",
        Path(__file__).parents[2] / "spec/oefr/contract.graphql",
    ],
)
def test_a_text_that_is_taken_apart_can_be_put_together(path: Path) -> None:
    text = path.read_text("utf-8")
    assert parse(put_together(taken_apart(text), {}), no_location=True) == parse(text, no_location=True)


def test_descriptions_stay() -> None:
    text = '"""What."""\ntype A @open {\n  """Why."""\n  b(c: Int = 1): Int @deprecated\n}\n\nunion U @open = A\n'
    assert parse(put_together(taken_apart(text), {}), no_location=True) == parse(text, no_location=True)


@pytest.mark.parametrize(
    ("base", "own", "new", "result", "kinds"),
    [
        (1, 1, 1, 1, []),
        (1, 1, 2, 2, ["changed"]),
        (1, 2, 1, 2, []),
        (1, 2, 2, 2, []),
        (1, 2, 3, 2, ["conflict"]),
        (MISSING, MISSING, 1, 1, ["added"]),
        (1, 1, MISSING, MISSING, ["removed"]),
        (1, 2, MISSING, 2, ["conflict"]),
        (1, MISSING, 2, MISSING, ["conflict"]),
        (
            {"a": 1, "b": 1},
            {"a": 2, "b": 1},
            {"a": 1, "b": 3, "c": 4},
            {"a": 2, "b": 3, "c": 4},
            ["changed", "added"],
        ),
        ({"a": 1}, {}, {"a": 1, "b": 2}, {"b": 2}, ["added"]),
        (MISSING, {"a": 1}, {"a": 2, "b": 3}, {"a": 1, "b": 3}, ["conflict", "added"]),
    ],
)
def test_three_sides(base: object, own: object, new: object, result: object, kinds: list[str]) -> None:
    report: list[Merged] = []
    assert merged(base, own, new, (), report) == result
    assert [one.kind for one in report] == kinds


COMMENTED = """\
# A licence.
# Two lines.
type Thing @key(fields: "id") { # behind a bracket
  # above a description
  "The id."
  id: ID! # behind a field
  made(
    # within arguments
    by: Int = 1
  ): Int

  # above the end
}

# above an enum
enum Kind {
  A # behind a value
  B
}

union U = Thing # behind a union

# at the end
"""


def test_comments_stay_with_what_they_are_about() -> None:
    parts, comments = taken_apart(COMMENTED), comments_of(COMMENTED)
    written = put_together(parts, comments)
    assert parse(written, no_location=True) == parse(COMMENTED, no_location=True)
    assert (
        written
        == """\
# A licence.
# Two lines.
# behind a bracket
type Thing @key(fields: "id") {
  # above a description
  # behind a field
  "The id."
  id: ID!
  # within arguments
  made(by: Int = 1): Int
  # above the end
}

# above an enum
enum Kind {
  # behind a value
  A
  B
}

# behind a union
union U = Thing

# at the end
"""
    )
    assert comments_of(written) == comments
    assert put_together(parts, comments_of(written)) == written


def test_a_merged_schema_keeps_its_comments(folder: Path) -> None:
    path = folder / "contract.graphql"
    edit(path, "type Mutation", "# Read by me.\ntype Mutation")
    edit(path, "  doIt", "  # Moves no money.\n  doIt")
    done = update(folder, SDL.replace("): Out\n", f"): Out\n{MORE}"))
    assert done.exit_code == 0, done.output
    text = path.read_text("utf-8")
    assert "# Read by me.\ntype Mutation" in text
    assert "  # Moves no money.\n  doIt" in text
    assert "stopIt" in text
