"""A plan for two Sparks and more."""
