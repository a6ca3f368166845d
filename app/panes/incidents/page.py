"""One incident: what happened, the last minutes as charts, and what the machine wrote itself."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication, QKeySequence, QShortcut
from PySide6.QtWidgets import QHBoxLayout, QPlainTextEdit, QVBoxLayout, QWidget

from app.core.errors import UserError
from app.core.i18n import tr
from app.look.components import Button, Card, KeyValues, Text
from app.look.fonts import mono_font
from app.panes.box_asking import ABOUT_ALERT, ICON, ask_about
from app.panes.incidents import words
from app.panes.incidents.last_charts import LastCharts, ends_of, keys_of
from app.plots.stored import StretchRows
from app.state.archive import StretchRead

if TYPE_CHECKING:
    from app.core.ids import NodeId
    from app.services.history.api import Event, Incident
    from app.services.telemetry.api import Sample
    from app.state.hub import Hub

BEFORE_S = 900.0
_WIDTH = 900
_LAST_ROW_S = 0.01
"""What comes later is of the start after."""
_NO_ROWS = tr("Nothing was recorded in the 15 minutes before.")
_NO_SAMPLE = tr("The charts are drawn once the machine has been read again.")


class IncidentPage(QWidget):
    """Shows one incident; its charts are read from the history."""

    def __init__(self, hub: Hub, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._hub = hub
        self._incident: Incident | None = None
        self._node: NodeId | None = None
        self._name = ""
        self._request: int | None = None
        self._events: tuple[Event, ...] = ()
        self._ends: tuple[str, ...] = ()
        self.title = Text("", "page")
        self.outcome = Text("", "body", "text2")
        self.summary = Text("", "body", wrap=True, selectable=True)
        self.charts = LastCharts()
        self.missing = Text("", "body", "text2", wrap=True)
        self.happened = KeyValues()
        self.quiet = Text(tr("Nothing was noted in the 15 minutes before."), "body", "text2")
        self.journal = QPlainTextEdit()
        self._wrote = Card(tr("What the machine wrote last"))
        self.ask = Button(tr("Ask a model"), "secondary", ICON)
        self.copy = Button(tr("Copy report"), "secondary", "copy")
        self._lay_out()
        hub.archive.stretch_read.connect(self._on_read)
        self.ask.clicked.connect(self.ask_model)
        self.copy.clicked.connect(self.copy_report)
        keys = QShortcut(QKeySequence(QKeySequence.StandardKey.Copy), self)
        keys.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
        keys.activated.connect(self.copy_report)

    def show_incident(self, node: NodeId, name: str, incident: Incident) -> None:
        """Show an incident of a node."""
        self._incident, self._node, self._name = incident, node, name
        self._events, self._ends = (), ()
        self.title.setText(words.heading(incident, name))
        self.outcome.setText(words.outcome(incident))
        self.summary.setText(incident.summary)
        self.journal.setPlainText(incident.journal_tail)
        self._wrote.setVisible(bool(incident.journal_tail))  # the summary says why there is none
        bar = self.journal.verticalScrollBar()
        bar.setValue(bar.maximum())
        sample = self._sample()
        self._show_charts(False, _NO_SAMPLE if sample is None else "")
        self._show_happened(())
        self.quiet.hide()
        lost = incident.time_lost
        keys = () if sample is None else keys_of(sample)
        end = lost + _LAST_ROW_S
        self._request = self._hub.archive.request(node, keys, lost - BEFORE_S, end, _WIDTH)

    def report(self) -> str:
        """Return everything that is shown as plain text."""
        if self._incident is None:
            return ""
        return words.report(self._incident, self._name, self._events, self._ends)

    def copy_report(self) -> None:
        """Put the report on the clipboard; text that is selected goes first."""
        chosen = self.journal.textCursor().selectedText().replace("\u2029", "\n")
        QGuiApplication.clipboard().setText(chosen or self.report())

    def ask_model(self) -> None:
        """Ask a model about the report."""
        if self._incident is None:
            return
        from app.services.chat.box_context import report_context

        title = words.heading(self._incident, self._name)
        ask_about(self._hub, report_context(title, self.report()), ABOUT_ALERT)

    def _sample(self) -> Sample | None:
        return None if self._node is None else self._hub.telemetry.latest(self._node)

    def _on_read(self, read: StretchRead) -> None:
        if read.request != self._request or self._incident is None:
            return
        self._request = None
        self._show_happened(words.before(self._incident, read.events))
        sample, stretch = self._sample(), read.stretch
        if stretch is None:
            error = read.error
            assert isinstance(error, UserError)
            self._show_charts(False, str(error))
        elif sample is not None and stretch.series:
            rows = StretchRows(stretch, self._events)
            self._ends = ends_of(rows, sample)
            self.charts.show_rows(rows, sample)
            self._show_charts(True, "")
        elif sample is not None:
            self._show_charts(False, _NO_ROWS)

    def _show_happened(self, events: tuple[Event, ...]) -> None:
        assert self._incident is not None
        self._events = events
        self.happened.set_rows(words.event_row(event, self._incident) for event in events)
        self.quiet.setVisible(not events)

    def _show_charts(self, there: bool, missing: str) -> None:
        self.charts.setVisible(there)
        self.missing.setText(missing)
        self.missing.setVisible(bool(missing))

    def _lay_out(self) -> None:
        self.journal.setReadOnly(True)
        self.journal.setFont(mono_font(12))
        self.journal.setLineWrapMode(QPlainTextEdit.LineWrapMode.NoWrap)
        self.journal.setAccessibleName(tr("What the machine wrote last"))
        self.journal.setTabChangesFocus(True)
        self.journal.setMinimumHeight(180)
        titles = QVBoxLayout()
        titles.setSpacing(2)
        titles.addWidget(self.title)
        titles.addWidget(self.outcome)
        head = QHBoxLayout()
        head.addLayout(titles, 1)
        head.setSpacing(8)
        head.addWidget(self.ask, 0, Qt.AlignmentFlag.AlignTop)
        head.addWidget(self.copy, 0, Qt.AlignmentFlag.AlignTop)
        happened = Card(tr("What happened before"))
        happened.body.addWidget(self.happened)
        happened.body.addWidget(self.quiet)
        self._wrote.body.addWidget(self.journal)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 16)
        column.setSpacing(14)
        column.addLayout(head)
        column.addWidget(self.summary)
        column.addWidget(self.charts)
        column.addWidget(self.missing)
        column.addWidget(happened)
        column.addWidget(self._wrote)
        column.addStretch(1)
