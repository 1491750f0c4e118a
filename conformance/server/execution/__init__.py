"""How the reference server executes a GraphQL request."""
