"""Why no images are shown, and what changes that. No Qt."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

from app.core.errors import SessionLost
from app.panes.absence import absence
from app.transport.status import Phase, SessionStatus

if TYPE_CHECKING:
    from app.core.errors import UserError
    from app.services.containers.image_api import Image


class Way(StrEnum):
    """What the button does about it; the text it carries."""

    CONNECT = "Connect"
    AGAIN = "Try again"
    PULL = "Pull an image…"


@dataclass(frozen=True, slots=True)
class Lack:
    """Why there is nothing to see."""

    title: str
    text: str
    way: Way | None = None


def lack_of(
    name: str,
    status: SessionStatus,
    images: Sequence[Image] | None,
    error: UserError | None,
) -> Lack | None:
    """Return what to say in place of the table; None when there are images or they are coming."""
    if images:
        return None
    connected = status.phase is Phase.CONNECTED
    missing = absence(name, status, None, sampled=connected, what=_WHAT, begins=_BEGINS)
    if missing is not None:
        return Lack(missing.title, missing.text, Way.CONNECT if missing.may_connect else None)
    if error is not None and not isinstance(error, SessionLost):
        words = f"{error.message} {error.hint}".strip()
        return Lack("The images could not be read", words, Way.AGAIN)
    return None if images is None else Lack(f"No images on {name}", _EMPTY, Way.PULL)


def no_match(wanted: str) -> Lack:
    """Return what to say when the filter leaves nothing."""
    return Lack("No image matches", f"Nothing is found for “{wanted}”.")


_WHAT = "Its images are listed while it is connected, with nothing installed on it."
_BEGINS = "Images appear here by themselves."
_EMPTY = (
    "An image is what containers are made from: a model server, a notebook, a database. Pull one "
    "from a registry; NVIDIA's are at nvcr.io."
)
