"""Tool calls out of the pieces that servers send of them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

import msgspec

from app.services.containers.reading import as_dict
from app.services.serving.asking import decode

MAX_CALLS = 128
"""Of one answer; a server that numbers without end gets no further ones."""


@dataclass(frozen=True, slots=True)
class ToolCall:
    """A tool that the model asks for. It is shown, and nothing is run."""

    id: str
    name: str
    arguments: str
    """As it came: JSON as a rule."""


@dataclass(slots=True)
class _Open:
    id: str
    index: int | None
    name: str
    arguments: list[str]


class CallReader:
    """Puts pieces together by index, then by id, then with the last call. It does not fail.

    Servers leave indexes out, begin with 1, or give each piece of one call another one.
    """

    def __init__(self) -> None:
        self._calls: list[_Open] = []
        self.size = 0
        """Characters that came."""

    @property
    def has_any(self) -> bool:
        """Whether any call began."""
        return bool(self._calls)

    def feed(self, pieces: object) -> bool:
        """Take the `tool_calls` of one delta; return whether it says more of any."""
        listed = pieces if isinstance(pieces, list) else []
        return any([self._take(as_dict(piece)) for piece in listed])

    def calls(self) -> tuple[ToolCall, ...]:
        """Return all calls as far as they came, in the order in which they began."""
        return tuple(
            ToolCall(call.id or f"call-{number}", call.name or "?", "".join(call.arguments))
            for number, call in enumerate(self._calls, 1)
        )

    def _take(self, piece: dict[str, object]) -> bool:
        function = as_dict(piece.get("function"))
        name, arguments = _text(function.get("name")), _arguments(function.get("arguments"))
        identity, index = _text(piece.get("id")), piece.get("index")
        if not (name or arguments or identity):
            return False
        self.size += len(name) + len(arguments)
        call = self._known(identity, index if type(index) is int else None)
        if call is None or (name and not identity and _is_whole(call.arguments)):
            if len(self._calls) >= MAX_CALLS:
                return False
            call = _Open(identity, index if type(index) is int else None, "", [])
            self._calls.append(call)
        call.id = call.id or identity
        # Some repeat the name with each piece, some send it in pieces.
        call.name = call.name if call.arguments or call.name == name else call.name + name
        if arguments:
            call.arguments.append(arguments)
        return True

    def _known(self, identity: str, index: int | None) -> _Open | None:
        """Return the call that a piece belongs to; None where it begins one."""
        backwards = self._calls[::-1]
        for call in backwards if identity else ():
            if call.id == identity:
                return call
        for call in backwards if index is not None else ():
            if call.index == index:
                return None if identity and call.id else call
        return None if identity or not self._calls else self._calls[-1]


def _is_whole(arguments: Iterable[str]) -> bool:
    """Whether arguments that came are whole JSON: a name behind them begins another call."""
    return decode("".join(arguments).encode("utf-8", "replace")) is not None


def _text(value: object) -> str:
    return value if isinstance(value, str) else ""


def _arguments(value: object) -> str:
    """Return arguments as text; some servers send the object itself."""
    if isinstance(value, str):
        return value
    if isinstance(value, (dict, list)):
        return msgspec.json.encode(value).decode()
    return ""
