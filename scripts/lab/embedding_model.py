"""The program's own embedding model as llama.cpp reads it: what a server makes can be compared.

It is made of the ONNX file and the tokenizer that the extra `documents` installs: the same weights,
all-MiniLM-L6-v2 in 8 bits, unfolded to 16.
"""

from __future__ import annotations

import contextlib
import json
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

from app.services.documents.embedders.embedded import tokenizer_file, weights_file
from scripts.lab.servers import free_port, running, wait_ready

if TYPE_CHECKING:
    import gguf
    import numpy as np
    import numpy.typing as npt

    Array = npt.NDArray[np.float32]

LAYERS = 6
HEADS = 12
WIDTH = 384
FEED_FORWARD = 1536
CONTEXT = 512
_FLOAT, _INT8 = 1, 3
_MEAN = 1
_NORMAL, _CONTROL = 1, 3
_WORDS = ("attn_q", "attn_k", "attn_v", "attn_output", "ffn_up", "ffn_down")
_NAMES = {
    "attn_q": "attention.self.query",
    "attn_k": "attention.self.key",
    "attn_v": "attention.self.value",
    "attn_output": "attention.output.dense",
    "ffn_up": "intermediate.dense",
    "ffn_down": "output.dense",
    "attn_output_norm": "attention.output.LayerNorm",
    "layer_output_norm": "output.LayerNorm",
}


@contextlib.contextmanager
def embedding_server(directory: Path) -> Iterator[int]:
    """Run llama.cpp's server with the model; yield its port."""
    model = directory / "minilm.gguf"
    if not model.exists():
        write_embedding_model(model)
    port = free_port()
    argv = (sys.executable, "-m", "scripts.lab.llama", str(model), str(port), "--embeddings")
    with running(argv, port, directory / f"llama-{port}.log"):
        wait_ready(f"http://127.0.0.1:{port}/health")
        yield port


def write_embedding_model(path: Path) -> None:
    """Write the model as GGUF: 45 MB."""
    import gguf
    import numpy as np

    writer = gguf.GGUFWriter(str(path), "bert")
    writer.add_name("all-MiniLM-L6-v2")
    writer.add_context_length(CONTEXT)
    writer.add_embedding_length(WIDTH)
    writer.add_feed_forward_length(FEED_FORWARD)
    writer.add_block_count(LAYERS)
    writer.add_head_count(HEADS)
    writer.add_layer_norm_eps(1e-12)
    writer.add_causal_attention(False)
    writer.add_pooling_type(gguf.PoolingType(_MEAN))
    writer.add_file_type(_FLOAT)
    _add_tokenizer(writer)
    for name, values in _tensors(_weights(weights_file().read_bytes())):
        is_matrix = values.ndim == 2 and name not in ("position_embd.weight", "token_types.weight")
        kind = np.float16 if is_matrix else np.float32
        writer.add_tensor(name, np.ascontiguousarray(values, kind))
    writer.write_header_to_file()
    writer.write_kv_data_to_file()
    writer.write_tensors_to_file()
    writer.close()


def _add_tokenizer(writer: gguf.GGUFWriter) -> None:
    tokenizer = json.loads(tokenizer_file().read_text())
    vocabulary = tokenizer["model"]["vocab"]
    words = sorted(vocabulary, key=vocabulary.__getitem__)
    special = {each["content"] for each in tokenizer["added_tokens"]}
    writer.add_tokenizer_model("bert")
    writer.add_token_list([_as_llama(word, word in special) for word in words])
    writer.add_token_types([_CONTROL if word in special else _NORMAL for word in words])
    writer.add_token_type_count(2)
    writer.add_unk_token_id(vocabulary["[UNK]"])
    writer.add_sep_token_id(vocabulary["[SEP]"])
    writer.add_pad_token_id(vocabulary["[PAD]"])
    writer.add_mask_token_id(vocabulary["[MASK]"])


def _as_llama(word: str, is_special: bool) -> str:
    """Return a word piece as llama.cpp has it: marked where a word begins, not where it goes on."""
    if is_special:
        return word
    return word[2:] if word.startswith("##") else f"▁{word}"


def _tensors(found: dict[str, Array]) -> Iterator[tuple[str, Array]]:
    embeddings = "inner.embeddings"
    yield "token_embd.weight", found[f"{embeddings}.word_embeddings.weight"]
    yield "position_embd.weight", found[f"{embeddings}.position_embeddings.weight"]
    yield "token_types.weight", found[f"{embeddings}.token_type_embeddings.weight"]
    for end in ("weight", "bias"):
        yield f"token_embd_norm.{end}", found[f"{embeddings}.LayerNorm.{end}"]
    # The matrices have numbers for names, in the order in which they are multiplied.
    numbered = [name for name in found if name.startswith("val_") and found[name].ndim == 2]
    matrices = iter([found[name] for name in sorted(numbered, key=lambda name: int(name[4:]))])
    for layer in range(LAYERS):
        for ours in _WORDS:
            yield f"blk.{layer}.{ours}.weight", next(matrices).T
        for ours, theirs in _NAMES.items():
            name = f"inner.encoder.layer.{layer}.{theirs}"
            yield f"blk.{layer}.{ours}.bias", found[f"{name}.bias"]
            if ours.endswith("_norm"):
                yield f"blk.{layer}.{ours}.weight", found[f"{name}.weight"]


# ONNX


def _weights(data: bytes) -> dict[str, Array]:
    """Return the weights of an ONNX file, those in 8 bits multiplied by their scale."""
    import numpy as np

    (graph,) = (value for field, value in _fields(memoryview(data)) if field == 7)
    raw: dict[str, Array] = {}
    for field, value in _fields(graph):
        if field == 5:
            name, values = _tensor(value)
            raw[name] = values
    whole: dict[str, Array] = {}
    for name, values in raw.items():
        if name.endswith("_q"):
            scale = raw[f"{name[:-2]}_scale"]
            whole[name[:-2]] = values.astype(np.float32) * scale
        elif not name.endswith("_scale"):
            whole[name] = values
    return whole


def _tensor(data: memoryview) -> tuple[str, Array]:
    import numpy as np

    shape: list[int] = []
    name, kind, raw = "", 0, memoryview(b"")
    for field, value in _fields(data):
        if field == 1:
            shape.append(value)
        elif field == 2:
            kind = value
        elif field == 8:
            name = bytes(value).decode()
        elif field == 9:
            raw = value
    types = {_FLOAT: "<f4", _INT8: "i1"}
    return name, np.frombuffer(raw, types.get(kind, "u1")).reshape(shape if kind in types else -1)


def _fields(data: memoryview) -> Iterator[tuple[int, Any]]:
    """Yield number and value of each field of a protocol buffer."""
    at = 0
    value: Any
    while at < len(data):
        key, at = _varint(data, at)
        kind = key & 7
        if kind == 0:
            value, at = _varint(data, at)
        else:
            size, at = {1: (8, at), 5: (4, at)}.get(kind) or _varint(data, at)
            value, at = data[at : at + size], at + size
        yield key >> 3, value


def _varint(data: memoryview, at: int) -> tuple[int, int]:
    value = shift = 0
    while True:
        byte = data[at]
        at += 1
        value |= (byte & 127) << shift
        shift += 7
        if byte < 128:
            return value, at
