"""Models, rooms and engines for tests of the fit: values as real config.json files have them."""

from __future__ import annotations

import functools
import json
from typing import Any

from app.services.serving.fit.api import GIB, ModelShape, Overhead, Room, Weights
from app.services.serving.fit.shape import read_shape
from tests.captures import DATA

GPT_OSS = "openai/gpt-oss-120b"
QWEN36 = "Qwen/Qwen3.6-35B-A3B-FP8"
QWEN38 = "Qwen/Qwen3.8-27B"
LLAMA70 = "meta-llama/Llama-3.3-70B-Instruct"
GEMMA4 = "google/gemma-4-31B-it"
NEMOTRON = "nvidia/NVIDIA-Nemotron-3-Nano-30B-A3B-NVFP4"

VLLM = Overhead(7 * GIB, preallocates=True)
TABLE_ROOM = Room(
    int(101.7 * GIB), int(121.69 * GIB), 20 * GIB, None, unified=True, bandwidth=273e9
)
"""The room that the worked table of memory-fit §4.3 has."""


@functools.cache
def models() -> dict[str, Any]:
    """Return the models of the test data by handle."""
    found: dict[str, Any] = json.loads((DATA / "fit/models.json").read_text(encoding="utf-8"))
    return found


def config_of(handle: str) -> dict[str, Any]:
    """Return a model's config.json."""
    config: dict[str, Any] = models()[handle]["config"]
    return config


@functools.cache
def shape_of(handle: str) -> ModelShape:
    """Return a model's shape."""
    return read_shape(config_of(handle))


def weights(gib: float) -> Weights:
    """Return weights of a known size."""
    return Weights(int(gib * GIB), "safetensors files")
