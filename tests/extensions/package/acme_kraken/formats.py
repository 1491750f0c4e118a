from __future__ import annotations

from kraken_conformance.spec.check_digits import CHECKS


def card(number: int) -> str:
    """A card of Acme, nine digits with a check digit."""
    return CHECKS["luhn"](f"{number % 10**8:08}")
