"""Why no containers are listed, and what mends it."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QGuiApplication, QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QWidget

from app.core.errors import SessionLost, UserError
from app.core.i18n import tr
from app.look.components import Button, Card, EmptyState, IconButton, Text
from app.look.components.surfaces import MARGIN
from app.panes.absence import absence
from app.services.containers.api import EngineUnavailable, Trouble
from app.state.containers import NodeContainers
from app.transport.status import Phase, SessionStatus

INSTALL_PAGE = "https://docs.docker.com/engine/install/"


class Remedy(StrEnum):
    """What a button offers to do about it."""

    AGAIN = "again"
    CONNECT = "connect"
    RECONNECT = "reconnect"
    PERMIT = "permit"
    INSTALL = "install"
    RUN = "run"
    SHOW_ALL = "show-all"


_PICTURE_FROM = 240
"""Height of a page, in pixels, from which on there is room for a picture."""


@dataclass(frozen=True, slots=True)
class RemedyAsked:
    """The button of this remedy was used."""

    remedy: Remedy


@dataclass(frozen=True, slots=True)
class Lack:
    """Why there is nothing to see."""

    title: str
    text: str
    remedies: tuple[Remedy, ...] = ()
    """The first one is the likeliest to help."""
    command: str = ""
    """What to enter on the node."""


_TITLES = {
    Trouble.NO_PERMISSION: tr("This account may not use Docker"),
    Trouble.LOGIN_AGAIN: tr("The account may use Docker from its next login on"),
    Trouble.NOT_RUNNING: tr("Docker does not run"),
    Trouble.NOT_INSTALLED: tr("No Docker was found"),
    Trouble.FORBIDDEN: tr("The way to Docker is closed"),
    Trouble.INTERRUPTED: tr("Docker did not answer"),
}
_LABELS = {
    Remedy.AGAIN: (tr("Try again"), "arrow-clockwise"),
    Remedy.CONNECT: (tr("Connect"), "plugs-connected"),
    Remedy.RECONNECT: (tr("Connect again"), "arrow-clockwise"),
    Remedy.PERMIT: (tr("Add it to the group…"), "user"),
    Remedy.INSTALL: (tr("How to install Docker"), "arrow-square-out"),
    Remedy.RUN: (tr("Run a container…"), "plus"),
    Remedy.SHOW_ALL: (tr("Show all"), "list-bullets"),
}


def lack_of(
    name: str, status: SessionStatus, view: NodeContainers, *, may_permit: bool
) -> Lack | None:
    """Return why a node's containers are not known now; None when they are, or soon will be.

    Args:
        name: of the node.
        status: of its session.
        view: what is known of its containers.
        may_permit: whether the account can be brought into Docker's group from here.
    """
    if view.containers is not None and view.error is None:
        return None
    missing = absence(
        name,
        status,
        None,
        sampled=status.phase is Phase.CONNECTED,
        what=tr("Its containers are listed while it is connected, with nothing installed on it."),
        begins=tr("Containers appear here by themselves."),
    )
    if missing is not None:
        remedies = (Remedy.CONNECT,) if missing.may_connect else ()
        return Lack(missing.title, missing.text, remedies)
    if view.error is None or isinstance(view.error, SessionLost):
        return None
    return lack_of_engine(view.error, may_permit=may_permit)


def no_containers(name: str) -> Lack:
    """Return what to say of a node that has none."""
    return Lack(tr("No containers on {name}").format(name=name), _WHAT, (Remedy.RUN,))


def lack_of_engine(error: UserError, *, may_permit: bool) -> Lack:
    """Return what to say of an engine that cannot be used."""
    words = f"{error.message} {error.hint}".strip()
    if not isinstance(error, EngineUnavailable):
        return Lack(tr("The containers could not be read"), words, (Remedy.AGAIN,))
    remedies: tuple[Remedy, ...] = (Remedy.AGAIN,)
    if error.trouble is Trouble.LOGIN_AGAIN:
        remedies = (Remedy.RECONNECT,)
    elif error.trouble is Trouble.NO_PERMISSION and may_permit and error.fix:
        remedies = (Remedy.PERMIT, Remedy.AGAIN)
    elif error.trouble is Trouble.NOT_INSTALLED:
        remedies = (Remedy.INSTALL, Remedy.AGAIN)
    return Lack(_TITLES[error.trouble], words, remedies, error.fix)


def no_match(wanted: str) -> Lack:
    """Return what to say when search and filter leave nothing."""
    words = (
        tr("Nothing is found for “{wanted}”.").format(wanted=wanted)
        if wanted.strip()
        else tr("None is in this state.")
    )
    return Lack(tr("No container matches"), words, (Remedy.SHOW_ALL,))


_WHAT = tr(
    "Containers appear here as soon as they are made, also those that others start: "
    "models, notebooks, databases."
)


class CommandField(Card):
    """A command to be copied."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent=parent)
        self.command = Text("", "mono", selectable=True, wrap=True)
        self.copy = IconButton("copy", tr("Copy the command"), side=28)
        self.copy.clicked.connect(self._on_copy)
        row = QHBoxLayout()
        row.setSpacing(8)
        row.addWidget(self.command, 1)
        row.addWidget(self.copy, 0, Qt.AlignmentFlag.AlignTop)
        self.body.setContentsMargins(12, 6, 6, 6)
        self.body.addLayout(row)

    def show_command(self, command: str) -> None:
        """Show a command; nothing where there is none."""
        self.command.setText(command)
        self.command.setAccessibleName(command)
        self.setVisible(bool(command))

    def _on_copy(self) -> None:
        QGuiApplication.clipboard().setText(self.command.text())


