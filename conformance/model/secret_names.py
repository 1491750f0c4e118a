"""Which input fields hold credentials, by their names."""

import re
from typing import Final

SECRET: Final = re.compile(r"passw|secret|api_?key|pre_?signed_?key|refresh_?token", re.IGNORECASE)
"""Names of input fields that hold credentials."""

UNLIKELY: Final = "Unlikely-9b2e-Text"
"""A text for such a field that stands in no answer by chance. It is no secret of anybody's."""
