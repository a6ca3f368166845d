"""The first page: the models that are known, best for the node first, and any other."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import (
    QHBoxLayout,
    QLineEdit,
    QPushButton,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from app.core.i18n import tr
from app.look.components import Button, EmptyState, Text, plain_tip, scrolled
from app.look.components.controls import CONTROL_HEIGHT
from app.look.components.waiting import Skeleton
from app.look.fonts import ui_font
from app.panes.deploy.wizard.choosing import Family, Step, family_of_facts
from app.panes.deploy.wizard.model_details import ModelDetails
from app.panes.deploy.wizard.model_list import FamilyChosen, ModelList
from app.panes.deploy.wizard.other_model import FactsFound, OtherModel
from app.panes.deploy.wizard.rating import (
    FILTER_TITLES,
    Filter,
    ModelRow,
    Rating,
    best_of,
    narrowed,
)
from app.services.serving.catalogue import engines

if TYPE_CHECKING:
    from app.panes.deploy.wizard.desk import WizardDesk

_OTHER_WIDTH = 300
_LOOK_UP = tr("Ask Hugging Face how large the models marked n/a are. Nothing is downloaded.")
_ORDER = tr(
    "First those that fit and answer fast enough; of these the ones on the node, then by size."
)


class ModelStep(QWidget):
    """List, search and filters; beside them the field for any other model.

    Signals:
        next_asked: the user wants to go on with the model.
    """

    next_asked = Signal()

    def __init__(self, desk: WizardDesk) -> None:
        super().__init__()
        self._desk = desk
        self._others: dict[str, Family] = {}
        """Models that were looked up, by their key."""
        self._build()
        desk.known.connect(self._on_known)
        desk.chosen.connect(self._on_known)
        self._on_known()

    @property
    def shown(self) -> tuple[ModelRow, ...]:
        """The models that are listed."""
        return self.list.rows.rows

    def filters(self) -> frozenset[Filter]:
        """Return what the list is narrowed to."""
        return frozenset(each for each, chip in self.chips.items() if chip.isChecked())

    def focus_search(self) -> None:
        """Put the keyboard into the search."""
        self.search.setFocus(Qt.FocusReason.ShortcutFocusReason)
        self.search.selectAll()

    def choose(self, key: str) -> None:
        """Choose a model of the list."""
        family = next((row.family for row in self._desk.rows() if row.family.key == key), None)
        family = family or self._others.get(key)
        if family is not None:
            self._desk.take_family(family)

    # What happens

    def _on_known(self) -> None:
        if self._desk.choice.step is not Step.MODEL:
            return  # it is shown anew when somebody goes there
        rows = self._desk.rows()
        chosen = self._desk.choice.family
        shown = narrowed(rows, self.search.text(), self.filters())
        self.list.show_rows(shown, chosen.key if chosen is not None else "")
        self._show_page(rows, shown)
        self._show_unknown()
        self._show_details(chosen)
        there = self._desk.look
        why = there.cached_why if there is not None else ""
        self.chips[Filter.ON_NODE].setToolTip(plain_tip(why))

    def _show_page(self, rows: tuple[ModelRow, ...], shown: tuple[ModelRow, ...]) -> None:
        if shown:
            self._pages.setCurrentWidget(self.list)
        elif self._desk.hub.serving.recipes() is None:
            self._pages.setCurrentWidget(self.waiting)
        else:
            self._pages.setCurrentWidget(self.empty)
        all_of_them = len(shown) == len(rows)
        self.count.setText(
            tr("{rows} models").format(rows=len(rows))
            if all_of_them
            else tr("{shown} of {rows}").format(shown=len(shown), rows=len(rows))
        )
        self.count.setToolTip(plain_tip(_ORDER))

    def _show_unknown(self) -> None:
        """Offer to look up what is not known, and say how much of it is left."""
        desk = self._desk
        pending = desk.hub.serving.facts.pending
        count = len(desk.unknown()) if desk.look is not None else 0
        self.unknown.setVisible(bool(count or pending))
        words = (
            tr("Look up 1 size") if count == 1 else tr("Look up {count} sizes").format(count=count)
        )
        self.unknown.setText(
            tr("Stop looking up {pending}").format(pending=pending) if pending else words
        )

    def _on_unknown(self) -> None:
        facts = self._desk.hub.serving.facts
        if facts.pending:
            facts.stop()
        else:
            facts.want(self._desk.unknown(), again=True)
        self._show_unknown()

    def _show_details(self, chosen: Family | None) -> None:
        self.details.setVisible(chosen is not None)
        if chosen is None:
            return
        best = self._desk.choice.recipe or best_of(chosen, self._desk.rate)
        rating = (
            self._desk.rate(best) if best is not None else Rating(why=tr("No engine takes it."))
        )
        names = dict.fromkeys(offer.engine.title for offer in self._desk.offers())
        self.details.show_model(chosen, best, rating, ", ".join(names))

    def _on_text(self, _text: str) -> None:
        self._on_known()

    def _on_return(self) -> None:
        """Take the best of what was found; another Enter goes on with it."""
        if self.shown:
            self.choose(self.shown[0].family.key)
            self.list.setFocus(Qt.FocusReason.OtherFocusReason)

    def _on_filter(self, _on: bool) -> None:
        self._on_known()

    def _on_clear(self) -> None:
        self.search.clear()
        for chip in self.chips.values():
            chip.setChecked(False)

    def _on_family(self, chosen: FamilyChosen) -> None:
        self.choose(chosen.key)
        if chosen.open:
            self.next_asked.emit()

    def _on_facts(self, found: FactsFound) -> None:
        family = family_of_facts(found.facts, engines())
        self._others[family.key] = family
        self._desk.take_family(family)
        self.next_asked.emit()

    # Making it

    def _build(self) -> None:
        self.search = QLineEdit()
        self.search.setPlaceholderText(tr("Search models"))
        self.search.setAccessibleName(tr("Search models"))
        self.search.setClearButtonEnabled(True)
        self.search.setFixedHeight(CONTROL_HEIGHT)
        self.search.setMinimumWidth(140)
        self.search.setMaximumWidth(280)
        self.count = Text("", "label", "text3")
        self.unknown = Button("", "link")
        self.unknown.setToolTip(plain_tip(_LOOK_UP))
        self.unknown.clicked.connect(self._on_unknown)
        self.chips: dict[Filter, QPushButton] = {}
        for each, title in FILTER_TITLES.items():
            chip = _chip(title)
            chip.toggled.connect(self._on_filter)
            self.chips[each] = chip
        self._make_pages()
        self._lay_out()
        self.search.textChanged.connect(self._on_text)
        self.search.returnPressed.connect(self._on_return)
        self.list.family_chosen.connect(self._on_family)
        self.other.facts_found.connect(self._on_facts)
        if self.empty.action is not None:
            self.empty.action.clicked.connect(self._on_clear)

    def _make_pages(self) -> None:
        self.list = ModelList()
        self.waiting = Skeleton(8)
        self.empty = EmptyState(
            "cube",
            tr("No model matches"),
            tr("Take words or filters away, or name any other model at the right."),
            tr("Show all models"),
        )
        self._pages = QStackedWidget()
        for page in (self.list, self.waiting, self.empty):
            self._pages.addWidget(page)
        self.other = OtherModel(self._desk)
        self.details = ModelDetails()

    def _lay_out(self) -> None:
        top = QHBoxLayout()
        top.setSpacing(8)
        top.addWidget(self.search, 1)
        for chip in self.chips.values():
            top.addWidget(chip)
        top.addStretch(1)
        top.addWidget(self.unknown)
        top.addSpacing(4)
        top.addWidget(self.count)
        right = QWidget()
        beside = QVBoxLayout(right)
        beside.setContentsMargins(0, 0, 0, 0)
        beside.setSpacing(14)
        beside.addWidget(self.other)
        beside.addWidget(self.details)
        beside.addStretch(1)
        area = scrolled(right)
        area.setFixedWidth(_OTHER_WIDTH)
        area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        body = QHBoxLayout()
        body.setSpacing(14)
        body.addWidget(self._pages, 1)
        body.addWidget(area)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(10)
        column.addLayout(top)
        column.addLayout(body, 1)


def _chip(title: str) -> QPushButton:
    chip = QPushButton(title)
    chip.setProperty("look", "chip")
    chip.setCheckable(True)
    chip.setAutoDefault(False)
    chip.setFont(ui_font(12, 500))
    chip.setFocusPolicy(Qt.FocusPolicy.TabFocus)
    chip.setCursor(Qt.CursorShape.PointingHandCursor)
    chip.setAccessibleName(tr("Only: {title}").format(title=title))
    return chip
