"""How rules and alerts are said."""

from __future__ import annotations

import pytest

from app.core.ids import NodeId
from app.core.units import GIB
from app.panes.alert_words import (
    alert_line,
    attention,
    condition_words,
    count_words,
    metric_name,
    ruled_metrics,
    scope_words,
    worst_look,
)
from app.services.alerts.api import AlertPhase, Comparison, MachineSize, Rule, Severity
from app.services.alerts.defaults import DEFAULT_RULES
from tests.gui.alerts_fakes import HOT, LOW_MEMORY, WEDGE, alert

SPARK = NodeId("node-1")


@pytest.mark.parametrize(
    ("key", "name"),
    [
        ("memory.available_bytes", "Available memory"),
        ("gpus.*.temperature_c", "GPU temperature"),
        ("gpus.0.temperature_c", "GPU temperature"),
        ("gpus.3.temperature_c", "GPU 3 temperature"),
        ("temperatures.*", "Temperature"),
        ("temperatures.acpitz/*", "Temperature, acpitz"),
        ("disks.*.used_percent", "Disk use"),
        ("disks./home.used_percent", "Disk use, /home"),
        ("sensors.nvme/temp1.margin_c", "Margin to the sensor's own limit, nvme/temp1"),
        ("nobody.knows", "nobody.knows"),
    ],
)
def test_metric_is_called_what_people_call_it(key: str, name: str) -> None:
    assert metric_name(key) == name


def test_condition_says_level_time_and_recovery() -> None:
    assert condition_words(LOW_MEMORY, {}) == (
        "Available memory below 16.0 GiB for 5 s, until above 18.0 GiB"
    )
    plain = Rule("p", "P", "cpu.percent", Comparison.ABOVE, level=90.0)
    assert condition_words(plain, {}) == "CPU load above 90 %"
    titles = {"power-wedge": "Power-delivery wedge"}
    assert condition_words(WEDGE, titles) == "Power-delivery wedge: seen by its detector"


def test_every_default_rule_is_said_without_a_key() -> None:
    names = {metric.key for metric in ruled_metrics()}
    for rule in DEFAULT_RULES:
        if rule.comparison is not Comparison.DETECTED:
            words = condition_words(rule, {})
            assert rule.metric not in words, words
            assert rule.metric in names or "/" in rule.metric, rule.metric


def test_scope_names_nodes_while_they_are_few() -> None:
    names = {"a": "spark-01", "b": "spark-02", "c": "lab"}
    on = [Rule("r", "R", "cpu.percent", Comparison.ABOVE, nodes=n) for n in (("a",), ("a", "b"))]
    assert [scope_words(rule, names) for rule in on] == ["spark-01", "spark-01, spark-02"]
    many = Rule("r", "R", "m", Comparison.ABOVE, nodes=("a", "b", "c"), size=MachineSize.LARGE)
    assert scope_words(many, names) == "3 nodes, with 100 GiB or more"
    gone = Rule("r", "R", "m", Comparison.ABOVE, nodes=("x",))
    assert scope_words(gone, names) == "Removed nodes"


def test_attention_is_what_fires_and_nobody_took_note_of() -> None:
    low, wedge = alert(LOW_MEMORY, SPARK), alert(WEDGE, SPARK)
    noted = alert(WEDGE, SPARK, acknowledged=True)
    asleep = alert(WEDGE, SPARK, snoozed_until=9e9)
    pending = alert(HOT, SPARK, phase=AlertPhase.PENDING)
    assert attention((low, noted, asleep, pending, wedge)) == (wedge, low)
    look = worst_look((low, wedge))
    assert look is not None
    assert (look.word, look.tone) == ("Critical", "err")
    assert worst_look(()) is None
    assert [count_words(n) for n in (0, 1, 2)] == ["", "1 alert", "2 alerts"]


def test_alert_says_from_where_on_it_is_well() -> None:
    low = alert(LOW_MEMORY, SPARK, value=9.8 * GIB)
    assert alert_line(low) == "Available memory · well from 18.0 GiB"
    hot = alert(HOT, SPARK, subject="gpus.1.temperature_c")
    assert alert_line(hot) == "GPU 1 temperature · well up to 80 °C"
    assert alert_line(alert(WEDGE, SPARK)) == ""
    assert worst_look((hot,)) is not None
    assert hot.rule.severity is Severity.WARNING
