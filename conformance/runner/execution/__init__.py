"""Runs the probes of one subject in one process."""
