"""HTTP of the reference server, and GraphQL over it."""
