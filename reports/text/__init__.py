"""Text that came from a target, made harmless; and where two texts differ."""
