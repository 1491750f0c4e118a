"""Random documents, and values as GraphQL literals."""
