"""Reads the header of a safetensors file: eight bytes of length, then JSON."""

from __future__ import annotations

import json
import math
from collections.abc import Mapping
from dataclasses import dataclass

from app.core.i18n import tr
from app.services.serving.facts.api import FactsUnavailable

FIRST = 100_000
"""Bytes that are asked for first: nearly all headers are smaller."""
MAX_HEADER = 24 * 1024 * 1024


@dataclass(frozen=True, slots=True)
class SafetensorsHeader:
    """What a safetensors file holds."""

    bytes: int
    """Of all tensors."""
    counts: Mapping[str, int]
    """Numbers by type: `BF16`."""

    @property
    def dtype(self) -> str:
        """Return what most numbers are."""
        return max(self.counts, key=lambda each: self.counts[each], default="")


def header_size(start: bytes) -> int:
    """Return how many bytes the JSON has, from the file's first eight."""
    size = int.from_bytes(start[:8], "little")
    if len(start) < 8 or not 2 <= size <= MAX_HEADER:
        raise _bad(tr("It does not begin as one does."))
    return size


def read_safetensors_header(text: bytes) -> SafetensorsHeader:
    """Return what the JSON says; FactsUnavailable when it is none, or absurd."""
    try:
        told = json.loads(text)
    except (ValueError, RecursionError):
        raise _bad(tr("It holds no JSON.")) from None
    if not isinstance(told, dict):
        raise _bad(tr("It names no tensors."))
    counts: dict[str, int] = {}
    end = 0
    for name, tensor in told.items():
        if name == "__metadata__":
            continue
        kind, numbers, last = _tensor(tensor)
        counts[kind] = counts.get(kind, 0) + numbers
        end = max(end, last)
    if not counts:
        raise _bad(tr("It names no tensors."))
    return SafetensorsHeader(end, counts)


def _tensor(told: object) -> tuple[str, int, int]:
    """Return a tensor's type, how many numbers it has, and where it ends."""
    tensor = told if isinstance(told, dict) else {}
    kind = tensor.get("dtype")
    shape, offsets = _wholes(tensor.get("shape")), _wholes(tensor.get("data_offsets"))
    if not isinstance(kind, str) or len(kind) > 20 or shape is None or offsets is None:
        raise _bad(tr("It describes a tensor in a way that is not known."))
    if len(offsets) != 2 or offsets[0] > offsets[1] or len(shape) > 16:
        raise _bad(tr("It describes a tensor in a way that is not known."))
    return kind, math.prod(shape), offsets[1]


def _wholes(value: object) -> list[int] | None:
    """Return a list of whole numbers; None when it is none, or absurd."""
    if not isinstance(value, list):
        return None
    numbers = [each for each in value if isinstance(each, int) and not isinstance(each, bool)]
    good = len(numbers) == len(value) and all(0 <= each < 2**48 for each in numbers)
    return numbers if good else None


def _bad(why: str) -> FactsUnavailable:
    return FactsUnavailable(tr("The header of that safetensors file cannot be read."), why)
