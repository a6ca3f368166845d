"""Launching: what is looked at before, the launch itself, and stopping (record 22)."""
