"""A run with nothing left out, sealed in a signed bundle; and the check of such a bundle, offline."""
