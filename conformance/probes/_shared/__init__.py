"""What several probes share. No module here is a probe."""
