"""Ask your box: what a pane shows goes into a conversation, bounded and without secrets."""

from __future__ import annotations

import time
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import QObject, Qt, Signal
from PySide6.QtWidgets import QPushButton
from pytestqt.qtbot import QtBot

from app.logview.panel import LogPanel
from app.panes.alerts.pane import AlertsPane
from app.panes.box_asking import ABOUT_ALERT, ABOUT_LOG, LogAsking
from app.panes.incidents.page import IncidentPage
from app.services.chat.api import ContextKind, ContextPart
from app.services.containers.api import LogLine
from app.services.containers.log_api import Entry
from app.services.history.api import Incident
from app.services.telemetry.api import Reading
from app.state.archive import StretchRead
from app.state.hub import ChatWish, Notice
from app.state.telemetry import TelemetryState
from tests.gui.alerts_fakes import LOW_MEMORY, alert
from tests.gui.shell_fakes import fake_hub, node, sample

SPARK = node("spark-01")
SECRET = "hf_" + "b" * 30


class Archive(QObject):
    """Is asked nothing here."""

    stretch_read = Signal(StretchRead)


@pytest.fixture
def hub(tmp_path: Path) -> Any:
    return fake_hub(tmp_path / "settings.json", SPARK)


def wished(hub: Any) -> tuple[ContextPart, str]:
    wish = hub.take_chat_wish()
    assert isinstance(wish, ChatWish)
    assert wish.context is not None
    return wish.context, wish.text


def test_a_log_is_asked_about_by_its_end_or_by_what_is_selected(hub: Any, qtbot: QtBot) -> None:
    panel = LogPanel(hub.supervisor)
    qtbot.addWidget(panel)
    asking = LogAsking(hub, panel, 28)
    asking.node = SPARK.id
    told: list[Notice] = []
    hub.notified.connect(told.append)
    panel.begin(("vllm",))
    asking.button.click()
    assert hub.take_chat_wish() is None
    assert "no line" in told[-1].title

    texts = ("loading", f"HF_TOKEN={SECRET}", "CUDA out of memory")
    now = time.time_ns()
    panel.store.append([Entry(0, LogLine(now, False, text)) for text in texts])
    panel.refresh()
    asking.button.click()
    part, question = wished(hub)
    assert part.kind is ContextKind.LOG
    assert part.title == "Log of vllm on spark-01, last 3 lines"
    assert "CUDA out of memory" in part.text
    assert SECRET not in part.text
    assert question == ABOUT_LOG

    panel.view.select_all()
    asking.button.click()
    part, _question = wished(hub)
    assert part.title == "Lines of the log of vllm on spark-01"
    assert "loading" in part.text
    assert SECRET not in part.text


def test_an_alert_is_asked_about_with_what_was_seen_and_the_last_minutes(
    hub: Any, qtbot: QtBot
) -> None:
    hub.telemetry = TelemetryState()
    for step in range(3):
        hub.telemetry.take(SPARK.id, Reading(sample(available=9 - step, at=float(step))))
    pane = AlertsPane(hub)
    qtbot.addWidget(pane)
    hub.alerts.set(alert(LOW_MEMORY, SPARK.id))
    pane.show()
    pane.refresh()
    (card,) = pane.active.cards
    card.setFocus()
    qtbot.keyClick(card, Qt.Key.Key_Q)
    part, question = wished(hub)
    assert part.kind is ContextKind.ALERT
    assert part.title == f"{LOW_MEMORY.title}, spark-01"
    assert "Severity:" in part.text
    assert "| Available memory | 7.0 GiB | 8.0 GiB | 9.0 GiB | 7.0 GiB |" in part.text
    assert question == ABOUT_ALERT

    card.unfold(True)
    button = next(b for b in card.findChildren(QPushButton) if b.text() == "Ask a model about it")
    button.click()
    assert wished(hub)[0].kind is ContextKind.ALERT


def test_an_incident_is_asked_about_by_its_report(hub: Any, qtbot: QtBot) -> None:
    incident = Incident(
        "spark", 1_790_000_000.0, 1_790_000_300.0, "a", "b", "It ran out of memory.", "oom-kill"
    )
    vars(hub)["archive"] = Archive()
    page = IncidentPage(hub)
    qtbot.addWidget(page)
    page._incident, page._name = incident, "spark-01"
    page.ask.click()
    part, _question = wished(hub)
    assert "vanished at" in part.title
    assert "It ran out of memory." in part.text
    assert "oom-kill" in part.text
