"""The documents that were sent, as nodes: read once, since the shape and the checks of a response both ask for them."""

from functools import lru_cache

from graphql import DocumentNode, parse


@lru_cache(maxsize=256)
def parsed_document(text: str) -> DocumentNode:
    """Return a document as nodes without locations. They are shared: do not change them.

    Raises `graphql.GraphQLError` for a text that is no document.
    """
    return parse(text, no_location=True)
