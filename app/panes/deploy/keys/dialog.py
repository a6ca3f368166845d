"""Keys that models need: which are there, adding, replacing and removing them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, Qt
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
from app.look.components import Button, FormField, Line, Text
from app.look.components.confirm import ConfirmDialog
from app.panes.asking import Answered, Refused
from app.panes.deploy.asking import Asking
from app.panes.deploy.keys.row import KeyAsked, KeyRow
from app.panes.deploy.keys.work import (
    Known,
    Wish,
    adding,
    adding_by,
    forgetting,
    looking,
    needs_node,
)
from app.services.serving.api import HF_TOKEN
from app.services.serving.facts.api import ModelGated
from app.services.serving.keys import (
    INSPECT_WARNING,
    KEYS,
    NGC_API_KEY,
    Key,
    check_key,
    key_of,
)
from app.state.hub import Notice, Severity

if TYPE_CHECKING:
    from app.hosts.keyring import KeyringState
    from app.state.hub import Hub

WIDTH = 580
_ABOUT = tr(
    "A key is kept in this system's keyring, or until you quit. It is never written "
    "to a file, and commands that are shown name it only. {warning}"
).format(warning=INSPECT_WARNING)
_SAVE, _UNCHECKED = tr("Save"), tr("Save without asking")


class KeysDialog(QDialog):
    """The known keys and a form for one of them.

    `wanted` is the variable of a key that something needs: its form is open, and the dialog closes
    once it is there; `accepted` means that it is.
    """

    def __init__(self, hub: Hub, parent: QWidget, *, wanted: str = "") -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle(tr("Keys for models"))
        self.setFixedWidth(WIDTH)
        self._hub = hub
        key = key_of(wanted)
        self._wanted = key.variable if key else ""
        self._editing = KEYS[0]
        self._asking = Asking(hub, self)
        self._asking.answered.connect(self._on_answered)
        self._asking.refused.connect(self._on_refused)
        self._asking.ended.connect(self._show_busy)
        self.rows = {each.variable: KeyRow(each) for each in KEYS}
        self._make_form()
        self._lay_out()
        self.form.hide()
        if key:
            self._edit(key)
        self._asking.work(looking(hub))

    def submit(self, *, check: bool | None = None) -> None:
        """Save what the form says, or show what is wrong with it."""
        self._say("")
        key = self._editing
        try:
            text = check_key(key.variable, self.editor.text())
        except BadInput as error:
            self.field.set_error(str(error))
            return
        asks = self.ask.isChecked() and not self.ask.isHidden() if check is None else check
        wish = Wish(key.variable, key.title, text, self.keep.isChecked(), asks)
        if needs_node(wish):
            self._asking.ask(self._hub.current_node, adding_by(self._hub, wish))
        else:
            self._asking.work(adding(self._hub, wish))
        self._show_busy()

    def done(self, result: int) -> None:
        """Close it; what is being asked is given up, and the key that was typed is gone."""
        self._asking.stop()
        self.editor.clear()
        super().done(result)

    def event(self, event: QEvent) -> bool:
        """Take the height that the texts need at this width, each time they are others."""
        handled = super().event(event)
        if event.type() in (QEvent.Type.LayoutRequest, QEvent.Type.Show):
            self.resize(self.width(), self.heightForWidth(self.width()))
        return handled

    # What happens

    def _on_wanted(self, asked: KeyAsked) -> None:
        if key := key_of(asked.variable):
            self._say("")
            self._edit(key)

    def _on_page(self, asked: KeyAsked) -> None:
        if (key := key_of(asked.variable)) and key.page:
            self._hub.launcher.open_url(key.page)

    def _on_removal(self, asked: KeyAsked) -> None:
        key = key_of(asked.variable)
        if key is None:
            return
        question = ConfirmDialog(
            tr("Remove the {title}?").format(title=key.title),
            tr(
                "It is removed from this computer's memory and keyring. Containers that "
                "have it keep it until they are removed; where it was made it stays "
                "valid."
            ),
            tr("Remove"),
            self,
        )
        question.setProperty("variable", key.variable)
        question.accepted.connect(self._on_removal_agreed)
        question.open()

    def _on_removal_agreed(self) -> None:
        key = key_of(str(self.sender().property("variable")))
        if key is not None:
            self._asking.work(forgetting(self._hub, key.variable, key.title))
            self._show_busy()

    def _on_answered(self, answered: Answered) -> None:
        known = answered.value
        if not isinstance(known, Known):
            return
        for state in known.states:
            self.rows[state.key.variable].show_state(state)
        if known.keyring is not None:
            self._show_keyring(known.keyring)
        if known.note:
            self._hub.tell(Notice(Severity.WARNING, tr("The keyring did not do it."), known.note))
        if not known.done:
            return
        self.editor.clear()
        self.form.hide()
        self._say(known.done, "ok")
        there = {each.key.variable for each in known.states if each.is_there}
        if self._wanted in there:
            self.accept()

    def _on_refused(self, refused: Refused) -> None:
        error = refused.error
        self._say(said(f"{error.message} {error.hint}", limit=400))
        is_wrong = isinstance(error, AuthenticationFailed | BadInput | ModelGated)
        self.unchecked.setVisible(self.form.isVisible() and not is_wrong)

    def _on_save(self) -> None:
        self.submit()

    def _on_unchecked(self) -> None:
        self.submit(check=False)

    def _on_cancel(self) -> None:
        self._asking.stop()
        self._show_busy()
        self.editor.clear()
        self.form.hide()
        self._say("")

    # How it looks

    def _edit(self, key: Key) -> None:
        """Open the form for a key."""
        self._editing = key
        self.editor.clear()
        self.editor.setAccessibleName(key.title)
        self.heading.setText(f"{key.title} ({key.variable})")
        self.field.set_error("")
        self.field.set_hint(key.shape_in_words)
        by = said(self._hub.nodes.name_of(self._hub.current_node))
        words = {
            HF_TOKEN: tr("Ask Hugging Face first whose it is"),
            NGC_API_KEY: tr("Ask nvcr.io first, by the Docker of {by}").format(by=by),
        }.get(key.variable, "")
        self.ask.setText(words)
        self.ask.setVisible(bool(words))
        self.ask.setChecked(key.variable == HF_TOKEN)
        self.unchecked.hide()
        self.form.show()
        self.editor.setFocus()

    def _show_keyring(self, keyring: KeyringState) -> None:
        name = f" ({keyring.name})" if keyring.name else ""
        self.keep.setText(tr("Keep it in this system's keyring{name}").format(name=name))
        self.keep.setEnabled(keyring.usable)
        if not keyring.usable:
            self.keep.setChecked(False)
            self.keep.setText(
                tr("It is kept until you quit: {reason}").format(reason=keyring.reason)
            )

    def _make_form(self) -> None:
        self.editor = QLineEdit()
        self.editor.setEchoMode(QLineEdit.EchoMode.Password)
        self.field = FormField(tr("Key"), self.editor)
        self.heading = Text("", "strong")
        self.keep = QCheckBox(tr("Keep it in this system's keyring"))
        self.keep.setChecked(True)
        self.ask = QCheckBox()
        self.save = Button(_SAVE, "primary")
        self.save.setDefault(True)
        self.unchecked = Button(_UNCHECKED)
        self.unchecked.setToolTip(tr("Nobody could be asked whether it is a good key"))
        self.cancel = Button(tr("Cancel"), "link")
        self.problem = Text("", "body", "err", wrap=True, selectable=True)
        self.problem.hide()
        self.save.clicked.connect(self._on_save)
        self.unchecked.clicked.connect(self._on_unchecked)
        self.cancel.clicked.connect(self._on_cancel)
        for row in self.rows.values():
            row.wanted.connect(self._on_wanted)
            row.removal_asked.connect(self._on_removal)
            row.page_asked.connect(self._on_page)

    def _lay_out(self) -> None:
        buttons = QHBoxLayout()
        buttons.setSpacing(12)
        for button in (self.save, self.unchecked, self.cancel):
            buttons.addWidget(button)
        buttons.addStretch(1)
        self.form = QWidget()
        inner = QVBoxLayout(self.form)
        inner.setContentsMargins(0, 0, 0, 0)
        inner.setSpacing(10)
        fields: tuple[QWidget, ...] = (Line(), self.heading, self.field, self.keep, self.ask)
        for each in fields:
            inner.addWidget(each)
        inner.addLayout(buttons)
        close = QDialogButtonBox()
        leave = Button(tr("Close"))
        close.addButton(leave, QDialogButtonBox.ButtonRole.RejectRole)
        leave.clicked.connect(self.reject)
        column = QVBoxLayout(self)
        column.setContentsMargins(24, 20, 24, 20)
        column.setSpacing(10)
        column.addWidget(Text(self.windowTitle(), "card"))
        for row in self.rows.values():
            column.addWidget(row)
        about = Text(_ABOUT, "label", "text3", wrap=True)
        below: tuple[QWidget, ...] = (self.form, self.problem, Line(), about)
        for each in below:
            column.addWidget(each)
        column.addWidget(close)

    def _show_busy(self) -> None:
        busy = self._asking.is_busy
        for button in (self.save, self.unchecked):
            button.setEnabled(not busy)
        for row in self.rows.values():
            row.setEnabled(not busy)
        self.save.setText(tr("Asking…") if busy and self.form.isVisible() else _SAVE)

    def _say(self, text: str, tone: str = "err") -> None:
        self.problem.setText(text)
        self.problem.setAccessibleName(text)
        self.problem.set_tone(tone)
        self.problem.setVisible(bool(text))
