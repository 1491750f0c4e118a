"""The page docs/api.md, made from docstrings: `python -m tests.api_page > docs/api.md`."""

from __future__ import annotations

import dataclasses
import inspect
import re
from typing import Any

import kraken_conformance
from kraken_conformance.integrations.kraken_fixture import Kraken

HEAD = """# The public API

```python
from pathlib import Path

from kraken_conformance import RunRequest, run

verdict = run(RunRequest(mutations=("createReferral",), max_examples=5, output=Path("report")))
assert verdict.conformant, verdict.reasons
```

Without an address, the embedded reference server is the target, as on the command line. What is not on this page may
change in any release. This page is made from the docstrings: `python -m tests.api_page > docs/api.md`.
"""


def page() -> str:
    """Return the page."""
    named = [getattr(kraken_conformance, name) for name in kraken_conformance.__all__]
    parts = [HEAD]
    for found in sorted(
        named, key=lambda one: (inspect.isclass(one) and issubclass(one, Exception), one.__name__)
    ):
        parts.append(_entry(found))
    parts.append("## The fixture `kraken`\n\nThe [pytest plugin](pytest.md) gives it.\n")
    parts += [
        f"### `kraken.{name}{_signature(method)}`\n\n{_text(method)}\n"
        for name, method in sorted(vars(Kraken).items())
        if inspect.isfunction(method) and not name.startswith("_")
    ]
    return "\n".join(parts)


def _entry(found: Any) -> str:
    if not dataclasses.is_dataclass(found):
        kind = "" if not inspect.isclass(found) else f" ({found.__mro__[1].__name__})"
        return f"## `{found.__name__}`{kind}\n\n{_signature_block(found)}{_text(found)}\n"
    rows = "\n".join(
        f"| `{field.name}` | `{_type(field.type)}` | {_default(field)} |"
        for field in dataclasses.fields(found)
    )
    return f"## `{found.__name__}`\n\n{_text(found)}\n\n| field | type | default |\n| --- | --- | --- |\n{rows}\n"


def _default(field: dataclasses.Field[Any]) -> str:
    return (
        "" if field.default is dataclasses.MISSING else f"`{field.default!r}`".replace("PosixPath(", "Path(")
    )


def _signature_block(found: Any) -> str:
    return "" if inspect.isclass(found) else f"`{found.__name__}{_signature(found)}`\n\n"


def _signature(found: Any) -> str:
    signature = _without_modules(str(inspect.signature(found)))
    return signature.replace("(self, ", "(").replace("(self)", "()").replace("'", "")


def _type(annotation: Any) -> str:
    words = annotation if isinstance(annotation, str) else inspect.formatannotation(annotation)
    return _without_modules(words)


def _without_modules(text: str) -> str:
    return re.sub(r"\b(?:[a-z_]\w*\.)+(?=[A-Za-z])", "", text)


def _text(found: Any) -> str:
    return inspect.getdoc(found) or ""


if __name__ == "__main__":
    print(page(), end="")
