"""What planted faults are made of: where they take hold, what they need of a mutation, what they put in."""
