"""The checks: one requirement a file, named after its id."""
