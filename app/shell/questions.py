"""Questions of a session that is being opened, asked in our window: host keys and secrets."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QDialog, QDialogButtonBox, QHBoxLayout, QLineEdit, QVBoxLayout

from app.look.components import Button, FormField, IconButton, Text
from app.look.fonts import mono_font
from app.state.hub import Notice, Severity
from app.transport.credentials import HostKeyQuestion, SecretKind, SecretQuestion

if TYPE_CHECKING:
    from app.shell.window import MainWindow
    from app.state.hub import Hub
    from app.workers.questions import Asked, Pending, QuestionDesk

_KEY_FILES = {
    "ssh-ed25519": "ssh_host_ed25519_key.pub",
    "ssh-rsa": "ssh_host_rsa_key.pub",
}


class QuestionDialogs(QObject):
    """Shows one dialog per question, in order; closes those nobody waits for any more.

    While the window is hidden (in the tray), a notice says that a node waits, and the dialog opens
    when the window does: a program that reconnects at night must not steal the keyboard.
    """

    def __init__(self, desk: QuestionDesk, hub: Hub, window: MainWindow) -> None:
        super().__init__(window)
        self._hub = hub
        self._window = window
        self._waiting: list[Pending] = []
        self._dialog: _QuestionDialog | None = None
        desk.asked.connect(self._on_asked)
        desk.withdrawn.connect(self._on_withdrawn)
        window.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Open what waited while the window was hidden."""
        if watched is self._window and event.type() == QEvent.Type.Show:
            self._open_next()
        return super().eventFilter(watched, event)

    def _on_asked(self, asked: Asked) -> None:
        self._waiting.append(asked.pending)
        if not self._window.isVisible():
            name = asked.pending.question.node.name
            self._hub.tell(
                Notice(Severity.WARNING, f"{name} waits for you", "Open the window to answer.")
            )
        self._open_next()

    def _on_withdrawn(self, asked: Asked) -> None:
        if asked.pending in self._waiting:
            self._waiting.remove(asked.pending)
        if self._dialog is not None and self._dialog.pending is asked.pending:
            self._dialog.done(0)

    def _open_next(self) -> None:
        if self._dialog is not None or not self._window.isVisible():
            return
        while self._waiting:
            pending = self._waiting.pop(0)
            if pending.open:
                question = pending.question
                kind = HostKeyDialog if isinstance(question, HostKeyQuestion) else SecretDialog
                self._dialog = kind(pending, self._window)
                self._dialog.finished.connect(self._on_finished)
                self._dialog.open()
                return

    def _on_finished(self, _result: int) -> None:
        self._dialog = None
        self._open_next()


class _QuestionDialog(QDialog):
    """A dialog for one question: a heading, text, content, and two verbs."""

    def __init__(self, pending: Pending, window: MainWindow, title: str, text: str) -> None:
        super().__init__(window)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.pending = pending
        self.setWindowTitle(title)
        self.setFixedWidth(520)
        self.column = QVBoxLayout(self)
        self.column.setContentsMargins(24, 22, 24, 20)
        self.column.setSpacing(14)
        heading = Text(title, "card", wrap=True)
        self.column.addWidget(heading)
        if text:
            self.column.addWidget(Text(text, "body", "text2", wrap=True))
        self.setAccessibleDescription(text)

    def add_buttons(self, yes: Button, no: Button) -> None:
        """End the dialog with its verbs, placed as the platform does."""
        buttons = QDialogButtonBox()
        buttons.addButton(yes, QDialogButtonBox.ButtonRole.AcceptRole)
        buttons.addButton(no, QDialogButtonBox.ButtonRole.RejectRole)
        buttons.accepted.connect(self.accept)
        buttons.rejected.connect(self.reject)
        self.column.addSpacing(4)
        self.column.addWidget(buttons)


