"""Dialogs about recipes: editing one, importing others, sharing one."""

from __future__ import annotations

import datetime
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import (
    QDialog,
    QDialogButtonBox,
    QHBoxLayout,
    QVBoxLayout,
    QWidget,
)

from app.core.errors import BadInput
from app.core.i18n import tr
from app.core.listed import listed
from app.core.said import said
from app.look.components import Button, FormField, Text
from app.look.components.confirm import TypedDialog
from app.look.components.file_dialogs import ask_file, ask_target
from app.panes.deploy.recipes.yaml_editor import YamlEditor

if TYPE_CHECKING:
    from app.services.serving.api import Recipe
    from app.services.serving.recipes.imported import Imported
    from app.services.serving.recipes.sharing import Shared

CHECK_MS = 200
"""Milliseconds after the last key before a text is read."""
_WIDTH, _HEIGHT = 720, 560
_MOST_NAMED = 6
"""Recipes and notes that are listed before they are only counted."""
_PASTE_HINT = tr(
    "A recipe of this program or of sparkrun, the address of a page of "
    "recipes.vllm.ai or its JSON, or a command: docker run …, vllm serve …, ollama "
    "run …. Nothing of it is run."
)


@dataclass(frozen=True, slots=True)
class TextGiven:
    """A recipe's text was written, and can be read."""

    recipe: str
    """The id of the one that is edited."""
    text: str


@dataclass(frozen=True, slots=True)
class RecipesGiven:
    """Recipes that are to be kept."""

    recipes: tuple[Recipe, ...]


@dataclass(frozen=True, slots=True)
class FileAsked:
    """A file of this computer is to be read."""

    path: Path


@dataclass(frozen=True, slots=True)
class ModelPageAsked:
    """The recipe of a model's page at recipes.vllm.ai is to be fetched."""

    model: str


@dataclass(frozen=True, slots=True)
class SaveAsked:
    """A text is to be saved under a path of this computer."""

    path: Path
    text: str


class _TextDialog(TypedDialog):
    """A text that is read anew a moment after it changed. Deletes itself when closed."""

    def __init__(self, title: str, label: str, hint: str, verb: str, parent: QWidget) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle(title)
        self.resize(_WIDTH, _HEIGHT)
        self.editor = YamlEditor(label)
        self.field = FormField(label, self.editor, hint)
        self.told = Text("", "body", "text2", wrap=True, selectable=True)
        self.yes = Button(verb, "primary")
        self.buttons = QDialogButtonBox()
        self.buttons.addButton(self.yes, QDialogButtonBox.ButtonRole.AcceptRole)
        self.buttons.addButton(Button(tr("Cancel")), QDialogButtonBox.ButtonRole.RejectRole)
        self.buttons.rejected.connect(self.reject)
        self.yes.clicked.connect(self.submit)
        self.column = QVBoxLayout(self)
        self.column.setContentsMargins(24, 20, 24, 20)
        self.column.setSpacing(12)
        self.column.addWidget(Text(title, "card", wrap=True))
        self.column.addWidget(self.field, 1)
        self.column.addWidget(self.told)
        self.foot = QHBoxLayout()
        self.foot.addStretch(1)
        self.foot.addWidget(self.buttons)
        self.column.addLayout(self.foot)
        self._soon = QTimer(self, singleShot=True, interval=CHECK_MS)
        self._soon.timeout.connect(self.check)
        self.editor.textChanged.connect(self._on_text)

    def check(self) -> bool:
        """Read the text and say what is wrong with it, or what it is; tell whether it is good."""
        self._soon.stop()
        try:
            words, error = self.read(self.editor.toPlainText()), ""
        except BadInput as wrong:
            words, error = "", str(wrong)
        self.told.setText(words)
        self.told.setVisible(bool(words))
        self.field.set_error(error)
        self.editor.mark(error)
        self.yes.setEnabled(not error)
        return not error

    def read(self, text: str) -> str:
        """Return what a text is, in words; BadInput when it is wrong."""
        raise NotImplementedError

    def give(self) -> None:
        """Tell what was written."""
        raise NotImplementedError

    def submit(self) -> None:
        """Read the text once more, and close with it."""
        if self.check():
            self.give()
            self.accept()

    def _on_text(self) -> None:
        self._soon.start()


class EditDialog(_TextDialog):
    """Edits one of the user's recipes.

    Signals:
        text_given: it was written and can be read.
    """

    text_given = Signal(TextGiven)

    def __init__(self, recipe: Recipe, text: str, parent: QWidget) -> None:
        title = tr("Edit {title}").format(title=said(recipe.title))
        hint = tr("Arguments are one word each; who may reach the port is chosen at each launch.")
        super().__init__(title, tr("Recipe, as YAML"), hint, tr("Save"), parent)
        self._recipe = recipe
        self.editor.setPlainText(text)
        self.check()

    def read(self, text: str) -> str:
        """Return which engine runs what."""
        from app.services.serving.recipes.checking import check_recipe
        from app.services.serving.recipes.schema import read_recipe

        recipe = read_recipe(text, self._recipe.id, is_own=True)
        engine = check_recipe(recipe)
        return tr("It can be read: {title} runs {model}.").format(
            title=engine.title, model=said(recipe.model.handle)
        )

    def give(self) -> None:
        """Tell the text."""
        self.text_given.emit(TextGiven(self._recipe.id, self.editor.toPlainText()))


