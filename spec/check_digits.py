"""Completes numbers with their check digits; the rules of python-stdnum where it has them."""

from collections.abc import Callable, Mapping
from types import MappingProxyType

from stdnum import ean, iban, luhn
from stdnum.au import abn, acn
from stdnum.es import cups, dni
from stdnum.es import iban as spanish_iban
from stdnum.it import codicefiscale
from stdnum.us import rtn

_MPAN_WEIGHTS = (3, 5, 7, 13, 17, 19, 23, 29, 31, 37, 41, 43)
_CIN_OF_ODD_PLACES = (1, 0, 5, 7, 9, 13, 15, 17, 19, 21)
_CCC_WEIGHTS = (1, 2, 4, 8, 5, 10, 9, 7, 3, 6)


def with_mpan_digit(core: str) -> str:
    """Return the core of an MPAN with its 13th digit: weights that are primes, modulo 11, modulo 10.

    Source: MRA agreed procedure MAP05, supply number, check digit.
    """
    total = sum(int(digit) * weight for digit, weight in zip(core, _MPAN_WEIGHTS, strict=True))
    return f"{core}{total % 11 % 10}"


def with_mprn_digits(digits: str) -> str:
    """Return the digits of an MPRN with the two that end it: falling weights, modulo 11.

    Source: Xoserve, meter point reference number, check digits.
    """
    total = sum(int(digit) * weight for digit, weight in zip(digits, range(len(digits), 0, -1), strict=True))
    return f"{digits}{total % 11:02}"


def with_nmi_checksum(nmi: str) -> str:
    """Return an NMI with its checksum: every other character counts twice, from the right, by its ASCII code.

    Source: AEMO, National Metering Identifier procedure, appendix on the checksum.
    """
    total = 0
    for position, character in enumerate(reversed(nmi)):
        total += sum(map(int, str(ord(character) * (1 if position % 2 else 2))))
    return f"{nmi}{-total % 10}"


def with_malo_digit(digits: str) -> str:
    """Return the ten digits of a market location with the eleventh: digits at even places count twice.

    Source: BDEW, Codenummern, Marktlokations-ID.
    """
    total = sum(int(digit) * (2 if position % 2 else 1) for position, digit in enumerate(digits))
    return f"{digits}{-total % 10}"


def with_iban_digits(text: str) -> str:
    """Return the IBAN of a country and a basic account number (`GB` and what follows) with its check digits."""
    return f"{text[:2]}{iban.calc_check_digits(f'{text[:2]}00{text[2:]}')}{text[2:]}"


def italian_iban(digits: str) -> str:
    """Return the Italian IBAN of bank, branch (five digits each) and account (twelve): with the CIN letter.

    Source: Banca d'Italia, the coordinates of a bank account.
    """
    places = enumerate(map(int, digits))
    total = sum(digit if place % 2 else _CIN_OF_ODD_PLACES[digit] for place, digit in places)
    return with_iban_digits(f"IT{chr(ord('A') + total % 26)}{digits}")


def spanish_account(digits: str) -> str:
    """Return the Spanish IBAN of bank and branch (four digits each) and account (ten): with the digits of the CCC.

    Source: Banco de España, código cuenta cliente.
    """
    office, account = digits[:8], digits[8:]
    return spanish_iban.compact(
        with_iban_digits(f"ES{office}{_ccc_digit('00' + office)}{_ccc_digit(account)}{account}")
    )


def _ccc_digit(digits: str) -> int:
    found = 11 - sum(int(digit) * weight for digit, weight in zip(digits, _CCC_WEIGHTS, strict=True)) % 11
    return {10: 1, 11: 0}.get(found, found)


def _at_the_end(calculate: Callable[[str], str]) -> Callable[[str], str]:
    return lambda text: f"{text}{calculate(text)}"


CHECKS: Mapping[str, Callable[[str], str]] = MappingProxyType(
    {
        "abn": lambda digits: f"{abn.calc_check_digits(digits)}{digits}",
        "acn": _at_the_end(acn.calc_check_digit),
        "codice-fiscale": _at_the_end(codicefiscale.calc_check_digit),
        "cups": _at_the_end(cups.calc_check_digits),
        "ean": _at_the_end(ean.calc_check_digit),
        "iban": with_iban_digits,
        "iban-es": spanish_account,
        "iban-it": italian_iban,
        "luhn": _at_the_end(luhn.calc_check_digit),
        "malo": with_malo_digit,
        "mpan": with_mpan_digit,
        "mprn": with_mprn_digits,
        "nif": _at_the_end(dni.calc_check_digit),
        "nmi": with_nmi_checksum,
        "routing-number": _at_the_end(rtn.calc_check_digit),
    }
)
"""What completes the text of a pattern with its check digits, by the names that formats use."""
