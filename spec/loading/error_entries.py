"""The entries of `errors.yaml`: what is wrong with them, and the codes that they make."""

from collections.abc import Iterator
from pathlib import Path
from types import MappingProxyType
from typing import Any

from kraken_conformance.spec.exceptions import Problem
from kraken_conformance.spec.loading.contract_files import problem_at
from kraken_conformance.spec.model import ErrorCode, RefusalReasons, Role
from kraken_conformance.spec.platform import ErrorFacts, Platform

_KEYS = {
    "errors": {"message", "refusal_reasons", "role", "from"},
    "common": {"message", "meaning", "role", "from"},
}
_REASONS = "Write `extension:` and a list `values:` under it."


def entry_problems(path: Path, content: Any, form: ErrorFacts) -> Iterator[Problem]:
    """Yield what is wrong with the content of `errors.yaml`, in which codes have the platform's form."""
    if not isinstance(content, dict) or not isinstance(content.get("errors"), dict):
        remedy = "Begin with `errors:` and one entry a code."
        yield problem_at(path, (), "There is no mapping `errors`.", remedy)
        return
    for key in content.keys() - {"errors", "common", "error_types"}:
        yield problem_at(path, (key,), f"{key!r} is not a known key.", "Use errors, common and error_types.")
    types = content.get("error_types") or []
    if not isinstance(types, list) or not all(isinstance(type_, str) for type_ in types):
        yield problem_at(
            path, ("error_types",), "error_types is no list of texts.", "Write one value a line."
        )
    for section in ("errors", "common"):
        entries = content.get(section) or {}
        if not isinstance(entries, dict):
            yield problem_at(path, (section,), f"{section} is no mapping.", "Write one entry a code.")
            continue
        for code, entry in entries.items():
            yield from _of_entry(path, section, code, entry, form)


def _of_entry(path: Path, section: str, code: Any, entry: Any, form: ErrorFacts) -> Iterator[Problem]:
    keys = (section, str(code))
    if not form.is_code(code):
        remedy = f"Write {form.code_form_in_words}, or give the form in platform.yaml."
        yield problem_at(path, keys, f"{code!r} is no error code.", remedy)
    wanted = "message" if section == "errors" else "meaning"
    if not isinstance(entry, dict) or not isinstance(entry.get(wanted), str):
        yield problem_at(path, keys, f"{code} has no {wanted}.", f"Give it a `{wanted}`.")
        return
    for key in entry.keys() - _KEYS[section]:
        known = ", ".join(sorted(_KEYS[section]))
        yield problem_at(path, (*keys, key), f"{key!r} is not a known key of {code}.", f"Use {known}.")
    if entry.get("role") not in (None, *Role):
        message = f"{entry['role']!r} of {code} is not a known role."
        yield problem_at(path, (*keys, "role"), message, f"Use one of {', '.join(Role)}.")
    reasons = entry.get("refusal_reasons")
    if reasons is None:
        return
    values = reasons.get("values") if isinstance(reasons, dict) else None
    texts = isinstance(values, list) and all(isinstance(value, str) for value in values)
    if not texts or not isinstance(reasons.get("extension"), str):
        yield problem_at(
            path, (*keys, "refusal_reasons"), f"The refusal reasons of {code} are incomplete.", _REASONS
        )


def error_codes(content: Any, section: str, platform: Platform) -> MappingProxyType[str, ErrorCode]:
    """Return the codes of `errors`, `common` or `internal`, of content that has no problem.

    `internal` are the codes under `common` that say that the server failed.
    """
    entries = content.get("errors" if section == "errors" else "common") or {}
    codes = [_error_code(code, entry, section != "errors", platform) for code, entry in entries.items()]
    if section != "errors":
        codes = [code for code in codes if (code.role is Role.INTERNAL_ERROR) == (section == "internal")]
    return MappingProxyType({code.code: code for code in codes})


def _error_code(code: str, entry: dict[str, Any], common: bool, platform: Platform) -> ErrorCode:
    reasons = entry.get("refusal_reasons")
    role = platform.role_of(code)
    return ErrorCode(
        code=code,
        message=entry.get("message"),
        meaning=entry.get("meaning"),
        common=common,
        inferred_from=entry.get("from"),
        refusal_reasons=RefusalReasons(reasons["extension"], tuple(reasons["values"])) if reasons else None,
        role=None if role is None else Role(role),
        country=platform.errors.country_of(code),
    )


def given_roles(content: Any) -> dict[str, str]:
    """Return the role that the content of errors.yaml gives to each code that has one, right or wrong."""
    sections = (content.get(name) for name in ("errors", "common")) if isinstance(content, dict) else ()
    entries = [pair for section in sections if isinstance(section, dict) for pair in section.items()]
    return {
        code: entry["role"]
        for code, entry in entries
        if isinstance(entry, dict) and isinstance(entry.get("role"), str)
    }
