"""Benchmarks: `python3 scripts/dev.py bench NAME`. Each prints what it measured and its targets.

They compare with a peer in the same run, because absolute figures swing with the machine. Never
part of the tests.
"""
