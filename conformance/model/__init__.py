"""The values that pass between the parts: a case, an exchange, a violation. They import no other room."""
