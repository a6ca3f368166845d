"""Ask a port of a node a question, and read what it answers as JSON."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

import msgspec

from app.services.telemetry.fetch import Address, Ports, exchange, read_body

if TYPE_CHECKING:
    from app.core.cancel import Cancel

MAX_BODY = 1024 * 1024
"""Bytes of an answer; the longest genuine ones are lists of some hundred models."""
PATIENCE_S = 4.0
"""Seconds of silence before a question is given up."""


@dataclass(frozen=True, slots=True)
class Reply:
    """What a port answered."""

    status: int
    """Of HTTP."""
    told: object
    """The JSON of its body; None where it is none."""


def ask(
    ports: Ports,
    address: Address,
    cancel: Cancel,
    *,
    method: str = "GET",
    body: bytes | None = None,
    headers: Mapping[str, str] | None = None,
    patience_s: float = PATIENCE_S,
) -> Reply:
    """Return the answer, whatever its status is. Raises what `fetch.exchange` does."""
    with exchange(
        ports,
        address,
        cancel,
        method=method,
        body=body,
        headers=headers,
        limit=MAX_BODY,
        patience_s=patience_s,
    ) as response:
        return Reply(response.status, decode(read_body(response, address, MAX_BODY)))


def decode(body: bytes) -> object:
    """Return the value of some JSON, None when it is none."""
    try:
        return msgspec.json.decode(body)
    except (msgspec.MsgspecError, UnicodeDecodeError, RecursionError):
        return None
