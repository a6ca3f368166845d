"""Choosing a model, adding endpoints, and what the Endpoint Doctor found."""
