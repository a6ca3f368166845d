"""The settings that most people may want to change."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import (
    QCheckBox,
    QComboBox,
    QDoubleSpinBox,
    QGridLayout,
    QLineEdit,
    QSpinBox,
    QWidget,
)

from app.core.i18n import numeral, tr
from app.core.ports import LAST_PORT, read_port
from app.core.said import said
from app.look.components import Chosen, FormField, Segmented, Text
from app.look.components.controls import CONTROL_HEIGHT
from app.look.components.tab_order import follow
from app.panes.deploy.wizard.limits import RESTART_WORDS, restart_words
from app.services.containers.run_spec import Restart
from app.services.serving.api import Runtime
from app.services.serving.fit.api import Verdict
from app.services.serving.launch_settings import fitted

if TYPE_CHECKING:
    from app.services.serving.api import EngineSpec, LaunchSettings, Recipe
    from app.services.serving.fit.api import Fit

_OPEN = tr("Anyone on its network can use the model, without a key. Tunnels reach it without this.")
_CLOSED = tr("Only the node itself, and this computer through its SSH session.")
_MOST_BATCH = 262_144
_BATCH_HINT = tr("More: long prompts are read faster, and more memory is taken.")
_KV_HINT = tr("Smaller ones hold more tokens, and lose a little of what was said.")


@dataclass(frozen=True, slots=True)
class SettingsChosen:
    """A field of `LaunchSettings` has another value."""

    name: str
    value: object


class SimpleSettings(QWidget):
    """KV cache, share of the memory, port, name, network, restart.

    Signals:
        settings_chosen: one of them was changed.
    """

    settings_chosen = Signal(SettingsChosen)

    def __init__(self) -> None:
        super().__init__()
        self._showing = False
        self._engine = ""
        self.kv = FormField(
            tr("KV cache"), Segmented(tr("KV cache"), (("bf16", "bf16"),)), _KV_HINT
        )
        self._make()
        self._lay_out()
        self._connect()

    def show_settings(
        self, recipe: Recipe, engine: EngineSpec, settings: LaunchSettings, fit: Fit | None
    ) -> None:
        """Show what was chosen, without telling."""
        self._showing = True
        if engine.name != self._engine:
            self._engine = engine.name
            self._offer_kv(engine)
        fixed = recipe.command is not None
        self.kv.setEnabled(not fixed)
        self._kv_switch().choose_if_any(settings.kv_dtype or engine.kv_dtypes[0])
        self._show_fraction(engine, settings, fit)
        self.fraction.setEnabled(not fixed)
        self._show_batch(engine, settings)
        port = "" if settings.port is None else str(settings.port)
        if not self.port.hasFocus():
            self.port.setText(port)
        self.port.setPlaceholderText(str(engine.port))
        if not self.name.hasFocus():
            self.name.setText(settings.served_name)
        self.name.setPlaceholderText(said(recipe.model.handle))
        self.open.setChecked(settings.open_to_network)
        self._show_open()
        self.restart.setCurrentIndex(self.restart.findData(settings.restart.value))
        self.restart_field.set_hint(restart_words(settings.restart))
        in_container = engine.runtimes[0] is Runtime.CONTAINER
        self.restart_field.setVisible(in_container)
        self._showing = False

    # What is shown

    def _show_fraction(self, engine: EngineSpec, settings: LaunchSettings, fit: Fit | None) -> None:
        """Show the share of the memory that an engine takes at once; empty: what it needs."""
        self.fraction_field.setVisible(engine.overhead.preallocates)
        chosen = settings.memory_fraction
        self.fraction.setValue(chosen if chosen is not None else 0.0)
        fits = fit is not None and fit.verdict is not Verdict.NO
        own = fitted(engine, settings, fit).memory_fraction if fit is not None and fits else None
        needs = (
            tr("{own}, what it needs").format(own=numeral(own, 2, grouped=False))
            if own and chosen is None
            else tr("what it needs")
        )
        self.fraction.setSpecialValueText(needs)
        safe = fit.memory_fraction if fit is not None else None
        hint = tr("{title} takes it at once. ").format(title=engine.title)
        hint += (
            tr("At most {safe} is safe now.").format(safe=numeral(safe, 2, grouped=False))
            if safe is not None
            else tr("What is safe: n/a.")
        )
        self.fraction_field.set_hint(hint)

    def _show_batch(self, engine: EngineSpec, settings: LaunchSettings) -> None:
        there = any(option.setting == "batch_tokens" for option in engine.options)
        self.batch_field.setVisible(there)
        self.batch.setValue(settings.batch_tokens or 0)
        self.batch.setSpecialValueText(numeral(engine.overhead.batch_tokens))

    def _show_open(self) -> None:
        is_open = self.open.isChecked()
        self.open_words.setText(_OPEN if is_open else _CLOSED)
        self.open_words.set_tone("warn" if is_open else "text3")

    def _offer_kv(self, engine: EngineSpec) -> None:
        """Offer what the engine has; the switch is made anew, as its segments are fixed."""
        before = self.kv
        dtypes = engine.kv_dtypes
        self.kv = FormField(
            tr("KV cache"), Segmented(tr("KV cache"), [(each, each) for each in dtypes]), _KV_HINT
        )
        self._kv_switch().chosen.connect(self._on_kv)
        self._grid.replaceWidget(before, self.kv)
        follow(self.open, self.kv)
        self.kv.setVisible(len(dtypes) > 1)
        before.hide()
        before.deleteLater()

    def _kv_switch(self) -> Segmented:
        assert isinstance(self.kv.editor, Segmented)
        return self.kv.editor

    # What happens

    def _choose(self, name: str, value: object) -> None:
        if not self._showing:
            self.settings_chosen.emit(SettingsChosen(name, value))

    def _on_kv(self, chosen: Chosen) -> None:
        self._choose("kv_dtype", chosen.key)

    def _on_fraction(self, value: float) -> None:
        self._choose("memory_fraction", round(value, 2) if value > 0 else None)

    def _on_batch(self, value: int) -> None:
        self._choose("batch_tokens", value or None)

    def _on_port(self, text: str) -> None:
        port = read_port(text.strip())
        wrong = port is None and bool(text.strip())
        self.port_field.set_error(
            tr("Ports are 1 to {last_port}.").format(last_port=LAST_PORT) if wrong else ""
        )
        if not wrong:
            self._choose("port", port)

    def _on_name(self, text: str) -> None:
        self._choose("served_name", text.strip())

    def _on_open(self, on: bool) -> None:
        self._show_open()
        self._choose("open_to_network", on)

    def _on_restart(self, _index: int) -> None:
        self._choose("restart", Restart(self.restart.currentData()))

    # Making it

    def _make(self) -> None:
        self.fraction = QDoubleSpinBox()
        self.fraction.setRange(0.0, 0.95)
        self.fraction.setSingleStep(0.05)
        self.fraction.setDecimals(2)
        self.fraction.setSpecialValueText(tr("what it needs"))
        self.fraction.setKeyboardTracking(False)
        self.fraction_field = FormField(tr("Share of the memory"), self.fraction)
        self.batch = QSpinBox()
        self.batch.setRange(0, _MOST_BATCH)
        self.batch.setSingleStep(1024)
        self.batch.setGroupSeparatorShown(True)
        self.batch.setKeyboardTracking(False)
        self.batch_field = FormField(tr("Tokens per step"), self.batch, _BATCH_HINT)
        self.port, self.name = QLineEdit(), QLineEdit()
        self.port_field = FormField(
            tr("Port on the node"), self.port, tr("Another one when it is taken.")
        )
        self.name_field = FormField(
            tr("Name of the model"), self.name, tr("As clients will ask for it.")
        )
        self.open = QCheckBox(tr("Open to the network"))
        self.open_words = Text(_CLOSED, "meta", "text3", wrap=True)
        self.restart = QComboBox()
        self.restart.setFixedHeight(CONTROL_HEIGHT)
        for restart, title, _words in RESTART_WORDS:
            self.restart.addItem(title, restart.value)
        self.restart_field = FormField(tr("Start it again"), self.restart)

    def _lay_out(self) -> None:
        grid = self._grid = QGridLayout(self)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setHorizontalSpacing(24)
        grid.setVerticalSpacing(16)
        network = QWidget()
        column = QGridLayout(network)
        column.setContentsMargins(0, 20, 0, 0)  # level with the fields beside it
        column.setVerticalSpacing(6)
        column.addWidget(self.open, 0, 0)
        column.addWidget(self.open_words, 1, 0)
        places = (self.port_field, self.name_field, network, self.kv, self.fraction_field,
                  self.restart_field, self.batch_field)  # fmt: skip
        for number, widget in enumerate(places):
            grid.addWidget(widget, number // 3, number % 3, Qt.AlignmentFlag.AlignTop)
        for column_number in range(3):
            grid.setColumnStretch(column_number, 1)
            grid.setColumnMinimumWidth(column_number, 180)

    def _connect(self) -> None:
        self._kv_switch().chosen.connect(self._on_kv)
        self.fraction.valueChanged.connect(self._on_fraction)
        self.batch.valueChanged.connect(self._on_batch)
        self.port.textEdited.connect(self._on_port)
        self.name.textEdited.connect(self._on_name)
        self.open.toggled.connect(self._on_open)
        self.restart.currentIndexChanged.connect(self._on_restart)
