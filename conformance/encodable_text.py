"""Makes text writable in an encoding: in a file, a database, a request, or on a terminal.

JSON can name half of a character (`"\\ud800"`), which Python reads and no encoding has. Text that comes from a target,
from a file or from a command line passes here before anything encodes it.
"""

from typing import Any


def encodable(text: str, encoding: str = "utf-8") -> str:
    """Return a text that an encoding can hold: half a character, and what is not in it, comes as an escape.

    Inside a string of JSON or of YAML the escape means what it stands for.
    """
    if text.isascii():
        return text
    return text.encode(encoding, "backslashreplace").decode(encoding)


def encodable_value(value: Any) -> Any:
    """Return a JSON value all of whose texts and names an encoding can hold. Tuples stay tuples."""
    if isinstance(value, str):
        return encodable(value)
    if isinstance(value, dict):
        return {encodable_value(name): encodable_value(item) for name, item in value.items()}
    return type(value)(map(encodable_value, value)) if isinstance(value, list | tuple) else value
