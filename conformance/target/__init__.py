"""The other end of the wire: how it is reached, and what is known of it."""
