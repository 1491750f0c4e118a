"""Writes a contract for other programs and for readers."""
