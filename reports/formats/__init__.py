"""One format of a report a file."""
