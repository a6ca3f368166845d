"""What the Chat pane is made of: views beside each other, over one library."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

from PySide6.QtCore import Signal

from app.panes.frame import FramedSection

if TYPE_CHECKING:
    from PySide6.QtWidgets import QWidget

    from app.state.hub import Hub


class View(StrEnum):
    """Names of the views."""

    CONVERSATION = "conversation"
    COMPARE = "compare"
    DOCUMENTS = "documents"


@dataclass(frozen=True, slots=True)
class ViewAsked:
    """Another view shall be shown, about something."""

    view: View
    about: object = None
    """CONVERSATION: a `ChatWish`, or the id of a conversation. DOCUMENTS: id of a collection, or a
    `Source` whose passage is shown. COMPARE: text to begin with."""


class ChatView(FramedSection):
    """One view of the pane.

    Signals:
        view_asked: another view knows more.
    """

    view_asked = Signal(ViewAsked)

    def show_about(self, about: object) -> None:
        """Show what another view asked for (see `ViewAsked.about`)."""


@dataclass(frozen=True, slots=True)
class ViewSpec:
    """A view of the pane; `create(hub, parent)` is called on first show."""

    name: View
    title: str
    create: Callable[[Hub, QWidget], ChatView]
