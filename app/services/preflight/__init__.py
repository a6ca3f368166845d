"""Pre-flight: what commonly stands in the way on a new node, and what can be done about it."""
