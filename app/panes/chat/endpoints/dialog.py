"""EndpointDialog: add an endpoint, change one, or give one that was found its key."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, Qt
from PySide6.QtWidgets import (
    QCheckBox,
    QComboBox,
    QDialog,
    QDialogButtonBox,
    QHBoxLayout,
    QLineEdit,
    QVBoxLayout,
    QWidget,
)

from app.core.errors import BadInput
from app.core.i18n import tr
from app.core.ids import NodeId
from app.core.ports import read_port
from app.core.said import said
from app.look.components import Button, Chosen, FormField, Segmented, Text
from app.look.components.confirm import ConfirmDialog
from app.look.components.controls import CONTROL_HEIGHT
from app.panes.asking import Answered, OneQuestion, Refused
from app.services.chat.api import ChatEndpoint
from app.services.chat.endpoints.book import checked, checked_url, is_open
from app.services.chat.endpoints.keys import KIND, check_key
from app.services.chat.endpoints.listing import KeyWanted
from app.services.chat.endpoints.surveying import Kept, Wish
from app.state.hub import Notice, Severity

if TYPE_CHECKING:
    from app.state.hub import Hub

WIDTH = 520
_AT_URL, _ON_NODE = "url", "node"
_ABOUT_KEY = tr("It is kept in this system's keyring, or until you quit; never in a file.")
_KEPT = tr("A key is kept for it. What you type takes its place.")
_OPEN = tr("Without https:// the key can be read on its way.")


class EndpointDialog(QDialog):
    """A form over one endpoint. `accepted` means that it is kept."""

    def __init__(
        self, hub: Hub, parent: QWidget | None, endpoint: ChatEndpoint | None = None
    ) -> None:
        """Show `endpoint`; None: a new one. Of one that was found only the key is asked."""
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setFixedWidth(WIDTH)
        self._hub = hub
        self._endpoint = endpoint or ChatEndpoint("", "", is_custom=True)
        self._has_key = False
        self._about_key = _ABOUT_KEY
        self._saving = OneQuestion(self)
        self._looking = OneQuestion(self)
        self._build()
        self._lay_out()
        self._fill()
        self._listen()
        chat = hub.chat
        self._looking.begin(chat.work(lambda cancel: chat.secrets().state(cancel)), chat.start)

    @property
    def is_found(self) -> bool:
        """Whether it was found, so that only its key can be changed."""
        return not self._endpoint.is_custom

    def submit(self, *, ask_first: bool = True) -> None:
        """Keep what the form says, or show what is wrong with it."""
        self._say("")
        try:
            wish = self._read(ask_first=ask_first)
        except BadInput:
            return  # shown at its field
        worker = self._hub.chat.endpoints.keeping(wish)
        self._saving.begin(worker, self._hub.chat.start)
        self._show_busy()

    def done(self, result: int) -> None:
        """Close it; what is being asked is given up, and the key that was typed is gone."""
        self._saving.stop()
        self._looking.stop()
        self.key.clear()
        super().done(result)

    def event(self, event: QEvent) -> bool:
        """Take the height that the texts need at this width, each time they are others."""
        handled = super().event(event)
        if event.type() in (QEvent.Type.LayoutRequest, QEvent.Type.Show):
            self.resize(self.width(), self.heightForWidth(self.width()))
        return handled

    # What it shows

    def _build(self) -> None:
        title = tr("Key of an endpoint") if self.is_found else tr("Endpoint")
        if not self._endpoint.id:
            title = tr("Add an endpoint")
        self.setWindowTitle(title)
        self.place = Segmented(
            tr("Where it is"), [(_AT_URL, tr("At an address")), (_ON_NODE, tr("On a machine"))]
        )
        self.url = QLineEdit()
        self.url.setPlaceholderText(tr("https://host.example:8000/v1"))
        self.url_field = FormField(tr("Address"), self.url, tr("It ends in /v1, as a rule."))
        self.node = QComboBox()
        self.node.setMinimumHeight(CONTROL_HEIGHT)
        self.node_field = FormField(tr("Machine"), self.node)
        self.port = QLineEdit()
        self.port.setPlaceholderText("8000")
        self.port_field = FormField(tr("Port there"), self.port)
        self.base = QLineEdit()
        self.base.setPlaceholderText("/v1")
        self.base_field = FormField(tr("Path"), self.base)
        self.name = QLineEdit()
        self.name.setPlaceholderText(tr("What you call it; empty: its address"))
        self.name_field = FormField(tr("Name"), self.name)
        self.key = QLineEdit()
        self.key.setEchoMode(QLineEdit.EchoMode.Password)
        self.key.setPlaceholderText(tr("Empty: it asks for none"))
        self.key_field = FormField(tr("Key"), self.key, _ABOUT_KEY)
        self.keep = QCheckBox(tr("Keep it in this system's keyring"))
        self.keep.setChecked(True)
        self.drop = QCheckBox(tr("Forget its key"))
        self.save = Button(tr("Save"), "primary")
        self.save.setDefault(True)
        self.unasked = Button(tr("Save without asking"))
        self.unasked.setToolTip(tr("It does not answer now, and may later"))
        self.remove = Button(tr("Remove"), "danger")
        self.cancel = Button(tr("Cancel"))
        self.problem = Text("", "body", "err", wrap=True, selectable=True)

    def _lay_out(self) -> None:
        column = QVBoxLayout(self)
        column.setContentsMargins(24, 20, 24, 20)
        column.setSpacing(12)
        column.addWidget(Text(self.windowTitle(), "card"))
        self.about = Text(_about(self._endpoint), "body", "text2", wrap=True)
        column.addWidget(self.about)
        column.addWidget(self.place, 0, Qt.AlignmentFlag.AlignLeft)
        ports = QHBoxLayout()
        ports.setSpacing(12)
        top = Qt.AlignmentFlag.AlignTop
        ports.addWidget(self.port_field, 1, top)
        ports.addWidget(self.base_field, 1, top)
        column.addWidget(self.url_field)
        column.addWidget(self.node_field)
        column.addLayout(ports)
        rest = (self.name_field, self.key_field, self.keep, self.drop, self.problem)
        for widget in rest:
            column.addWidget(widget)
        buttons = QDialogButtonBox()
        role = QDialogButtonBox.ButtonRole
        buttons.addButton(self.remove, role.ResetRole)  # far from what saves
        buttons.addButton(self.save, role.AcceptRole)
        buttons.addButton(self.unasked, role.ActionRole)
        buttons.addButton(self.cancel, role.RejectRole)
        column.addSpacing(4)
        column.addWidget(buttons)

    def _fill(self) -> None:
        endpoint = self._endpoint
        for node in self._hub.nodes.all():
            self.node.addItem(said(node.name), str(node.id))
        place = self.node.findData(str(endpoint.node or self._hub.current_node))
        self.node.setCurrentIndex(max(place, 0))
        self.place.choose(_AT_URL if endpoint.node is None else _ON_NODE)
        self.url.setText(endpoint.url)
        self.port.setText(str(endpoint.port) if endpoint.port else "")
        self.base.setText(endpoint.base if endpoint.node is not None else "")
        self.name.setText(endpoint.title)
        self._has_key = self._is_key_kept()
        self.key_field.set_hint(_KEPT if self._has_key else self._about_key)
        if endpoint.id and endpoint.needs_key:
            self.key.setPlaceholderText(tr("Empty: the key that it has stays"))
        self.drop.setVisible(self._has_key or bool(endpoint.id and endpoint.needs_key))
        self.problem.hide()
        self.unasked.hide()
        self.remove.setVisible(endpoint.is_custom and bool(endpoint.id))
        self._show_place()

    def _is_key_kept(self) -> bool:
        from app.hosts.secrets import SecretSettings, SecretStore

        kept = self._hub.chat.settings.load(SecretStore.SECTION, SecretSettings).kept
        return any((each.owner, each.kind) == (self._endpoint.id, KIND) for each in kept)

    def _listen(self) -> None:
        self.place.chosen.connect(self._on_place)
        self.url.textChanged.connect(self._on_url)
        self.save.clicked.connect(self._on_save)
        self.unasked.clicked.connect(self._on_unasked)
        self.cancel.clicked.connect(self.reject)
        self.remove.clicked.connect(self._on_remove)
        self._saving.answered.connect(self._on_kept)
        self._saving.refused.connect(self._on_refused)
        self._saving.ended.connect(self._show_busy)
        self._looking.answered.connect(self._on_keyring)

    def _show_place(self) -> None:
        at_url = self.place.key == _AT_URL
        for field in (self.place, self.name_field):
            field.setVisible(not self.is_found)
        self.url_field.setVisible(at_url and not self.is_found)
        for field in (self.node_field, self.port_field, self.base_field):
            field.setVisible(not at_url and not self.is_found)
        self._show_about_key()
        first = self.key if self.is_found else self.url if at_url else self.port
        first.setFocus()

    def _show_busy(self) -> None:
        busy = self._saving.is_busy
        self.save.setEnabled(not busy)
        self.unasked.setEnabled(not busy)
        self.save.setText(tr("Asking it…") if busy else tr("Save"))

    def _say(self, text: str) -> None:
        self.problem.setText(text)
        self.problem.setAccessibleName(text)
        self.problem.setVisible(bool(text))
        for field in (self.url_field, self.port_field, self.base_field, self.key_field):
            field.set_error("")

    # What happens

    def _read(self, *, ask_first: bool) -> Wish:
        """Return what was typed; BadInput, shown at the field that it is about."""
        endpoint = self._endpoint
        if not self.is_found:
            endpoint = self._checked_endpoint()
        try:
            key = check_key(self.key.text())
        except BadInput as error:
            self.key_field.set_error(str(error))
            raise
        drop = self.drop.isChecked() and not key
        return Wish(
            endpoint, key, keep_key=self.keep.isChecked(), drop_key=drop, ask_first=ask_first
        )

    def _checked_endpoint(self) -> ChatEndpoint:
        title, at_url = self.name.text(), self.place.key == _AT_URL
        field = self.url_field if at_url else self.port_field
        try:
            if at_url:
                url = checked_url(self.url.text())
                return checked(replace(self._endpoint, title=title, node=None, url=url))
            port = read_port(self.port.text().strip())
            if port is None:
                raise BadInput(tr("A port is a number from 1 to 65535."))
            field = self.base_field
            node = NodeId(str(self.node.currentData()))
            base = self.base.text()
            return checked(replace(self._endpoint, title=title, node=node, port=port, base=base))
        except BadInput as error:
            field.set_error(str(error))
            field.editor.setFocus()
            raise

    def _on_place(self, _chosen: Chosen) -> None:
        self._show_place()

    def _on_url(self, _text: str) -> None:
        self.key_field.set_error("")  # it was another server's
        self._show_about_key()

    def _show_about_key(self) -> None:
        far = self.place.key == _AT_URL and not self.is_found and is_open(self.url.text())
        self.key_field.set_hint(_OPEN if far else _KEPT if self._has_key else self._about_key)

    def _on_save(self) -> None:
        self.submit()

    def _on_unasked(self) -> None:
        self.submit(ask_first=False)

    def _on_kept(self, answered: Answered) -> None:
        kept = answered.value
        if isinstance(kept, Kept):
            if kept.note:
                notice = Notice(Severity.WARNING, tr("The keyring did not do it."), kept.note)
                self._hub.tell(notice)
            self.accept()

    def _on_refused(self, refused: Refused) -> None:
        error = refused.error
        if isinstance(error, KeyWanted):
            self.key_field.set_error(said(str(error), limit=400))
            self.key.setFocus()
            return
        self._say(said(str(error), limit=400))
        self.unasked.setVisible(not isinstance(error, BadInput))

    def _on_keyring(self, answered: Answered) -> None:
        from app.hosts.keyring import KeyringState  # its module is slow to import

        keyring = answered.value
        if not isinstance(keyring, KeyringState):
            return
        name = f" ({keyring.name})" if keyring.name else ""
        self.keep.setText(tr("Keep the key in this system's keyring{name}").format(name=name))
        self.keep.setVisible(keyring.usable)
        if not keyring.usable:
            self.keep.setChecked(False)
            self._about_key = tr("It is kept until you quit: {reason}.").format(
                reason=keyring.reason
            )
            self._show_about_key()

    def _on_remove(self) -> None:
        question = ConfirmDialog(
            tr("Remove {title}?").format(title=said(self._endpoint.title, limit=60)),
            tr(
                "Its address, its key and what it was found to do are forgotten here. "
                "Conversations with it stay."
            ),
            tr("Remove"),
            self,
        )
        question.accepted.connect(self._on_removal_agreed)
        question.open()

    def _on_removal_agreed(self) -> None:
        self._hub.chat.endpoints.remove(self._endpoint.id)
        self.reject()


def _about(endpoint: ChatEndpoint) -> str:
    if not endpoint.is_custom:
        return tr("{title}, port {port}: give the key it was started with.").format(
            title=said(endpoint.title), port=endpoint.port
        )
    return tr(
        "Any server with an OpenAI-compatible API. Models of your machines are found by themselves."
    )
