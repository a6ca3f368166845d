"""The recipes: those that came with the program and the user's own."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QKeySequence, QResizeEvent, QShortcut, QShowEvent
from PySide6.QtWidgets import (
    QHBoxLayout,
    QLineEdit,
    QSplitter,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from app.core.i18n import tr
from app.core.said import said
from app.look.components import Button, Card, Chosen, EmptyState, Segmented, Text
from app.look.components.controls import CONTROL_HEIGHT
from app.look.components.waiting import Skeleton
from app.panes.deploy.api import Section
from app.panes.deploy.recipes.commands import RecipeCommands
from app.panes.deploy.recipes.desk import RecipeChosen
from app.panes.deploy.recipes.details import RecipeDetails
from app.panes.deploy.recipes.words import SPEC, RecipeRow, Shown, is_shown
from app.panes.row_model import Index, Role, RowModel, RowOrder
from app.panes.row_view import RowView
from app.services.serving.api import Recipe, RecipeProblem, Recipes

if TYPE_CHECKING:
    from app.state.hub import Hub

_LIST_SHARE = 0.48
"""Of the height that list and details have together."""
_MOST_PROBLEMS = 3
_NONE_OF_YOURS = tr(
    "A recipe is how one model is run by one engine, with settings that are known to "
    "work. Copy one as your own to change it, or import one: from recipes.vllm.ai, "
    "from sparkrun, or from a docker run line."
)


class RecipeOrder(RowOrder):
    """Sorted, and filtered by words and by what kind of recipe is shown."""

    def __init__(self, model: RowModel, parent: QWidget) -> None:
        self._shown = Shown.ALL
        super().__init__(model, parent)

    def show_only(self, shown: Shown) -> None:
        """Show recipes of one kind."""
        self._shown = shown
        self.invalidate()

    def filterAcceptsRow(self, row: int, parent: Index) -> bool:  # noqa: N802 - Qt's name
        """Whether a row is shown."""
        found = self.sourceModel().index(row, 0, parent).data(Role.ROW)
        return is_shown(found, self._shown) and super().filterAcceptsRow(row, parent)


class RecipesSection(Section):
    """Table of all recipes, and the details of the one that is chosen."""

    def __init__(self, hub: Hub, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._hub = hub
        self._expected = ""
        """Id of a recipe that is chosen as soon as it is there."""
        self._has_shared_height = False
        self._model = RowModel(SPEC, self)
        self._order = RecipeOrder(self._model, self)
        self._build()
        self.commands = RecipeCommands(hub, self.details, self)
        self._listen()
        self._show()

    def show_about(self, about: object) -> None:
        """Show a recipe, or offer to import a text."""
        if isinstance(about, Recipe):
            self._choose(about.id)
        elif isinstance(about, str):
            self.commands.import_text(about)

    def refresh(self) -> None:
        """Read the recipes anew."""
        self._hub.serving.load_recipes()

    def search(self) -> None:
        """Put the keyboard into the filter."""
        self.filter.setFocus()
        self.filter.selectAll()

    def showEvent(self, event: QShowEvent) -> None:
        """Read the recipes when nobody did."""
        super().showEvent(event)
        if self._hub.serving.recipes() is None:
            self._hub.serving.load_recipes()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Share the height of list and details once there is one."""
        super().resizeEvent(event)
        if self.details.isVisible() and not self._has_shared_height:
            self._share_height()

    # How it is made

    def _build(self) -> None:
        self._build_toolbar()
        self.view = RowView(self._order)
        self.view.setSelectionMode(RowView.SelectionMode.SingleSelection)
        self._table = Card()
        self._table.body.setContentsMargins(8, 6, 8, 8)
        self._table.body.addWidget(self.view)
        self._loading = Card()
        self._loading.body.addWidget(Skeleton(8))
        self._loading.body.addStretch(1)
        self.empty = EmptyState("scroll", "", "", tr("Import…"))
        self._pages = QStackedWidget()
        self._pages.setMinimumHeight(150)
        for page in (self._table, self._loading, self.empty):
            self._pages.addWidget(page)
        self.details = RecipeDetails()
        self._splitter = QSplitter(Qt.Orientation.Vertical)
        self._splitter.setHandleWidth(14)
        self._splitter.setChildrenCollapsible(False)
        self._splitter.addWidget(self._pages)
        self._splitter.addWidget(self.details)
        self.problems = Text("", "body", "warn", wrap=True, selectable=True)
        self.problems.hide()
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 20)
        column.setSpacing(14)
        column.addLayout(self._toolbar)
        column.addWidget(self._splitter, 1)
        column.addWidget(self.problems)

    def _build_toolbar(self) -> None:
        self.filter = QLineEdit()
        self.filter.setPlaceholderText(tr("Filter"))
        self.filter.setAccessibleName(tr("Filter recipes"))
        self.filter.setClearButtonEnabled(True)
        self.filter.setMinimumWidth(140)
        self.filter.setMaximumWidth(260)
        self.filter.setFixedHeight(CONTROL_HEIGHT + 2)
        self.kinds = Segmented(
            tr("Recipes"),
            [
                (Shown.ALL, tr("All")),
                (Shown.OWN, tr("Yours")),
                (Shown.VERIFIED, tr("Verified")),
                (Shown.SMALL, tr("Any computer")),
            ],
        )
        self.words = Text("", "body", "text2")
        self.bring = Button(tr("Import…"), icon_name="upload-simple")
        row = self._toolbar = QHBoxLayout()
        row.setSpacing(8)
        row.addWidget(self.filter, 1)
        row.addWidget(self.kinds)
        row.addWidget(self.words)
        row.addStretch(1)
        row.addWidget(self.bring)

    def _listen(self) -> None:
        self._hub.serving.recipes_changed.connect(self._show)
        self.commands.page_asked.connect(self.page_asked)
        self.commands.chosen.connect(self._on_expected)
        self.filter.textChanged.connect(self._on_filter)
        self.kinds.chosen.connect(self._on_kind)
        self.bring.clicked.connect(self._on_import)
        self.view.chosen.connect(self._show_chosen)
        self.view.remove_asked.connect(self.commands.remove)
        self.view.copy_asked.connect(self.commands.copy_text)
        self.view.menu_asked.connect(self._on_menu)
        self.view.activated.connect(self.commands.deploy)
        assert self.empty.action is not None
        self.empty.action.clicked.connect(self._on_remedy)
        escape = QShortcut(QKeySequence("Esc"), self)
        escape.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
        escape.activated.connect(self._on_escape)

    # What is shown

    def _show(self) -> None:
        """Show the recipes as they are by now."""
        known = self._hub.serving.recipes()
        if known is None:
            self._pages.setCurrentWidget(self._loading)
            return
        self._model.show_rows(_rows(known))
        self._show_problems(known.problems)
        self._show_page()
        if self._expected and self.view.choose(self._expected):
            self._expected = ""
        self._show_chosen()

    def _show_problems(self, problems: tuple[RecipeProblem, ...]) -> None:
        words = [
            tr("{file} cannot be used. {why}").format(
                file=said(each.file, limit=300), why=said(each.message, limit=400)
            )
            for each in problems[:_MOST_PROBLEMS]
        ]
        if len(problems) > _MOST_PROBLEMS:
            words.append(
                tr("{problems} more files cannot be used.").format(
                    problems=len(problems) - _MOST_PROBLEMS
                )
            )
        self.problems.setText("\n".join(words))
        self.problems.setVisible(bool(words))

    def _show_page(self) -> None:
        shown, total = self._order.rowCount(), len(self._model.rows)
        self.words.setText(
            tr("{shown} of {total}").format(shown=shown, total=total)
            if shown != total
            else tr("{total} recipes").format(total=total)
        )
        if shown:
            self._pages.setCurrentWidget(self._table)
            return
        is_filtered = bool(self.filter.text()) or self.kinds.key != Shown.OWN
        self.empty.title.setText(
            tr("No recipe matches") if is_filtered else tr("No recipes of yours yet")
        )
        found = tr("Nothing is found for “{filter}”.").format(filter=self.filter.text())
        self.empty.text.setText(found if is_filtered else _NONE_OF_YOURS)
        assert self.empty.action is not None
        self.empty.action.setText(tr("Show all") if is_filtered else tr("Import…"))
        self._pages.setCurrentWidget(self.empty)

    def _show_chosen(self) -> None:
        rows = self.view.selected
        self.commands.show_row(rows[0] if len(rows) == 1 else None)
        if rows and not self._has_shared_height:
            self._share_height()

    def _share_height(self) -> None:
        height = self._splitter.height()
        if height > 1:
            self._has_shared_height = True
            self._splitter.setSizes(
                [round(height * _LIST_SHARE), round(height * (1 - _LIST_SHARE))]
            )

    def _choose(self, recipe: str) -> None:
        self._expected = recipe
        self.filter.clear()
        self.kinds.choose(Shown.ALL)
        self._order.show_only(Shown.ALL)
        self._show()

    # What happens

    def _on_expected(self, chosen: RecipeChosen) -> None:
        self._choose(chosen.recipe)

    def _on_filter(self, text: str) -> None:
        self._order.filter_by(text)
        self._show_page()
        self._show_chosen()

    def _on_kind(self, chosen: Chosen) -> None:
        self._order.show_only(Shown(chosen.key))
        self._show_page()
        self._show_chosen()

    def _on_import(self) -> None:
        self.commands.import_text("")

    def _on_remedy(self) -> None:
        if self.filter.text() or self.kinds.key != Shown.OWN:
            self._choose("")
        else:
            self._on_import()

    def _on_menu(self, place: QPoint) -> None:
        self.commands.show_menu(place)

    def _on_escape(self) -> None:
        if self.filter.text():
            self.filter.clear()
        else:
            self.view.clearSelection()


def _rows(known: Recipes) -> list[RecipeRow]:
    from app.services.serving.catalogue import engines
    from app.services.serving.recipes.drift import newer_recipe

    titles = {name: engine.title for name, engine in engines().items()}
    return [
        RecipeRow(
            recipe,
            titles.get(recipe.engine, said(recipe.engine)),
            recipe.is_own and newer_recipe(recipe, known) is not None,
        )
        for recipe in known.recipes
    ]
