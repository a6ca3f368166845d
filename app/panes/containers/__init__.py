"""Containers of the current node, their images, volumes and networks."""
