"""trtllm-serve's flags that people change."""

from __future__ import annotations

from app.core.i18n import tr
from app.services.serving.api import Option

OPTIONS = (
    Option("--max_seq_len", tr("Tokens that one request may have."), "TOKENS", "context"),
    Option("--max_batch_size", tr("Requests at the same time."), "NUMBER", "users"),
    Option("--max_num_tokens", tr("Tokens that one step computes."), "TOKENS", "batch_tokens"),
    Option("--port", tr("Where it listens."), "PORT", "port"),
    Option("--host", tr("Where it listens inside its container."), "ADDRESS", "open_to_network"),
    Option("--served_model_name", tr("What clients call the model."), "NAME", "served_name"),
    Option(
        "kv_cache_config.dtype",
        tr("Type of the KV cache, in its file of settings: auto, fp8."),
        "TYPE",
        "kv_dtype",
    ),
    Option(
        "kv_cache_config.free_gpu_memory_fraction",
        tr("Part of what is free after the weights that the KV cache takes, in its file."),
        "PART",
        "memory_fraction",
    ),
    Option(
        "kv_cache_config.max_gpu_total_bytes",
        tr("Size of the KV cache, in its file."),
        "BYTES",
        "kv_bytes",
    ),
    Option(
        "--tp_size", tr("GPUs that share each layer; left out: 2, 4, 8, as the node has."), "NUMBER"
    ),
    Option("--pp_size", tr("GPUs that share the layers."), "NUMBER"),
    Option("--ep_size", tr("GPUs that share the experts."), "NUMBER"),
    Option("--backend", tr("pytorch, or tensorrt for engines that were built."), "NAME"),
    Option(
        "--trust_remote_code",
        tr("Run Python code that comes with the model: only from authors you trust."),
    ),
    Option("--tokenizer", tr("Another tokenizer."), "MODEL"),
    Option(
        "--reasoning_parser",
        tr("Tells thoughts from the answer: deepseek-r1, qwen3, nano-v3."),
        "NAME",
    ),
    Option("--tool_parser", tr("Reads the model's tool calls: qwen3_coder and others."), "NAME"),
    Option("--max_beam_width", tr("Beams of a beam search."), "NUMBER"),
    Option("--log_level", tr("verbose, info, warning, error."), "LEVEL"),
)
