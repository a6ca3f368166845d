"""The recipe that is chosen: what it says, where it is from, and its YAML."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from app.core import units
from app.core.i18n import numeral, tr
from app.core.said import said
from app.look.components import (
    Button,
    Card,
    ElidedLabel,
    IconButton,
    KeyValues,
    Pill,
    Text,
    plain_tip,
    scrolled,
)
from app.panes.deploy.recipes.words import (
    ASKED_LATER,
    RecipeRow,
    features_text,
    needs_text,
    parameters_text,
    state,
    weights_text,
)
from app.panes.deploy.recipes.yaml_editor import YamlEditor

if TYPE_CHECKING:
    from app.services.serving.api import Recipe

_FACTS_WIDTH = 430


class Verb(StrEnum):
    """What can be done with a recipe."""

    DEPLOY = "deploy"
    COPY = "copy"
    EDIT = "edit"
    SHARE = "share"
    CHECK = "check"
    SOURCE = "source"
    NEWER = "newer"
    PIN = "pin"
    REMOVE = "remove"


@dataclass(frozen=True, slots=True)
class VerbAsked:
    """Something is to be done with the recipe that is chosen."""

    verb: Verb


class RecipeDetails(Card):
    """One recipe.

    Signals:
        asked: something is to be done with it.
    """

    asked = Signal(VerbAsked)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent=parent)
        self.setAccessibleName(tr("Recipe details"))
        self._row: RecipeRow | None = None
        self._build()
        self.hide()

    def show_row(self, row: RecipeRow | None, yaml: str) -> None:
        """Show a recipe; None hides everything."""
        changed = row != self._row
        self._row = row
        self.setVisible(row is not None)
        if row is None or not changed:
            return
        recipe = row.recipe
        self.name.setText(said(recipe.title))
        text, tone = state(row)
        self.pill.show_state(text, tone)
        self.pill.setVisible(bool(text))
        self.summary.setText(said(recipe.summary))
        self.summary.setVisible(bool(recipe.summary))
        self._show_buttons(row)
        self.facts.set_rows(_facts(row))
        notes = "\n".join(f"•  {said(note, limit=800)}" for note in recipe.notes)
        self.notes.setText(notes)
        self.notes.setVisible(bool(notes))
        self.show_drift("")
        self.yaml.setPlainText(yaml)

    def show_drift(self, words: str, tone: str = "text2", *, may_pin: bool = False) -> None:
        """Say what is known of the image, and whether the recipe may hold on to it."""
        self.pin.setVisible(may_pin)
        self.drift.setText(words)
        self.drift.set_tone(tone)
        self.drift.setVisible(bool(words))

    def _show_buttons(self, row: RecipeRow) -> None:
        recipe = row.recipe
        self.deploy.setText(tr("Plan…") if recipe.nodes > 1 else tr("Deploy…"))
        self.edit.setVisible(recipe.is_own)
        self.remove.setVisible(recipe.is_own)
        self.newer.setVisible(row.is_newer_there)
        self.source.setVisible(bool(recipe.origin.url))
        self.source.setToolTip(plain_tip(said(recipe.origin.url)))

    # How it is made

    def _build(self) -> None:
        self.body.setContentsMargins(16, 12, 16, 12)
        self.body.setSpacing(10)
        self.body.addLayout(self._head())
        self.summary = Text("", "body", "text2", wrap=True, selectable=True)
        self.drift = Text("", "body", "text2", wrap=True, selectable=True)
        self.body.addWidget(self.summary)
        about_image = QHBoxLayout()
        about_image.setSpacing(8)
        about_image.addWidget(self.drift, 1)
        about_image.addWidget(self.pin, 0, Qt.AlignmentFlag.AlignTop)
        self.body.addLayout(about_image)
        row = QHBoxLayout()
        row.setSpacing(16)
        self.yaml = YamlEditor(tr("Recipe as YAML"), read_only=True)
        row.addWidget(self._facts_part())
        row.addWidget(self.yaml, 1)
        self.body.addLayout(row, 1)

    def _head(self) -> QHBoxLayout:
        self.name = ElidedLabel("", "card")
        self.pill = Pill()
        self.newer = Button(tr("See the newer one"), "link")
        self.pin = Button(tr("Pin this image"), "link")
        self.pin.setToolTip(
            tr("The recipe runs this very image from then on, whatever its name names")
        )
        self.source = IconButton("arrow-square-out", tr("Open the source in the browser"))
        self.check = IconButton("cloud-arrow-down", tr("Look for a newer image"))
        self.share = IconButton("export", tr("Share…"))
        self.copy = Button(tr("Copy as own"), icon_name="copy")
        self.edit = Button(tr("Edit…"), icon_name="pencil-simple")
        self.remove = Button(tr("Remove"), "danger", "trash")
        self.deploy = Button(tr("Deploy…"), "primary", "play")
        verbs = {
            self.newer: Verb.NEWER,
            self.source: Verb.SOURCE,
            self.check: Verb.CHECK,
            self.share: Verb.SHARE,
            self.copy: Verb.COPY,
            self.edit: Verb.EDIT,
            self.pin: Verb.PIN,
            self.remove: Verb.REMOVE,
            self.deploy: Verb.DEPLOY,
        }
        top = QHBoxLayout()
        top.setSpacing(8)
        top.addWidget(self.name, 1)
        top.addWidget(self.pill)
        top.addSpacing(4)
        for button, verb in verbs.items():
            button.setProperty("verb", verb.value)
            button.clicked.connect(self._on_clicked)
            if button is not self.pin:
                top.addWidget(button)
        return top

    def _facts_part(self) -> QWidget:
        self.facts = KeyValues()
        self.notes = Text("", "body", "text2", wrap=True, selectable=True)
        inner = QWidget()
        column = QVBoxLayout(inner)
        column.setContentsMargins(0, 0, 8, 0)
        column.setSpacing(10)
        column.addWidget(self.notes)
        column.addWidget(self.facts)
        column.addStretch(1)
        area = scrolled(inner)
        area.setFixedWidth(_FACTS_WIDTH)
        area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        return area

    def _on_clicked(self) -> None:
        self.asked.emit(VerbAsked(Verb(self.sender().property("verb"))))


def _facts(row: RecipeRow) -> list[tuple[str, str]]:
    recipe = row.recipe
    image = said(recipe.image, limit=300)
    rows = [
        (tr("Model"), said(recipe.model.handle, limit=500)),
        (tr("Engine"), f"{row.engine}, {image}" if image else row.engine),
        (tr("Size"), _size(recipe)),
        (tr("Good at"), features_text(recipe)),
        (tr("Begins with"), _begins(recipe)),
        (tr("Needs"), needs_text(recipe)),
        (tr("Source"), _source(recipe)),
    ]
    return [(name, value) for name, value in rows if value]


def _size(recipe: Recipe) -> str:
    parts = []
    if recipe.parameters is not None:
        parts.append(parameters_text(recipe))
    if recipe.weights_bytes is not None:
        parts.append(tr("{size} of weights").format(size=weights_text(recipe)))
    return "; ".join(parts) or ASKED_LATER


def _begins(recipe: Recipe) -> str:
    settings = recipe.settings
    parts = []
    if settings.context is not None:
        parts.append(tr("{context} tokens of context").format(context=numeral(settings.context)))
    if settings.users is not None:
        parts.append(
            tr("1 user")
            if settings.users == 1
            else tr("{users} users").format(users=settings.users)
        )
    if settings.memory_fraction is not None:
        parts.append(
            tr("{memory_fraction:.0%} of the memory").format(
                memory_fraction=settings.memory_fraction
            )
        )
    if settings.kv_dtype:
        parts.append(tr("{kind} KV cache").format(kind=said(settings.kv_dtype)))
    if settings.port is not None:
        parts.append(tr("port {port}").format(port=settings.port))
    return ", ".join(parts)


def _source(recipe: Recipe) -> str:
    origin = recipe.origin
    ran = tr("ran on {machine}").format(machine=said(origin.verified)) if origin.verified else ""
    parts = (said(origin.title), origin.date, ran)
    return "; ".join(part for part in parts if part) or units.NOT_AVAILABLE
