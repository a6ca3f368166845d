"""Markdown of models: cut into sections while it comes, parsed, laid out. Nothing is obeyed."""
