"""LogPanel: a log with its search, its options and its state, whoever fills it."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from PySide6.QtCore import QPoint, Qt, QTimer, Signal
from PySide6.QtGui import QAction, QActionGroup, QKeySequence, QResizeEvent, QShortcut
from PySide6.QtWidgets import QFrame, QMenu, QVBoxLayout, QWidget

from app.core.i18n import numeral, tr
from app.core.units import MIB, memory
from app.logview.canvas import Moved
from app.logview.find_bar import SIDE, FindBar, QueryAsked, Stepped
from app.logview.finding import Finding, FindingChanged
from app.logview.intake import Intake
from app.logview.line_dialog import LineDialog
from app.logview.row_layout import Clock, Drawing
from app.logview.store import Held, LogStore
from app.logview.time_dialog import TimeAsked, TimeDialog
from app.logview.view import LogView, WholeAsked
from app.look.components import Button, IconButton

if TYPE_CHECKING:
    from app.workers.supervisor import Supervisor

FRAME_MS = 80
"""Lines that came are shown so often at most: faster ones cannot be read."""
_PILL_EDGE = 14
_CLOCKS = (
    (Clock.OFF, tr("No times")),
    (Clock.LOCAL, tr("Local times")),
    (Clock.UTC, tr("UTC times")),
)


@dataclass(frozen=True, slots=True)
class DrawingChosen:
    """The user wants lines drawn otherwise."""

    drawing: Drawing


@dataclass(frozen=True, slots=True)
class EndAsked:
    """The user wants to see the newest lines, which are not held."""


class LogPanel(QWidget):
    """Shows what `store` holds; workers fill it through `intake`.

    Signals:
        moved: the view shows something else: older or newer lines may be needed.
        end_asked: the newest lines are wanted while `goes_on` is False.
        time_asked: lines of a moment are wanted that are not held.
        drawing_chosen: wrapping or times were changed.
    """

    moved = Signal(Moved)
    end_asked = Signal(EndAsked)
    time_asked = Signal(TimeAsked)
    drawing_chosen = Signal(DrawingChosen)

    def __init__(self, supervisor: Supervisor, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.store = LogStore()
        self.goes_on = True
        """Whether newer lines come by themselves."""
        self._intake: Intake | None = None
        self._seen: Held = self.store.held
        """What was held when the view ceased to follow."""
        self._words = ""
        self._frame = QTimer(self, singleShot=True, interval=FRAME_MS)
        self._frame.timeout.connect(self.refresh)
        self.finding = Finding(self.store, supervisor, self)
        self.finding.changed.connect(self._on_found)
        self._build()
        self._add_shortcuts()

    # For whoever fills it

    def begin(self, names: tuple[str, ...]) -> None:
        """Forget all lines: those of the sources with these names come."""
        self.store.clear()
        self._seen = self.store.held
        self.finding.restart()
        self.view.draw_as(replace(self.view.drawing, names=names))
        self.view.forget()
        self.view.setAccessibleName(
            tr("Log of {names}").format(names=", ".join(names)) if names else tr("Log")
        )

    def intake(self) -> Intake:
        """Return what a worker fills. Its news go to `on_news`."""
        self._intake = Intake(self.store)
        return self._intake

    def on_news(self) -> None:
        """Show what came, soon."""
        if not self._frame.isActive():
            self._frame.start()

    def draw_as(self, drawing: Drawing) -> None:
        """Draw lines as the user chose before."""
        self.view.draw_as(replace(drawing, names=self.view.drawing.names))
        self.wrap.setChecked(drawing.wrap)

    def say(self, words: str) -> None:
        """Say below the log what happens to it; "" nothing special."""
        self._words = words
        self._show_state()

    def refresh(self) -> None:
        """Show what came."""
        if self._intake is not None:
            self._intake.read()
            # After the paint that this brings: that is sent before timers run out.
            QTimer.singleShot(0, self, self._intake.drawn)
        self.view.refresh()
        self._show_state()

    def search(self) -> None:
        """Put the keyboard into the search field."""
        self.bar.field.setFocus(Qt.FocusReason.ShortcutFocusReason)
        self.bar.field.selectAll()

    def end(self) -> None:
        """End what runs: it is going away."""
        self.finding.stop()
        self._frame.stop()

    # Building

    def _build(self) -> None:
        self.bar = FindBar()
        self.view = LogView(self.store)
        self.view.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
        self.pill = Button("", "primary", parent=self.view)
        self.pill.setFixedHeight(26)
        self.pill.hide()
        self.state = self.bar.state
        self.wrap = IconButton("arrow-u-down-left", tr("Wrap long lines"), side=SIDE)
        self.wrap.setCheckable(True)
        self.wrap.setChecked(self.view.drawing.wrap)
        self.jump = IconButton("clock", tr("Go to a time"), side=SIDE)
        self.bar.buttons.addWidget(self.wrap)
        self.bar.buttons.addWidget(self.jump)
        frame = QFrame()
        frame.setProperty("surface", "card")
        inside = QVBoxLayout(frame)
        inside.setContentsMargins(1, 6, 1, 6)
        inside.addWidget(self.view)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(8)
        column.addWidget(self.bar)
        column.addWidget(frame, 1)
        self.bar.asked.connect(self._on_asked)
        self.bar.stepped.connect(self._on_stepped)
        self.view.moved.connect(self._on_moved)
        self.view.whole_asked.connect(self._on_whole)
        self.view.customContextMenuRequested.connect(self._on_menu)
        self.pill.clicked.connect(self.follow)
        self.wrap.toggled.connect(self._on_wrap)
        self.jump.clicked.connect(self._on_jump)

    def _add_shortcuts(self) -> None:
        for key, slot in (
            (QKeySequence("F3"), self.bar.next.click),
            (QKeySequence("Shift+F3"), self.bar.back.click),
        ):
            shortcut = QShortcut(key, self)
            shortcut.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
            shortcut.activated.connect(slot)

    def add_options(self, menu: QMenu) -> None:
        """Put what can be chosen of the drawing into a menu."""
        clocks = QActionGroup(menu)
        for clock, words in _CLOCKS:
            action = menu.addAction(words)
            action.setCheckable(True)
            action.setChecked(self.view.drawing.clock is clock)
            action.setData(clock.value)
            clocks.addAction(action)
        clocks.triggered.connect(self._on_clock)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Keep the pill in its place."""
        super().resizeEvent(event)
        self._place_pill()

    # What the user does

    def follow(self) -> None:
        """Go to the newest lines."""
        if self.goes_on:
            self.view.follow()
        else:
            self.end_asked.emit(EndAsked())
        self.view.setFocus()

    def go_to_time(self, moment: float) -> None:
        """Show the lines of a moment (Unix seconds), or ask for them."""
        time_ns, held = round(moment * 1e9), self.store.held
        first, last = self.store.first_entries(1), self.store.row(held.end - 1)
        is_before = not first or (first[0].line.time_ns or 0) > time_ns
        is_after = not self.goes_on and last is not None and (last.line.time_ns or 0) < time_ns
        if is_before or is_after:
            self.time_asked.emit(TimeAsked(moment))
        else:
            self.view.show_line(min(self.store.at_time(time_ns), held.end - 1))
        self.view.setFocus()

    def _on_jump(self) -> None:
        dialog = TimeDialog(self.view.drawing.clock is Clock.UTC, self)
        dialog.asked.connect(self._on_time_asked)
        dialog.open()

    def _on_time_asked(self, asked: TimeAsked) -> None:
        self.go_to_time(asked.moment)

    def _on_wrap(self, wrap: bool) -> None:
        self._choose(replace(self.view.drawing, wrap=wrap))

    def _on_clock(self, action: QAction) -> None:
        self._choose(replace(self.view.drawing, clock=Clock(action.data())))

    def _choose(self, drawing: Drawing) -> None:
        if drawing != self.view.drawing:
            self.view.draw_as(drawing)
            self.drawing_chosen.emit(DrawingChosen(drawing))

    def _on_whole(self, asked: WholeAsked) -> None:
        names = self.view.drawing.names
        name = names[asked.row.source] if asked.row.source < len(names) else ""
        LineDialog(asked.row, name, self).open()

    def _on_menu(self, at: QPoint) -> None:
        menu = QMenu(self)
        menu.aboutToHide.connect(menu.deleteLater)
        copy = menu.addAction(tr("Copy"))
        copy.setShortcut(QKeySequence(QKeySequence.StandardKey.Copy))
        copy.triggered.connect(self.view.copy)
        menu.addAction(tr("Copy with times")).triggered.connect(self.view.copy_with_times)
        menu.addAction(tr("Show whole line")).triggered.connect(self.view.show_whole)
        menu.addSeparator()
        self.add_options(menu)
        menu.popup(self.view.viewport().mapToGlobal(at))

    # Searching

    def _on_asked(self, asked: QueryAsked) -> None:
        self.finding.look_for(asked.query)
        only = asked.only
        self.view.mark(asked.query.finder() if asked.query.words else None)
        self.view.show_only(self.finding.matches if only else None)
        self._show_state()

    def _on_found(self, _changed: FindingChanged) -> None:
        if self.view.rows.only is not None:
            self.view.show_only(self.finding.matches)
        finding = self.finding
        if finding.error is not None:
            self.view.mark(None)
            self.bar.show_count(finding.error.message, wrong=True)
            return
        self.bar.show_count(finding.words(self.view.current))
        self._show_state()

    def _on_stepped(self, stepped: Stepped) -> None:
        row = self.view.current
        number = self.finding.step(row.number if row else None, back=stepped.back)
        if number is not None:
            self.view.show_line(number)
            self.bar.show_count(self.finding.words(self.view.current))

    # What is said

    def _on_moved(self, moved: Moved) -> None:
        if moved.follows:
            self._seen = self.store.held
        self._show_pill()
        self.moved.emit(moved)

    def _show_pill(self) -> None:
        follows = self.view.follows and self.goes_on
        self.pill.setVisible(not follows)
        if follows:
            return
        held = self.store.held
        new = held.end - self._seen.end if held.epoch == self._seen.epoch else 0
        words = tr("To the newest lines")
        if new > 0:
            words = (
                tr("%n new lines", "%n new line", new)
                if self.goes_on
                else tr("more than %n new lines", "more than %n new line", new)
            )
        if self.pill.text() != words:
            self.pill.setText(words)
            self._place_pill()

    def _place_pill(self) -> None:
        self.pill.adjustSize()
        area = self.view.viewport().geometry()
        left = area.right() - self.pill.width() - _PILL_EDGE
        self.pill.move(left, area.bottom() - self.pill.height() - _PILL_EDGE // 2)

    def _show_state(self) -> None:
        self._show_pill()
        held, only = self.store.held, self.view.rows.only
        count = tr("%n lines", "%n line", held.count)
        if held.size >= MIB:
            count += f" ({memory(held.size)})"
        if held.lacks_oldest:
            count += tr(", older ones: scroll up")
        if not held.count:
            count = tr("nothing was printed yet")
        if only is not None:
            count = tr("{only} of {count}").format(only=numeral(len(only)), count=count)
        trouble = self._intake.trouble if self._intake is not None else ""
        words = self._words or trouble or (tr("Following") if self.view.follows else tr("Paused"))
        self.state.set_tone("warn" if trouble and not self._words else "text2")
        self.state.setText(f"{words} · {count}")
