"""Reads contracts, catalogues and schemas from files."""
