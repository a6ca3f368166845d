"""Whether a model fits a machine and how fast it will be: pure functions, documented formulas."""
