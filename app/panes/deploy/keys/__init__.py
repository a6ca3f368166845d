"""Tokens that models need: which are there, adding and removing them."""
