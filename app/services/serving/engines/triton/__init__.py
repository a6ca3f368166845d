"""Engine: triton."""
