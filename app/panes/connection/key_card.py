"""How one logs in to a node, and the offer to let this computer's key in."""

from __future__ import annotations

from enum import Enum
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout

from app.core.i18n import tr
from app.look.components import Button, Card, ElidedLabel, Text
from app.transport.status import Phase, SessionStatus

if TYPE_CHECKING:
    from app.hosts.nodes import Node
    from app.services.access.key_access import KeyStatus


class Login(Enum):
    """What opened a session."""

    KEY = "key"
    TYPED = "typed"
    """A password, or answers to the server's questions."""
    OTHER = "other"


def login_of(status: SessionStatus) -> Login:
    """Return what kind of thing opened the session."""
    if status.login.startswith("key "):
        return Login.KEY
    typed = status.login.startswith(("password", "keyboard-interactive"))
    return Login.TYPED if typed else Login.OTHER


class KeyCard(Card):
    """Says how one logs in; what is to be done is asked of the pane.

    Signals:
        setup_requested, revoke_requested: the user pressed that button.
    """

    setup_requested = Signal()
    revoke_requested = Signal()

    def __init__(self) -> None:
        super().__init__(tr("Key access"))
        self._words = Text("", "body", wrap=True, selectable=True)
        self._fingerprint = ElidedLabel("", "meta", "text2", mode=Qt.TextElideMode.ElideMiddle)
        self._where = Text("", "meta", "text2", wrap=True, selectable=True)
        self._setup = Button(tr("Set up key access…"), "secondary", "key")
        self._revoke = Button(tr("Revoke…"), "link")
        self._setup.clicked.connect(self.setup_requested)
        self._revoke.clicked.connect(self.revoke_requested)
        self.body.setSpacing(8)
        self.body.addWidget(self._words)
        self.body.addWidget(self._fingerprint)
        self.body.addWidget(self._where)
        buttons = QHBoxLayout()
        buttons.setSpacing(16)
        buttons.addWidget(self._setup)
        buttons.addWidget(self._revoke)
        buttons.addStretch(1)
        self.body.addLayout(buttons)
        self.body.addStretch(1)

    def show_login(
        self, node: Node, session: SessionStatus, key: KeyStatus | None, problem: str
    ) -> None:
        """Show how the session was opened; `key` is None until it was looked up."""
        connected = session.phase is Phase.CONNECTED
        ours = key is not None and key.our_lines > 0
        self._words.setText(_words(node, session, key) if connected else _offline(node))
        self._where.setText(_where(key, problem) if connected else "")
        self._where.setVisible(bool(self._where.text()))
        self._fingerprint.setText(key.fingerprint if key is not None else "")
        self._fingerprint.setVisible(connected and key is not None and key.installed)
        self._setup.setVisible(connected and key is not None and not key.installed)
        self._revoke.setVisible(connected and ours)


def _offline(node: Node) -> str:
    if node.identity_file:
        return tr("The key {identity_file} is offered first.").format(
            identity_file=node.identity_file
        )
    return tr(
        "The keys of your agent and your default keys are offered. Connect to see what lets you in."
    )


def _words(node: Node, session: SessionStatus, key: KeyStatus | None) -> str:
    login, said = login_of(session), session.login
    if login is Login.KEY:
        ours = key is not None and key.our_lines > 0 and str(key.key_file) == node.identity_file
        if ours:
            return tr("This computer's own key lets you in. This program installed it.")
        return tr("You logged in with your key {key}.").format(key=said.removeprefix("key "))
    if said.startswith("password"):
        _password, _comma, kept = said.partition(", ")
        if kept:
            return tr("You logged in with a password, {kept}.").format(kept=kept)
        return tr("You logged in with a password.")
    if login is Login.TYPED:
        return tr("You answered the machine's question ({answer}).").format(answer=said)
    return f"{said[:1].upper()}{said[1:]}." if said else tr("How you logged in is not known.")


def _where(key: KeyStatus | None, problem: str) -> str:
    if problem:
        return tr("Whether this computer's key is let in is not known: {problem}").format(
            problem=problem
        )
    if key is None:
        return ""
    if not key.installed:
        if not key.fingerprint:
            return tr("This computer has no key of its own yet.")
        return tr("{file} has no line for the key {name}.").format(
            file=key.file, name=key.key_file.name
        )
    if not key.our_lines:
        return tr("Let in by {file}, in a line that this program did not write.").format(
            file=key.file
        )
    return tr("Let in by {file}.").format(file=key.file)
