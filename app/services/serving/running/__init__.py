"""What a node serves, whoever started it: found, asked what it is, and followed."""
