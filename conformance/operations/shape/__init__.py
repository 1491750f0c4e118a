"""What a response to an operation has to look like."""

from kraken_conformance.operations.shape.compiler import compile_shape
from kraken_conformance.operations.shape.mismatch import Mismatch, Path, short_json
from kraken_conformance.operations.shape.shape import Shape, ShapeResult

__all__ = ["Mismatch", "Path", "Shape", "ShapeResult", "compile_shape", "short_json"]
