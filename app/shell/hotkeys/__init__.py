"""A key that works whichever program is in front, where the desktop lets us have one."""
