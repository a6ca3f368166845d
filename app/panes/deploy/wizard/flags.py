"""All flags of an engine with their help, further arguments, variables and another image."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import (
    QGridLayout,
    QHBoxLayout,
    QLineEdit,
    QPlainTextEdit,
    QTreeWidget,
    QTreeWidgetItem,
    QVBoxLayout,
    QWidget,
)

from app.core.errors import BadInput
from app.core.i18n import tr
from app.look.components import Button, FormField, Text, plain_tip
from app.look.components.controls import CONTROL_HEIGHT
from app.look.fonts import mono_font
from app.panes.deploy.wizard.limits import (
    KEYS_ARE_KEPT,
    environment_text,
    read_arguments,
    read_environment,
)
from app.panes.deploy.wizard.looking import KeysAsked

if TYPE_CHECKING:
    from app.services.serving.api import EngineSpec, LaunchSettings, Option

_EDITOR_HEIGHT = 96
_LIST_HEIGHT = 240
_ARGUMENTS = tr(
    "One per line, handed over as it stands: a flag on one line, its value on the next."
)
_VARIABLES = tr("NAME=value, one per line. No keys and tokens: they come from the keyring.")
_IMAGE = tr("Empty: the recipe's, or the engine's for this node.")
_SETTINGS = {
    "context": tr("the context above"),
    "users": tr("the users above"),
    "kv_dtype": tr("KV cache under Simple"),
    "memory_fraction": tr("the memory share under Simple"),
    "batch_tokens": tr("tokens per step under Simple"),
    "port": tr("the port under Simple"),
    "served_name": tr("the name under Simple"),
}


class FlagsPage(QWidget):
    """What most people never need.

    Signals:
        edited: something was typed.
        keys_asked: a secret was typed, which belongs to the keys.
    """

    edited = Signal()
    keys_asked = Signal(KeysAsked)

    def __init__(self) -> None:
        super().__init__()
        self._options: tuple[Option, ...] = ()
        self._engine = ""
        self._build()

    def show_engine(self, engine: EngineSpec) -> None:
        """List the flags of an engine."""
        if engine.name != self._engine:
            self._engine, self._options = engine.name, engine.options
            self.search.setPlaceholderText(
                tr("Search {options} flags of {title}").format(
                    options=len(engine.options), title=engine.title
                )
            )
            self.search.clear()
            self._list()

    def show_settings(self, settings: LaunchSettings) -> None:
        """Show what was chosen, without telling; what is being typed is left alone."""
        for editor, text in (
            (self.arguments, "\n".join(settings.arguments)),
            (self.environment, environment_text(settings.environment)),
        ):
            if (
                not editor.hasFocus()
                and editor.toPlainText() != text
                and not self._is_wrong(editor)
            ):
                self._fill(editor, text)
        if not self.image.hasFocus() and self.image.text() != settings.image:
            blocked = self.image.blockSignals(True)
            self.image.setText(settings.image)
            self.image.blockSignals(blocked)

    def clear_errors(self) -> None:
        """Forget what was wrong: another recipe is shown."""
        for field in (self.arguments_field, self.environment_field):
            field.set_error("")

    def read(self) -> dict[str, object] | None:
        """Return the settings of this page; None with what is wrong beside its field."""
        self.environment_field.set_error("")
        self.keys.hide()
        try:
            environment = read_environment(self.environment.toPlainText())
        except BadInput as error:
            self.environment_field.set_error(str(error))
            self.keys.setVisible(KEYS_ARE_KEPT in str(error))
            return None
        return {
            "arguments": read_arguments(self.arguments.toPlainText()),
            "environment": environment,
            "image": self.image.text().strip(),
        }

    def _is_wrong(self, editor: QPlainTextEdit) -> bool:
        return bool(editor.property("invalid") == "true")

    @staticmethod
    def _fill(editor: QPlainTextEdit, text: str) -> None:
        blocked = editor.blockSignals(True)
        editor.setPlainText(text)
        editor.blockSignals(blocked)

    def _list(self) -> None:
        words = self.search.text().lower().split()
        self.list.clear()
        for option in self._options:
            text = f"{option.flag} {option.value} {option.help}".lower()
            if not all(word in text for word in words):
                continue
            help_text = option.help
            if option.setting:
                help_text += tr(" Set by {field}.").format(
                    field=_SETTINGS.get(option.setting, tr("a field of this page"))
                )
            item = QTreeWidgetItem([f"{option.flag} {option.value}".strip(), help_text])
            item.setFont(0, mono_font())
            item.setToolTip(0, plain_tip(help_text))
            item.setToolTip(1, plain_tip(help_text))
            item.setData(0, Qt.ItemDataRole.UserRole, "" if option.setting else option.flag)
            self.list.addTopLevelItem(item)
        self.none.setVisible(self.list.topLevelItemCount() == 0)

    def _on_search(self, _text: str) -> None:
        self._list()

    def _on_item(self) -> None:
        item = self.list.currentItem()
        flag = str(item.data(0, Qt.ItemDataRole.UserRole)) if item is not None else ""
        self.add.setEnabled(bool(flag))

    def _on_add(self) -> None:
        item = self.list.currentItem()
        flag = str(item.data(0, Qt.ItemDataRole.UserRole)) if item is not None else ""
        if flag:
            is_variable = flag.isupper()  # engines without arguments have them
            editor, word = (self.environment, f"{flag}=") if is_variable else (self.arguments, flag)
            before = editor.toPlainText().rstrip("\n")
            text = f"{before}\n{word}" if before else word
            editor.setPlainText(text if is_variable else f"{text}\n")
            editor.moveCursor(editor.textCursor().MoveOperation.End)
            editor.setFocus(Qt.FocusReason.OtherFocusReason)

    def _on_activated(self, _item: QTreeWidgetItem, _column: int) -> None:
        self._on_add()

    def _on_keys(self) -> None:
        self.keys_asked.emit(KeysAsked())

    def _on_image(self, _text: str) -> None:
        self.edited.emit()

    def _build(self) -> None:
        self.search = QLineEdit()
        self.search.setAccessibleName(tr("Search flags"))
        self.search.setClearButtonEnabled(True)
        self.search.setFixedHeight(CONTROL_HEIGHT)
        self.add = Button(tr("Add to the launch"))
        self.add.setEnabled(False)
        self.none = Text(tr("No flag matches."), "label", "text3")
        self.list = QTreeWidget()
        self.list.setAccessibleName(tr("Flags of the engine"))
        self.list.setHeaderLabels([tr("Flag"), tr("What it does")])
        self.list.setRootIsDecorated(False)
        self.list.setColumnWidth(0, 320)
        self.list.setFixedHeight(_LIST_HEIGHT)
        self.arguments, self.environment = QPlainTextEdit(), QPlainTextEdit()
        for editor in (self.arguments, self.environment):
            editor.setFont(mono_font())
            editor.setFixedHeight(_EDITOR_HEIGHT)
            editor.setTabChangesFocus(True)
            editor.setProperty("readOnly", "false")
            editor.textChanged.connect(self.edited)
        self.arguments.setPlaceholderText("--enable-prefix-caching")
        self.environment.setPlaceholderText(tr("VLLM_LOGGING_LEVEL=INFO"))
        self.image = QLineEdit()
        self.image.setPlaceholderText(tr("nvcr.io/nvidia/vllm:26.05.post1-py3"))
        self.arguments_field = FormField(tr("Further arguments"), self.arguments, _ARGUMENTS)
        self.environment_field = FormField(
            tr("Environment variables"), self.environment, _VARIABLES
        )
        self.image_field = FormField(tr("Another image"), self.image, _IMAGE)
        self.keys = Button(tr("Keys…"), "link", "key")
        self.keys.hide()
        self._lay_out()
        self.keys.clicked.connect(self._on_keys)
        self.search.textChanged.connect(self._on_search)
        self.list.currentItemChanged.connect(self._on_item)
        self.list.itemActivated.connect(self._on_activated)
        self.add.clicked.connect(self._on_add)
        self.image.textChanged.connect(self._on_image)

    def _lay_out(self) -> None:
        top = QHBoxLayout()
        top.setSpacing(8)
        top.addWidget(self.search, 1)
        top.addWidget(self.add)
        grid = QGridLayout()
        grid.setHorizontalSpacing(14)
        grid.setVerticalSpacing(12)
        grid.setColumnStretch(0, 1)
        grid.setColumnStretch(1, 1)
        grid.addWidget(self.arguments_field, 0, 0, Qt.AlignmentFlag.AlignTop)
        grid.addWidget(self.environment_field, 0, 1, Qt.AlignmentFlag.AlignTop)
        grid.addWidget(self.keys, 1, 1, Qt.AlignmentFlag.AlignLeft)
        grid.addWidget(self.image_field, 2, 0, 1, 2)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(10)
        column.addLayout(top)
        column.addWidget(self.list)
        column.addWidget(self.none)
        column.addLayout(grid)
