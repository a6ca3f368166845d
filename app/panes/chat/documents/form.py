"""A collection: its name, its folders and files, and what makes its vectors."""

from __future__ import annotations

import time
import uuid
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, Qt
from PySide6.QtWidgets import (
    QComboBox,
    QDialog,
    QDialogButtonBox,
    QHBoxLayout,
    QLineEdit,
    QListWidget,
    QSpinBox,
    QVBoxLayout,
    QWidget,
)

from app.core.i18n import tr
from app.core.said import said
from app.look.components import Button, FormField, Text
from app.look.components.controls import CONTROL_HEIGHT, inset
from app.look.components.file_dialogs import ask_files, ask_folder
from app.panes.chat.documents.words import EMBEDDED_TITLE
from app.services.chat.api import Ability
from app.services.documents.api import Collection, EmbedderChoice, StoreChoice

if TYPE_CHECKING:
    from app.state.hub import Hub

WIDTH = 600
EMBEDDED = EmbedderChoice("embedded")
HERE = StoreChoice()
MILVUS_PORT = 19530
_ABOUT = tr(
    "Files are read where they are and stay as they are. Their text and its index are "
    "kept on this computer."
)
_EMBEDDING_HINT = tr("Another one indexes everything anew; until then the old one answers.")
_STORE_HINT = tr("Milvus is worth it from some 300,000 passages on, or where one runs on the box.")


