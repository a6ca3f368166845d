"""What is done with recipes: their verbs, and the dialogs that ask for more."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QPoint, Signal
from PySide6.QtGui import QAction, QGuiApplication
from PySide6.QtWidgets import QMenu, QWidget

from app.core.errors import BadInput
from app.core.i18n import tr
from app.look.icons import icon
from app.panes.deploy.api import Page, PageAsked
from app.panes.deploy.recipes.desk import RecipeChosen, RecipeDesk, SourceRead, TextRead
from app.panes.deploy.recipes.details import Verb, VerbAsked
from app.state.hub import Notice, Severity
from app.transport.status import Phase
from app.workers.job import Ended, Produced

if TYPE_CHECKING:
    from app.core.cancel import Cancel
    from app.panes.deploy.recipes.details import RecipeDetails
    from app.panes.deploy.recipes.dialogs import (
        FileAsked,
        ImportDialog,
        ModelPageAsked,
        RecipesGiven,
        SaveAsked,
        TextGiven,
    )
    from app.panes.deploy.recipes.words import RecipeRow
    from app.services.serving.api import Recipe
    from app.services.serving.reach import NodeReach
    from app.state.hub import Hub
    from app.workers.worker import Worker

_MENU = (
    (Verb.DEPLOY, tr("Deploy…"), "play"),
    (Verb.COPY, tr("Copy as own"), "copy"),
    (Verb.EDIT, tr("Edit…"), "pencil-simple"),
    (Verb.SHARE, tr("Share…"), "export"),
    (Verb.CHECK, tr("Look for a newer image"), "cloud-arrow-down"),
    (Verb.SOURCE, tr("Open the source"), "arrow-square-out"),
    (Verb.REMOVE, tr("Remove"), "trash"),
)


class RecipeCommands(QObject):
    """Does what buttons, menu and keys ask of the recipe that is chosen.

    Signals:
        page_asked: another section goes on with it.
        chosen: a recipe should be shown.
    """

    page_asked = Signal(PageAsked)
    chosen = Signal(RecipeChosen)

    def __init__(self, hub: Hub, details: RecipeDetails, window: QWidget) -> None:
        super().__init__(window)
        self._hub = hub
        self._details = details
        self._window = window
        self._row: RecipeRow | None = None
        self._importing: ImportDialog | None = None
        self._looking: Worker | None = None
        self._digest = ""
        """What the registry has of the image that was looked at last."""
        self.desk = RecipeDesk(hub, self)
        self._verbs: dict[Verb, Callable[[Recipe], None]] = {
            Verb.DEPLOY: self._deploy,
            Verb.COPY: self.desk.copy,
            Verb.EDIT: self.desk.read_text,
            Verb.SHARE: self._share,
            Verb.CHECK: self._look_at_image,
            Verb.PIN: self._pin,
            Verb.SOURCE: self._open_source,
            Verb.NEWER: self._show_newer,
            Verb.REMOVE: self.desk.remove,
        }
        self.desk.kept.connect(self.chosen)
        self.desk.text_read.connect(self._on_text_read)
        self.desk.source_read.connect(self._on_source_read)
        details.asked.connect(self._on_asked)

    def show_row(self, row: RecipeRow | None) -> None:
        """Show the recipe that is chosen; None: none is."""
        if row != self._row and self._looking is not None:
            self._looking.stop()
            self._looking = None
        self._row = row
        yaml = ""
        if row is not None:
            from app.services.serving.recipes.schema import write_recipe

            yaml = write_recipe(row.recipe)
        self._details.show_row(row, yaml)

    def show_menu(self, place: QPoint) -> None:
        """Offer what can be done with the recipe that is chosen."""
        menu = QMenu(self._window)
        for verb, text, picture in _MENU:
            if verb not in self._possible():
                continue
            tone = "err" if verb is Verb.REMOVE else "text2"
            action = QAction(icon(picture, tone, 16), text, menu)
            action.setData(verb.value)
            action.triggered.connect(self._on_action)
            menu.addAction(action)
        menu.aboutToHide.connect(menu.deleteLater)
        menu.popup(place)

    def import_text(self, text: str) -> None:
        """Offer to make recipes of a text, or of what is pasted."""
        from app.panes.deploy.recipes.dialogs import ImportDialog

        dialog = self._importing = ImportDialog(self._window)
        dialog.recipes_given.connect(self._on_recipes_given)
        dialog.file_asked.connect(self._on_file_asked)
        dialog.page_asked.connect(self._on_model_page_asked)
        dialog.finished.connect(self._on_import_finished)
        if text:
            dialog.show_text(text)
        dialog.open()

    def deploy(self) -> None:
        """Go on with the recipe where it is deployed."""
        self._do(Verb.DEPLOY)

    def remove(self) -> None:
        """Remove the recipe that is chosen, if it is the user's."""
        if self._row is not None and self._row.recipe.is_own:
            self.desk.remove(self._row.recipe)

    def copy_text(self) -> None:
        """Copy the recipe's YAML, fit for others."""
        if self._row is not None:
            from app.services.serving.recipes.sharing import shared

            told = shared(self._row.recipe, self._names())
            QGuiApplication.clipboard().setText(told.text)
            self._hub.tell(Notice(Severity.SUCCESS, tr("The recipe was copied as YAML.")))

    # What is asked

    def _possible(self) -> frozenset[Verb]:
        if self._row is None:
            return frozenset()
        recipe = self._row.recipe
        verbs = {Verb.DEPLOY, Verb.COPY, Verb.SHARE, Verb.CHECK}
        verbs |= {Verb.EDIT, Verb.REMOVE} if recipe.is_own else set()
        verbs |= {Verb.SOURCE} if recipe.origin.url else set()
        return frozenset(verbs)

    def _on_action(self) -> None:
        action = self.sender()
        assert isinstance(action, QAction)
        self._do(Verb(action.data()))

    def _on_asked(self, asked: VerbAsked) -> None:
        self._do(asked.verb)

    def _do(self, verb: Verb) -> None:
        if self._row is not None:
            self._verbs[verb](self._row.recipe)

    def _deploy(self, recipe: Recipe) -> None:
        page = Page.CLUSTER if recipe.nodes > 1 else Page.DEPLOY
        self.page_asked.emit(PageAsked(page, recipe))

    def _open_source(self, recipe: Recipe) -> None:
        self._hub.launcher.open_url(recipe.origin.url)

    def _show_newer(self, recipe: Recipe) -> None:
        self.chosen.emit(RecipeChosen(recipe.copied_from.partition("@")[0]))

    def _pin(self, recipe: Recipe) -> None:
        self.desk.pin(recipe, self._digest)

    # Dialogs

    def _share(self, recipe: Recipe) -> None:
        from app.panes.deploy.recipes.dialogs import ShareDialog
        from app.services.serving.recipes.sharing import shared

        dialog = ShareDialog(recipe, shared(recipe, self._names()), self._window)
        dialog.save_asked.connect(self._on_save_asked)
        dialog.open()

    def _names(self) -> list[str]:
        nodes = [node for node in self._hub.nodes.all() if not node.is_local]
        return [name for node in nodes for name in (node.name, node.address)]

    def _on_text_read(self, read: TextRead) -> None:
        from app.panes.deploy.recipes.dialogs import EditDialog

        dialog = EditDialog(read.recipe, read.text, self._window)
        dialog.text_given.connect(self._on_text_given)
        dialog.open()

    def _on_text_given(self, given: TextGiven) -> None:
        self.desk.replace(given.recipe, given.text)

    def _on_recipes_given(self, given: RecipesGiven) -> None:
        self.desk.add(given.recipes)

    def _on_save_asked(self, asked: SaveAsked) -> None:
        self.desk.save_file(asked.path, asked.text)

    def _on_file_asked(self, asked: FileAsked) -> None:
        self.desk.read_file(asked.path)

    def _on_model_page_asked(self, asked: ModelPageAsked) -> None:
        self.desk.fetch(asked.model)

    def _on_source_read(self, read: SourceRead) -> None:
        if self._importing is not None:
            self._importing.show_source(read.text, read.error)

    def _on_import_finished(self, _result: int) -> None:
        self._importing = None

    # The image

    def _look_at_image(self, recipe: Recipe) -> None:
        node = self._hub.current_node
        if self._hub.sessions.status(node).phase is not Phase.CONNECTED:
            name = self._hub.nodes.name_of(node)
            self._details.show_drift(
                tr("Connect {name}: the registry is asked from there.").format(name=name), "warn"
            )
            return
        registries = self._hub.registries

        def question(reach: NodeReach, cancel: Cancel) -> object:
            from app.services.containers.references import parse_reference
            from app.services.serving.catalogue import engine
            from app.services.serving.recipes.drift import image_drift

            images = engine(recipe.engine).images
            image = recipe.image or images.gb10 or images.amd64
            if not image:
                raise BadInput(tr("This engine is a program of the node: it has no image."))
            login = registries.login_of(cancel)(parse_reference(image).registry)
            docker = reach.holder.engine(cancel)
            return image_drift(docker, image, recipe.image_digest, login=login, cancel=cancel)

        self._details.show_drift(tr("Asking the registry…"))
        worker = self._looking = self._hub.serving.asking(node, question)
        worker.produced.connect(self._on_drift)
        worker.ended.connect(self._on_drift_ended)
        self._hub.serving.start(worker)

    def _on_drift(self, produced: Produced) -> None:
        from app.services.serving.recipes.drift import ImageDrift

        drift = produced.value
        if self._is_looking(produced.job) and isinstance(drift, ImageDrift):
            recipe = self._row.recipe if self._row is not None else None
            self._digest = drift.now
            may_pin = recipe is not None and recipe.is_own and bool(recipe.image and drift.now)
            self._details.show_drift(
                f"{drift.image}: {' '.join(drift.words)}",
                may_pin=may_pin and drift.pinned != drift.now,
            )

    def _on_drift_ended(self, ended: Ended) -> None:
        if not self._is_looking(ended.job):
            return
        self._looking = None
        if ended.error is not None and not ended.cancelled:
            self._details.show_drift(str(ended.error), "warn")

    def _is_looking(self, job: str) -> bool:
        return self._looking is not None and self._looking.name == job
