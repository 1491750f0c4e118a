"""Makes contracts from reference pages, SDL and introspection."""

from kraken_conformance.spec.importers.draft import Draft
from kraken_conformance.spec.importers.sources import import_contract, make_draft

__all__ = ["Draft", "import_contract", "make_draft"]
