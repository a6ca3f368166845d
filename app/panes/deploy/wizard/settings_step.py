"""The third page: context, users and what else can be chosen; for experts, all flags."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QVBoxLayout, QWidget

from app.core.i18n import tr
from app.look.components import Chosen, Segmented, Text, scrolled
from app.panes.deploy.wizard.choosing import Step
from app.panes.deploy.wizard.context_ruler import ContextRuler, UsersChosen
from app.panes.deploy.wizard.context_slider import ContextChosen
from app.panes.deploy.wizard.flags import FlagsPage
from app.panes.deploy.wizard.rating import Rating
from app.panes.deploy.wizard.simple_settings import SettingsChosen, SimpleSettings
from app.services.serving.launch_settings import merged

if TYPE_CHECKING:
    from app.panes.deploy.wizard.desk import WizardDesk

_LOCKED = tr("This recipe brings its own command: its context, users and memory stand in it.")


class SettingsStep(QWidget):
    """The ruler, and below it the simple settings or all flags."""

    def __init__(self, desk: WizardDesk) -> None:
        super().__init__()
        self._desk = desk
        self._recipe = ""
        self.ruler = ContextRuler()
        self.simple = SimpleSettings()
        self.flags = FlagsPage()
        self.switch = Segmented(
            tr("Settings"), (("simple", tr("Simple")), ("flags", tr("All flags")))
        )
        self.locked = Text(_LOCKED, "label", "text2", wrap=True)
        self.problem = Text("", "body", "err", wrap=True)
        self._lay_out()
        self.ruler.context_chosen.connect(self._on_context)
        self.ruler.users_chosen.connect(self._on_users)
        self.simple.settings_chosen.connect(self._on_settings)
        self.flags.edited.connect(self._on_flags)
        self.switch.chosen.connect(self._on_switch)
        desk.chosen.connect(self._show)
        desk.known.connect(self._show)
        self._show()

    @property
    def is_valid(self) -> bool:
        """Whether it can go on with these settings."""
        return not self._desk.problem() and not self.flags.environment_field.error

    def search_flags(self) -> None:
        """Show all flags, and put the keyboard into their search."""
        self.switch.choose("flags")
        self._show_page("flags")
        self.flags.search.setFocus(Qt.FocusReason.ShortcutFocusReason)

    def _show(self) -> None:
        desk = self._desk
        recipe, engine = desk.choice.recipe, desk.engine
        if recipe is None or engine is None or desk.choice.step is not Step.SETTINGS:
            return
        own = desk.choice.settings
        settings = merged(recipe.settings, own)
        fit, most = desk.fit_now(), desk.most_context()
        context = fit.demand.context if fit is not None else settings.context or most
        users = fit.demand.users if fit is not None else settings.users or 1
        rating = desk.rate(recipe) if fit is None else Rating(fit)
        self.ruler.show_fit(rating, min(context, most), users, most)
        self.ruler.set_locked(_LOCKED if recipe.command is not None else "")
        self.locked.setVisible(recipe.command is not None)
        self.simple.show_settings(recipe, engine, settings, fit)
        if recipe.id != self._recipe:
            self._recipe = recipe.id
            self.flags.clear_errors()
        self.flags.show_engine(engine)
        self.flags.show_settings(own)
        self._show_problem()

    def _show_problem(self) -> None:
        problem = self._desk.problem()
        self.problem.setText(problem)
        self.problem.setVisible(bool(problem))

    def _on_context(self, chosen: ContextChosen) -> None:
        self._desk.take_settings(context=chosen.context)

    def _on_users(self, chosen: UsersChosen) -> None:
        self._desk.take_settings(users=chosen.users)

    def _on_settings(self, chosen: SettingsChosen) -> None:
        self._desk.take_settings(**{chosen.name: chosen.value})

    def _on_flags(self) -> None:
        told = self.flags.read()
        if told is not None:
            self._desk.take_settings(**told)
        self._show_problem()
        self._desk.chosen.emit()  # the button to go on follows what is wrong here

    def _on_switch(self, chosen: Chosen) -> None:
        self._show_page(chosen.key)

    def _show_page(self, key: str) -> None:
        self.simple.setVisible(key == "simple")
        self.flags.setVisible(key == "flags")

    def _lay_out(self) -> None:
        content = QWidget()
        column = QVBoxLayout(content)
        column.setContentsMargins(0, 0, 6, 16)
        column.setSpacing(12)
        column.addWidget(self.ruler)
        column.addWidget(self.locked)
        column.addWidget(self.switch, 0, Qt.AlignmentFlag.AlignLeft)
        column.addWidget(self.problem)
        column.addWidget(self.simple)
        column.addWidget(self.flags)
        column.addStretch(1)
        self._show_page("simple")
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.addWidget(scrolled(content))
