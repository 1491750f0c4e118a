"""What the options of commands mean."""
