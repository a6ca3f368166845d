"""The notification centre behind the bell: alerts that want attention, then what was told."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QPoint, Qt
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QVBoxLayout, QWidget

from app.core.i18n import tr
from app.look.components import Button, EmptyState, Line, SectionLabel, Text, scrolled
from app.look.icons import pixmap
from app.panes.alert_words import SEVERITIES, attention
from app.plots.axis import when_text
from app.services.alerts.words import value_text
from app.shell.details import DetailsDialog
from app.shell.toasts import History, Told, details_word, severity_look
from app.state.hub import PaneRequested

if TYPE_CHECKING:
    from app.services.alerts.api import Alert
    from app.state.hub import Hub

WIDTH = 400
LEAST_HEIGHT = 220
MOST_HEIGHT = 520
MOST_ALERTS = 4
"""Alerts shown, the newest first; the rest is in their pane."""
_HEADING = 52


class NotificationPanel(QFrame):
    """A popup with the alerts that want attention and everything told since the start."""

    def __init__(self, hub: Hub, history: History, parent: QWidget) -> None:
        super().__init__(parent, Qt.WindowType.Popup)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setProperty("surface", "popup")
        self.setAccessibleName(tr("Notifications"))
        self._hub = hub
        self._history = history
        self._alerts = sorted(
            attention(hub.alerts.active()), key=lambda each: each.fired_at or 0.0, reverse=True
        )
        # What was told of an alert that is shown anyway would only say the same again.
        listed = self._alerts[:MOST_ALERTS]
        shown = {f"{hub.nodes.name_of(alert.node)}: {alert.rule.title}" for alert in listed}
        self._messages = [told for told in history.entries if told.notice.title not in shown]
        self.setFixedWidth(WIDTH)
        self.setFixedHeight(LEAST_HEIGHT)
        column = QVBoxLayout(self)
        column.setContentsMargins(1, 1, 1, 1)
        column.setSpacing(0)
        column.addLayout(self._heading())
        if self._alerts or history.entries:
            column.addWidget(Line())
            column.addWidget(self._list(), 1)
        else:
            column.addWidget(
                EmptyState(
                    "bell",
                    tr("Nothing to report"),
                    tr("Messages of this session are kept here."),
                ),
                1,
            )

    def open_under(self, button: QWidget) -> None:
        """Show below `button`, right edges in line."""
        corner = button.mapToGlobal(QPoint(button.width() - WIDTH, button.height() + 6))
        self.move(corner)
        self.show()
        self._history.mark_read()
        self._hub.alerts.mark_seen()

    def _heading(self) -> QHBoxLayout:
        top = QHBoxLayout()
        top.setContentsMargins(16, 12, 12, 8)
        top.setSpacing(16)
        top.addWidget(Text(tr("Notifications"), "card"))
        top.addStretch(1)
        if self._history.entries:
            clear = Button(tr("Clear"), "link")
            clear.clicked.connect(self._on_clear)
            top.addWidget(clear)
        alerts = Button(tr("Open alerts"), "link")
        alerts.clicked.connect(self._on_open_alerts)
        top.addWidget(alerts)
        return top

    def _list(self) -> QWidget:
        content = QWidget()
        rows = QVBoxLayout(content)
        rows.setContentsMargins(0, 0, 0, 0)
        rows.setSpacing(0)
        if self._alerts:
            rows.addWidget(_section(tr("Alerts")))
            for alert in self._alerts[:MOST_ALERTS]:
                rows.addWidget(_alert_entry(self._hub, alert))
            if len(self._alerts) > MOST_ALERTS:
                rows.addWidget(
                    _section(
                        tr("{alerts} more in Alerts").format(alerts=len(self._alerts) - MOST_ALERTS)
                    )
                )
            rows.addWidget(Line())
        if self._alerts and self._messages:
            rows.addWidget(_section(tr("Messages")))
        for told in self._messages:
            rows.addWidget(_Told(told))
            rows.addWidget(Line())
        rows.addStretch(1)
        needed = rows.heightForWidth(WIDTH - 2) + _HEADING
        self.setFixedHeight(max(LEAST_HEIGHT, min(needed, MOST_HEIGHT)))
        return scrolled(content)

    def _on_clear(self) -> None:
        self._history.clear()
        self.close()

    def _on_open_alerts(self) -> None:
        self.close()
        self._hub.pane_requested.emit(PaneRequested("alerts"))


class _Entry(QWidget):
    """An icon, words below each other, and when it was."""

    def __init__(self, look: tuple[str, str], title: str, text: str, when: str) -> None:
        super().__init__()
        picture = QLabel()
        picture.setPixmap(pixmap(*look, 18, self.devicePixelRatioF()))
        self.words = QVBoxLayout()
        self.words.setSpacing(3)
        self.words.addWidget(Text(title, "strong", wrap=True))
        if text:
            self.words.addWidget(Text(text, "body", "text2", wrap=True))
        row = QHBoxLayout(self)
        row.setContentsMargins(16, 12, 16, 12)
        row.setSpacing(10)
        row.addWidget(picture, 0, Qt.AlignmentFlag.AlignTop)
        row.addLayout(self.words, 1)
        row.addWidget(Text(when, "meta", "text3"), 0, Qt.AlignmentFlag.AlignTop)


class _Told(_Entry):
    def __init__(self, told: Told) -> None:
        notice = told.notice
        many = f" ×{told.count}" if told.count > 1 else ""
        look = severity_look(notice.severity)
        super().__init__(look, notice.title, notice.hint, f"{when_text(told.time)}{many}")
        self._told = told
        if notice.details:
            details = Button(details_word(notice), "link")
            details.clicked.connect(self._on_details)
            self.words.addWidget(details, 0, Qt.AlignmentFlag.AlignLeft)

    def _on_details(self) -> None:
        window = self.window()
        DetailsDialog(
            self._told.notice.title, self._told.notice.details, window.parentWidget()
        ).open()
        window.close()


def _alert_entry(hub: Hub, alert: Alert) -> _Entry:
    look = SEVERITIES[alert.rule.severity]
    text = ": ".join(filter(None, (hub.nodes.name_of(alert.node), value_text(alert))))
    return _Entry(
        (look.icon, look.tone),
        alert.rule.title,
        text,
        when_text(alert.since if alert.fired_at is None else alert.fired_at),
    )


def _section(text: str) -> SectionLabel:
    label = SectionLabel(text)
    label.setContentsMargins(16, 10, 16, 0)
    return label
