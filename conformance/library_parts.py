"""Private parts of other libraries that are relied on: each is optional, and a run remarks on what is missing.

Only the `*_compat` modules ask for them.
"""

from pkgutil import resolve_name
from typing import Any, Final

_MISSING: Final[dict[str, str]] = {}


def has_part(library: str, part: str, without: str) -> bool:
    """Whether a library has a part, `module:name`. `without` says what differs where not, for the remark."""
    try:
        resolve_name(part)
    except (ImportError, AttributeError):
        return _missing(library, part, without)
    return True


def has_attribute(library: str, owner: object, name: str, without: str) -> bool:
    """Whether an object of a library has an attribute, as `has_part` says it of what a module has."""
    return hasattr(owner, name) or _missing(library, f"{type(owner).__name__}.{name}", without)


def _missing(library: str, part: str, without: str) -> bool:
    _MISSING[part] = f"this version of {library} has no {part}: {without}. pyproject.toml says which fit"
    return False


def private_part(library: str, part: str, without: str) -> Any | None:
    """Return a part of a library as `has_part` looks for it, None where it is missing."""
    return resolve_name(part) if has_part(library, part, without) else None


def missing_parts() -> list[str]:
    """Return a remark for each part that was asked for and is not there."""
    return list(_MISSING.values())
