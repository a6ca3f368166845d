"""Conversations with models, kept in one SQLite file that is never given up.

`Library` is what others use, from any thread that may wait. May import what services may.
"""
