"""Hypothesis strategies: the types of a contract to variables, and single faults in them."""

from kraken_conformance.strategies.exceptions import InvalidPools, StrategiesError, UnknownMutation
from kraken_conformance.strategies.faults import FAULT_KINDS
from kraken_conformance.strategies.formats import FORMATS, Format
from kraken_conformance.strategies.pools import Pools
from kraken_conformance.strategies.values import FaultyVariables, LabelledVariables
from kraken_conformance.strategies.variables import VariableStrategies, variables_for

__all__ = [
    "FAULT_KINDS",
    "FORMATS",
    "FaultyVariables",
    "Format",
    "InvalidPools",
    "LabelledVariables",
    "Pools",
    "StrategiesError",
    "UnknownMutation",
    "VariableStrategies",
    "variables_for",
]
