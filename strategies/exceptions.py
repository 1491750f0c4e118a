"""The errors of this package.

StrategiesError
├── InvalidPools     a pool of known values is malformed
├── NoLiteral        a value cannot be written into a document
└── UnknownMutation  the contract has no mutation of that name
"""

from kraken_conformance.exceptions import UsageError


class StrategiesError(UsageError):
    """Base of the errors of this package."""


class InvalidPools(StrategiesError):
    """A pool of known values is malformed; the message names it."""


class NoLiteral(StrategiesError):
    """A JSON object has a key that is no GraphQL name, so that no literal can hold it; the message names it."""


class UnknownMutation(StrategiesError):
    """The contract has no mutation of that name."""
