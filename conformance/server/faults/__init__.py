"""The planted faults: for every promise, a way to break that promise and no other."""
