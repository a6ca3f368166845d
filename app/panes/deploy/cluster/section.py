"""One model over several machines: choose, look, read the plan. Nothing is launched from here."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtGui import QHideEvent, QShowEvent
from PySide6.QtWidgets import QComboBox, QSplitter, QStackedWidget, QVBoxLayout, QWidget

from app.core.i18n import tr
from app.core.said import said
from app.look.components import (
    Button,
    Card,
    EmptyState,
    FormField,
    KeyValues,
    Text,
    scrolled,
)
from app.look.components.progress import ProgressBar
from app.panes.asking import Answered, Refused
from app.panes.deploy.api import Section
from app.panes.deploy.asking import Asking
from app.panes.deploy.cluster.machines import MachineList
from app.panes.deploy.cluster.scripts import ScriptsCard
from app.panes.deploy.cluster.words import TEACHES, WAITS, fit_rows, outcome_of
from app.panes.deploy.wizard.check_list import CheckList
from app.services.serving.api import Recipe
from app.services.serving.cluster.api import (
    WAYS,
    ClusterPlan,
    ClusterRequest,
    Way,
    can_take,
    spec_of,
)

if TYPE_CHECKING:
    from collections.abc import Callable

    from app.core.cancel import Cancel
    from app.core.ids import NodeId
    from app.state.hub import Hub

_LEFT = 350
_GAP = 14


class ClusterSection(Section):
    """What to run on the left; what was found and what to do on the right."""

    def __init__(self, hub: Hub, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._hub = hub
        self.plan: ClusterPlan | None = None
        self._asking = Asking(hub, self)
        self._build()
        self._listen()
        self._show_way()
        self._on_nodes()

    @property
    def way(self) -> Way:
        """The way that is chosen."""
        return Way(self.ways.currentData())

    @property
    def recipe(self) -> Recipe | None:
        """The recipe that is chosen."""
        known = self._hub.serving.recipes()
        return None if known is None else known.find(str(self.recipes.currentData()))

    def show_about(self, about: object) -> None:
        """Choose a recipe, and the way that takes it."""
        if not isinstance(about, Recipe):
            return
        way = next((spec.way for spec in WAYS if can_take(spec, about)), None)
        if way is not None:
            self.ways.setCurrentIndex(self.ways.findData(way.value))
            self._show_way()
            self.recipes.setCurrentIndex(max(0, self.recipes.findData(about.id)))
            self._on_wish()

    def refresh(self) -> None:
        """Look at the machines anew."""
        if self.look.isEnabled():
            self._on_look()

    def showEvent(self, event: QShowEvent) -> None:
        """Read the recipes where nobody has."""
        super().showEvent(event)
        if self._hub.serving.recipes() is None:
            self._hub.serving.load_recipes()
        self._on_nodes()

    def hideEvent(self, event: QHideEvent) -> None:
        """Look at nothing that nobody sees."""
        super().hideEvent(event)
        self._asking.stop()
        self.scripts.stop()
        self._show_state()

    # Building

    def _build(self) -> None:
        self.empty = EmptyState(
            "share-network", tr("One model on two Sparks"), TEACHES, tr("Add a node")
        )
        splitter = QSplitter(Qt.Orientation.Horizontal)
        splitter.setChildrenCollapsible(False)
        splitter.setHandleWidth(_GAP)
        splitter.addWidget(self._wishes())
        splitter.addWidget(self._found())
        splitter.setStretchFactor(1, 1)
        splitter.setSizes([_LEFT, 10_000])
        self.pages = QStackedWidget()
        self.pages.addWidget(splitter)
        self.pages.addWidget(self.empty)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 20)
        column.addWidget(self.pages)

    def _wishes(self) -> QWidget:
        card = Card(tr("What to run"))
        card.setMinimumWidth(_LEFT - 40)
        self.machines = MachineList(self._hub)
        self.ways = QComboBox()
        for spec in WAYS:
            self.ways.addItem(spec.title, spec.way.value)
        self.way_field = FormField(tr("Way"), self.ways, " ")
        self.recipes = QComboBox()
        shrinks = QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon
        self.recipes.setSizeAdjustPolicy(shrinks)
        self.recipes.setMinimumContentsLength(14)
        self.look = Button(tr("Look and plan"), "primary")
        self.why_not = Text("", "meta", "text3", wrap=True)
        recipe = FormField(tr("Recipe"), self.recipes)
        for widget in (self.machines, self.way_field, recipe, self.look, self.why_not):
            card.body.addWidget(widget)
        card.body.addStretch(1)
        return card

    def _found(self) -> QWidget:
        content = QWidget()
        column = QVBoxLayout(content)
        column.setContentsMargins(0, 0, 6, 0)
        column.setSpacing(_GAP)
        self.waits = EmptyState("network", tr("Nothing was looked at yet"), WAITS)
        self.progress = ProgressBar(tr("Looking at the machines"))
        self.outcome = Text("", "card", wrap=True)
        self.checks_card = Card(tr("Before the launch"), tr("what was looked at on each machine"))
        self.checks = CheckList()
        self.checks_card.body.addWidget(self.checks)
        self.fit_card = Card(tr("Memory and speed"), tr("over all machines together"))
        self.fit_rows = KeyValues([])
        self.fit_card.body.addWidget(self.fit_rows)
        self.notes = Text("", "body", "text2", wrap=True, selectable=True)
        self.scripts = ScriptsCard(self._hub)
        for widget in (
            self.progress,
            self.outcome,
            self.notes,
            self.fit_card,
            self.checks_card,
            self.scripts,
        ):
            column.addWidget(widget)
        column.addWidget(self.waits, 1)
        column.addStretch(1)
        area = scrolled(content)
        area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        return area

    def _listen(self) -> None:
        hub = self._hub
        self._asking.answered.connect(self._on_planned)
        self._asking.refused.connect(self._on_refused)
        self._asking.ended.connect(self._show_state)
        hub.sessions.status_changed.connect(self._on_nodes)
        hub.nodes.changed.connect(self._on_nodes)
        hub.serving.recipes_changed.connect(self._show_way)
        self.machines.changed.connect(self._on_wish)
        self.ways.activated.connect(self._on_way)
        self.recipes.activated.connect(self._on_wish)
        self.look.clicked.connect(self._on_look)
        assert self.empty.action is not None
        self.empty.action.clicked.connect(hub.node_add_requested)

    # What happens

    def _on_nodes(self, _changed: object = None) -> None:
        self.machines.refresh()
        self._show_state()

    def _on_way(self, _index: int) -> None:
        self._show_way()
        self._on_wish()

    def _on_wish(self, _index: int = 0) -> None:
        """Another plan is wanted: what is shown would be of the one before."""
        self._asking.stop()
        self.plan = None
        self._show_state()

    def _on_look(self) -> None:
        recipe, nodes = self.recipe, self.machines.chosen
        if recipe is not None and len(nodes) > 1:
            self._asking.work(_looking(self._hub, self.way, recipe, nodes))
            self._show_state()

    def _on_planned(self, answered: Answered) -> None:
        if isinstance(answered.value, ClusterPlan):
            self.plan = answered.value
            self._show_plan(answered.value)

    def _on_refused(self, refused: Refused) -> None:
        self.plan = None
        self._hub.tell_error(refused.error, refused.details)

    # Showing

    def _show_way(self) -> None:
        spec = spec_of(self.way)
        self.way_field.set_hint(spec.summary)
        known = self._hub.serving.recipes()
        before = self.recipes.currentData()
        found = [
            recipe
            for recipe in (known.recipes if known is not None else ())
            if can_take(spec, recipe)
        ]
        found.sort(key=lambda recipe: (recipe.nodes < 2, recipe.title.casefold()))
        self.recipes.clear()
        for recipe in found:
            title = f"{said(recipe.title)} {said(recipe.quantization)}".strip()
            several = tr(" · {nodes} Sparks").format(nodes=recipe.nodes) if recipe.nodes > 1 else ""
            self.recipes.addItem(f"{title}{several}", recipe.id)
        self.recipes.setCurrentIndex(max(0, self.recipes.findData(before)))
        self._show_state()

    def _show_state(self) -> None:
        """Show what can be done now."""
        self.pages.setCurrentIndex(0 if self.machines.connected > 1 else 1)
        busy, plan = self._asking.is_busy, self.plan
        why = ""
        if len(self.machines.chosen) < 2:
            why = tr("Choose two machines or more.")
        elif self.recipe is None:
            why = tr("There is no recipe for this way.")
        self.look.setEnabled(not why and not busy)
        self.look.setText(tr("Look again") if plan is not None else tr("Look and plan"))
        self.why_not.setText(why)
        self.why_not.setVisible(bool(why))
        self.progress.setVisible(busy)
        self.waits.setVisible(plan is None and not busy)
        for widget in (self.outcome, self.notes, self.fit_card, self.checks_card, self.scripts):
            widget.setVisible(plan is not None and not busy)
        if plan is not None:
            self.scripts.setVisible(bool(plan.scripts) and not busy)
            self.fit_card.setVisible(plan.fit is not None and not busy)

    def _show_plan(self, plan: ClusterPlan) -> None:
        text, tone = outcome_of(plan)
        self.outcome.setText(text)
        self.outcome.set_tone(tone)
        self.notes.setText("\n".join(f"• {said(note, limit=400)}" for note in plan.notes))
        self.checks.show_checks(plan.checks)
        if plan.fit is not None:
            self.fit_rows.set_rows(fit_rows(plan.fit))
        self.scripts.show_scripts(plan.scripts)


def _looking(
    hub: Hub, way: Way, recipe: Recipe, nodes: tuple[NodeId, ...]
) -> Callable[[Cancel], object]:
    """Return the work: look at each machine, and plan."""
    serving = hub.serving

    def work(cancel: Cancel) -> object:
        from app.services.serving.cluster.look import look_at
        from app.services.serving.cluster.planning import plan_cluster
        from app.services.serving.cluster.scripts import image_of

        image = image_of(ClusterRequest(way, recipe, ()))
        found = tuple(look_at(serving.reach(node), image, cancel) for node in nodes)
        return plan_cluster(ClusterRequest(way, recipe, found), serving.measured)

    return work
