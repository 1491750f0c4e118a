"""A run as the reports see it: what all formats are rendered from."""
