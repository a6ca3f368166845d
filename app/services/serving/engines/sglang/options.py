"""SGLang's flags that people change."""

from __future__ import annotations

from app.core.i18n import tr
from app.services.serving.api import Option

OPTIONS = (
    Option("--context-length", tr("Tokens that one request may have."), "TOKENS", "context"),
    Option("--max-running-requests", tr("Requests at the same time."), "NUMBER", "users"),
    Option(
        "--kv-cache-dtype",
        tr("Type of the KV cache: auto, fp8_e4m3, fp8_e5m2."),
        "TYPE",
        "kv_dtype",
    ),
    Option(
        "--mem-fraction-static",
        tr("Part of the memory for weights and KV cache, 0 to 1."),
        "PART",
        "memory_fraction",
    ),
    Option(
        "--chunked-prefill-size",
        tr("Tokens of a prompt that are read in one step."),
        "TOKENS",
        "batch_tokens",
    ),
    Option("--port", tr("Where it listens."), "PORT", "port"),
    Option("--host", tr("Where it listens inside its container."), "ADDRESS", "open_to_network"),
    Option("--served-model-name", tr("What clients call the model."), "NAME", "served_name"),
    Option(
        "--tp-size",
        tr("GPUs that share each layer; left out: 2, 4, 8, as the node has."),
        "NUMBER",
        also=("--tp", "--tensor-parallel-size"),
    ),
    Option(
        "--dp-size",
        tr("Copies of the model, one per GPU."),
        "NUMBER",
        also=("--dp", "--data-parallel-size"),
    ),
    Option(
        "--quantization",
        tr("How the weights are packed: fp8, awq, gptq; modelopt_fp4 for NVFP4."),
        "METHOD",
    ),
    Option("--dtype", tr("Type of weights and activations: auto, bfloat16, float16."), "TYPE"),
    Option("--load-format", tr("How weights are read: auto, safetensors, gguf, dummy."), "FORMAT"),
    Option(
        "--trust-remote-code",
        tr("Run Python code that comes with the model: only from authors you trust."),
    ),
    Option("--revision", tr("The model's branch, tag or commit."), "NAME"),
    Option("--tokenizer-path", tr("Another model's tokenizer."), "MODEL"),
    Option("--attention-backend", tr("Attention kernels: flashinfer, triton, fa3."), "NAME"),
    Option("--moe-runner-backend", tr("Kernels of mixtures of experts."), "NAME"),
    Option("--disable-cuda-graph", tr("Starts sooner, answers slower.")),
    Option(
        "--cuda-graph-max-bs-decode", tr("Most requests for which graphs are captured."), "NUMBER"
    ),
    Option("--disable-radix-cache", tr("Do not keep what prompts have in common.")),
    Option("--max-total-tokens", tr("Tokens of the whole KV cache."), "TOKENS"),
    Option("--schedule-policy", tr("Who is next: lpm (longest shared beginning), fcfs."), "NAME"),
    Option(
        "--reasoning-parser",
        tr("Tells thoughts from the answer: qwen3, deepseek-r1, gpt-oss."),
        "NAME",
    ),
    Option(
        "--tool-call-parser", tr("Reads the model's tool calls: qwen25, llama3, gpt-oss."), "NAME"
    ),
    Option("--chat-template", tr("Another chat template."), "TEMPLATE"),
    Option(
        "--speculative-algorithm", tr("Guess several tokens at once: EAGLE, EAGLE3, NGRAM."), "NAME"
    ),
    Option("--speculative-draft-model-path", tr("The model that guesses."), "MODEL"),
    Option("--speculative-num-steps", tr("Steps that it guesses ahead."), "NUMBER"),
    Option("--is-embedding", tr("Serve embeddings.")),
    Option("--enable-metrics", tr("Tell Prometheus what it does at /metrics: always on here.")),
    Option("--log-requests", tr("Write every request into the log.")),
    Option(
        "--api-key",
        tr(
            "A key that clients must send. It is seen in the command: better leave the port "
            "on 127.0.0.1."
        ),
        "KEY",
    ),
    Option(
        "--watchdog-timeout",
        tr("Seconds after which a step that hangs ends the server."),
        "SECONDS",
    ),
    Option("--random-seed", tr("Seed of random numbers."), "NUMBER"),
)