class RemedyButton(Button):
    """Offers one remedy."""

    def __init__(self, *, primary: bool) -> None:
        super().__init__("", "primary" if primary else "secondary", "plus")
        self._tone = "on_accent" if primary else "text2"
        self.remedy: Remedy | None = None

    def show_remedy(self, remedy: Remedy | None) -> None:
        """Offer another one, or none."""
        self.remedy = remedy
        self.setVisible(remedy is not None)
        if remedy is not None:
            label, icon_name = _LABELS[remedy]
            self.setText(label)
            self.set_icon_name(icon_name, self._tone)


class LackPage(EmptyState):
    """A page in place of the list.

    Signals:
        asked: a button was used.
    """

    asked = Signal(RemedyAsked)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__("stack", "", parent=parent)
        self._lack: Lack | None = None
        self.text.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        outer = self.layout()
        assert outer is not None
        outer.setContentsMargins(MARGIN, 8, MARGIN, 8)  # there may be details below
        self.command = CommandField()
        self.buttons = tuple(RemedyButton(primary=number == 0) for number in range(2))
        buttons = QWidget()
        row = QHBoxLayout(buttons)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(8)
        row.addStretch(1)
        for button in self.buttons:
            button.clicked.connect(self._on_clicked)
            row.addWidget(button)
        row.addStretch(1)
        for widget in (self.command, buttons):
            self.body.insertSpacing(self.body.count() - 1, 8)
            self.body.insertWidget(self.body.count() - 1, widget)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Leave the picture out where it would take the words' room."""
        super().resizeEvent(event)
        self.picture.setVisible(event.size().height() >= _PICTURE_FROM)

    def show_lack(self, lack: Lack) -> None:
        """Say why there is nothing."""
        if lack == self._lack:
            return
        self._lack = lack
        self.title.setText(lack.title)
        self.text.setText(lack.text)
        self.command.show_command(lack.command)
        for number, button in enumerate(self.buttons):
            button.show_remedy(lack.remedies[number] if number < len(lack.remedies) else None)

    def _on_clicked(self) -> None:
        button = self.sender()
        if isinstance(button, RemedyButton) and button.remedy is not None:
            self.asked.emit(RemedyAsked(button.remedy))
