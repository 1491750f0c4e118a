"""Compares two contracts, or a contract and a schema."""
