"""Everything a developer runs, behind one entry: `python3 scripts/dev.py`."""
