"""The details of the container that is chosen, made when one first is."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtGui import QGuiApplication, QKeySequence, QShortcut
from PySide6.QtWidgets import QPushButton, QWidget

from app.core.i18n import tr
from app.core.ids import NodeId
from app.look.components import Card, IconButton
from app.services.containers.api import Container, State

if TYPE_CHECKING:
    from app.panes.containers.details.panel import DetailsPanel
    from app.state.hub import Hub

SOON_MS = 80
"""Whoever walks through the list with the arrow keys asks nothing of those that are passed."""


class ChosenDetails(Card):
    """Below the list; hidden while nothing is chosen.

    Signals:
        opened: it was hidden, and is not any more.
        closed: its button to close it was used.
        enlarged: it wants all the room, or no longer; `is_large` says which.
    """

    opened = Signal()
    closed = Signal()
    enlarged = Signal()

    def __init__(self, hub: Hub, parent: QWidget | None = None) -> None:
        super().__init__(parent=parent)
        self._hub = hub
        self._panel: DetailsPanel | None = None
        self._node = NodeId("")
        self._shown: Container | None = None
        self._next: Container | None = None
        self._soon = QTimer(self, singleShot=True, interval=SOON_MS)
        self._soon.timeout.connect(self._show_next)
        self.close_button = IconButton("x", tr("Close the details"), size=16, side=28)
        self.close_button.clicked.connect(self.closed)
        self.enlarge_button = IconButton("arrows-out-simple", tr("Enlarge"), size=16, side=28)
        self.enlarge_button.clicked.connect(self._on_enlarge)
        shortcut = QShortcut(QKeySequence("F11"), self)
        shortcut.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
        shortcut.activated.connect(self._on_enlarge)
        self.is_large = False
        """Whether it has the room of the list, too: for a log or a shell."""
        self._show_size()
        self.setMinimumHeight(200)
        self.hide()

    @property
    def panel(self) -> DetailsPanel | None:
        """The panel, None before a container was chosen."""
        return self._panel

    @property
    def shown(self) -> Container | None:
        """The container whose details are there."""
        return self._shown

    def show_chosen(
        self, node: NodeId, chosen: Container | None, some: bool, known: Sequence[Container]
    ) -> None:
        """Follow what is chosen.

        Args:
            node: whose containers these are.
            chosen: the only one that is chosen.
            some: whether anything is: several, or a project; then the last one stays.
            known: all that are there now. One that is gone stays until another one is chosen.
        """
        self._node = node
        if chosen is not None:
            is_shown = self._shown is not None and self._shown.id == chosen.id
            self._next = chosen
            self._show_next() if is_shown else self._soon.start()
            return
        self._soon.stop()
        if self._shown is None:
            return
        now = next((each for each in known if each.id == self._shown.id), None)
        if now is None:
            self._show(replace(self._shown, state=State.REMOVING))
        elif some:
            self._show(now)
        else:
            self.forget()

    def forget(self) -> None:
        """Show nothing any more."""
        self._soon.stop()
        if self._shown is not None:
            self._shown = None
            if self._panel is not None:
                self._panel.show_container(self._node, None)
        self.make_small()
        self.hide()

    def search(self) -> bool:
        """Put the keyboard into the search field of the details, if it is in there already."""
        focus = QGuiApplication.focusObject()
        inside = isinstance(focus, QWidget) and self.isAncestorOf(focus)
        if inside and self._panel is not None:
            self._panel.search()
        return inside

    def enter(self) -> None:
        """Put the keyboard into the details."""
        if self._soon.isActive():
            self._soon.stop()
            self._show_next()
        if self._panel is not None:
            tabs = self._panel.switch.findChildren(QPushButton)
            next(each for each in tabs if each.isChecked()).setFocus()

    def make_small(self) -> None:
        """Leave the list its room."""
        if self.is_large:
            self._on_enlarge()

    def _on_enlarge(self) -> None:
        self.is_large = not self.is_large
        self._show_size()
        self.enlarged.emit()

    def _show_size(self) -> None:
        name = tr("Show the list again") if self.is_large else tr("Enlarge the details")
        self.enlarge_button.set_icon_name(
            "arrows-in-simple" if self.is_large else "arrows-out-simple"
        )
        self.enlarge_button.rename(f"{name} (F11)")

    def _show_next(self) -> None:
        if self._next is not None:
            self._show(self._next)

    def _show(self, container: Container) -> None:
        if self._panel is None:
            self._panel = self._make()
        if container != self._shown:
            self._shown = container
            self._panel.show_container(self._node, container)
        if self.isHidden():
            self.show()
            self.opened.emit()

    def _make(self) -> DetailsPanel:
        from app.panes.containers.details.panel import DetailsPanel

        panel = DetailsPanel(self._hub, self)
        panel.buttons.addWidget(self.enlarge_button)
        panel.buttons.addWidget(self.close_button)
        self.body.addWidget(panel)
        return panel
