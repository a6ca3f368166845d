"""Is there a newer version? Looked up, told, and nothing else: nothing is replaced."""
