"""Tool calls out of the pieces that servers send of them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from app.services.containers.reading import as_dict

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
        number = self._place(identity, index if type(index) is int else None, name)
        if number is None:
            return False
        call = self._calls[number]
        call.id = call.id or identity
        # Some repeat the name with each piece, some send it in pieces.
        call.name = call.name if call.arguments or call.name == name else call.name + name
        call.arguments.append(arguments)
        return True

    def _place(self, identity: str, index: int | None, name: str) -> int | None:
        """Return the number of the call that a piece belongs to, a new one where none is."""
        numbers = range(len(self._calls))
        if identity:
            same = [n for n in numbers if self._calls[n].id == identity]
            if same:
                return same[0]
        if index is not None:
            same = [n for n in numbers if self._calls[n].index == index]
            if same and not (identity and self._calls[same[-1]].id):
                return same[-1]
        begins = bool(identity) or (bool(name) and not self._is_named_alike(name))
        if self._calls and not begins:
            return len(self._calls) - 1
        if len(self._calls) >= MAX_CALLS:
            return None
        self._calls.append(_Open(identity, index, "", []))
        return len(self._calls) - 1

    def _is_named_alike(self, name: str) -> bool:
        """Whether a name without id or index only repeats that of the last call."""
        if not self._calls:
            return False
        last = self._calls[-1]
        return last.name == name and not _is_whole(last.arguments)


def _is_whole(arguments: Iterable[str]) -> bool:
    """Whether arguments that came are whole JSON: then the next piece begins another call."""
    import msgspec

    text = "".join(arguments)
    try:
        msgspec.json.decode(text.encode("utf-8", "surrogatepass"))
    except (msgspec.MsgspecError, UnicodeDecodeError, RecursionError):
        return False
    return True


def _text(value: object) -> str:
    return value if isinstance(value, str) else ""


def _arguments(value: object) -> str:
    """Return arguments as text; some servers send the object itself."""
    if isinstance(value, str):
        return value
    if isinstance(value, (dict, list)):
        import msgspec

        return msgspec.json.encode(value).decode()
    return ""
