"""Volumes: what they hold and who has them."""
