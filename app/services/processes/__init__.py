"""Processes of a node: ending one."""
