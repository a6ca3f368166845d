"""Engine: vllm."""
