"""Drafts what no schema says: what mutations do to the world, which undo which, what codes are used for.

All of it is a guess by names and messages, and is marked as drafted: a person has to read it before the contract
is used on a target that is not on their own machine.
"""

import re
from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping
from fnmatch import fnmatchcase
from types import MappingProxyType

from kraken_conformance.spec.loading.value_formats import national_formats
from kraken_conformance.spec.model import Effect, Role
from kraken_conformance.spec.platform import ErrorFacts

_BY_VERB: tuple[tuple[frozenset[Effect], str], ...] = (
    (
        frozenset({Effect.DESTROYS}),
        "delete remove cancel end terminate revoke invalidate deactivate withdraw void leave deauthenticate expire "
        "unsubscribe opt unlink close archive destroy clear reject decline abandon disable retire stop undo unassign",
    ),
    (
        frozenset({Effect.SENDS_MESSAGE}),
        "send resend share email mail notify message print post dispatch contact invite remind",
    ),
    (
        frozenset({Effect.CREATES, Effect.MOVES_MONEY}),
        "pay collect refund repay charge redeem transfer purchase credit debit withdraw payout donate top",
    ),
    (
        frozenset({Effect.IDEMPOTENT}),
        "get obtain fetch calculate check validate verify preview estimate find lookup search test mask",
    ),
    (
        frozenset({Effect.IDEMPOTENT, Effect.CHANGES}),
        "update set change edit amend modify enable activate suspend resume allow pause rename replace reset move "
        "assign link mark lock unlock toggle switch override upsert patch align sync deprecate",
    ),
    (
        frozenset({Effect.CREATES}),
        "create add register submit start request generate initiate open book enrol enroll join make record store "
        "issue upload publish log sign place accept apply import bulk new schedule raise attach process run trigger "
        "produce complete confirm finish capture report claim use save onboard",
    ),
)
_VERBS: Mapping[str, frozenset[Effect]] = MappingProxyType(
    {verb: effects for effects, verbs in reversed(_BY_VERB) for verb in verbs.split()}
)
_MONEY = re.compile(
    r"payment|refund|repay|credit|debit|charge|ledger|transfer|purchase|voucher|redeem|topup|payout", re.I
)
_MESSAGES = re.compile(r"email|message|notification|sms|letter|printed|whatsapp", re.I)
WORST = frozenset({Effect.CREATES, Effect.CHANGES, Effect.DESTROYS})
"""What a mutation is taken to do whose name says nothing."""

_WORDS = re.compile(r"[A-Z]+(?=[A-Z][a-z])|[A-Z]?[a-z]+|[A-Z]+|[0-9]+")

_OPPOSITES = (
    *(("create", "delete"), ("create", "cancel"), ("create", "remove"), ("create", "end")),
    *(("add", "remove"), ("add", "delete"), ("start", "cancel"), ("start", "stop"), ("start", "end")),
    *(("link", "unlink"), ("enable", "disable"), ("activate", "deactivate"), ("register", "deregister")),
    *(("assign", "unassign"), ("suspend", "resume"), ("request", "cancel"), ("generate", "invalidate")),
    *(("join", "leave"), ("open", "close"), ("book", "cancel"), ("schedule", "cancel"), ("lock", "unlock")),
)

_MESSAGES_OF_ROLES = (
    (
        Role.NO_TOKEN,
        r"authori[sz]ation['\"]? header (?:was )?(?:is )?(?:not provided|missing)|no token|missing token|"
        r"(?:authentication|log-?in|sign-?in|token) (?:is )?required|token (?:is )?missing|"
        r"credentials were not provided|unauthenticated|not (?:authenticated|logged in|signed in)|"
        r"must be (?:authenticated|logged in|signed in)",
    ),
    (Role.NOT_ALLOWED, r"^unauthori[sz]ed\.?$|not allowed\.?$|permission denied|^forbidden\.?$"),
    (Role.FIELD_DISABLED, r"disabled graphql field|field is disabled"),
    (Role.TOKEN_EXPIRED, r"(?:token|signature)[^.]*\bexpired"),
    (Role.BAD_TOKEN, r"(?:invalid|malformed|bad) (?:access )?token"),
    (Role.AUTHENTICATION_FAILED, r"authentication failed"),
    (Role.TOO_MANY_REQUESTS, r"too many requests|rate limit"),
    (Role.TOO_COMPLEX, r"too complex"),
    (Role.TOO_MANY_NODES, r"too many nodes"),
)


