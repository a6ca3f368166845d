"""What is known of models: their files and sizes, on Hugging Face and on nodes."""
