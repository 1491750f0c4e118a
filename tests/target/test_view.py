from pathlib import Path

from kraken_conformance.server.execution.schema_draft import site_schema
from kraken_conformance.spec.importers import import_contract, make_draft
from kraken_conformance.target.view import TargetView

SCHEMA = """
type Query { ok: Boolean }
input Way @oneOf { code: String numbers: [Int!] person: Person }
input Person { name: String! ages: [Int!] }
type Mutation { choose(way: Way!, ways: [Way!], person: Person): Boolean }
"""


def test_a_complete_input_has_one_field_of_those_that_exclude_each_other(tmp_path: Path) -> None:
    source = tmp_path / "made.graphql"
    source.write_text(SCHEMA, "utf-8")
    contract = import_contract(make_draft(source, name="made", version="1"), None)
    (server,) = contract.servers.values()
    view = TargetView(contract, server, site_schema(contract, server.name), has_token=False)
    complete = view.complete(contract.mutations["choose"])
    assert len(complete["way"]) == 1
    assert all(len(way) == 1 for way in complete["ways"])
    assert set(complete["person"]) == {"name", "ages"}
    assert len(complete["person"]["ages"]) == 1
