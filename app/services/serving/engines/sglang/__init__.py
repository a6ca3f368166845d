"""Engine: sglang."""
