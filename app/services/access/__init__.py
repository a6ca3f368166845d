"""Who is let in to a node, and changing that: keys in its authorized_keys file."""
