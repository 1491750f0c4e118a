"""What the reference server accepts, refuses and remembers."""
