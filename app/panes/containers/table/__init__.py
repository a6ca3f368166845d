"""A table with search, order and choice, as several sections have one."""
