"""EntryMenu: all that can be done with a message, links and chips among it."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtGui import QAction, QGuiApplication
from PySide6.QtWidgets import QMenu, QWidget

from app.core.i18n import tr
from app.look.icons import icon
from app.transcript.api import Act
from app.transcript.entry_box import EntryBox
from app.transcript.laid import (
    ActTarget,
    ChipTarget,
    CitationTarget,
    FoldTarget,
    LinkTarget,
    Target,
)
from app.transcript.pieces import ACTS
from app.transcript.selecting import TargetPressed

_ALWAYS = (Act.COPY, Act.COPY_ALL)
_MOST_LINKS = 20
_LONGEST = 60


class EntryMenu(QMenu):
    """Goes away once it is closed.

    Signals:
        chosen: something of the message is to be done, as if it had been pressed.
    """

    chosen = Signal(TargetPressed)

    def __init__(self, box: EntryBox, selected: str, here: Target | None, parent: QWidget) -> None:
        super().__init__(parent)
        self._key = box.entry.key
        self._targets: dict[QAction, Target] = {}
        self._copied: dict[QAction, str] = {}
        """What of it only goes to the clipboard."""
        if selected:
            self._copied[self.addAction(icon("copy"), tr("Copy the selection"))] = selected
        if isinstance(here, LinkTarget):
            self._copied[self.addAction(icon("link-simple"), tr("Copy the address"))] = here.url
        self._add_acts(box)
        self.addSeparator()
        self._add_things(box)
        if Act.DELETE in box.entry.acts:
            self.addSeparator()
            self._add_act(Act.DELETE)
        self.triggered.connect(self._on_triggered)
        self.aboutToHide.connect(self.deleteLater)

    def _add_acts(self, box: EntryBox) -> None:
        entry = box.entry
        for act in ACTS:
            if act in _ALWAYS or (act in entry.acts and act is not Act.DELETE):
                self._add_act(act)
        if entry.reasoning:
            words = tr("Hide what it thought") if box.is_open else tr("Show what it thought")
            self._add("brain", words, FoldTarget())

    def _add_things(self, box: EntryBox) -> None:
        for picture in box.entry.pictures:
            self._add("image", picture.text or tr("Picture"), ChipTarget(picture.key))
        for chip in box.entry.chips:
            self._add(chip.icon, chip.text, ChipTarget(chip.key))
        for target in box.links()[:_MOST_LINKS]:
            if isinstance(target, CitationTarget):
                self._add("quotes", tr("Source {number}").format(number=target.number), target)
            elif isinstance(target, LinkTarget):
                self._add("link-simple", target.url, target)

    def _add_act(self, act: Act) -> None:
        self._add(ACTS[act].icon, ACTS[act].name, ActTarget(act))

    def _add(self, icon_name: str, words: str, target: Target) -> None:
        shown = words[:_LONGEST].replace("&", "&&")  # one alone underlines what follows
        self._targets[self.addAction(icon(icon_name), shown)] = target

    def _on_triggered(self, action: QAction) -> None:
        if action in self._copied:
            QGuiApplication.clipboard().setText(self._copied[action])
        else:
            self.chosen.emit(TargetPressed(self._key, self._targets[action]))
