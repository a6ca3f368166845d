"""What holding a key says on the way, whatever holds it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import TypeAlias

from app.core.cancel import Cancel
from app.core.errors import UserError
from app.shell.hotkeys.keys import Keys


class KeyRefused(UserError):
    """The desktop does not give us the key."""


@dataclass(frozen=True, slots=True)
class Held:
    """The key is ours from now on."""

    words: str = ""
    """Which one the desktop chose, where it chooses."""


@dataclass(frozen=True, slots=True)
class Pressed:
    """The key was pressed."""

    token: str = ""
    """What a Wayland desktop gives with it: leave to come to the front."""


Holder: TypeAlias = Callable[[Keys, Cancel], Iterator[Held | Pressed]]
"""Holds a key until cancelled; runs in a worker. Raises KeyRefused where it cannot."""
