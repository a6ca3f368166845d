"""Engine: tensorrt_llm."""