class HostKeyDialog(_QuestionDialog):
    """First contact: compare the fingerprint, then trust it or not."""

    def __init__(self, pending: Pending, window: MainWindow) -> None:
        question = pending.question
        assert isinstance(question, HostKeyQuestion)
        where = question.host if question.port == 22 else f"{question.host} port {question.port}"
        super().__init__(
            pending,
            window,
            f"Is this your machine {question.node.name}?",
            f"This is the first contact with {where}. It shows this key:",
        )
        self.fingerprint = question.key.fingerprint
        shown = Text(self.fingerprint, "mono", wrap=True, selectable=True)
        shown.setAccessibleName(f"Fingerprint {self.fingerprint}")
        copy = IconButton("copy", "Copy the fingerprint")
        copy.clicked.connect(self._on_copy)
        row = QHBoxLayout()
        row.addWidget(shown, 1)
        row.addWidget(copy)
        self.column.addLayout(row)
        self.column.addWidget(Text(question.key.kind, "meta", "text3"))
        file = _KEY_FILES.get(question.key.kind, "ssh_host_ecdsa_key.pub")
        command = f"ssh-keygen -lf /etc/ssh/{file}"
        self.column.addWidget(
            Text(
                "Compare it with what the machine itself says. On its own screen, run:",
                "body",
                "text2",
                wrap=True,
            )
        )
        self.column.addWidget(Text(command, "mono", selectable=True))
        self.compare = QLineEdit()
        self.compare.setFont(mono_font())
        self.compare.setPlaceholderText("SHA256:…")
        self.compare.textChanged.connect(self._on_compare)
        self.field = FormField("Paste what it printed to compare (optional)", self.compare)
        self.column.addWidget(self.field)
        self.verdict = Text("", "label", "ok", wrap=True)
        self.verdict.hide()
        self.column.addWidget(self.verdict)
        self.trust = Button("Trust and connect", "primary")
        self.add_buttons(self.trust, Button("Do not connect"))

    def done(self, result: int) -> None:
        """Give the answer, whichever way the dialog closes."""
        self.pending.answer(result == QDialog.DialogCode.Accepted)
        super().done(result)

    def _on_copy(self) -> None:
        QGuiApplication.clipboard().setText(self.fingerprint)

    def _on_compare(self, text: str) -> None:
        typed = text.strip()
        same = self.fingerprint in typed.split()
        self.verdict.setVisible(bool(typed))
        self.verdict.setText(
            "They are the same: this is your machine."
            if same
            else "They differ. Do not connect unless you copied another key's line."
        )
        self.verdict.set_tone("ok" if same else "err")
        self.trust.setEnabled(same or not typed)


class SecretDialog(_QuestionDialog):
    """One field per prompt of the server, or of an encrypted key."""

    def __init__(self, pending: Pending, window: MainWindow) -> None:
        question = pending.question
        assert isinstance(question, SecretQuestion)
        super().__init__(pending, window, _title(question), _text(question))
        self.fields: list[QLineEdit] = []
        for prompt in question.prompts:
            editor = QLineEdit()
            if not prompt.echo:
                editor.setEchoMode(QLineEdit.EchoMode.Password)
                editor.setInputMethodHints(
                    Qt.InputMethodHint.ImhHiddenText | Qt.InputMethodHint.ImhSensitiveData
                )
            field = FormField(prompt.text or "Answer", editor)
            self.fields.append(editor)
            self.column.addWidget(field)
        if question.attempt > 1:
            again = Text("That was not accepted. Please try again.", "label", "err", wrap=True)
            self.column.addWidget(again)
        note = "Kept in memory until you quit, so that it can reconnect by itself. Never saved."
        self.column.addWidget(Text(note, "meta", "text3", wrap=True))
        ok = Button("Connect", "primary")
        ok.setDefault(True)
        self.add_buttons(ok, Button("Cancel"))
        if self.fields:
            self.fields[0].setFocus()

    def done(self, result: int) -> None:
        """Give the answers, or none."""
        accepted = result == QDialog.DialogCode.Accepted
        self.pending.answer(tuple(field.text() for field in self.fields) if accepted else None)
        for field in self.fields:
            field.clear()
        super().done(result)


def _title(question: SecretQuestion) -> str:
    if question.kind is SecretKind.PASSPHRASE:
        return f"Unlock your key for {question.node.name}"
    if question.kind is SecretKind.PASSWORD:
        return f"Password for {question.node.target}"
    return question.title or f"{question.node.name} asks"


def _text(question: SecretQuestion) -> str:
    if question.instructions:
        return question.instructions
    if question.kind is SecretKind.PASSWORD:
        return "No key of yours was accepted, so the machine asks for your password there."
    if question.kind is SecretKind.PASSPHRASE:
        return "The private key is encrypted. Its passphrase stays on this computer."
    return ""
