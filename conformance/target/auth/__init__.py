"""Tokens and the Authorization headers of cases."""
