"""Generates cases with Hypothesis, and minimises those that fail."""
