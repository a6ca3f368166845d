"""Which containers the network reaches, and whether they ask for a key."""
