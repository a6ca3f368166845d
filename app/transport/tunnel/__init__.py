"""Forwarding local ports over a node's verified session, on `sshtunnel`."""
