"""One conversation: its messages, and what is typed."""
