"""Fixtures of a stand-in of the Hugging Face Hub on loopback."""

from __future__ import annotations

import json
import struct
from collections.abc import Iterator, Mapping
from pathlib import Path

import pytest

from app.services.serving.facts.hub import HubAccess
from scripts.lab.hub import TOKEN, Hub


@pytest.fixture(scope="session")
def hub_session() -> Iterator[Hub]:
    """One Hub for the whole run. Tests ask for `model_hub`."""
    with Hub() as hub:
        yield hub


@pytest.fixture
def model_hub(hub_session: Hub) -> Iterator[Hub]:
    """The shared Hub, empty."""
    hub_session.clear()
    yield hub_session
    hub_session.clear()


@pytest.fixture
def hub_access(model_hub: Hub) -> HubAccess:
    """How strangers ask it."""
    return HubAccess(model_hub.address)


@pytest.fixture
def hub_account(model_hub: Hub) -> HubAccess:
    """How somebody with a token asks it."""
    return HubAccess(model_hub.address, {"HF_TOKEN": TOKEN}.get)


@pytest.fixture(scope="session")
def tiny_gguf(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A real GGUF file: the lab's tiny llama."""
    from scripts.lab.llama import write_model

    path = tmp_path_factory.mktemp("gguf") / "tiny-Q4_K_M.gguf"
    write_model(path)
    return path


def safetensors(tensors: Mapping[str, tuple[str, tuple[int, ...]]], *, width: int = 2) -> bytes:
    """Return a safetensors file of zeros: type and shape by name, `width` bytes a number."""
    header, at = {}, 0
    for name, (kind, shape) in tensors.items():
        size = width
        for each in shape:
            size *= each
        header[name] = {"dtype": kind, "shape": list(shape), "data_offsets": [at, at + size]}
        at += size
    text = json.dumps(header | {"__metadata__": {"format": "pt"}}).encode()
    return struct.pack("<Q", len(text)) + text + bytes(at)
