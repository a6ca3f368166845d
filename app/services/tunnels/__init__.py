"""Tunnels: which services a node has, and where each is found on this computer."""
