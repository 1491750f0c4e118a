"""What a run may do and what it may write: hosts, effects, budgets, redaction. One policy for every front end."""
