"""HTTP to a target: connections, retries, rate limits, and noticing that a target stopped answering."""
