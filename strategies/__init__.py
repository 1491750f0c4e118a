"""Hypothesis strategies: the types of a contract to variables and documents, and single faults in them."""

from kraken_conformance.strategies.build.faults import FAULT_KINDS
from kraken_conformance.strategies.build.variables import VariableStrategies, variables_for
from kraken_conformance.strategies.documents.random_documents import DocumentStrategies, documents_for
from kraken_conformance.strategies.exceptions import InvalidPools, NoLiteral, StrategiesError, UnknownMutation
from kraken_conformance.strategies.pools import Pools
from kraken_conformance.strategies.types.formats import FORMATS, Format
from kraken_conformance.strategies.values import Document, FaultyVariables, LabelledVariables

__all__ = [
    "FAULT_KINDS",
    "FORMATS",
    "Document",
    "DocumentStrategies",
    "FaultyVariables",
    "Format",
    "InvalidPools",
    "LabelledVariables",
    "NoLiteral",
    "Pools",
    "StrategiesError",
    "UnknownMutation",
    "VariableStrategies",
    "documents_for",
    "variables_for",
]
