"""vLLM's flags that people change."""

from __future__ import annotations

from app.core.i18n import tr
from app.services.serving.api import Option

OPTIONS = (
    Option(
        "--max-model-len",
        tr("Tokens that one request may have, prompt and answer. More needs more KV cache."),
        "TOKENS",
        "context",
    ),
    Option(
        "--max-num-seqs",
        tr("Requests computed at the same time; further ones wait."),
        "NUMBER",
        "users",
    ),
    Option(
        "--kv-cache-dtype", tr("fp8 halves the KV cache, nearly without loss."), "TYPE", "kv_dtype"
    ),
    Option(
        "--gpu-memory-utilization",
        tr("Part of the memory that vLLM takes at its start, 0 to 1, whatever the model needs."),
        "PART",
        "memory_fraction",
        ("--device-memory-utilization",),
    ),
    Option(
        "--kv-cache-memory-bytes",
        tr("Size of the KV cache per GPU, instead of what is left of the part above."),
        "BYTES",
        "kv_bytes",
    ),
    Option(
        "--max-num-batched-tokens",
        tr("Tokens that one step computes. More: prompts are read faster, more memory."),
        "TOKENS",
        "batch_tokens",
    ),
    Option("--port", tr("Where it listens."), "PORT", "port"),
    Option("--host", tr("Where it listens inside its container."), "ADDRESS", "open_to_network"),
    Option("--served-model-name", tr("What clients call the model."), "NAME", "served_name"),
    Option(
        "--tensor-parallel-size",
        tr("GPUs that share each layer; left out: 2, 4, 8, as the node has."),
        "NUMBER",
        also=("-tp",),
    ),
    Option(
        "--quantization",
        tr("How the weights are packed, if not told by the model: fp8, modelopt, awq, gptq."),
        "METHOD",
        also=("-q",),
    ),
    Option("--dtype", tr("Type of weights and activations: auto, bfloat16, float16."), "TYPE"),
    Option(
        "--load-format",
        tr(
            "How weights are read: auto, safetensors, fastsafetensors (faster, needs twice "
            "the memory for a while), runai_streamer."
        ),
        "FORMAT",
    ),
    Option(
        "--trust-remote-code",
        tr("Run Python code that comes with the model: only from authors you trust."),
    ),
    Option("--revision", tr("The model's branch, tag or commit."), "NAME"),
    Option("--tokenizer", tr("Another model's tokenizer."), "MODEL"),
    Option("--enable-prefix-caching", tr("Keep what prompts share, so that it is read once.")),
    Option("--no-enable-prefix-caching", tr("Read every prompt from its beginning.")),
    Option("--enable-chunked-prefill", tr("Read long prompts in pieces, between others' answers.")),
    Option("--async-scheduling", tr("Plan the next step while the present one is computed.")),
    Option(
        "--enforce-eager", tr("No compilation and no CUDA graphs: starts sooner, answers slower.")
    ),
    Option(
        "--attention-backend", tr("Attention kernels: flashinfer, flash_attn, triton_attn."), "NAME"
    ),
    Option(
        "--moe-backend",
        tr("Kernels of mixtures of experts: marlin, triton, flashinfer_cutlass."),
        "NAME",
    ),
    Option(
        "--speculative-config",
        tr(
            "Predict several tokens at once (MTP, EAGLE): JSON with method and "
            "num_speculative_tokens."
        ),
        "JSON",
    ),
    Option("--reasoning-parser", tr("Tells thoughts from the answer: qwen3, deepseek_r1."), "NAME"),
    Option(
        "--enable-auto-tool-choice", tr("Let the model call tools by itself; needs a tool parser.")
    ),
    Option(
        "--tool-call-parser",
        tr("Reads the model's tool calls: qwen3_xml, hermes, llama3_json."),
        "NAME",
    ),
    Option(
        "--chat-template",
        tr("Another chat template: a file inside the container, or one line."),
        "TEMPLATE",
    ),
    Option(
        "--default-chat-template-kwargs",
        tr(
            'Values for the chat template in every request: JSON, as in {"enable_thinking": false}.'
        ),
        "JSON",
    ),
    Option("--limit-mm-per-prompt", tr("Most images, videos or sounds in a prompt: JSON."), "JSON"),
    Option("--enable-lora", tr("Serve LoRA adapters, too.")),
    Option("--lora-modules", tr("LoRA adapters: NAME=PATH."), "NAME=PATH"),
    Option("--max-lora-rank", tr("Highest rank of the adapters."), "NUMBER"),
    Option(
        "--cpu-offload-gb",
        tr("GiB of weights in CPU memory; useless where memory is shared."),
        "GIB",
    ),
    Option("--hf-overrides", tr("Values that replace some of config.json: JSON."), "JSON"),
    Option(
        "--generation-config",
        tr("Where defaults of sampling come from: auto, vllm, a folder."),
        "SOURCE",
    ),
    Option("--seed", tr("Seed of random numbers."), "NUMBER"),
    Option(
        "--api-key",
        tr(
            "A key that clients must send. It is seen in the command: better leave the port "
            "on 127.0.0.1."
        ),
        "KEY",
    ),
    Option("--enable-log-requests", tr("Write every request into the log, prompts included.")),
    Option(
        "--disable-access-log-for-endpoints",
        tr("Paths whose requests are not logged: /health,/metrics."),
        "PATHS",
    ),
)
