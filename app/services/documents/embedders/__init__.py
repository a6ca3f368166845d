"""What makes vectors of texts: a small model on this computer, or an endpoint of a node."""
