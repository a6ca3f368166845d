"""What to pull: a name, and what that means."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import (
    QDialog,
    QDialogButtonBox,
    QHBoxLayout,
    QLineEdit,
    QVBoxLayout,
    QWidget,
)

from app.core import units
from app.core.errors import BadInput
from app.core.i18n import tr
from app.core.said import said
from app.look.components import Button, FormField, KeyValues, Text, plain_tip
from app.panes.asking import Answered
from app.panes.containers.asking import Asking
from app.panes.containers.images.accounts import AccountsDialog
from app.services.containers.disk import FreeSpace, free_space
from app.services.containers.references import Reference, parse_reference

if TYPE_CHECKING:
    from app.core.ids import NodeId
    from app.state.hub import Hub

WIDTH = 560
EXAMPLES = (
    "nvcr.io/nvidia/pytorch:25.09-py3",
    "ghcr.io/open-webui/open-webui:main",
    "docker.io/library/nginx:latest",
)
_COMMANDS = ("docker pull ", "podman pull ", "docker image pull ")


@dataclass(frozen=True, slots=True)
class PullWanted:
    """An image is to be pulled."""

    reference: str


class PullDialog(QDialog):
    """Asks for a name and says what would be pulled, as whom, and onto how much room.

    Signals:
        pull_wanted: it is to be pulled; the dialog is closed.
    """

    pull_wanted = Signal(PullWanted)

    def __init__(self, hub: Hub, node: NodeId, parent: QWidget) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self._hub = hub
        self._node = node
        self._space: FreeSpace | None = None
        self._asking = Asking(hub, self)
        self._asking.answered.connect(self._on_space)
        self._name = hub.nodes.name_of(node)
        self.setWindowTitle(tr("Pull an image onto {name}").format(name=self._name))
        self.setFixedWidth(WIDTH)
        self._build()
        self._asking.ended.connect(self._show)
        hub.registries.changed.connect(self._show)
        self._ask_space()
        self._show()

    @property
    def reference(self) -> str:
        """The name as it was typed, without a command that was pasted with it."""
        text = self._editor.text().strip()
        for command in _COMMANDS:
            text = text.removeprefix(command)
        return text.strip()

    def submit(self) -> None:
        """Close and begin, or show what is wrong with the name."""
        if (wanted := self._read(tell=True)) is not None:
            self.accept()
            self.pull_wanted.emit(PullWanted(str(wanted)))

    def done(self, result: int) -> None:
        """Stop asking, and close."""
        self._asking.stop()
        super().done(result)

    # What is asked

    def _ask_space(self) -> None:
        self._asking.ask(self._node, free_space)

    def _on_space(self, answered: Answered) -> None:
        assert isinstance(answered.value, FreeSpace)
        self._space = answered.value

    # What is shown

    def _show(self) -> None:
        wanted = self._read(tell=False)
        self.pull.setEnabled(wanted is not None)
        self.account.setVisible(wanted is not None)
        account = None if wanted is None else self._hub.registries.account_of(wanted.registry)
        self.account.setText(tr("Other account…") if account is not None else tr("Add an account…"))
        self.facts.set_rows(self._facts(wanted))

    def _facts(self, wanted: Reference | None) -> list[tuple[str, str]]:
        if wanted is None:
            return [(tr("Pulls"), "–"), (tr("As"), "–"), (tr("Free"), self._free())]
        account = self._hub.registries.account_of(wanted.registry)
        who = tr("anybody: no account is known") if account is None else said(account.login.user)
        return [
            (tr("Pulls"), str(wanted)),
            (tr("As"), tr("{who}, at {registry}").format(who=who, registry=wanted.registry)),
            (tr("Free"), self._free()),
        ]

    def _free(self) -> str:
        space = self._space
        if space is None:
            return (
                "…"
                if self._asking.is_busy
                else tr("{unknown}: it did not answer").format(unknown=units.NOT_AVAILABLE)
            )
        if space.free_bytes is None:
            return f"{units.NOT_AVAILABLE}: {space.why}"
        return tr("{disk_size} on {name}, in {path}").format(
            disk_size=units.disk_size(space.free_bytes), name=self._name, path=space.path
        )

    def _read(self, *, tell: bool) -> Reference | None:
        text = self.reference
        try:
            return parse_reference(text) if text else None
        except BadInput as error:
            if tell:
                self.field.set_error(f"{error.message} {error.hint}")
            return None

    def _build(self) -> None:
        self._editor = QLineEdit()
        self._editor.setPlaceholderText(EXAMPLES[0])
        self.field = FormField(tr("Image"), self._editor)
        self.facts = KeyValues()
        self.account = Button("", "link")
        self.pull = Button(tr("Pull"), "primary", "download-simple")
        self.pull.setDefault(True)
        cancel = Button(tr("Cancel"))
        buttons = QHBoxLayout()
        buttons.setSpacing(8)
        buttons.addWidget(self.account)
        buttons.addStretch(1)
        box = QDialogButtonBox()
        box.addButton(self.pull, QDialogButtonBox.ButtonRole.AcceptRole)
        box.addButton(cancel, QDialogButtonBox.ButtonRole.RejectRole)
        buttons.addWidget(box)
        column = QVBoxLayout(self)
        column.setContentsMargins(24, 20, 24, 20)
        column.setSpacing(12)
        column.addWidget(Text(self.windowTitle(), "card"))
        column.addWidget(self.field)
        column.addLayout(self._examples())
        column.addWidget(self.facts)
        column.addWidget(Text(_GOES_ON, "label", "text3", wrap=True))
        column.addSpacing(4)
        column.addLayout(buttons)
        self._editor.textChanged.connect(self._on_text)
        self._editor.returnPressed.connect(self.submit)
        self._editor.editingFinished.connect(self._on_edited)
        self.account.clicked.connect(self._on_account)
        self.pull.clicked.connect(self.submit)
        cancel.clicked.connect(self.reject)
        self._editor.setFocus(Qt.FocusReason.OtherFocusReason)

    def _examples(self) -> QHBoxLayout:
        examples = QHBoxLayout()
        examples.setSpacing(14)
        for example in EXAMPLES:
            registry, _, rest = example.partition("/")
            link = Button(f"{registry}: {rest.rpartition('/')[2]}", "link")
            link.setToolTip(plain_tip(example))
            link.setProperty("example", example)
            link.setAccessibleName(tr("Example: {example}").format(example=example))
            link.clicked.connect(self._on_example)
            examples.addWidget(link)
        examples.addStretch(1)
        return examples

    def _on_text(self, _text: str) -> None:
        self.field.set_error("")
        self._show()

    def _on_edited(self) -> None:
        if self.reference:
            self._read(tell=True)

    def _on_example(self) -> None:
        self._editor.setText(str(self.sender().property("example")))

    def _on_account(self) -> None:
        wanted = self._read(tell=False)
        if wanted is not None:
            AccountsDialog(self._hub, self._node, self, wanted=wanted.registry).open()


_GOES_ON = tr("It goes on while you look at something else; the status bar says how far it is.")
