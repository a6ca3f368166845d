"""The dialogs for a session's questions: is this the machine, and what opens it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import (
    QCheckBox,
    QDialog,
    QDialogButtonBox,
    QHBoxLayout,
    QLineEdit,
    QVBoxLayout,
    QWidget,
)

from app.core.i18n import tr
from app.hosts.nodes import DEFAULT_PORT
from app.hosts.secrets import SecretKind
from app.look.components import Button, FormField, IconButton, Text
from app.look.fonts import mono_font
from app.transport.credentials import Answers, HostKeyQuestion, SecretQuestion

if TYPE_CHECKING:
    from app.hosts.keyring import KeyringState
    from app.workers.questions import Pending

_KEY_FILES = {
    "ssh-ed25519": "ssh_host_ed25519_key.pub",
    "ssh-rsa": "ssh_host_rsa_key.pub",
}


def dialog_for(pending: Pending, parent: QWidget) -> QuestionDialog:
    """Return the dialog that asks a question, not shown yet."""
    if isinstance(pending.question, HostKeyQuestion):
        return HostKeyDialog(pending, parent)
    return SecretDialog(pending, parent)


class QuestionDialog(QDialog):
    """A dialog for one question: a heading, text, content, and two verbs."""

    def __init__(self, pending: Pending, parent: QWidget, title: str, text: str) -> None:
        super().__init__(parent)
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


class HostKeyDialog(QuestionDialog):
    """First contact: compare the fingerprint, then trust it or not."""

    def __init__(self, pending: Pending, parent: QWidget) -> None:
        question = pending.question
        assert isinstance(question, HostKeyQuestion)
        where = (
            question.host
            if question.port == DEFAULT_PORT
            else tr("{host} port {port}").format(host=question.host, port=question.port)
        )
        super().__init__(
            pending,
            parent,
            tr("Is this your machine {name}?").format(name=question.node.name),
            tr("This is the first contact with {where}. It shows this key:").format(where=where),
        )
        self.fingerprint = question.key.fingerprint
        self._show_key(question)
        self._ask_to_compare(question.key.kind)
        self.trust = Button(tr("Trust and connect"))
        self.refuse = Button(tr("Do not connect"))
        self.refuse.setDefault(True)  # Return never trusts a key that was not compared
        self.add_buttons(self.trust, self.refuse)
        self.compare.setFocus()

    def done(self, result: int) -> None:
        """Give the answer, whichever way the dialog closes."""
        self.pending.answer(result == QDialog.DialogCode.Accepted)
        super().done(result)

    def _show_key(self, question: HostKeyQuestion) -> None:
        shown = Text(self.fingerprint, "mono", wrap=True, selectable=True)
        shown.setAccessibleName(
            tr("Fingerprint {fingerprint}").format(fingerprint=self.fingerprint)
        )
        copy = IconButton("copy", tr("Copy the fingerprint"))
        copy.clicked.connect(self._on_copy)
        row = QHBoxLayout()
        row.addWidget(shown, 1)
        row.addWidget(copy)
        self.column.addLayout(row)
        self.column.addWidget(Text(question.key.kind, "meta", "text3"))
        if question.note:
            self.column.addWidget(
                Text(tr("Mind: {note}.").format(note=question.note), "body", "warn", wrap=True)
            )

    def _ask_to_compare(self, kind: str) -> None:
        file = _KEY_FILES.get(kind, "ssh_host_ecdsa_key.pub")
        command = f"ssh-keygen -lf /etc/ssh/{file}"
        self.column.addWidget(
            Text(
                tr("Compare it with what the machine itself says. On its own screen, run:"),
                "body",
                "text2",
                wrap=True,
            )
        )
        self.column.addWidget(Text(command, "mono", selectable=True))
        self.compare = QLineEdit()
        self.compare.setFont(mono_font())
        self.compare.setPlaceholderText(tr("SHA256:…"))
        self.compare.textChanged.connect(self._on_compare)
        self.field = FormField(tr("Paste what it printed to compare (optional)"), self.compare)
        self.column.addWidget(self.field)
        self.verdict = Text("", "label", "ok", wrap=True)
        self.verdict.hide()
        self.column.addWidget(self.verdict)

    def _on_copy(self) -> None:
        QGuiApplication.clipboard().setText(self.fingerprint)

    def _on_compare(self, text: str) -> None:
        typed = text.strip()
        same = self.fingerprint in typed.split()
        self.verdict.setVisible(bool(typed))
        self.verdict.setText(
            tr("They are the same: this is your machine.")
            if same
            else tr("They differ. Do not connect unless you copied another key's line.")
        )
        self.verdict.set_tone("ok" if same else "err")
        self.trust.setEnabled(same or not typed)
        (self.trust if same else self.refuse).setDefault(True)


class SecretDialog(QuestionDialog):
    """One field per prompt of the server, or of an encrypted key."""

    def __init__(self, pending: Pending, parent: QWidget) -> None:
        question = pending.question
        assert isinstance(question, SecretQuestion)
        super().__init__(pending, parent, _title(question), _text(question))
        self.fields: list[QLineEdit] = []
        for prompt in question.prompts:
            editor = QLineEdit()
            if not prompt.echo:
                editor.setEchoMode(QLineEdit.EchoMode.Password)
                editor.setInputMethodHints(
                    Qt.InputMethodHint.ImhHiddenText | Qt.InputMethodHint.ImhSensitiveData
                )
            field = FormField(prompt.text or tr("Answer"), editor)
            self.fields.append(editor)
            self.column.addWidget(field)
        if question.attempt > 1:
            again = Text(tr("That was not accepted. Please try again."), "label", "err", wrap=True)
            self.column.addWidget(again)
        self.keep = QCheckBox()
        self.column.addLayout(self._keeping(question.keyring))
        ok = Button(tr("Connect"), "primary")
        ok.setDefault(True)
        self.add_buttons(ok, Button(tr("Cancel")))
        if self.fields:
            self.fields[0].setFocus()

    def done(self, result: int) -> None:
        """Give the answers, or none."""
        accepted = result == QDialog.DialogCode.Accepted
        lines = tuple(field.text() for field in self.fields)
        keep = self.keep.isChecked() and self.keep.isEnabled()
        self.pending.answer(Answers(lines, keep) if accepted else None)
        for field in self.fields:
            field.clear()
        super().done(result)

    def _keeping(self, keyring: KeyringState | None) -> QVBoxLayout:
        """Say how long the answer is kept, and offer more where there is a keyring."""
        usable = keyring is not None and keyring.usable
        self.keep.setVisible(keyring is not None)
        self.keep.setEnabled(usable)
        self.keep.setText(
            tr("Remember in {keyring}").format(
                keyring=keyring if usable else tr("the system keyring")
            )
        )
        if keyring is None:
            note = tr("Used once and not kept.")
        elif usable:
            note = tr("Otherwise it is kept in memory until you quit.")
        else:
            note = tr("Kept until you quit: this system has no usable keyring ({reason}).").format(
                reason=keyring.reason
            )
        self.keep.setAccessibleDescription(note)
        column = QVBoxLayout()
        column.setSpacing(4)
        column.addWidget(self.keep)
        column.addWidget(Text(note, "meta", "text3", wrap=True))
        return column


def _title(question: SecretQuestion) -> str:
    if question.kind is SecretKind.PASSPHRASE:
        return tr("Unlock your key for {name}").format(name=question.node.name)
    if question.kind is SecretKind.PASSWORD:
        return tr("Password for {target}").format(target=question.node.target)
    return tr("{target} asks").format(target=question.node.target)


def _text(question: SecretQuestion) -> str:
    if told := [line for line in (question.title, question.instructions) if line]:
        return "\n".join(told)  # the server's own words
    if question.kind is SecretKind.PASSWORD:
        return tr("No key of yours was accepted, so the machine asks for your password.")
    if question.kind is SecretKind.PASSPHRASE:
        return tr("The private key is encrypted. Its passphrase stays on this computer.")
    return ""
