"""What a user asks of a run, and what each worker gets of it."""
