"""How the window is wanted: read from the arguments of the program."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

HIDDEN = "--hidden"
SMOKE = "--smoke"


@dataclass(frozen=True, slots=True)
class WindowWish:
    """Somebody started the program for its window."""

    smoke: bool = False
    """Check the installation, then end."""
    hidden: bool = False
    """Only the tray icon, where the desktop has a tray."""
    link: str = ""
    """A deep link to follow, not looked at yet."""


def window_wish(arguments: Sequence[str]) -> WindowWish | None:
    """Return how the window is wanted, None where the arguments are of the command line.

    Behind a link nothing counts: a desktop that quotes badly would let a web page write it.
    """
    if not arguments:
        return WindowWish()
    from app.core.links import is_link  # most starts have no argument

    if is_link(arguments[0]):
        return WindowWish(link=arguments[0])
    if list(arguments) == [SMOKE]:
        return WindowWish(smoke=True)
    if list(arguments) == [HIDDEN]:
        return WindowWish(hidden=True)
    return None
