"""Ask your box: what a pane shows of a node goes into a conversation, with one click."""

from __future__ import annotations

import itertools
from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject

from app.core.i18n import tr
from app.core.ids import NodeId
from app.look.components import IconButton
from app.state.hub import ChatWish, Notice, Severity

if TYPE_CHECKING:
    from app.logview.panel import LogPanel
    from app.plots.summary import SeriesSummary
    from app.plots.view import View
    from app.services.alerts.api import Alert
    from app.services.chat.api import ContextPart
    from app.services.chat.box_context import Stretch
    from app.services.history.api import Event
    from app.state.hub import Hub

ICON = "chat-circle-dots"
MOST_SERIES = 8
"""Of one chart: the cores of a processor are left out, and named."""
RECENT_S = 900.0
ABOUT_LOG = tr("What goes wrong in this log, and what should I do about it?")
ABOUT_CHARTS = tr("What do these numbers say about how this machine is doing?")
ABOUT_ALERT = tr("Why does this happen, and what should I do about it?")


def ask_about(hub: Hub, part: ContextPart, question: str) -> None:
    """Show the chat with something of a node attached and a question to begin with."""
    hub.show_chat(ChatWish(context=part, text=question))


class LogAsking(QObject):
    """A button beside a log's search field: asks about what is selected, else about the end."""

    def __init__(self, hub: Hub, panel: LogPanel, side: int) -> None:
        super().__init__(panel)
        self._hub = hub
        self._panel = panel
        self.node: NodeId | None = None
        """Whose log it is."""
        self.button = IconButton(ICON, tr("Ask a model about this log"), side=side)
        self.button.clicked.connect(self._on_clicked)

    def _on_clicked(self) -> None:
        from app.services.chat.box_context import MOST_LINES, log_context, selection_context

        panel, names = self._panel, self._panel.view.drawing.names
        node = tr("a node") if self.node is None else self._hub.nodes.name_of(self.node)
        entries = panel.view.last_entries(MOST_LINES)
        if selected := panel.view.selected_text():
            part = selection_context(names, node, selected)
        elif entries:
            is_filtered = panel.view.rows.only is not None
            part = log_context(names, node, entries, is_filtered=is_filtered)
        else:
            self._hub.tell(Notice(Severity.INFO, tr("There is no line that could be asked about.")))
            return
        ask_about(self._hub, part, ABOUT_LOG)


def shown_stretch(
    lines: Sequence[SeriesSummary], view: View, events: tuple[Event, ...] | None = None
) -> Stretch:
    """Return the numbers of charts in a window, from where there are any."""
    from app.services.chat.box_context import Gap, Numbers, Stretch

    numbers: list[Numbers] = []
    left_out: list[str] = []
    for chart, series in itertools.groupby(lines, key=_chart_of):
        some = list(series)
        if len(some) > MOST_SERIES:
            left_out.append(tr("{chart} ({some} series)").format(chart=chart, some=len(some)))
            continue
        for line in some:
            what = chart if line.series in ("", chart) else f"{chart}, {line.series}"
            numbers.append(Numbers(what, line.lowest, line.mean, line.highest, line.latest))
    window, offset, times = view.window, view.window.wall_offset, view.rows.times
    begins = max(window.start, float(times[0])) if len(times) else window.start
    gaps = tuple(
        Gap(max(gap.start, begins) + offset, (gap.end or window.end) + offset, gap.reason)
        for gap in view.rows.gaps
        if gap.start < window.end and (gap.end or window.end) > begins
    )
    return Stretch(
        begins + offset, window.end + offset, tuple(numbers), events, tuple(left_out), gaps
    )


def recent_stretch(hub: Hub, node: NodeId, now: float, first: str = "") -> Stretch | None:
    """Return the numbers of the last minutes before `now` (Unix seconds), from memory.

    None where nothing is in memory. `first` is the metric that it is about.
    """
    from app.plots.content import charts_for
    from app.plots.processor_charts import CPU
    from app.plots.rows import Window
    from app.plots.spec import Trace, constant
    from app.plots.summary import summaries
    from app.plots.view import View
    from app.services.telemetry.metrics import describe, row_of

    sample, rows = hub.telemetry.latest(node), hub.telemetry.history(node)
    if sample is None or not len(rows):
        return None
    offset = now - hub.telemetry.now()
    window = Window(now - offset - RECENT_S, now - offset, offset)
    view = View(rows=rows, window=window, sample=sample, row=row_of(sample))
    about = describe(first)
    own = replace(CPU, title=constant(about.title), unit=about.unit)
    lines = list(summaries(own, (Trace(first, ""),), view, None)) if first in rows.keys else []
    for spec in charts_for(sample):
        lines += summaries(spec, spec.traces(sample), view, None)
    return shown_stretch(lines, view)


def alert_part(hub: Hub, alert: Alert, advice: Sequence[str], now: float) -> ContextPart:
    """Return an alert with what was seen, and the last minutes of its node in numbers."""
    from app.services.alerts.words import message
    from app.services.chat.box_context import report_context

    node = hub.nodes.name_of(alert.node)
    _title, text = message(alert, node)
    extra = [tr("What to do: {line}").format(line=line) for line in advice if line not in text]
    return report_context(
        f"{alert.rule.title}, {node}",
        "\n".join((text, *extra)),
        recent_stretch(hub, alert.node, now, alert.subject),
        last=tr("Numbers of the last minutes"),
    )


def _chart_of(line: SeriesSummary) -> str:
    return line.chart
