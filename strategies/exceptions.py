"""The errors of this package.

StrategiesError
├── InvalidPools     a pool of known values is malformed
└── UnknownMutation  the contract has no mutation of that name
"""

from __future__ import annotations


class StrategiesError(Exception):
    """Base of the errors of this package."""


class InvalidPools(StrategiesError):  # noqa: N818 (a state of the input, named like spec's InvalidContract)
    """A pool of known values is malformed; the message names it."""


class UnknownMutation(StrategiesError):  # noqa: N818 (as above)
    """The contract has no mutation of that name."""
