"""Accounts of registries: which are known, adding one, removing one."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QCheckBox,
    QDialog,
    QDialogButtonBox,
    QHBoxLayout,
    QLineEdit,
    QVBoxLayout,
    QWidget,
)

from app.core.errors import AuthenticationFailed, BadInput
from app.core.i18n import tr
from app.core.said import said
from app.look.components import Button, ElidedLabel, FormField, Line, Text
from app.look.components.confirm import ConfirmDialog
from app.services.containers.image_api import Login
from app.services.containers.references import NGC, NGC_USER, check_server
from app.state.hub import Notice, Severity
from app.state.registries import Account, AccountAnswer

if TYPE_CHECKING:
    from app.core.ids import NodeId
    from app.state.hub import Hub

WIDTH = 540
_ABOUT = tr(
    "A secret is kept in this system's keyring and goes with a single request to the "
    "registry. It is never written to a file, here or on the node."
)
_NGC_HELP = tr(
    "NVIDIA's registry: the user is {user}, for everybody, and the password is an "
    "API key, made at ngc.nvidia.com under Setup."
).format(user=NGC_USER)
_HELP = tr("A password, or better an access token with no more than the right to read.")
_ADD, _ASK_NOT = tr("Add account"), tr("Add without asking")


class AccountsDialog(QDialog):
    """The known accounts and a form for one more; the registry is asked before it is kept.

    `wanted` is the registry that turned somebody away: then the dialog closes once that has an
    account, and `accepted` means that it has.
    """

    def __init__(self, hub: Hub, node: NodeId, parent: QWidget, *, wanted: str = "") -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self._hub = hub
        self._node = node
        self._wanted = wanted
        self._adding = ""
        self.setWindowTitle(tr("Registry accounts"))
        self.setFixedWidth(WIDTH)
        self._make_form()
        self._lay_out()
        hub.registries.changed.connect(self._fill)
        hub.registries.answered.connect(self._on_answered)
        self._fill()
        self._on_server(wanted)
        (self.user if wanted and wanted != NGC else self.server).editor.setFocus()
        if wanted == NGC:
            self.secret.editor.setFocus()

    def submit(self, *, check: bool = True) -> None:
        """Add what the form says, or show what is wrong with it."""
        self._say("")
        try:
            server = check_server(_text(self.server))
        except BadInput as error:
            self.server.set_error(f"{error.message} {error.hint}")
            return
        user, secret = _text(self.user), self._secret_editor.text()
        if not user:
            self.user.set_error(tr("Who is it that the registry knows?"))
        if not secret:
            self.secret.set_error(tr("Without a password or token nobody is let in."))
        if not (user and secret):
            return
        self._adding = server
        self._set_busy(True)
        self._hub.registries.add(
            self._node, Login(server, user), secret, keep=self.keep.isChecked(), check=check
        )

    # What happens

    def _on_server(self, text: str) -> None:
        is_ngc = text.strip().lower() == NGC
        user = _editor(self.user)
        if is_ngc and not user.text():
            user.setText(NGC_USER)
        elif not is_ngc and user.text() == NGC_USER:
            user.clear()
        self.secret.set_error("")
        self.secret.set_hint(_NGC_HELP if is_ngc else _HELP)
        self.unchecked.hide()

    def _on_add(self) -> None:
        self.submit()

    def _on_unchecked(self) -> None:
        self.submit(check=False)

    def _on_answered(self, answer: AccountAnswer) -> None:
        if answer.server != self._adding:
            if answer.error is not None:
                self._say(f"{answer.error.message} {answer.error.hint}".strip())
            return
        self._adding = ""
        self._set_busy(False)
        if answer.error is not None:
            self._say(said(f"{answer.error.message} {answer.error.hint}", limit=400))
            refused = isinstance(answer.error, AuthenticationFailed | BadInput)
            self.unchecked.setVisible(not refused)
            return
        self._secret_editor.clear()
        self.unchecked.hide()
        if answer.note:
            title = tr("The account of {server} is known until you quit only.").format(
                server=answer.server
            )
            self._hub.tell(Notice(Severity.WARNING, title, answer.note))
        if answer.server == self._wanted:
            self.accept()
            return
        for field in (self.server, self.user):
            _editor(field).clear()
        self._say(tr("The account of {server} was added.").format(server=answer.server), "ok")

    def _on_remove(self) -> None:
        server = str(self.sender().property("server"))
        account = self._hub.registries.account_of(server)
        if account is None:
            return
        question = ConfirmDialog(
            tr("Remove the account of {server}?").format(server=server),
            tr(
                "The secret of {user} is removed from this computer too. Images of "
                "{server} that need an account cannot be pulled until one is added again."
            ).format(user=said(account.login.user), server=server),
            tr("Remove"),
            self,
        )
        question.setProperty("server", server)
        question.accepted.connect(self._on_removal_agreed)
        question.open()

    def _on_removal_agreed(self) -> None:
        self._hub.registries.remove(str(self.sender().property("server")))

    # How it looks

    def _fill(self) -> None:
        while (item := self._list.takeAt(0)) is not None:
            if (widget := item.widget()) is not None:
                widget.hide()
                widget.deleteLater()
        accounts = self._hub.registries.accounts()
        for account in accounts:
            self._list.addWidget(self._row(account))
        if not accounts:
            none = tr("No account yet: public images need none.")
            self._list.addWidget(Text(none, "body", "text2", wrap=True))

    def _row(self, account: Account) -> QWidget:
        login = account.login
        words = QVBoxLayout()
        words.setSpacing(0)
        words.addWidget(ElidedLabel(login.server, "strong"))
        where = tr("in the keyring") if account.in_keyring else tr("until you quit")
        words.addWidget(ElidedLabel(f"{said(login.user)} · {where}", "label", "text2"))
        remove = Button(tr("Remove…"), "link")
        remove.setAccessibleName(tr("Remove the account of {server}").format(server=login.server))
        remove.setProperty("server", login.server)
        remove.clicked.connect(self._on_remove)
        row = QWidget()
        line = QHBoxLayout(row)
        line.setContentsMargins(0, 4, 0, 4)
        line.addLayout(words, 1)
        line.addWidget(remove)
        return row

    def _make_form(self) -> None:
        server = QLineEdit(self._wanted)
        server.setPlaceholderText(tr("nvcr.io, ghcr.io, docker.io, 10.0.0.5:5000"))
        self._secret_editor = QLineEdit()
        self._secret_editor.setEchoMode(QLineEdit.EchoMode.Password)
        self.server = FormField(tr("Registry"), server)
        self.user = FormField(tr("User"), QLineEdit())
        self.secret = FormField(tr("Password or token"), self._secret_editor, _HELP)
        self.keep = QCheckBox(tr("Keep it in this system's keyring"))
        self.keep.setChecked(True)
        self.add = Button(_ADD, "primary")
        self.add.setDefault(True)
        self.unchecked = Button(_ASK_NOT)
        self.unchecked.setToolTip(
            tr("The registry could not be asked whether it knows this account")
        )
        self.unchecked.hide()
        self.problem = Text("", "body", "err", wrap=True, selectable=True)
        self.problem.hide()
        server.textChanged.connect(self._on_server)
        self.add.clicked.connect(self._on_add)
        self.unchecked.clicked.connect(self._on_unchecked)

    def _lay_out(self) -> None:
        self._list = QVBoxLayout()
        self._list.setSpacing(4)
        close = Button(tr("Close"))
        close.clicked.connect(self.reject)
        role = QDialogButtonBox.ButtonRole
        buttons = QDialogButtonBox()
        for button, what in (
            (self.add, role.AcceptRole),
            (self.unchecked, role.ActionRole),
            (close, role.RejectRole),
        ):
            buttons.addButton(button, what)
        column = QVBoxLayout(self)
        column.setContentsMargins(24, 20, 24, 20)
        column.setSpacing(12)
        column.addWidget(Text(self.windowTitle(), "card"))
        column.addLayout(self._list)
        column.addWidget(Line())
        column.addWidget(Text(tr("Add an account"), "strong"))
        for field in (self.server, self.user, self.secret, self.keep):
            column.addWidget(field)
        column.addWidget(Text(_ABOUT, "label", "text3", wrap=True))
        column.addWidget(self.problem)
        column.addWidget(buttons)

    def _set_busy(self, busy: bool) -> None:
        for button in (self.add, self.unchecked):
            button.setEnabled(not busy)
        self.add.setText(tr("Asking the registry…") if busy else _ADD)

    def _say(self, text: str, tone: str = "err") -> None:
        self.problem.setText(text)
        self.problem.setAccessibleName(text)
        self.problem.set_tone(tone)
        self.problem.setVisible(bool(text))


def _editor(field: FormField) -> QLineEdit:
    editor = field.editor
    assert isinstance(editor, QLineEdit)
    return editor


def _text(field: FormField) -> str:
    return _editor(field).text().strip()
