"""Draws, sends, judges and minimises; the pytest plugin and suite; events and verdict."""
