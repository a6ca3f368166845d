"""Engine: nim."""
