"""Alerts outside their pane: rail, fleet, bell, status bar, tray, desktop notifications."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import QCoreApplication, QEvent
from PySide6.QtWidgets import QMenu, QPushButton
from pytestqt.qtbot import QtBot

from app.look.components import Text
from app.look.components.status import DotState
from app.panes.alerts import PANE
from app.services.alerts.api import Severity
from app.services.detectors.api import Finding
from app.shell.notifications import MOST_ALERTS, NotificationPanel
from app.shell.tray import Tray
from app.shell.window import MainWindow
from app.state.desktop_notices import DesktopSettings
from app.state.hub import Notice, PaneRequested
from app.state.hub import Severity as Told
from app.transport.status import Phase
from tests.gui.alerts_fakes import HOT, LOW_MEMORY, WEDGE, FakeAlerts, alert
from tests.gui.shell_fakes import CHARTS, fake_hub, make_label, node, paths_in

SPARK = node("spark-01")
SECOND = node("spark-02")


class Bench:
    def __init__(self, qtbot: QtBot, folder: Path) -> None:
        self.hub: Any = fake_hub(folder / "settings.json", SPARK, SECOND)
        self.alerts: FakeAlerts = self.hub.alerts
        pane = replace(PANE, create=make_label, prepare=None)
        self.window = MainWindow(self.hub, (CHARTS, pane), paths_in(folder))
        qtbot.addWidget(self.window)
        with qtbot.waitSignal(self.window.opened):
            self.window.show()
        for each in (SPARK, SECOND):
            self.hub.sessions.set(each.id, Phase.CONNECTED)
        self.asked: list[PaneRequested] = []
        self.hub.pane_requested.connect(self.asked.append)

    @property
    def entry(self) -> Any:
        return self.window.rail._entries["alerts"]

    def row(self, name: str) -> Any:
        return next(row for row in self.window.rail._rows.values() if row.text() == name)


@pytest.fixture
def bench(qtbot: QtBot, tmp_path: Path) -> Bench:
    return Bench(qtbot, tmp_path)


def test_rail_counts_what_wants_attention_in_the_worst_ones_colour(bench: Bench) -> None:
    assert bench.entry.trailing == ""
    low = alert(LOW_MEMORY, SPARK.id)
    bench.alerts.set(low)
    assert (bench.entry.trailing, bench.entry.tone) == ("1", "warn")
    bench.alerts.set(alert(WEDGE, SECOND.id))
    assert (bench.entry.trailing, bench.entry.tone) == ("2", "err")
    assert "(2)" in bench.entry.accessibleDescription()
    bench.alerts.acknowledge(alert(WEDGE, SECOND.id).id)
    assert (bench.entry.trailing, bench.entry.tone) == ("1", "warn")
    bench.alerts.resolve(low)
    assert bench.entry.trailing == ""


def test_fleet_and_switcher_mark_a_node_that_is_not_well(bench: Bench) -> None:
    bench.hub.select_node(SPARK.id)
    assert bench.row("spark-01").dot is DotState.ON
    bench.alerts.set(alert(LOW_MEMORY, SPARK.id))
    assert bench.row("spark-01").dot is DotState.WARNING
    assert "1 warning" in bench.row("spark-01").accessibleDescription()
    assert bench.window.rail._switcher.dot is DotState.WARNING
    assert "1 warning" in bench.window.rail._switcher.accessibleDescription()
    fault = Finding("power-wedge", "It is stuck.", Severity.CRITICAL, 1.0, (), ())
    bench.alerts.find(SECOND.id, fault)
    assert bench.row("spark-02").dot is DotState.ERROR
    bench.alerts.find(SECOND.id)
    assert bench.row("spark-02").dot is DotState.ON


def test_status_bar_leads_to_the_alerts_and_goes_with_them(bench: Bench) -> None:
    assert bench.window.status.alerts is None
    low = alert(LOW_MEMORY, SPARK.id)
    bench.alerts.set(low)
    button = bench.window.status.alerts
    assert button is not None
    assert button.text() == "1 alert"
    assert button.accessibleName() == "1 alert, the worst: warning"
    button.click()
    assert bench.asked == [PaneRequested("alerts")]
    bench.alerts.resolve(low)
    assert not button.isVisible()


def test_bell_counts_alerts_until_somebody_looks(bench: Bench) -> None:
    bell = bench.window.top.bell
    bench.alerts.set(alert(WEDGE, SPARK.id))
    bench.alerts.set_unseen(1)
    assert bell.alerts == (1, "err")
    assert bell.accessibleName() == "Notifications, 1 new alert"
    bell.click()
    assert bell.alerts[0] == 0
    bench.window.findChildren(NotificationPanel)[0].close()


def test_notification_centre_shows_alerts_newest_first_and_opens_them(
    bench: Bench, qtbot: QtBot
) -> None:
    for number in range(MOST_ALERTS + 1):
        rule = replace(HOT, id=f"hot-{number}", title=f"Hot {number}")
        bench.alerts.set(alert(rule, SPARK.id, fired_at=1000.0 + number, value=86.0))
    bench.hub.tell(Notice(Told.WARNING, f"spark-01: Hot {MOST_ALERTS}"))
    bench.hub.tell(Notice(Told.WARNING, "spark-01 was lost."))
    bench.window.open_notifications()
    (panel,) = bench.window.findChildren(NotificationPanel)
    texts = [label.text() for label in panel.findChildren(Text)]
    titles = [text for text in texts if text.startswith("Hot")]
    assert titles == [f"Hot {number}" for number in range(MOST_ALERTS, 0, -1)]
    assert "spark-01: 86 °C" in texts
    assert "1 MORE IN ALERTS" in texts
    assert "spark-01 was lost." in texts
    assert f"spark-01: Hot {MOST_ALERTS}" not in texts  # it is among the alerts already
    next(b for b in panel.findChildren(QPushButton) if b.text() == "Open alerts").click()
    assert bench.asked == [PaneRequested("alerts")]


# Tray


@pytest.fixture
def tray(bench: Bench) -> Iterator[Tray]:
    made = Tray(bench.hub)
    made.start()
    yield made
    made.stop()


def lines(tray: Tray) -> list[str]:
    return [action.text() for action in tray.menu.actions() if not action.isSeparator()]


def test_tray_menu_begins_with_the_worst_alerts(bench: Bench, tray: Tray) -> None:
    bench.alerts.set(alert(LOW_MEMORY, SPARK.id))
    bench.alerts.set(alert(WEDGE, SECOND.id))
    assert lines(tray)[1:3] == [
        "Critical: GPU power delivery is stuck, spark-02",
        "Warning: Available memory below 16 GiB, spark-01",
    ]
    assert "spark-02: connected, critical" in lines(tray)
    asked: list[Any] = []
    tray.show_requested.connect(asked.append)
    tray.menu.actions()[1].trigger()
    assert [request.pane for request in asked] == ["alerts"]
    bench.alerts.acknowledge(alert(WEDGE, SECOND.id).id)
    assert lines(tray)[1] == "Warning: Available memory below 16 GiB, spark-01"


def test_tray_menu_does_not_grow_without_end(bench: Bench, tray: Tray) -> None:
    for number in range(9):
        bench.alerts.set(alert(replace(HOT, id=f"hot-{number}"), SPARK.id, value=90.0))
    assert lines(tray)[4] == "And 6 alerts more"
    bench.hub.nodes.set(SPARK)
    assert lines(tray)[4] == "And 6 alerts more"


def test_tray_forgets_the_menus_of_nodes_that_changed(bench: Bench, tray: Tray) -> None:
    before = len(tray.menu.findChildren(QMenu))
    for _ in range(5):
        bench.hub.nodes.set(SPARK, SECOND)
    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
    assert len(tray.menu.findChildren(QMenu)) == before


# Desktop


@pytest.mark.parametrize(
    ("settings", "severity", "minute", "told"),
    [
        (DesktopSettings(), Told.WARNING, 0, True),
        (DesktopSettings(enabled=False), Told.ERROR, 0, False),
        (DesktopSettings(quiet=True), Told.WARNING, 23 * 60, False),
        (DesktopSettings(quiet=True), Told.WARNING, 3 * 60, False),
        (DesktopSettings(quiet=True), Told.WARNING, 7 * 60, True),
        (DesktopSettings(quiet=True), Told.ERROR, 3 * 60, True),
        (DesktopSettings(quiet=True, quiet_from=60, quiet_until=120), Told.WARNING, 90, False),
        (DesktopSettings(quiet=True, quiet_from=60, quiet_until=120), Told.WARNING, 121, True),
        (DesktopSettings(quiet=True, quiet_from=60, quiet_until=60), Told.WARNING, 60, True),
    ],
)
def test_desktop_is_quiet_when_it_shall_be(
    settings: DesktopSettings, severity: Told, minute: int, told: bool
) -> None:
    assert settings.allows(severity, minute) is told
