"""Own documents: collections, what is in them, and what a question finds."""
