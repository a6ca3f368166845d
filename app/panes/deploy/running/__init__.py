"""The models that nodes serve."""
