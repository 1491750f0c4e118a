"""Workers on this and other hosts: where they are, what they need, whether they still live."""
