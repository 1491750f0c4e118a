"""What is known of each type and format: valid values, edge values, wrong values."""
