"""What a response to an operation has to look like."""

from kraken_conformance.shape.compiler import compile_shape
from kraken_conformance.shape.shape import Judgement, Shape
from kraken_conformance.shape.violation import Path, Violation, short_json

__all__ = ["Judgement", "Path", "Shape", "Violation", "compile_shape", "short_json"]
