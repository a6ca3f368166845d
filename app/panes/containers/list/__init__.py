"""The list of containers, grouped by compose project, and what is done with them."""
