"""Engine: lm_studio."""
