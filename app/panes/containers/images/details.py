"""What is known of the image that is chosen: names, digests, the steps that made it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtWidgets import (
    QHBoxLayout,
    QHeaderView,
    QTreeWidget,
    QTreeWidgetItem,
    QWidget,
)

from app.core import units
from app.core.i18n import tr
from app.core.listed import listed
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
from app.look.fonts import mono_font, ui_font
from app.look.keys import native_keys
from app.panes.asking import Answered, Refused
from app.panes.containers.asking import Asking
from app.panes.containers.images.verbs import ImageAsked, ImageVerb, possible
from app.panes.containers.images.words import (
    Row,
    UpdateState,
    ago,
    cut_digest,
    pull_text,
    total_size,
    update_story,
    used_text,
    users_of,
)

if TYPE_CHECKING:
    from app.core.cancel import Cancel
    from app.core.ids import NodeId
    from app.services.containers.engine import Engine
    from app.services.containers.image_api import HistoryEntry, Image
    from app.state.hub import Hub

_FACTS_WIDTH = 380
_ROW_HEIGHT = 26
_LEAST_HEIGHT = 36
"""A low window shows little of it rather than laying one part over another."""
_SIZE, _STEP, _WHEN = range(3)


@dataclass(frozen=True, slots=True)
class Looked:
    """What a look at one image told."""

    image: Image
    history: tuple[HistoryEntry, ...]


class ImageDetails(Card):
    """One image, or how many are chosen, and what can be done with them.

    Signals:
        asked: something is to be done with the chosen images.
    """

    asked = Signal(ImageAsked)

    def __init__(self, hub: Hub, parent: QWidget | None = None) -> None:
        super().__init__(parent=parent)
        self.setAccessibleName(tr("Image details"))
        self._hub = hub
        self._node: NodeId | None = None
        self._rows: Sequence[Row] = []
        self._looked: Looked | None = None
        self._trouble = ""
        self._asking = Asking(hub, self)
        self._asking.answered.connect(self._on_looked)
        self._asking.refused.connect(self._on_refused)
        self._asking.ended.connect(self._show)
        self._build()
        self.hide()

    def show_rows(self, node: NodeId, rows: Sequence[Row]) -> None:
        """Show the images that are chosen; none hides it."""
        before = [row.image.id for row in self._rows] if node == self._node else []
        self._node, self._rows = node, rows
        self.setVisible(bool(rows))
        if [row.image.id for row in rows] != before:
            self._asking.stop()
            self._looked, self._trouble = None, ""
            self.history.clear()
        if len(rows) == 1 and not (self._looked or self._trouble or self._asking.is_busy):
            self._look(node, rows[0].image.id)
        if rows:
            self._show()

    def end(self) -> None:
        """Stop asking."""
        self._asking.stop()

    def _look(self, node: NodeId, image_id: str) -> None:
        def question(engine: Engine, _cancel: Cancel) -> Looked:
            from app.services.containers.images import image, image_history

            return Looked(image(engine, image_id), image_history(engine, image_id))

        self._asking.ask(node, question)

    def _on_looked(self, answered: Answered) -> None:
        assert isinstance(answered.value, Looked)
        self._looked = answered.value
        self._fill_history(self._looked.history)

    def _on_refused(self, refused: Refused) -> None:
        self._trouble = refused.error.message

    # What is shown

    def _show(self) -> None:
        rows, can = self._rows, possible(self._rows)
        for button, verb in self._verbs:
            button.setVisible(verb in can or (verb is not ImageVerb.UPDATE and len(rows) == 1))
            button.setEnabled(verb in can)
        only = rows[0] if len(rows) == 1 else None
        self._body.setVisible(only is not None)
        self.pill.hide()
        if only is None:
            size = total_size([row.image for row in rows])
            self.name.setText(tr("{rows} images, {size}").format(rows=len(rows), size=size))
            self.update_now.setText(tr("Pull the newer ones"))
            self.story.hide()
            return
        self.name.setText(only.image.name)
        newer = only.update.state is UpdateState.NEWER
        if newer or only.image.is_dangling:
            self.pill.show_state(
                *((tr("Newer there"), "accent") if newer else (tr("No name"), "text2"))
            )
            self.pill.show()
        story = update_story(only.update) or self._trouble
        self.story.setText(story)
        self.story.setVisible(bool(story))
        self.update_now.setText(pull_text(only.update))
        self.facts.set_rows(self._facts(only.image))

    def _facts(self, image: Image) -> list[tuple[str, str]]:
        looked = self._looked.image if self._looked is not None else None
        containers = self._hub.containers.view(self._node).containers if self._node else None
        names = [each.name for each in users_of(image, containers or ())]
        waiting = "…" if self._asking.is_busy else units.NOT_AVAILABLE
        architecture = (looked.architecture if looked else "") or waiting
        created = ago(image.created)
        if image.created is not None:
            created = f"{units.date_and_clock(image.created)}, {created}"
        return [
            (tr("Names"), "\n".join(image.tags) or tr("none: a newer image took it")),
            (
                tr("Digest"),
                "\n".join(map(cut_digest, image.digests)) or tr("none: never pulled nor pushed"),
            ),
            (tr("Id"), cut_digest(image.id)),
            (tr("Architecture"), architecture),
            (
                tr("Size"),
                tr("{disk_size}, with layers that others share").format(
                    disk_size=units.disk_size(image.size_bytes)
                ),
            ),
            (tr("Created"), created),
            (tr("Used by"), listed(names) or used_text(image.containers)),
        ]

    def _fill_history(self, history: tuple[HistoryEntry, ...]) -> None:
        self.history.clear()
        for number, entry in enumerate(history):
            empty = entry.size_bytes == 0
            size = "–" if empty else units.disk_size(entry.size_bytes)
            step = entry.command or entry.comment or tr("(not said)")
            item = QTreeWidgetItem([size, step, ago(entry.created)])
            item.setTextAlignment(
                _SIZE, Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
            )
            item.setFont(_STEP, mono_font())
            item.setData(_STEP, Qt.ItemDataRole.ToolTipRole, plain_tip(step))
            item.setSizeHint(_SIZE, QSize(0, _ROW_HEIGHT))
            said = tr("adds no layer") if empty else size
            item.setData(
                _SIZE,
                Qt.ItemDataRole.AccessibleTextRole,
                tr("Step {number}, {instruction}").format(
                    number=len(history) - number, instruction=said
                ),
            )
            self.history.addTopLevelItem(item)

    # How it is made

    def _build(self) -> None:
        self.name = ElidedLabel("", "card", mode=Qt.TextElideMode.ElideMiddle)
        self.pill = Pill()
        self.story = Text("", "body", "text2", wrap=True, selectable=True)
        self.update_now = Button("", "secondary", "download-simple")
        self.run = Button(tr("Run…"), icon_name="play")
        self.tag = Button(tr("Tag…"), icon_name="tag")
        self.check = IconButton("cloud-arrow-down", tr("Check for updates"))
        self.copy = IconButton("fingerprint", tr("Copy digest"))
        self.remove = Button(tr("Remove…"), "danger", "trash")
        self.remove.setToolTip(native_keys("Del"))
        self._verbs: tuple[tuple[Button | IconButton, ImageVerb], ...] = (
            (self.update_now, ImageVerb.UPDATE),
            (self.run, ImageVerb.RUN),
            (self.tag, ImageVerb.TAG),
            (self.check, ImageVerb.CHECK),
            (self.copy, ImageVerb.COPY_DIGEST),
            (self.remove, ImageVerb.REMOVE),
        )
        top = QHBoxLayout()
        top.setSpacing(8)
        top.addWidget(self.name, 1)
        top.addWidget(self.pill)
        top.addSpacing(4)
        for button, verb in self._verbs:
            button.setProperty("verb", verb.value)
            button.clicked.connect(self._on_clicked)
            top.addWidget(button)
        self._make_body()
        self.body.setContentsMargins(16, 12, 16, 12)
        self.body.setSpacing(10)
        self.body.addLayout(top)
        self.body.addWidget(self.story)
        self.body.addWidget(self._body, 1)

    def _make_body(self) -> None:
        self.facts = KeyValues()
        self._make_history()
        self._body = QWidget()
        row = QHBoxLayout(self._body)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(16)
        facts = scrolled(self.facts)
        facts.setFixedWidth(_FACTS_WIDTH)
        for part in (facts, self.history):
            part.setMinimumHeight(_LEAST_HEIGHT)
        row.addWidget(facts)
        row.addWidget(self.history, 1)

    def _make_history(self) -> None:
        self.history = QTreeWidget()
        self.history.setAccessibleName(tr("Steps that made the image, newest first"))
        self.history.setHeaderLabels([tr("Layer"), tr("Step, newest first"), tr("Made")])
        self.history.setRootIsDecorated(False)
        self.history.setIndentation(0)
        self.history.setUniformRowHeights(True)
        self.history.setFont(ui_font(12, 400, tabular=True))
        self.history.setStyleSheet(_PLAIN)
        header = self.history.header()
        header.setStretchLastSection(False)
        header.setSectionResizeMode(_STEP, QHeaderView.ResizeMode.Stretch)
        for column, width in ((_SIZE, 80), (_WHEN, 110)):
            header.setSectionResizeMode(column, QHeaderView.ResizeMode.Fixed)
            header.resizeSection(column, width)
        self.history.headerItem().setTextAlignment(
            _SIZE, Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
        )

    def _on_clicked(self) -> None:
        self.asked.emit(ImageAsked(ImageVerb(self.sender().property("verb"))))


_PLAIN = """
QTreeView, QHeaderView { background: transparent; border: none; border-radius: 0; }
QTreeView::item { min-height: 22px; }
QHeaderView::section { background: transparent; padding: 4px 8px; }
"""
