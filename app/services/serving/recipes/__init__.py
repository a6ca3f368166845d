"""Recipes: known-good ways to run a model, as YAML files that people share."""
