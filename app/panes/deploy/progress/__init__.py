"""How far a deployment is."""
