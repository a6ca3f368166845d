"""The Deploy section: five pages with a rail of steps above and the way on below."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtGui import QHideEvent, QShowEvent
from PySide6.QtWidgets import (
    QAbstractButton,
    QApplication,
    QComboBox,
    QHBoxLayout,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from app.core.i18n import tr
from app.core.ids import NodeId
from app.core.said import said
from app.look.components import Button, ElidedLabel, IconButton, Line, Pill, Text, plain_tip
from app.look.components.controls import CONTROL_HEIGHT
from app.look.components.surfaces import KEEP_CLEAR
from app.panes.deploy.api import Page, PageAsked, Section
from app.panes.deploy.wizard.choosing import STEPS, Step
from app.panes.deploy.wizard.desk import WizardDesk
from app.panes.deploy.wizard.engine_card import RecipeChosen
from app.panes.deploy.wizard.engine_step import EngineStep
from app.panes.deploy.wizard.looking import KeysAsked
from app.panes.deploy.wizard.model_step import ModelStep
from app.panes.deploy.wizard.notice import NodeNotice
from app.panes.deploy.wizard.plan_step import PlanAccepted, PlanStep
from app.panes.deploy.wizard.rail import StepAsked, StepRail
from app.panes.deploy.wizard.rating import Rating, verdict_words
from app.panes.deploy.wizard.remembered import remember
from app.panes.deploy.wizard.run_step import RunStep
from app.panes.deploy.wizard.settings_step import SettingsStep
from app.services.serving.api import Recipe
from app.services.serving.catalogue import title_of

if TYPE_CHECKING:
    from app.state.hub import Hub, NodeSelected

_NODE_WIDTH = 190
_NEXT = {
    Step.MODEL: tr("Choose an engine"),
    Step.ENGINE: tr("Settings"),
    Step.SETTINGS: tr("See the plan"),
}


class DeploySection(Section):
    """The wizard. Leaving it and coming back loses nothing."""

    def __init__(self, hub: Hub, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._hub = hub
        self._node_was_chosen = False
        self.desk = WizardDesk(hub, self)
        self.model_step = ModelStep(self.desk)
        self.engine_step = EngineStep(self.desk)
        self.settings_step = SettingsStep(self.desk)
        self.plan_step = PlanStep(self.desk)
        self.run_step = RunStep(self.desk)
        self._build()
        self._listen()
        self._show()

    def show_about(self, about: object) -> None:
        """Begin with a recipe, show a deployment, or begin anew when one is shown."""
        if isinstance(about, int):
            self.desk.change(replace(self.desk.choice, step=Step.RUN, deployment=about))
            return
        self._follow(self._hub.current_node)
        if isinstance(about, Recipe):
            self.desk.begin_with(about)
        elif self.desk.choice.is_running:
            self.desk.begin()
        if self.desk.choice.step is Step.MODEL:
            self.model_step.focus_search()

    def refresh(self) -> None:
        """Ask the node anew, and read the recipes."""
        self._hub.serving.load_recipes()
        self.desk.node.ask()
        if self.desk.choice.step is Step.PLAN:
            self.plan_step.look()

    def search(self) -> None:
        """Go to the search of the models, or of the flags."""
        if self.desk.choice.step is Step.SETTINGS:
            self.settings_step.search_flags()
        else:
            self.desk.show_step(Step.MODEL)
            self.model_step.focus_search()

    def showEvent(self, event: QShowEvent) -> None:
        """Follow the node."""
        super().showEvent(event)
        self._hub.serving.facts.read()
        if self._hub.serving.recipes() is None:
            self._hub.serving.load_recipes()
        self.desk.node.set_shown(True)

    def hideEvent(self, event: QHideEvent) -> None:
        """Leave the node alone; what is being looked up goes on."""
        super().hideEvent(event)
        self.desk.node.set_shown(False)

    # What happens

    def _on_next(self) -> None:
        step = self.desk.choice.step
        if step in _NEXT:
            self._go(STEPS[STEPS.index(step) + 1])

    def _on_back(self) -> None:
        place = STEPS.index(self.desk.choice.step)
        if place > 0:
            self._go(STEPS[place - 1])

    def _on_step(self, asked: StepAsked) -> None:
        self._go(asked.step)

    def _go(self, step: Step) -> None:
        """Show a page; the keyboard goes along, unless it was the mouse that asked."""
        holder = QApplication.focusWidget()
        by_keyboard = isinstance(holder, QAbstractButton) or holder is self.model_step.list
        if holder is not None and self._pages.isAncestorOf(holder):
            holder.clearFocus()  # else it wanders to whatever stands behind the page
        self.desk.show_step(step)
        if step is Step.ENGINE:
            self.desk.look_up()
            self.engine_step.choose_recommended()
        if by_keyboard:
            self._focus_page()

    def _focus_page(self) -> None:
        first: QWidget | None = {
            Step.MODEL: self.model_step.list,
            Step.ENGINE: self.engine_step.first,
            Step.SETTINGS: self.settings_step.ruler.slider,
            Step.PLAN: self.plan_step.cancel,
        }.get(self.desk.choice.step)
        if first is not None:
            first.setFocus(Qt.FocusReason.TabFocusReason)

    def _on_deploy(self) -> None:
        self.plan_step.deploy()

    def _on_accepted(self, accepted: PlanAccepted) -> None:
        choice = self.desk.choice
        if choice.recipe is not None:
            remember(self._hub, choice.recipe.id, choice.settings)
        deployment = self._hub.serving.deploy(accepted.plan)
        self.desk.change(replace(choice, step=Step.RUN, deployment=deployment))

    def _on_connect(self) -> None:
        self._hub.sessions.connect_node(self.desk.choice.node)

    def _on_keys_button(self) -> None:
        self._on_keys(KeysAsked())

    def _on_keys(self, asked: KeysAsked) -> None:
        from app.panes.deploy.keys.dialog import KeysDialog

        dialog = KeysDialog(self._hub, self, wanted=asked.wanted)
        dialog.finished.connect(self._on_keys_closed)
        dialog.open()

    def _on_keys_closed(self, _result: int) -> None:
        if self.desk.choice.step is Step.PLAN:
            self.plan_step.look()
        elif self.model_step.other.keys.isVisible():
            self.model_step.other.submit()

    def _on_cluster(self, asked: RecipeChosen) -> None:
        self.page_asked.emit(PageAsked(Page.CLUSTER, asked.recipe))

    def _on_import(self) -> None:
        self.page_asked.emit(PageAsked(Page.RECIPES, self.model_step.other.editor.text()))

    def _on_node(self, _index: int) -> None:
        self._node_was_chosen = True
        self.desk.take_node(NodeId(str(self.node.currentData())))

    def _on_node_selected(self, selected: NodeSelected) -> None:
        if not self._node_was_chosen or self.desk.choice.family is None:
            self._follow(selected.node)

    def _follow(self, node: NodeId) -> None:
        self._node_was_chosen = False
        self.desk.take_node(node)

    # What is shown

    def _show(self) -> None:
        choice = self.desk.choice
        reachable = tuple(step for step in STEPS if choice.can_show(step))
        if not self.settings_step.is_valid:
            reachable = tuple(step for step in reachable if step is not Step.PLAN)
        self.rail.show_steps(choice.step, reachable)
        self._pages.setCurrentWidget(self._steps[choice.step])
        self._show_notice()
        self._show_nodes()
        self._show_chosen()
        self._show_buttons(reachable)

    def _show_notice(self) -> None:
        node = self.desk.node
        self.notice.show_node(node, self._hub.sessions.status(node.node).phase)
        if self.desk.choice.is_running:
            self.notice.hide()

    def _show_nodes(self) -> None:
        known = [(node.name, str(node.id)) for node in self._hub.nodes.all()]
        shown = [
            (self.node.itemText(n), str(self.node.itemData(n))) for n in range(self.node.count())
        ]
        blocked = self.node.blockSignals(True)
        if known != shown:
            self.node.clear()
            for name, node in known:
                self.node.addItem(name, node)
        self.node.setCurrentIndex(self.node.findData(str(self.desk.choice.node)))
        self.node.blockSignals(blocked)
        for widget in (self.node, self.node_label):
            widget.setVisible(not self.desk.choice.is_running)

    def _show_chosen(self) -> None:
        choice = self.desk.choice
        family, recipe = choice.family, choice.recipe
        if family is None:
            self.chosen.setText(tr("No model is chosen"))
            self.chosen.set_tone("text3")
            self.verdict.hide()
            return
        parts = [family.title]
        rating = None
        if recipe is not None:
            parts += [title_of(recipe.engine), recipe.quantization]
            rating = _rating_now(self.desk, recipe)
        words = " · ".join(said(part) for part in parts if part)
        self.chosen.setText(tr("{words} on {name}").format(words=words, name=self.desk.node.name))
        self.chosen.set_tone("text")
        self.verdict.setVisible(rating is not None)
        if rating is not None:
            pill = verdict_words(rating)
            self.verdict.show_state(pill.text, pill.tone)
            self.verdict.setToolTip(plain_tip(pill.tip))

    def _show_buttons(self, reachable: tuple[Step, ...]) -> None:
        step = self.desk.choice.step
        running = step is Step.RUN
        self.back.setEnabled(step is not Step.MODEL)
        self.next.setVisible(step in _NEXT)
        self.next.setText(_NEXT.get(step, ""))
        after = STEPS[min(STEPS.index(step) + 1, len(STEPS) - 1)]
        self.next.setEnabled(after in reachable)
        self.deploy.setVisible(step is Step.PLAN)
        self.deploy.setEnabled(self.plan_step.can_deploy)
        self._footer.setVisible(not running)  # the page of the deployment says what is next

    # Making it

    def _build(self) -> None:
        self.rail = StepRail()
        self.notice = NodeNotice()
        self.node = QComboBox()
        self.node.setAccessibleName(tr("Node to deploy on"))
        self.node.setFixedHeight(CONTROL_HEIGHT)
        self.node.setMinimumWidth(_NODE_WIDTH)
        self.engine_step.before = self.node
        self._steps: dict[Step, QWidget] = {
            Step.MODEL: self.model_step,
            Step.ENGINE: self.engine_step,
            Step.SETTINGS: self.settings_step,
            Step.PLAN: self.plan_step,
            Step.RUN: self.run_step,
        }
        self._pages = QStackedWidget()
        for page in self._steps.values():
            self._pages.addWidget(page)
        top = QHBoxLayout()
        top.setSpacing(8)
        top.addWidget(self.rail, 1)
        self.keys = IconButton("key", tr("Keys for models: Hugging Face, NVIDIA NGC"))
        self.node_label = Text(tr("on", "on which node"), "label", "text2")
        top.addWidget(self.keys)
        top.addWidget(self.node_label)
        top.addWidget(self.node)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(12)
        column.addLayout(top)
        column.addWidget(self.notice)
        column.addWidget(self._pages, 1)
        column.addWidget(self._make_footer())

    def _make_footer(self) -> QWidget:
        self.chosen = ElidedLabel("", "strong")
        self.verdict = Pill()
        self.back = Button(tr("Back"))
        self.next = Button("", "primary")
        self.deploy = Button(tr("Deploy"), "primary", "play")
        self._footer = QWidget()
        self._footer.setObjectName(KEEP_CLEAR)
        row = QHBoxLayout()
        row.setSpacing(10)
        row.addWidget(self.chosen, 1, Qt.AlignmentFlag.AlignVCenter)
        row.addWidget(self.verdict)
        row.addSpacing(6)
        for button in (self.back, self.next, self.deploy):
            row.addWidget(button)
        column = QVBoxLayout(self._footer)
        column.setContentsMargins(0, 0, 0, 12)
        column.setSpacing(12)
        column.addWidget(Line())
        column.addLayout(row)
        return self._footer

    def _listen(self) -> None:
        self.desk.chosen.connect(self._show)
        self.desk.known.connect(self._show)
        self._hub.node_selected.connect(self._on_node_selected)
        self.notice.connect_asked.connect(self._on_connect)
        self.rail.step_asked.connect(self._on_step)
        self.keys.clicked.connect(self._on_keys_button)
        self.node.activated.connect(self._on_node)
        self.back.clicked.connect(self._on_back)
        self.next.clicked.connect(self._on_next)
        self.deploy.clicked.connect(self._on_deploy)
        self.run_step.page_asked.connect(self.page_asked)
        self.model_step.next_asked.connect(self._on_next)
        self.model_step.other.keys_asked.connect(self._on_keys)
        self.model_step.other.import_asked.connect(self._on_import)
        self.engine_step.cluster_asked.connect(self._on_cluster)
        self.settings_step.flags.keys_asked.connect(self._on_keys)
        self.plan_step.keys_asked.connect(self._on_keys)
        self.plan_step.plan_accepted.connect(self._on_accepted)
        self.plan_step.ready_changed.connect(self._show)


def _rating_now(desk: WizardDesk, recipe: Recipe) -> Rating:
    """Return how the recipe that is chosen does with the settings of now."""
    rating = desk.rate(recipe)
    if not rating.can_run or rating.fit is None:
        return rating
    return Rating(desk.fit_now())
