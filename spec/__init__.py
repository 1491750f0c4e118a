"""The contract: its data, its model, and what makes and compares it."""

from kraken_conformance.spec.exceptions import (
    ContractError,
    ContractNotFound,
    ImportFailure,
    InvalidContract,
    Problem,
)
from kraken_conformance.spec.flows import Flow, FlowStep, Given
from kraken_conformance.spec.loading.catalogue import load_requirements
from kraken_conformance.spec.loading.loader import load_contract
from kraken_conformance.spec.model import (
    AUTHORIZATION_MISSING,
    Argument,
    Contract,
    Effect,
    ErrorCode,
    FormatRule,
    InputFormat,
    Level,
    Mutation,
    RefusalReasons,
    Requirement,
    ReturnField,
    Role,
    Server,
    Source,
)

__all__ = [
    "AUTHORIZATION_MISSING",
    "Argument",
    "Contract",
    "ContractError",
    "ContractNotFound",
    "Effect",
    "ErrorCode",
    "Flow",
    "FlowStep",
    "FormatRule",
    "Given",
    "ImportFailure",
    "InputFormat",
    "InvalidContract",
    "Level",
    "Mutation",
    "Problem",
    "RefusalReasons",
    "Requirement",
    "ReturnField",
    "Role",
    "Server",
    "Source",
    "load_contract",
    "load_requirements",
]
