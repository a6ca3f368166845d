"""llama.cpp's own HTTP server with a tiny model of random weights, made here: 0.5 MB.

As a program it serves until it is killed: `python -m scripts.lab.llama MODEL PORT [--metrics]
[--api-key KEY] [--endless TOKENS]`.
"""

from __future__ import annotations

import argparse
import contextlib
import importlib
import sys
import threading
from collections.abc import Iterator
from pathlib import Path

from scripts.lab.servers import free_port, running, wait_ready

ALIAS = "tiny-random"
WIDTH = 64
LAYERS = 2
HEADS = 4
FEED_FORWARD = 128
SEED = 1
"""The same question has the same answer each time: by chance, one in a few hundred was empty."""
CONTEXT = 512
TEMPLATE = (
    "{% for message in messages %}{{ message['role'] }}: {{ message['content'] }}\n{% endfor %}"
    "assistant: "
)
_TOKEN_NORMAL, _TOKEN_UNKNOWN, _TOKEN_CONTROL, _TOKEN_BYTE = 1, 2, 3, 6


def write_model(path: Path, context: int = CONTEXT) -> None:
    """Write a llama of random weights whose words are bytes. What it says means nothing."""
    import gguf
    import numpy as np

    writer = gguf.GGUFWriter(str(path), "llama")
    writer.add_name(ALIAS)
    writer.add_context_length(context)
    writer.add_embedding_length(WIDTH)
    writer.add_block_count(LAYERS)
    writer.add_feed_forward_length(FEED_FORWARD)
    writer.add_head_count(HEADS)
    writer.add_head_count_kv(HEADS)
    writer.add_layer_norm_rms_eps(1e-5)
    writer.add_rope_dimension_count(WIDTH // HEADS)
    tokens = [b"<unk>", b"<s>", b"</s>", *(f"<0x{byte:02X}>".encode() for byte in range(256))]
    kinds = [_TOKEN_UNKNOWN, _TOKEN_CONTROL, _TOKEN_CONTROL, *[_TOKEN_BYTE] * 256]
    tokens.append("▁".encode())
    kinds.append(_TOKEN_NORMAL)
    writer.add_tokenizer_model("llama")
    writer.add_token_list(tokens)
    writer.add_token_scores([0.0] * len(tokens))
    writer.add_token_types(kinds)
    writer.add_bos_token_id(1)
    writer.add_eos_token_id(2)
    writer.add_unk_token_id(0)
    writer.add_chat_template(TEMPLATE)
    random = np.random.default_rng(1)

    def weights(name: str, *shape: int) -> None:
        values = random.standard_normal(shape, dtype=np.float32) / np.float32(WIDTH**0.5)
        writer.add_tensor(name, values)

    weights("token_embd.weight", len(tokens), WIDTH)
    weights("output.weight", len(tokens), WIDTH)
    writer.add_tensor("output_norm.weight", np.ones(WIDTH, dtype=np.float32))
    for layer in range(LAYERS):
        block = f"blk.{layer}"
        for norm in ("attn_norm", "ffn_norm"):
            writer.add_tensor(f"{block}.{norm}.weight", np.ones(WIDTH, dtype=np.float32))
        for part in ("attn_q", "attn_k", "attn_v", "attn_output"):
            weights(f"{block}.{part}.weight", WIDTH, WIDTH)
        weights(f"{block}.ffn_gate.weight", FEED_FORWARD, WIDTH)
        weights(f"{block}.ffn_up.weight", FEED_FORWARD, WIDTH)
        weights(f"{block}.ffn_down.weight", WIDTH, FEED_FORWARD)
    writer.write_header_to_file()
    writer.write_kv_data_to_file()
    writer.write_tensors_to_file()
    writer.close()


@contextlib.contextmanager
def llama_server(
    directory: Path,
    port: int = 0,
    *,
    metrics: bool = True,
    api_key: str = "",
    endless: int = 0,
) -> Iterator[int]:
    """Run the server; yield its port. `endless`: answers end only with a context of so many."""
    context = endless or CONTEXT
    model = directory / f"tiny-{context}.gguf"
    if not model.exists():
        write_model(model, context)
    port = port or free_port()
    options: tuple[str, ...] = ("--metrics",) if metrics else ()
    options += ("--api-key", api_key) if api_key else ()
    options += ("--endless", str(endless)) if endless else ()
    argv = (sys.executable, "-m", "scripts.lab.llama", str(model), str(port), *options)
    with running(argv, port, directory / f"llama-{port}.log"):
        wait_ready(f"http://127.0.0.1:{port}/health")
        yield port


def main(arguments: list[str]) -> None:
    """Serve a model until killed."""
    parser = argparse.ArgumentParser()
    parser.add_argument("model")
    parser.add_argument("port", type=int)
    parser.add_argument("--metrics", action="store_true")
    parser.add_argument("--api-key", default="")
    parser.add_argument("--endless", type=int, default=0)
    parser.add_argument("--embeddings", action="store_true", help="vectors instead of answers")
    options = parser.parse_args(arguments)
    xllamacpp = importlib.import_module("xllamacpp")  # tests only, Linux only: no types

    params = xllamacpp.CommonParams()
    params.model.path = options.model
    params.model_alias = {ALIAS}
    params.hostnames = ["127.0.0.1"]
    params.port = options.port
    params.n_ctx = options.endless or CONTEXT
    params.sampling.ignore_eos = bool(options.endless)
    params.sampling.seed = SEED
    params.n_parallel = 2
    params.cpuparams.n_threads = 1  # several wait for each other in loops: slow beside other work
    params.cpuparams_batch.n_threads = 1
    params.endpoint_metrics = options.metrics
    params.ui = False
    params.embedding = options.embeddings
    if options.api_key:
        params.api_keys = [options.api_key]
    server = xllamacpp.Server(params)
    threading.Event().wait()
    del server


if __name__ == "__main__":
    main(sys.argv[1:])
