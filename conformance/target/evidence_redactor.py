"""What the evidence of a run leaves out: its secrets, and not what the harness made up to be refused."""

from collections.abc import Iterable

from kraken_conformance.safety.redaction import Redactor, is_secret_name
from kraken_conformance.spec import Contract
from kraken_conformance.target.auth.credentials import MADE_UP


def evidence_redactor(secrets: Iterable[str], contract: Contract) -> Redactor:
    """Return what hides the secrets of a run, and shows the values that the triggers of its contract give.

    An IBAN with a wrong check digit belongs to no account, and the finding says nothing without it.
    """
    changes = (trigger.change for listed in contract.triggers.by_code.values() for trigger in listed)
    wrong = {
        text
        for change in changes
        for name, text in change.sets.items()
        if isinstance(text, str) and text and is_secret_name(name.strip("*"))
    }
    return Redactor(secrets, public=MADE_UP | wrong)
