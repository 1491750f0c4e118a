"""What gives away the inside of a server."""

from __future__ import annotations

import re

SIGNS = {
    "a traceback": re.compile(
        r"Traceback \(most recent call last\)|File \"[^\"]+\", line \d+|\bat [\w.$<>]+ ?\([^()]*:\d+(:\d+)?\)"
        r"|[\w/.-]+\.(py|rb|php|go|java|js|ts|cs|rs|ex):\d+"
    ),
    "SQL": re.compile(
        r"(?s)\bSELECT\b.{1,400}\bFROM\b|\bINSERT INTO\b|\bDELETE FROM\b|\bUPDATE\b.{1,200}\bSET\b"
        r"|syntax error at or near|violates (unique|foreign key|not-null|check) constraint"
        r"|\bSQLSTATE\b|\bORA-\d{5}\b"
        r"|psycopg2?\.|sqlite3\.|django\.db\.|sqlalchemy\.|pymysql\.|java\.sql\."
    ),
    "a file path": re.compile(
        r"(?<![\w/.:@-])/(home|usr|var|etc|opt|srv|root|app|tmp|code|workspace|Users)/[\w./-]+"
        r"|(?<!\w)[A-Z]:\\\\?[\w .-]+\\|\bsite-packages\b|\bnode_modules\b"
    ),
    "a setting": re.compile(
        r"\b(SECRET_KEY|DATABASE_URL|DJANGO_SETTINGS_MODULE|AWS_(ACCESS|SECRET)\w*|REDIS_URL)\b"
        r"|\b(postgres(ql)?|mysql|mongodb(\+srv)?|redis|amqp)://\S+|\b(password|passwd|secret)\s*=\s*\S+"
    ),
}
"""What gives away the inside of a server, by what it is."""

DEBUG_KEYS = frozenset({"stacktrace", "stackTrace", "stack", "traceback", "debugMessage", "sql"})
"""Entries of extensions under which debug modes put a traceback."""
