"""What a comparison can be given: contracts by name or folder, schemas by file."""

from pathlib import Path

from graphql import GraphQLSchema

from kraken_conformance.spec.loading.contract_files import SHIPPED
from kraken_conformance.spec.loading.garbage_collection import collector_paused
from kraken_conformance.spec.loading.loader import load_contract
from kraken_conformance.spec.loading.schema_file import read_schema
from kraken_conformance.spec.model import Contract


def read_subject(name_or_path: str) -> Contract | GraphQLSchema:
    """Return the contract of that name or folder, or the schema in that file.

    Raises `ContractNotFound`, `InvalidContract` or `ImportFailure`.
    """
    if name_or_path not in SHIPPED and Path(name_or_path).is_file():
        with collector_paused():
            return read_schema(name_or_path)
    return load_contract(name_or_path)
