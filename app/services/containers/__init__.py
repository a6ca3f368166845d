"""Containers of a node: Docker (or Podman) over the node's one session, or on this computer."""
