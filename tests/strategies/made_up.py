"""Small contracts for tests: one mutation, `doIt`, with the arguments and types given."""

from __future__ import annotations

from pathlib import Path

from kraken_conformance.spec import Contract, Mutation, load_contract
from tests.strategies.strict import make_strict

SDL = """
schema @contract(name: "made-up", version: "1") {rules} {{
  query: Query
  mutation: Mutation
}}
enum ContractServer {{
  API @site(url: "https://example.com/graphql/")
}}
type Query {{
  nothing: Boolean
}}
type Mutation {{
  doIt({arguments}): Boolean
    @server(name: API)
    @errors(codes: [])
    @source(document: "mutations", entry: "doIt")
}}
{types}
"""


def contract_with(
    folder: Path, *, arguments: str = "input: DoItInput!", types: str = "", rules: str = ""
) -> Contract:
    text = SDL.format(arguments=arguments, types=types, rules=rules)
    (folder / "contract.graphql").write_text(text, encoding="utf-8")
    (folder / "errors.yaml").write_text("errors: {}\n", encoding="utf-8")
    contract = load_contract(folder)
    make_strict(contract.schema)
    return contract


def do_it(contract: Contract) -> Mutation:
    return contract.mutations["doIt"]
