"""Benchmarks: a sweep over users, what it measured, and what comes of it (record 23)."""
