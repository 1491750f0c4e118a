"""Documents of the rules of the GraphQL specification, which concern no mutation of an API."""
