"""llama-server's flags that people change."""

from __future__ import annotations

from app.core.i18n import tr
from app.services.serving.api import Option

OPTIONS = (
    Option(
        "--ctx-size",
        tr("Tokens of all requests together; the plan writes context × users."),
        "TOKENS",
        "context",
        also=("-c",),
    ),
    Option(
        "--parallel", tr("Requests at the same time (slots)."), "NUMBER", "users", also=("-np",)
    ),
    Option(
        "--cache-type-k",
        tr("Type of the keys of the KV cache: f16, bf16, q8_0, q4_0."),
        "TYPE",
        "kv_dtype",
        also=("-ctk",),
    ),
    Option(
        "--cache-type-v",
        tr("Type of the values of the KV cache."),
        "TYPE",
        "kv_dtype",
        also=("-ctv",),
    ),
    Option(
        "--ubatch-size", tr("Tokens computed in one step."), "TOKENS", "batch_tokens", also=("-ub",)
    ),
    Option("--port", tr("Where it listens."), "PORT", "port"),
    Option("--host", tr("Where it listens inside its container."), "ADDRESS", "open_to_network"),
    Option("--alias", tr("What clients call the model."), "NAME", "served_name", also=("-a",)),
    Option(
        "--device", tr("Devices that compute; none: the CPU."), "NAMES", "use_gpu", also=("-dev",)
    ),
    Option(
        "--gpu-layers",
        tr("Layers in the GPU's memory: a number, auto or all."),
        "NUMBER",
        also=("-ngl", "--n-gpu-layers"),
    ),
    Option(
        "--n-cpu-moe",
        tr("Experts of the first so many layers stay in CPU memory."),
        "NUMBER",
        also=("-ncmoe",),
    ),
    Option("--tensor-split", tr("Shares of several GPUs, as in 3,1."), "SHARES", also=("-ts",)),
    Option(
        "--split-mode", tr("How GPUs share the model: layer, row, none."), "MODE", also=("-sm",)
    ),
    Option("--main-gpu", tr("The GPU that is used alone."), "NUMBER", also=("-mg",)),
    Option(
        "--fit",
        tr("Let it choose what is not set so that the model fits: on, off."),
        "ON|OFF",
        also=("-fit",),
    ),
    Option("--kv-unified", tr("One KV cache that all slots share."), also=("-kvu",)),
    Option(
        "--swa-full", tr("Keep the whole cache of sliding-window layers, so that more is reused.")
    ),
    Option("--flash-attn", tr("Flash attention: on, off, auto."), "ON|OFF", also=("-fa",)),
    Option("--batch-size", tr("Tokens taken together at most."), "TOKENS", also=("-b",)),
    Option("--threads", tr("Threads of the CPU."), "NUMBER", also=("-t",)),
    Option(
        "--load-mode",
        tr(
            "How the file is read: auto, none, mmap, mlock, dio. On GB10 none is the fastest. "
            "Builds before autumn 2026 call that --no-mmap."
        ),
        "MODE",
        also=("-lm",),
    ),
    Option("--jinja", tr("Use the model's own chat template: needed for tool calls.")),
    Option("--chat-template", tr("A chat template by its name, or as text."), "TEMPLATE"),
    Option(
        "--chat-template-kwargs", tr("Values for the chat template in every request: JSON."), "JSON"
    ),
    Option("--reasoning-format", tr("Where thoughts go: auto, none, deepseek."), "FORMAT"),
    Option("--reasoning-budget", tr("Tokens of thought; 0: none, -1: without limit."), "TOKENS"),
    Option("--mmproj", tr("The file that lets it see images."), "FILE", also=("-mm",)),
    Option("--no-mmproj", tr("Do not fetch what lets it see images.")),
    Option("--embeddings", tr("Serve embeddings only."), also=("--embedding",)),
    Option("--pooling", tr("How embeddings are pooled: mean, cls, last, rank."), "TYPE"),
    Option("--reranking", tr("Serve reranking."), also=("--rerank",)),
    Option("--spec-type", tr("How further tokens are guessed: draft-mtp and others."), "TYPE"),
    Option("--spec-draft-n-max", tr("Most tokens guessed at once."), "NUMBER"),
    Option("--model-draft", tr("A small model that guesses tokens."), "FILE", also=("-md",)),
    Option("--cache-ram", tr("MiB of memory for prompts read before."), "MIB", also=("-cram",)),
    Option("--slots", tr("Tell what each slot does at /slots.")),
    Option("--metrics", tr("Tell Prometheus what it does at /metrics: always on here.")),
    Option("--no-webui", tr("Without its own page.")),
    Option("--temp", tr("Temperature where a request names none."), "NUMBER"),
    Option(
        "--api-key",
        tr(
            "A key that clients must send. It is seen in the command: better leave the port "
            "on 127.0.0.1."
        ),
        "KEY",
    ),
    Option("--lora", tr("A LoRA adapter's file."), "FILE"),
    Option("--rope-scaling", tr("Stretch the context: none, linear, yarn."), "METHOD"),
)
