"""Genuine outputs under tests/data; SOURCES.md there says where each is from."""

from __future__ import annotations

from pathlib import Path

DATA = Path(__file__).parent / "data"


def captured(name: str) -> bytes:
    """Return a capture by its path under tests/data."""
    return (DATA / name).read_bytes()
