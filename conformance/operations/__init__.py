"""The documents that are sent for a mutation, and what their responses look like."""
