"""Engine: ollama."""
