"""Engine: docker_model_runner."""
