"""What one container is, does and holds."""
