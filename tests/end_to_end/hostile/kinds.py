"""All kinds of hostile servers, by name."""

from __future__ import annotations

from tests.end_to_end.hostile import answer_kinds, limit_kinds, schema_kinds, wire_kinds
from tests.end_to_end.hostile.servers import KINDS

__all__ = ["KINDS", "answer_kinds", "limit_kinds", "schema_kinds", "wire_kinds"]
