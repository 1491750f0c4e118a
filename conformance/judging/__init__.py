"""What an exchange shows: the observation that checks read, the comparison of schemas, the verdict of a run."""
