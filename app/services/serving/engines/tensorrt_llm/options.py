"""trtllm-serve's flags that people change."""

from __future__ import annotations

from app.services.serving.api import Option

OPTIONS = (
    Option("--max_seq_len", "Tokens that one request may have.", "TOKENS", "context"),
    Option("--max_batch_size", "Requests at the same time.", "NUMBER", "users"),
    Option("--max_num_tokens", "Tokens that one step computes.", "TOKENS", "batch_tokens"),
    Option("--port", "Where it listens.", "PORT", "port"),
    Option("--host", "Where it listens inside its container.", "ADDRESS", "open_to_network"),
    Option("--served_model_name", "What clients call the model.", "NAME", "served_name"),
    Option("kv_cache_config.dtype", "Type of the KV cache, in its file of settings: auto, fp8.",
           "TYPE", "kv_dtype"),
    Option("kv_cache_config.free_gpu_memory_fraction",
           "Part of what is free after the weights that the KV cache takes, in its file.", "PART",
           "memory_fraction"),
    Option("kv_cache_config.max_gpu_total_bytes", "Size of the KV cache, in its file.", "BYTES",
           "kv_bytes"),
    Option("--tp_size", "GPUs that share each layer; left out: 2, 4, 8, as the node has.",
           "NUMBER"),
    Option("--pp_size", "GPUs that share the layers.", "NUMBER"),
    Option("--ep_size", "GPUs that share the experts.", "NUMBER"),
    Option("--backend", "pytorch, or tensorrt for engines that were built.", "NAME"),
    Option("--trust_remote_code", "Run Python code that comes with the model: only from authors "
           "you trust."),
    Option("--tokenizer", "Another tokenizer.", "MODEL"),
    Option("--reasoning_parser", "Tells thoughts from the answer: deepseek-r1, qwen3, nano-v3.",
           "NAME"),
    Option("--tool_parser", "Reads the model's tool calls: qwen3_coder and others.", "NAME"),
    Option("--max_beam_width", "Beams of a beam search.", "NUMBER"),
    Option("--log_level", "verbose, info, warning, error.", "LEVEL"),
)  # fmt: skip
