"""Benchmarks of models: run, saved, compared."""
