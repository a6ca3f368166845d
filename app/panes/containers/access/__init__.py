"""Letting the account use the node's engine."""
