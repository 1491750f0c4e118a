"""Faults in how documents are read: operations, fields, directives, variables and fragments."""