_FORMATS = (
    *(("accountNumber", "account-number"), ("*email", "email"), ("*emailAddress", "email"), ("iban", "iban")),
    *(("*phone*", "phone"), ("*telephone*", "phone"), ("mobile", "phone"), ("mobileNumber", "phone")),
    *(
        ("landline", "phone"),
        ("*url*", "url"),
        ("*uri", "url"),
        ("currency", "currency"),
        ("country", "country"),
    ),
    *(("idempotencyKey", "uuid"), ("dateOfBirth", "birth-date"), ("readingDate", "past-date")),
    *(
        ("points", "points"),
        ("*amount*", "cents"),
        ("paymentDay", "day-of-month"),
        ("numberOfUnits", "count"),
    ),
    *(
        ("*targetSoc", "percentage"),
        ("*targetTime", "time-of-day"),
        ("title", "title"),
        ("locality", "locality"),
    ),
    *(("*addressLine1", "street-address"), ("streetAddress", "street-address")),
    *(("givenName", "given-name"), ("familyName", "family-name"), ("fullName", "full-name")),
)
"""Formats by the names of fields, whatever the country: after those of `formats.yaml`."""


def drafted_formats(fields: Collection[str], country: str | None) -> list[tuple[str, str]]:
    """Return patterns for names of input fields, each with the format that such fields are likely to have.

    `country` is the one whose deployment it is, None where nothing tells. What is of one country comes first, and
    names that mean something in several countries (an IBAN, a postcode) have the format of that one alone.
    """
    lowered = {name.lower() for name in fields}
    found: dict[str, str] = {}
    for pattern, name in (*_of_countries(country), *_FORMATS):
        if any(fnmatchcase(field, pattern.lower()) for field in lowered):
            found.setdefault(pattern, name)
    return list(found.items())


def _of_countries(country: str | None) -> Iterator[tuple[str, str]]:
    known = national_formats()
    for name, national in known.items():
        if national.country == country and country is not None:
            yield from ((pattern, name) for pattern in (*national.fields, *national.fields_there))
    for name, national in known.items():
        if national.country != country or country is None:
            yield from ((pattern, name) for pattern in national.fields)


def drafted_country(codes: Iterable[str], fields: Collection[str], form: ErrorFacts) -> str | None:
    """Return the country that codes and names of input fields speak for most, None where too little does.

    Deployments list codes of each other, so that one or two say nothing. Names that only one country has weigh more.
    """
    known = national_formats().values()
    countries = {national.country for national in known} | {"FR"}
    votes = Counter(found for code in codes if (found := form.country_of(code)) in countries)
    lowered = {name.lower() for name in fields}
    for national in known:
        if any(fnmatchcase(field, pattern.lower()) for pattern in national.fields for field in lowered):
            votes[national.country] += VOTES_OF_A_NAME
    votes.pop(None, None)
    country = max(votes, key=votes.__getitem__, default=None)
    return country if votes[country] >= VOTES_NEEDED else None


VOTES_OF_A_NAME = 5
VOTES_NEEDED = 3


def drafted_effects(name: str) -> frozenset[Effect]:
    """Return what a mutation of that name is likely to do: by its verb, and by what it is about."""
    words = [word.lower() for word in _WORDS.findall(name)]
    effects = next((_VERBS[word] for word in words if word in _VERBS), WORST)
    if Effect.IDEMPOTENT in effects and Effect.CHANGES not in effects:
        return effects
    if _MONEY.search(name) and Effect.DESTROYS not in effects and "update" not in words:
        effects = (effects - {Effect.IDEMPOTENT}) | {Effect.MOVES_MONEY}
    if _MESSAGES.search(name) and Effect.CREATES in effects:
        effects |= {Effect.SENDS_MESSAGE}
    return effects


def drafted_undo(name: str, mutations: Collection[str]) -> str | None:
    """Return the mutation that is likely to undo another: the same name with the opposite verb."""
    for verb, opposite in _OPPOSITES:
        if re.match(rf"{verb}(?![a-z])", name):
            candidate = opposite + name[len(verb) :]
            if candidate in mutations:
                return candidate
    return None


def drafted_roles(codes: Mapping[str, str], known: Iterable[str]) -> dict[str, Role]:
    """Return the codes whose messages say what they are used for whatever the mutation.

    `known` are roles that other codes have already: each role is drafted once, for the code that comes first.
    """
    found: dict[str, Role] = {}
    taken = set(known)
    for role, pattern in _MESSAGES_OF_ROLES:
        code = next((code for code, text in codes.items() if re.search(pattern, text, re.I)), None)
        if code is not None and role not in taken and code not in found:
            found[code] = role
            taken.add(role)
    return found


def drafted_form(codes: Iterable[str], usual: str) -> str | None:
    """Return a regular expression for the codes of a source, None where all have the usual form.

    Letters and digits of each kind of code are counted: `OE-0101` gives `OE-[0-9]+`.
    """
    listed = set(codes)
    others = {code for code in listed if not re.fullmatch(usual, code, re.ASCII)}
    if not others:
        return None
    kinds = sorted({re.sub(r"[0-9]+", "[0-9]+", code.replace(".", r"\.")) for code in others})
    if len(kinds) > MOST_KINDS:
        kinds = sorted({re.sub(r"(?<!\[)[A-Z]+(?!-9\])", "[A-Z]+", kind) for kind in kinds})
    return "|".join(kinds if listed == others else [usual, *kinds])


MOST_KINDS = 4
"""Where there are more kinds of codes than these, their letters are taken to vary too."""
