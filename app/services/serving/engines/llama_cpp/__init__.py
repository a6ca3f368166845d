"""Engine: llama_cpp."""
