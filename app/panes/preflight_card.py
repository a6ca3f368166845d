"""The card of a node's pre-flight: what each check found, and a button where it can be repaired."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QGridLayout, QLabel, QWidget

from app.core import units
from app.core.errors import SettingsUnwritable
from app.core.i18n import tr
from app.core.ids import LOCAL_NODE, NodeId
from app.look.components import Button, Card, ElidedLabel, Text, plain_tip
from app.look.icons import pixmap
from app.look.theme import ThemeChanged, theme
from app.panes.preflight_fixing import ask_to_fix, offer_commands
from app.services.preflight.api import TITLES, Check, Finding, Verdict, summary, worst
from app.state.preflight import FixEnded, PreflightChanged, PreflightView
from app.transport.status import Phase, SessionStatus

if TYPE_CHECKING:
    from app.state.hub import Hub

ICON = 16
_LOOKS = {
    Verdict.OK: ("check-circle", "ok", tr("good")),
    Verdict.WARN: ("warning", "warn", tr("to look at")),
    Verdict.FAIL: ("x-circle", "err", tr("to fix")),
    Verdict.UNKNOWN: ("question", "text2", tr("unknown")),
    Verdict.NOT_NEEDED: ("minus-circle", "text3", tr("not needed")),
}
_WAITING = ("clock", "text3", tr("not checked yet"))
_RUNNING = ("hourglass", "info", tr("being checked"))
ABOUT = tr(
    "Looks for what commonly stands in the way of models: driver, memory, disk, clock, Docker, "
    "open services and tokens. Nothing on the node is changed."
)


class PreflightCard(Card):
    """Shows the pre-flight of one node; rows stand from the first look on, and fill as they come.

    `begin` looks at the node without a click.
    """

    def __init__(self, hub: Hub, parent: QWidget | None = None) -> None:
        super().__init__(tr("Pre-flight"), parent=parent)
        self._hub = hub
        self._node = LOCAL_NODE
        self._about = Text(ABOUT, "body", "text2", wrap=True)
        self._state = ElidedLabel("", "body", "text2")
        self._problem = Text("", "body", "err", wrap=True, selectable=True)
        self.button = Button(tr("Check this node"), "secondary", "stethoscope")
        self._grid = QGridLayout()
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._grid.setHorizontalSpacing(12)
        self._grid.setVerticalSpacing(10)
        self._grid.setColumnStretch(2, 1)
        self._holder = QWidget()
        self._holder.setLayout(self._grid)
        self._rows: dict[Check, _Row] = {}
        self.header.insertWidget(1, self._state, 1000)
        self.header.addWidget(self.button)
        self.body.addWidget(self._about)
        self.body.addWidget(self._problem)
        self.body.addWidget(self._holder)
        self.button.clicked.connect(self._on_clicked)
        theme().changed.connect(self._on_theme)
        hub.preflight.changed.connect(self._on_changed)
        hub.preflight.fix_ended.connect(self._on_fix_ended)
        hub.sessions.status_changed.connect(self._on_status)
        self._show()

    def show_node(self, node: NodeId) -> None:
        """Show what is known of another node."""
        self._node = node
        self._show()

    def begin(self) -> None:
        """Look at the node now."""
        self._hub.preflight.check(self._node)

    def row_text(self, check: Check) -> str:
        """Return what stands in the row of a check."""
        row = self._rows.get(check)
        return row.found.text() if row is not None else ""

    def fix_button(self, check: Check) -> Button | None:
        """Return the button that repairs what a check found, where there is one."""
        row = self._rows.get(check)
        return row.fix if row is not None and not row.fix.isHidden() else None

    def _show(self) -> None:
        view = self._hub.preflight.view(self._node)
        begun = view.running or bool(view.findings)
        self._about.setVisible(not begun)
        self._holder.setVisible(begun)
        self._problem.setText(str(view.error) if view.error is not None else "")
        self._problem.setVisible(view.error is not None)
        self._state.setText(_state(view))
        self._state.set_tone(_tone(view))
        self._show_button(view)
        if not begun:
            return
        for number, check in enumerate(Check):
            if check not in self._rows:
                self._rows[check] = _Row(check, self._grid, number)
                self._rows[check].fix.clicked.connect(self._on_fix_clicked)
            self._rows[check].show_finding(view.of(check), view, self._node)

    def _show_button(self, view: PreflightView) -> None:
        connected = self._hub.sessions.status(self._node).phase is Phase.CONNECTED
        if view.running:
            text, name = tr("Stop"), "stop"
        elif view.findings:
            text, name = tr("Check again"), "arrow-clockwise"
        else:
            text, name = tr("Check this node"), "stethoscope"
        self.button.setText(text)
        self.button.set_icon_name(name, "text2")
        self.button.setEnabled(connected or view.running)
        self.button.setToolTip("" if connected else tr("Connect the node first."))

    def _on_clicked(self) -> None:
        if self._hub.preflight.view(self._node).running:
            self._hub.preflight.stop(self._node)
        else:
            self.begin()

    def _on_fix_clicked(self) -> None:
        check = next((each for each, row in self._rows.items() if row.fix is self.sender()), None)
        found = None if check is None else self._hub.preflight.view(self._node).of(check)
        if found is not None:
            ask_to_fix(self._hub, self._node, found, self)

    def _on_theme(self, _changed: ThemeChanged) -> None:
        for row in self._rows.values():
            row.retint()

    def _on_changed(self, changed: PreflightChanged) -> None:
        if changed.node == self._node:
            self._show()

    def _on_status(self, status: SessionStatus) -> None:
        if status.node == self._node:
            self._show_button(self._hub.preflight.view(self._node))

    def _on_fix_ended(self, ended: FixEnded) -> None:
        if ended.node != self._node or ended.error is None or not self.isVisible():
            return
        if isinstance(ended.error, SettingsUnwritable):
            self._hub.tell_error(ended.error)
        else:
            offer_commands(self._hub, self._node, ended.fix, str(ended.error), self)


@dataclass(frozen=True, slots=True)
class _Shown:
    """What a row shows; one that did not change is left alone."""

    finding: Finding | None
    running: bool
    fixing: bool


class _Row:
    """One check: the shape of its verdict, its name, what was found, and what can be done."""

    def __init__(self, check: Check, grid: QGridLayout, number: int) -> None:
        self._title = TITLES[check]
        self._shown: _Shown | None = None
        self._look = _WAITING
        self._icon = QLabel()
        self._icon.setFixedSize(ICON, ICON + 2)
        name = Text(self._title, "strong")
        self.found = Text("", "body", "text2", wrap=True, selectable=True)
        self.meaning = Text("", "meta", "text3", wrap=True, selectable=True)
        self.fix = Button(tr("Fix…"), "link")
        self.fix.hide()
        words = QGridLayout()
        words.setContentsMargins(0, 0, 0, 0)
        words.setVerticalSpacing(2)
        words.addWidget(self.found, 0, 0)
        words.addWidget(self.meaning, 1, 0)
        top = Qt.AlignmentFlag.AlignTop
        grid.addWidget(self._icon, number, 0, top)
        grid.addWidget(name, number, 1, top)
        grid.addLayout(words, number, 2, top)
        grid.addWidget(self.fix, number, 3, top)

    def show_finding(self, finding: Finding | None, view: PreflightView, node: NodeId) -> None:
        """Show what was found, or that it is still to come."""
        fixing = finding is not None and view.fixing is finding.check
        shown = _Shown(finding, view.running, fixing)
        if shown == self._shown:
            return
        self._shown = shown
        if finding is not None:
            self._look = _LOOKS[finding.verdict]
        else:
            self._look = _RUNNING if view.running else _WAITING
        words = finding.found if finding is not None else f"{self._look[2]}…"
        meaning = finding.meaning if finding is not None else ""
        self.found.setText(words)
        self.found.setAccessibleName(f"{self._title}, {self._look[2]}: {words}")
        self.found.set_tone("text" if finding is not None else "text3")
        self.meaning.setText(meaning)
        self.meaning.setAccessibleName(meaning)
        self.meaning.setVisible(bool(meaning))
        fix = finding.fix if finding is not None else None
        self.fix.setVisible(fix is not None)
        self.fix.setEnabled(view.fixing is None)
        self.fix.setText(tr("Repairing…") if fixing else tr("Fix…"))
        if fix is not None:
            self.fix.setAccessibleName(f"{self._title}: {fix.title}")
            self.fix.setToolTip(plain_tip(fix.title))
        self.retint()

    def retint(self) -> None:
        """Take the colours that are used now."""
        name, tone, words = self._look
        self._icon.setPixmap(pixmap(name, tone, ICON, self._icon.devicePixelRatioF()))
        self._icon.setToolTip(plain_tip(words))
        self._icon.setAccessibleName(words)


def _state(view: PreflightView) -> str:
    if view.running:
        return tr("checking…")
    if not view.findings:
        return ""
    told = summary(view.findings)
    return told if view.at is None else f"{told} · {units.clock(view.at)}"


def _tone(view: PreflightView) -> str:
    tones = {Verdict.FAIL: "err", Verdict.WARN: "warn", Verdict.OK: "ok"}
    if view.running or not view.findings:
        return "text2"
    return tones.get(worst(view.findings), "text2")
