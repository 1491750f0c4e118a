"""The probes: one way to exercise a mutation, or a server as a whole, a file."""
