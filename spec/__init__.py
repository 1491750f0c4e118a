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
from kraken_conformance.spec.loading.contract_files import DEFAULT_CONTRACT
from kraken_conformance.spec.loading.loader import load_contract
from kraken_conformance.spec.loading.platform_entries import common_platform
from kraken_conformance.spec.model import (
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
from kraken_conformance.spec.platform import (
    ErrorFacts,
    HeaderFacts,
    LoginFacts,
    Platform,
    PossibleErrorsFacts,
)
from kraken_conformance.spec.triggers import Change, Trigger, Triggers, TriggerStep

__all__ = [
    "DEFAULT_CONTRACT",
    "Argument",
    "Change",
    "Contract",
    "ContractError",
    "ContractNotFound",
    "Effect",
    "ErrorCode",
    "ErrorFacts",
    "Flow",
    "FlowStep",
    "FormatRule",
    "Given",
    "HeaderFacts",
    "ImportFailure",
    "InputFormat",
    "InvalidContract",
    "Level",
    "LoginFacts",
    "Mutation",
    "Platform",
    "PossibleErrorsFacts",
    "Problem",
    "RefusalReasons",
    "Requirement",
    "ReturnField",
    "Role",
    "Server",
    "Source",
    "Trigger",
    "TriggerStep",
    "Triggers",
    "common_platform",
    "load_contract",
    "load_requirements",
]