class ImportDialog(_TextDialog):
    """Makes recipes of what is pasted or opened.

    Signals:
        recipes_given: they are to be kept.
        file_asked: a file is to be read into the editor.
        page_asked: a page's recipe is to be fetched into the editor.
    """

    recipes_given = Signal(RecipesGiven)
    file_asked = Signal(FileAsked)
    page_asked = Signal(ModelPageAsked)

    def __init__(self, parent: QWidget) -> None:
        super().__init__(
            tr("Import recipes"), tr("Paste it here"), _PASTE_HINT, tr("Import"), parent
        )
        self._imported: Imported | None = None
        self.open_file = Button(tr("Open a file…"), icon_name="folder-open")
        self.foot.insertWidget(0, self.open_file)
        self.editor.setLineWrapMode(YamlEditor.LineWrapMode.WidgetWidth)
        self.yes.setEnabled(False)
        self.told.hide()
        self.editor.setPlaceholderText(
            tr("docker run --gpus all -p 8000:8000 \\\n  vllm/vllm-openai …")
        )
        self.open_file.clicked.connect(self._on_open)

    def show_text(self, text: str) -> None:
        """Read a text as if it had been pasted."""
        self.editor.setPlainText(text)
        self.check()

    def show_source(self, text: str, error: str) -> None:
        """Show what a file or page holds, or why nothing is known of it."""
        if error:
            self.told.hide()
            self.field.set_error(error)
        else:
            self.show_text(text)

    def check(self) -> bool:
        """Read the text; good is what makes recipes."""
        is_good = super().check() and self._imported is not None
        self.yes.setEnabled(is_good)
        return is_good

    def read(self, text: str) -> str:
        """Return which recipes it makes, and what is left out."""
        from app.services.serving.recipes.checking import check_recipe
        from app.services.serving.recipes.fetching import model_of_link
        from app.services.serving.recipes.importing import read_import

        self._imported = None
        if model := model_of_link(text):
            self.page_asked.emit(ModelPageAsked(model))
            return tr("Asking recipes.vllm.ai…")
        imported = read_import(text, day=datetime.date.today().isoformat())
        for recipe in imported.recipes:
            check_recipe(recipe)
        self._imported = imported
        return _imported_text(imported)

    def give(self) -> None:
        """Tell the recipes."""
        if self._imported is not None:
            self.recipes_given.emit(RecipesGiven(self._imported.recipes))

    def _on_open(self) -> None:
        kinds = [tr("Recipes (*.yaml *.yml *.json *.txt *.sh)"), tr("All files (*)")]
        home = str(Path.home())
        ask_file(self, tr("Open a recipe"), self._on_path, kinds=";;".join(kinds), folder=home)

    def _on_path(self, path: str) -> None:
        self.file_asked.emit(FileAsked(Path(path)))


def _imported_text(imported: Imported) -> str:
    names = []
    for recipe in imported.recipes:
        about = ", ".join(filter(None, (recipe.quantization, recipe.engine, recipe.image)))
        names.append(f"{said(recipe.title)} ({said(about)})")
    lines = [tr("Makes {names}.").format(names=listed(names, _MOST_NAMED, "; "))]
    lines += [f"•  {said(note, limit=300)}" for note in imported.notes[:_MOST_NAMED]]
    more = len(imported.notes) - _MOST_NAMED
    if more > 0:
        lines.append(tr("and {more} more").format(more=more))
    return "\n".join(lines)


class ShareDialog(QDialog):
    """Shows a recipe as others would get it. Deletes itself when closed.

    Signals:
        save_asked: it is to be saved as a file.
    """

    save_asked = Signal(SaveAsked)

    def __init__(self, recipe: Recipe, told: Shared, parent: QWidget) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle(tr("Share {title}").format(title=said(recipe.title)))
        self.resize(_WIDTH, _HEIGHT)
        self._name = f"{recipe.id}.yaml"
        self.text = YamlEditor(tr("Recipe for others"), read_only=True)
        self.text.setPlainText(told.text)
        words = "\n".join(f"•  {note}" for note in told.notes)
        self.notes = Text(words, "body", "warn", wrap=True, selectable=True)
        self.notes.setVisible(bool(words))
        self.copy = Button(tr("Copy"), "primary", "copy")
        self.save = Button(tr("Save as…"), icon_name="download-simple")
        close = Button(tr("Close"))
        row = QHBoxLayout()
        row.setSpacing(8)
        row.addStretch(1)
        for button in (self.save, self.copy, close):
            row.addWidget(button)
        column = QVBoxLayout(self)
        column.setContentsMargins(24, 20, 24, 20)
        column.setSpacing(12)
        column.addWidget(Text(self.windowTitle(), "card", wrap=True))
        about = tr("No token, no name of an account's folder and no container's name is in it.")
        column.addWidget(Text(about, "body", "text2", wrap=True))
        column.addWidget(self.text, 1)
        column.addWidget(self.notes)
        column.addLayout(row)
        self.copy.clicked.connect(self._on_copy)
        self.save.clicked.connect(self._on_save)
        close.clicked.connect(self.reject)

    def _on_copy(self) -> None:
        QGuiApplication.clipboard().setText(self.text.toPlainText())
        self.copy.setText(tr("Copied"))

    def _on_save(self) -> None:
        title, kinds, home = tr("Save the recipe"), tr("Recipes (*.yaml)"), str(Path.home())
        ask_target(self, title, self._name, self._on_path, kinds=kinds, folder=home)

    def _on_path(self, path: str) -> None:
        self.save_asked.emit(SaveAsked(Path(path), self.text.toPlainText()))
