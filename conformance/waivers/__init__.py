"""Known failures that a team accepts for a time."""
