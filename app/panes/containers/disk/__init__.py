"""What the engine takes of the node's disk, and giving space back."""
