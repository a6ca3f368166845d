"""vLLM's flags that people change."""

from __future__ import annotations

from app.services.serving.api import Option

OPTIONS = (
    Option(
        "--max-model-len",
        "Tokens that one request may have, prompt and answer. More needs more KV cache.",
        "TOKENS",
        "context",
    ),
    Option(
        "--max-num-seqs",
        "Requests computed at the same time; further ones wait.",
        "NUMBER",
        "users",
    ),
    Option("--kv-cache-dtype", "fp8 halves the KV cache, nearly without loss.", "TYPE", "kv_dtype"),
    Option(
        "--gpu-memory-utilization",
        "Part of the memory that vLLM takes at its start, 0 to 1, whatever the model needs.",
        "PART",
        "memory_fraction",
        ("--device-memory-utilization",),
    ),
    Option(
        "--kv-cache-memory-bytes",
        "Size of the KV cache per GPU, instead of what is left of the part above.",
        "BYTES",
        "kv_bytes",
    ),
    Option(
        "--max-num-batched-tokens",
        "Tokens that one step computes. More: prompts are read faster, more memory.",
        "TOKENS",
        "batch_tokens",
    ),
    Option("--port", "Where it listens.", "PORT", "port"),
    Option("--host", "Where it listens inside its container.", "ADDRESS", "open_to_network"),
    Option("--served-model-name", "What clients call the model.", "NAME", "served_name"),
    Option(
        "--tensor-parallel-size",
        "GPUs that share each layer; left out: 2, 4, 8, as the node has.",
        "NUMBER",
        also=("-tp",),
    ),
    Option("--quantization", "How the weights are packed, if not told by the model: fp8, modelopt, "
           "awq, gptq.", "METHOD", also=("-q",)),
    Option("--dtype", "Type of weights and activations: auto, bfloat16, float16.", "TYPE"),
    Option("--load-format", "How weights are read: auto, safetensors, fastsafetensors (faster, "
           "needs twice the memory for a while), runai_streamer.", "FORMAT"),
    Option("--trust-remote-code", "Run Python code that comes with the model: only from authors "
           "you trust."),
    Option("--revision", "The model's branch, tag or commit.", "NAME"),
    Option("--tokenizer", "Another model's tokenizer.", "MODEL"),
    Option("--enable-prefix-caching", "Keep what prompts share, so that it is read once."),
    Option("--no-enable-prefix-caching", "Read every prompt from its beginning."),
    Option("--enable-chunked-prefill", "Read long prompts in pieces, between others' answers."),
    Option("--async-scheduling", "Plan the next step while the present one is computed."),
    Option("--enforce-eager", "No compilation and no CUDA graphs: starts sooner, answers slower."),
    Option("--attention-backend", "Attention kernels: flashinfer, flash_attn, triton_attn.",
           "NAME"),
    Option("--moe-backend", "Kernels of mixtures of experts: marlin, triton, flashinfer_cutlass.",
           "NAME"),
    Option("--speculative-config", "Predict several tokens at once (MTP, EAGLE): JSON with method "
           "and num_speculative_tokens.", "JSON"),
    Option("--reasoning-parser", "Tells thoughts from the answer: qwen3, deepseek_r1.", "NAME"),
    Option("--enable-auto-tool-choice", "Let the model call tools by itself; needs a tool parser."),
    Option("--tool-call-parser", "Reads the model's tool calls: qwen3_xml, hermes, llama3_json.",
           "NAME"),
    Option("--chat-template", "Another chat template: a file inside the container, or one line.",
           "TEMPLATE"),
    Option("--default-chat-template-kwargs", "Values for the chat template in every request: JSON, "
           "as in {\"enable_thinking\": false}.", "JSON"),
    Option("--limit-mm-per-prompt", "Most images, videos or sounds in a prompt: JSON.", "JSON"),
    Option("--enable-lora", "Serve LoRA adapters, too."),
    Option("--lora-modules", "LoRA adapters: NAME=PATH.", "NAME=PATH"),
    Option("--max-lora-rank", "Highest rank of the adapters.", "NUMBER"),
    Option("--cpu-offload-gb", "GiB of weights in CPU memory; useless where memory is shared.",
           "GIB"),
    Option("--hf-overrides", "Values that replace some of config.json: JSON.", "JSON"),
    Option("--generation-config", "Where defaults of sampling come from: auto, vllm, a folder.",
           "SOURCE"),
    Option("--seed", "Seed of random numbers.", "NUMBER"),
    Option("--api-key", "A key that clients must send. It is seen in the command: better leave the "
           "port on 127.0.0.1.", "KEY"),
    Option("--enable-log-requests", "Write every request into the log, prompts included."),
    Option("--disable-access-log-for-endpoints", "Paths whose requests are not logged: /health,"
           "/metrics.", "PATHS"),
)  # fmt: skip
