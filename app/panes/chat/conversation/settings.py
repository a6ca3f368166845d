"""How the model shall answer: system prompt, presets, and parameters that this engine obeys."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, fields, replace
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtWidgets import (
    QComboBox,
    QHBoxLayout,
    QInputDialog,
    QLineEdit,
    QPlainTextEdit,
    QVBoxLayout,
    QWidget,
)

from app.core.i18n import tr
from app.core.said import said
from app.look.components import Button, FormField, SectionLabel, Text, scrolled
from app.look.components.controls import CONTROL_HEIGHT
from app.services.chat.api import Card, Parameters, Preset

if TYPE_CHECKING:
    from collections.abc import Sequence

NOTHING_SET = ("", Parameters())
OWN = tr("the server's own")
"""What stands in a field that says nothing."""
_SOON_MS = 400
_SYSTEM_HEIGHT = 120
_STOPS_HEIGHT = 56
_NONE = tr("No preset")


@dataclass(frozen=True, slots=True)
class SettingsChanged:
    """The model shall answer otherwise."""

    system: str
    parameters: Parameters


@dataclass(frozen=True, slots=True)
class PresetKept:
    """What is set shall be kept under a name."""

    name: str
    system: str
    parameters: Parameters


@dataclass(frozen=True, slots=True)
class PresetDropped:
    """A preset is not wanted any more."""

    name: str


@dataclass(frozen=True, slots=True)
class NumberField:
    """A parameter that is a number."""

    name: str
    label: str
    least: float
    most: float
    is_whole: bool = False
    hint: str = ""


NUMBERS = (
    NumberField("max_tokens", tr("Longest answer, tokens"), 1, 10_000_000, is_whole=True),
    NumberField(
        "temperature", tr("Temperature"), 0, 5, hint=tr("0 is the same each time, 1 is lively")
    ),
    NumberField("top_p", tr("Top p"), 0, 1),
    NumberField("top_k", tr("Top k"), -1, 100_000, is_whole=True),
    NumberField("min_p", tr("Min p"), 0, 1),
    NumberField("frequency_penalty", tr("Frequency penalty"), -2, 2),
    NumberField("presence_penalty", tr("Presence penalty"), -2, 2),
    NumberField("repeat_penalty", tr("Repeat penalty"), 0, 10),
    NumberField("seed", tr("Seed"), -(2**63), 2**63 - 1, is_whole=True),
)
EFFORTS = (
    ("", OWN),
    ("none", tr("none", "reasoning effort")),
    ("low", tr("low", "reasoning effort")),
    ("medium", tr("medium", "reasoning effort")),
    ("high", tr("high", "reasoning effort")),
)
THINKING = ((None, OWN), (True, tr("on", "thinking")), (False, tr("off", "thinking")))


class SettingsPage(QWidget):
    """The settings of one conversation. What nobody sets is the server's own.

    Signals:
        changed: the model shall answer otherwise.
        preset_kept: what is set shall be kept under a name.
        preset_dropped: a preset is not wanted any more.
    """

    changed = Signal(SettingsChanged)
    preset_kept = Signal(PresetKept)
    preset_dropped = Signal(PresetDropped)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._shown = NOTHING_SET
        self._presets: tuple[Preset, ...] = ()
        self._filling = False
        self._soon = QTimer(self, singleShot=True, interval=_SOON_MS)
        self._soon.timeout.connect(self.finish)
        self._build()

    def show_settings(self, system: str, parameters: Parameters) -> None:
        """Show what a conversation has, unless it is what is shown."""
        if (system, parameters) == self._shown:
            return
        self._soon.stop()
        self._shown = (system, parameters)
        self._filling = True
        self.system.setPlainText(system)
        for spec in NUMBERS:
            value = getattr(parameters, spec.name)
            self.numbers[spec.name].setText("" if value is None else f"{value:g}")
            if spec.is_whole and value is not None:
                self.numbers[spec.name].setText(str(value))
            self._fields[spec.name].set_error("")
        self.stops.setPlainText("\n".join(parameters.stop))
        _choose(self.effort, parameters.reasoning_effort)
        _choose(self.thinking, parameters.thinking)
        self._filling = False
        self._show_preset()

    def show_presets(self, presets: Sequence[Preset]) -> None:
        """Show what can be chosen."""
        self._presets = tuple(presets)
        self._filling = True
        self.preset.clear()
        self.preset.addItem(_NONE, "")
        for preset in self._presets:
            self.preset.addItem(preset.name, preset.name)
        self._filling = False
        self._show_preset()

    def show_card(self, card: Card) -> None:
        """Say which parameters the engine takes without obeying, or refuses."""
        engine = _engine_of(card)
        for name, field in self._fields.items():
            hint = _HINTS.get(name, "")
            if name in card.refused:
                hint = tr("refused by {engine}").format(engine=engine)
            elif name in card.ignored:
                hint = tr("ignored by {engine}").format(engine=engine)
            field.set_hint(hint)

    def finish(self) -> None:
        """Tell now what was typed."""
        self._soon.stop()
        typed = self._typed()
        if typed is None or typed == self._shown:
            return
        self._shown = typed
        self._show_preset()
        self.changed.emit(SettingsChanged(*typed))

    def hideEvent(self, event: object) -> None:
        """Nothing that was typed is lost."""
        self.finish()
        super().hideEvent(event)  # type: ignore[arg-type]

    def _build(self) -> None:
        self.preset = QComboBox()
        self.preset.setAccessibleName(tr("Preset"))
        self.preset.setMinimumHeight(CONTROL_HEIGHT)
        self.keep = Button(tr("Keep as preset…"), "link")
        self.drop = Button(tr("Delete preset"), "link")
        self.system = QPlainTextEdit()
        self.system.setAccessibleName(tr("System prompt"))
        self.system.setPlaceholderText(tr("What the model is told before everything else"))
        self.system.setTabChangesFocus(True)
        self.system.setFixedHeight(_SYSTEM_HEIGHT)
        self.stops = QPlainTextEdit()
        self.stops.setTabChangesFocus(True)
        self.stops.setFixedHeight(_STOPS_HEIGHT)
        self.effort = _combo(EFFORTS)
        self.thinking = _combo(THINKING)
        self.numbers = {spec.name: _line() for spec in NUMBERS}
        self._fields = {
            "thinking": FormField(tr("Thinking"), self.thinking),
            "reasoning_effort": FormField(tr("Reasoning effort"), self.effort),
            **{
                spec.name: FormField(spec.label, self.numbers[spec.name], spec.hint)
                for spec in NUMBERS
            },
            "stop": FormField(tr("Stop at, one text a line"), self.stops),
        }
        self._lay_out()
        self._listen()

    def _lay_out(self) -> None:
        links = QHBoxLayout()
        links.addWidget(self.keep)
        links.addStretch(1)
        links.addWidget(self.drop)
        content = QWidget()
        column = QVBoxLayout(content)
        column.setContentsMargins(0, 0, 10, 12)
        column.setSpacing(10)
        column.addWidget(self.preset)
        column.addLayout(links)
        column.addWidget(SectionLabel(tr("System prompt")))
        column.addWidget(self.system)
        column.addWidget(SectionLabel(tr("Parameters")))
        about = tr(
            "What is left empty is the server's own. Changes count from the next message on."
        )
        column.addWidget(Text(about, "meta", "text2", wrap=True))
        for field in self._fields.values():
            column.addWidget(field)
        column.addStretch(1)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.addWidget(scrolled(content))

    def _listen(self) -> None:
        for line in self.numbers.values():
            line.textEdited.connect(self._on_edited)
            line.editingFinished.connect(self.finish)
        self.system.textChanged.connect(self._on_edited)
        self.stops.textChanged.connect(self._on_edited)
        self.effort.activated.connect(self._on_edited)
        self.thinking.activated.connect(self._on_edited)
        self.preset.activated.connect(self._on_preset_chosen)
        self.keep.clicked.connect(self._on_keep)
        self.drop.clicked.connect(self._on_drop)

    def _typed(self) -> tuple[str, Parameters] | None:
        """Return what is typed; None while some of it is no value."""
        values: dict[str, object] = {}
        is_fine = True
        for spec in NUMBERS:
            text = self.numbers[spec.name].text().strip()
            value, problem = number_of(text, spec)
            if problem != self._fields[spec.name].error:
                self._fields[spec.name].set_error(problem)
            is_fine = is_fine and not problem
            values[spec.name] = value
        if not is_fine:
            return None
        values["stop"] = tuple(line for line in self.stops.toPlainText().splitlines() if line)
        values["reasoning_effort"] = self.effort.currentData() or ""
        values["thinking"] = self.thinking.currentData()
        known = {field.name for field in fields(Parameters)}
        assert values.keys() <= known
        parameters = replace(self._shown[1], **values)  # type: ignore[arg-type]
        return self.system.toPlainText().strip(), parameters

    def _show_preset(self) -> None:
        """Name the preset that is what is set."""
        system, parameters = self._shown
        names = [
            each.name
            for each in self._presets
            if (each.system, each.parameters) == (system, parameters)
        ]
        place = self.preset.findData(names[0]) if names else 0
        self.preset.setCurrentIndex(max(0, place))
        self.drop.setVisible(bool(names))
        self.keep.setVisible(not names and self._shown != NOTHING_SET)

    def _on_edited(self, _value: object = None) -> None:
        if not self._filling:
            self._soon.start()

    def _on_preset_chosen(self, place: int) -> None:
        name = self.preset.itemData(place)
        preset = next((each for each in self._presets if each.name == name), Preset(""))
        self.show_settings(preset.system, preset.parameters)
        self.changed.emit(SettingsChanged(preset.system, preset.parameters))

    def _on_keep(self) -> None:
        self.finish()
        dialog = QInputDialog(self)
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.setWindowTitle(tr("Keep as preset"))
        dialog.setLabelText(tr("Name of the preset"))
        dialog.textValueSelected.connect(self.name_preset)
        dialog.open()

    def name_preset(self, name: str) -> None:
        """Keep what is set under a name."""
        if name.strip():
            self.preset_kept.emit(PresetKept(said(name, limit=80), *self._shown))

    def _on_drop(self) -> None:
        self.preset_dropped.emit(PresetDropped(str(self.preset.currentData())))


def number_of(text: str, spec: NumberField) -> tuple[float | int | None, str]:
    """Return the number that was typed, and what is wrong with it."""
    if not text:
        return None, ""
    convert: Callable[[str], float] = int if spec.is_whole else float
    try:
        value = convert(text.replace(",", "."))
    except ValueError:
        return None, tr("a whole number") if spec.is_whole else tr("a number")
    if not spec.least <= value <= spec.most:
        return None, tr("from {least} to {most}").format(
            least=f"{spec.least:g}", most=f"{spec.most:g}"
        )
    return value, ""


def _engine_of(card: Card) -> str:
    """Return what an engine is called, where something is said of it."""
    if not card.engine or not (card.ignored or card.refused):
        return tr("this server")
    from app.services.serving.catalogue import title_of

    return title_of(card.engine)


def _line() -> QLineEdit:
    line = QLineEdit()
    line.setPlaceholderText(OWN)
    return line


def _combo(options: Sequence[tuple[object, str]]) -> QComboBox:
    combo = QComboBox()
    combo.setMinimumHeight(CONTROL_HEIGHT)
    for value, text in options:
        combo.addItem(text, value)
    return combo


def _choose(combo: QComboBox, value: object) -> None:
    places = [place for place in range(combo.count()) if combo.itemData(place) == value]
    combo.setCurrentIndex(places[0] if places else 0)


_HINTS = {spec.name: spec.hint for spec in NUMBERS}
