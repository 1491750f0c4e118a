"""Reads `evidence.jsonl`."""
