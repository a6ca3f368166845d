"""The menu of the containers that are chosen."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QAction, QKeySequence
from PySide6.QtWidgets import QMenu, QWidget

from app.core.i18n import tr
from app.look.icons import icon
from app.panes.containers.list.offers import LOOKS, VerbAsked, those_for
from app.panes.containers.list.ports import pages
from app.services.containers.api import Container, Port, Verb


@dataclass(frozen=True, slots=True)
class PortAsked:
    """The page behind a port of a container is wanted."""

    container: Container
    port: Port


@dataclass(frozen=True, slots=True)
class RecreateAsked:
    """A container is to be made anew with something changed."""

    container: Container


@dataclass(frozen=True, slots=True)
class CopyAsked:
    """A text is to be copied; `what` says which: `2 names`."""

    text: str
    what: str


class ContainerMenu(QMenu):
    """What can be done with containers; deletes itself when closed.

    Signals:
        asked: a verb was chosen.
        recreate_asked: a container is to be made anew.
        port_asked: the page behind a port is wanted.
        copy_asked: a text is to be copied.
    """

    asked = Signal(VerbAsked)
    recreate_asked = Signal(RecreateAsked)
    port_asked = Signal(PortAsked)
    copy_asked = Signal(CopyAsked)

    def __init__(
        self, containers: Sequence[Container], busy: frozenset[str], parent: QWidget, *, able: bool
    ) -> None:
        """Offer what makes sense; only copying while the node is not `able` to do anything."""
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setToolTipsVisible(True)
        if able:
            self._add_verbs(containers, busy)
            self._add_ports(containers)
        self._add_copies(containers)
        self.triggered.connect(self._on_triggered)

    def _add_verbs(self, containers: Sequence[Container], busy: frozenset[str]) -> None:
        for verb, look in LOOKS.items():
            some = those_for(verb, containers, busy)
            if some:
                action = QAction(icon(look.icon, look.tone, 16), look.label_for(len(some)), self)
                if look.key:
                    action.setShortcut(QKeySequence(look.key))
                    action.setShortcutContext(Qt.ShortcutContext.WidgetShortcut)
                action.setData(VerbAsked(verb))
                self.addAction(action)
            if verb is Verb.RENAME and len(some) == 1:
                self._add_recreate(some[0])

    def _add_recreate(self, container: Container) -> None:
        action = QAction(
            icon("sliders-horizontal", "text2", 16), tr("Recreate with changes…"), self
        )
        action.setToolTip(tr("Other ports, variables or volumes need a new container in its place"))
        action.setData(RecreateAsked(container))
        self.addAction(action)

    def _add_ports(self, containers: Sequence[Container]) -> None:
        self.addSeparator()
        for port in pages(containers):
            words = tr("Open port {host_port} in the browser").format(host_port=port.host_port)
            action = QAction(icon("arrow-square-out", "text2", 16), words, self)
            action.setToolTip(tr("Through a tunnel, which is made where there is none"))
            action.setData(PortAsked(containers[0], port))
            self.addAction(action)

    def _add_copies(self, containers: Sequence[Container]) -> None:
        self.addSeparator()
        for asked in copies(containers):
            action = QAction(
                icon("copy", "text2", 16), tr("Copy {what}").format(what=asked.what), self
            )
            action.setData(asked)
            self.addAction(action)

    def _on_triggered(self, action: QAction) -> None:
        asked = action.data()
        if isinstance(asked, VerbAsked):
            self.asked.emit(asked)
        elif isinstance(asked, RecreateAsked):
            self.recreate_asked.emit(asked)
        elif isinstance(asked, PortAsked):
            self.port_asked.emit(asked)
        elif isinstance(asked, CopyAsked):
            self.copy_asked.emit(asked)


def copies(containers: Sequence[Container]) -> tuple[CopyAsked, ...]:
    """Return what can be copied of containers: names, ids, images; one a line."""
    many = len(containers)
    names, ids = [each.name for each in containers], [each.id for each in containers]
    images = list(dict.fromkeys(each.image for each in containers))
    return (
        CopyAsked(
            "\n".join(names), tr("name") if many == 1 else tr("{many} names").format(many=many)
        ),
        CopyAsked("\n".join(ids), "id" if many == 1 else tr("{many} ids").format(many=many)),
        CopyAsked(
            "\n".join(images),
            tr("image") if len(images) == 1 else tr("{images} images").format(images=len(images)),
        ),
    )