class CollectionForm(QDialog):
    """Makes a collection or changes one; `accepted` means that `collection()` is to be saved."""

    def __init__(self, hub: Hub, parent: QWidget, collection: Collection | None = None) -> None:
        super().__init__(parent)
        self._hub = hub
        self._before = collection
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle(
            tr("Change collection") if collection else tr("New collection of documents")
        )
        self.setFixedWidth(WIDTH)
        self._make_fields()
        self._lay_out()
        if collection is not None:
            self._show(collection)

    def collection(self) -> Collection:
        """Return what the form says."""
        before = self._before
        store = self.store.currentData()
        if isinstance(store, StoreChoice) and store.kind == "milvus":
            store = StoreChoice("milvus", store.node, self.port.value())
        return Collection(
            before.id if before else uuid.uuid4().hex[:12],
            self.name.text().strip(),
            self.chosen_paths(),
            self.embedder.currentData() or EMBEDDED,
            store or HERE,
            before.created if before else time.time(),
            before.reranker if before else None,
        )

    def chosen_paths(self) -> tuple[str, ...]:
        """Return the folders and files."""
        return tuple(self.paths.item(row).text() for row in range(self.paths.count()))

    def add_paths(self, paths: tuple[str, ...]) -> None:
        """Add folders and files, each once."""
        known = set(self.chosen_paths())
        for path in paths:
            if path and path not in known:
                self.paths.addItem(path)
                known.add(path)
        if not self.name.text().strip() and paths:
            self.name.setText(Path(paths[0]).stem[:60])
        self.paths_field.set_error("")
        self._on_paths_changed()

    def accept(self) -> None:
        """Close when it can be saved, else say what is missing."""
        name, paths = self.name.text().strip(), self.chosen_paths()
        self.name_field.set_error("" if name else tr("Give it a name."))
        self.paths_field.set_error("" if paths else tr("Add a folder or a file."))
        if name and paths:
            super().accept()

    def event(self, event: QEvent) -> bool:
        """Take the height that the texts need at this width, each time they are others."""
        handled = super().event(event)
        if event.type() in (QEvent.Type.LayoutRequest, QEvent.Type.Show):
            self.resize(self.width(), self.heightForWidth(self.width()))
        return handled

    # How it is made

    def _make_fields(self) -> None:
        self.name = QLineEdit()
        self.name.setMaxLength(80)
        self.name_field = FormField(tr("Name"), self.name)
        self.paths = QListWidget()
        self.paths.setSelectionMode(QListWidget.SelectionMode.ExtendedSelection)
        self.paths.setTextElideMode(Qt.TextElideMode.ElideMiddle)
        self.paths.setMinimumHeight(120)
        self.paths_field = FormField(tr("Folders and files"), self.paths)
        self.add_folder = Button(tr("Add folder…"), icon_name="folder-plus")
        self.add_files = Button(tr("Add files…"), icon_name="file")
        self.remove = Button(tr("Remove from the list"))
        self.embedder = QComboBox()
        self.embedder.setMinimumHeight(CONTROL_HEIGHT)
        for title, choice in _embedders(self._hub):
            self.embedder.addItem(title, choice)
        self.embedder_field = FormField(tr("Embedding model"), self.embedder, _EMBEDDING_HINT)
        self.store = QComboBox()
        self.store.setMinimumHeight(CONTROL_HEIGHT)
        self.store.addItem(tr("In a file on this computer"), HERE)
        for node in self._hub.nodes.all():
            title = tr("In Milvus on {name}").format(name=said(node.name, limit=60))
            self.store.addItem(title, StoreChoice("milvus", node.id))
        self.store_field = FormField(tr("Vectors"), self.store, _STORE_HINT)
        self.port = QSpinBox()
        self.port.setRange(1, 65535)
        self.port.setValue(MILVUS_PORT)
        inset(self.port)
        self.port_field = FormField(tr("Port of Milvus"), self.port)
        self.port_field.hide()
        self.add_folder.clicked.connect(self._on_add_folder)
        self.add_files.clicked.connect(self._on_add_files)
        self.remove.clicked.connect(self._on_remove)
        self.paths.itemSelectionChanged.connect(self._on_paths_changed)
        self.store.currentIndexChanged.connect(self._on_store_changed)
        self._on_paths_changed()

    def _lay_out(self) -> None:
        row = QHBoxLayout()
        row.setSpacing(8)
        for button in (self.add_folder, self.add_files, self.remove):
            row.addWidget(button)
        row.addStretch(1)
        self.save = Button(tr("Save") if self._before else tr("Create and index"), "primary")
        self.no = Button(tr("Cancel"))
        self.save.setDefault(True)
        buttons = QDialogButtonBox()
        buttons.addButton(self.save, QDialogButtonBox.ButtonRole.AcceptRole)
        buttons.addButton(self.no, QDialogButtonBox.ButtonRole.RejectRole)
        buttons.accepted.connect(self.accept)
        buttons.rejected.connect(self.reject)
        column = QVBoxLayout(self)
        column.setContentsMargins(24, 20, 24, 20)
        column.setSpacing(12)
        column.addWidget(Text(_ABOUT, "body", "text2", wrap=True))
        column.addWidget(self.name_field)
        column.addWidget(self.paths_field)
        column.addLayout(row)
        column.addWidget(self.embedder_field)
        column.addWidget(self.store_field)
        column.addWidget(self.port_field)
        column.addSpacing(4)
        column.addWidget(buttons)

    def _show(self, collection: Collection) -> None:
        self.name.setText(collection.name)
        self.add_paths(collection.paths)
        choices = [self.embedder.itemData(number) for number in range(self.embedder.count())]
        if collection.embedder not in choices:
            title = tr("{model} (not there now)").format(model=said(collection.embedder.model))
            self.embedder.addItem(title, collection.embedder)
            choices.append(collection.embedder)
        self.embedder.setCurrentIndex(choices.index(collection.embedder))
        for number in range(self.store.count()):
            choice = self.store.itemData(number)
            if (choice.kind, choice.node) == (collection.store.kind, collection.store.node):
                self.store.setCurrentIndex(number)
        self.port.setValue(collection.store.port)

    # What happens

    def _on_add_folder(self) -> None:
        ask_folder(self, tr("Add a folder, with all below it"), self._on_folder_selected)

    def _on_add_files(self) -> None:
        ask_files(self, tr("Add files"), self._on_files_selected)

    def _on_folder_selected(self, folder: str) -> None:
        self.add_paths((folder,))

    def _on_files_selected(self, files: list[str]) -> None:
        self.add_paths(tuple(files))

    def _on_remove(self) -> None:
        for item in self.paths.selectedItems():
            self.paths.takeItem(self.paths.row(item))
        self._on_paths_changed()

    def _on_paths_changed(self) -> None:
        self.remove.setEnabled(bool(self.paths.selectedItems()))

    def _on_store_changed(self, _number: int) -> None:
        choice = self.store.currentData()
        self.port_field.setVisible(isinstance(choice, StoreChoice) and choice.kind == "milvus")


def _embedders(hub: Hub) -> list[tuple[str, EmbedderChoice]]:
    """Return what can make vectors: this computer, and models of endpoints that say so."""
    found = [(EMBEDDED_TITLE, EMBEDDED)]
    endpoints = hub.chat.endpoints
    for view in endpoints.all():
        for model in view.models or ():
            works = endpoints.card(view.endpoint.id, model.id).works(Ability.EMBEDDINGS)
            if works or (works is None and "embed" in model.id.casefold()):
                title = f"{said(model.title, limit=80)}, {said(view.endpoint.title, limit=60)}"
                found.append((title, EmbedderChoice("endpoint", view.endpoint.id, model.id)))
    return found
