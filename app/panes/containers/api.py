"""What the Containers pane is made of: sections beside each other, tabs for one container."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from app.panes.frame import FramedSection

if TYPE_CHECKING:
    from app.core.ids import NodeId
    from app.services.containers.api import Container
    from app.state.hub import Hub


class Section(FramedSection):
    """One section: `Images`. It shows `hub.current_node` and follows `hub.node_selected` itself."""

    def show_container(self, container: str) -> None:
        """Show one container, by its id, where this section lists them."""


@dataclass(frozen=True, slots=True)
class TabAsked:
    """Another tab of the same container shall be shown, at a place in it."""

    tab: str
    """Its name: `files`."""
    place: str
    """`/data`."""


class Tab(QWidget):
    """One view of a container: `Logs`. It asks nothing of a node before it is shown.

    Signals:
        tab_asked: another tab knows more.
    """

    tab_asked = Signal(TabAsked)

    def show_container(self, node: NodeId, container: Container | None) -> None:
        """Show a container, or none.

        Called for another container and again whenever the one that is shown changed (state,
        name); one that was removed comes a last time with `State.REMOVING`.
        """
        raise NotImplementedError

    def go_to(self, place: str) -> None:
        """Show a place that another tab asked for, once the container is shown."""

    def search(self) -> None:
        """Put the keyboard into its search field, if it has one: Ctrl+F."""

    def end(self) -> None:
        """End what runs: the tab is going away."""


@dataclass(frozen=True, slots=True)
class SectionSpec:
    """A section of the pane; `create(hub, parent)` is called on first show."""

    name: str
    """Stable id, used in the settings: `images`."""
    title: str
    create: Callable[[Hub, QWidget], Section]


@dataclass(frozen=True, slots=True)
class TabSpec:
    """A tab of a container's details; `create(hub, parent)` is called on first show."""

    name: str
    title: str
    create: Callable[[Hub, QWidget], Tab]
