"""Recipes: those that came with the program, and the user's own."""
