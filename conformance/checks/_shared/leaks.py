"""What gives away the inside of a server.

A target may answer a megabyte that is made to be slow to search: no pattern may look at a character more often than a
fixed number of times. So no sign begins with a repetition, since that would begin again at each character.
"""

import re
from collections.abc import Iterable, Iterator
from functools import lru_cache
from itertools import chain

SIGNS = {
    "a traceback": re.compile(
        r"Traceback \(most recent call last\)|File \"[^\"]+\", line \d+|\bat [\w.$<>]+ ?\([^()]*:\d+(:\d+)?\)"
        r"|(?<=\w)\.(py|rb|php|go|java|js|ts|cs|rs|ex):\d+"
    ),
    "SQL": re.compile(
        r"(?s)\bSELECT\b.{1,400}\bFROM\b|\bINSERT INTO\b|\bDELETE FROM\b|\bUPDATE\b.{1,200}\bSET\b"
        r"|syntax error at or near|violates (unique|foreign key|not-null|check) constraint"
        r"|\bSQLSTATE\b|\bORA-\d{5}\b|\brelation \"[\w.]{1,100}\" does not exist|\b[Dd]eadlock (?:found|detected)\b"
        r"|psycopg2?\.|sqlite3\.|django\.db\.|sqlalchemy\.|pymysql\.|java\.sql\."
    ),
    "a file path": re.compile(
        r"(?<![\w/.:@-])/(home|usr|var|etc|opt|srv|root|app|tmp|code|workspace|Users)/[\w./-]+"
        r"|(?<!\w)[A-Z]:\\\\?[\w .-]+\\|\bsite-packages\b|\bnode_modules\b"
    ),
    "an internal address": re.compile(
        r"(?<![\w.])(?:10\.\d{1,3}\.\d{1,3}\.\d{1,3}|192\.168\.\d{1,3}\.\d{1,3}"
        r"|172\.(?:1[6-9]|2\d|3[01])\.\d{1,3}\.\d{1,3})(?![\w.])"
        r"|(?<=[a-z0-9])\.(?:internal|local|lan|intra|corp|svc)\b(?![\w@])|\blocalhost:\d+|\barn:aws:\w+"
        r"|\bENOTFOUND\b|\bfailure in name resolution\b|\bno such host\b"
    ),
    "an exception": re.compile(
        r"\b(?:Key|Value|Type|Attribute|Index|Name|Integrity|Operational|Programming|Runtime|Assertion|ZeroDivision"
        r"|Reference|Range|Connection|Timeout|Recursion|Argument|NoMethod|Standard)Error(?=[:(])"
        r"|\b(?:NullPointer|IllegalArgument|IllegalState|ClassCast|IndexOutOfBounds|Runtime|SQL|IO|InvalidOperation"
        r"|NullReference)Exception\b|'NoneType' object|\bobject has no attribute\b|\bobject at 0x[0-9a-f]+"
        r"|\bCannot read propert(?:y|ies) (?:'\w+' )?of (?:undefined|null)\b|\bundefined is not\b"
        r"|\bundefined method\b|\bmatching query does not exist\b|\bECONNREFUSED\b|\bConnection refused\b"
        r"|\bMax retries exceeded\b|\bpanic: \w|\bruntime error: (?:index|invalid|slice|integer)\b"
        r"|\bnil pointer dereference\b|\bObject reference not set\b|\bPHP (?:Fatal|Warning)\b"
        r"|\b(?!DataFetching)[A-Z][a-z]\w{1,80}Exception\b|\b[A-Z][a-z]\w{1,80}(?:Clause|Arithmetic|Match)Error\b"
        r"|(?<=[a-z])\.exceptions\.[A-Z]\w+|\bWRONGTYPE Operation\b"
    ),
    "a setting": re.compile(
        r"\b(SECRET_KEY|DATABASE_URL|DJANGO_SETTINGS_MODULE|AWS_(ACCESS|SECRET)\w*|REDIS_URL)\b"
        r"|\b(postgres(ql)?|mysql|mongodb(\+srv)?|redis|amqp)://\S+|\b(password|passwd|secret)\s*=\s*\S+"
    ),
}
"""What gives away the inside of a server, by what it is."""

_NAME = re.compile(r"(?<![\w/.-])[\w/.-]*\Z")

LONGEST_NAME = 200
"""Characters of the name of a file that are shown before its ending."""


SHORT = 500
"""Characters of a text that is looked at once: messages, codes and descriptions come again and again."""


LOOKED_AT = 4_000
"""Characters at the beginning of a text, and at its end, that are looked at."""


def leaks_in(text: str) -> Iterable[tuple[str, str]]:
    """Return what gives away the inside of a server: what it is, and the words, but for the middle of a long text."""
    if len(text) <= SHORT:
        return _leaks_in_short(text)
    parts = (text,) if len(text) <= 2 * LOOKED_AT else (text[:LOOKED_AT], text[-LOOKED_AT:])
    return chain.from_iterable(map(_leaks, parts))


@lru_cache(maxsize=4096)
def _leaks_in_short(text: str) -> tuple[tuple[str, str], ...]:
    return tuple(_leaks(text))


def _leaks(text: str) -> Iterator[tuple[str, str]]:
    for what, sign in SIGNS.items():
        for match in sign.finditer(text):
            found = match[0]
            if found.startswith("."):  # the ending of the name of a file
                name = _NAME.search(text[max(0, match.start() - LONGEST_NAME) : match.start()])
                found = (name[0] if name else "") + found
            yield what, found


DEBUG_KEYS = frozenset(
    {"stacktrace", "stackTrace", "stack", "traceback", "debugMessage", "debug", "exception", "sql"}
    | {"originalError", "innerError", "innererror"}
)
"""Entries of extensions under which debug modes put a traceback."""
