"""Engines: each folder exports one `ENGINE`; they do not import each other."""
