"""The rules that are there at first make sense, and every detector has one."""

from __future__ import annotations

from dataclasses import replace

import pytest

from app.core.errors import BadInput
from app.core.ids import NodeId
from app.services.alerts.api import Comparison, Rule
from app.services.alerts.defaults import DEFAULT_RULES
from app.services.alerts.derived import METRICS, Derived, of_sample
from app.services.alerts.engine import AlertEngine
from app.services.alerts.matching import Matcher
from app.services.alerts.opening import all_detectors
from app.services.alerts.settings import checked
from app.services.alerts.words import unit_of
from app.services.telemetry.api import Temperature
from app.services.telemetry.metrics import COUNT, row_of
from tests.spark_samples import spark_sample

NUMBERS = [rule for rule in DEFAULT_RULES if rule.comparison is not Comparison.DETECTED]


@pytest.mark.parametrize("rule", DEFAULT_RULES, ids=lambda rule: rule.id)
def test_each_default_can_be_kept_and_says_what_to_do(rule: Rule) -> None:
    assert checked(rule) == rule
    assert rule.advice.endswith(".")
    assert len(rule.advice) <= 100


def test_ids_are_unique_and_every_detector_has_a_rule() -> None:
    ids = [rule.id for rule in DEFAULT_RULES]
    assert len(set(ids)) == len(ids)
    detected = {rule.metric for rule in DEFAULT_RULES if rule.comparison is Comparison.DETECTED}
    assert detected == {spec.name for spec in all_detectors()}


def test_each_default_looks_at_something_that_a_spark_reports() -> None:
    sample = spark_sample()
    row = row_of(sample)
    reported = {
        *row,
        *Derived().observe(0.0, row),
        *of_sample(sample, row),
        *(m.key for m in METRICS),
    }
    reported |= {"disks./.used_percent"}
    reported |= {f"sensors.{s}.margin_c" for s in ("nvme/nvme0/temp1", "mlx5/0000:01:00.0/temp2")}
    for rule in NUMBERS:
        matcher = Matcher([rule])
        assert [key for key in reported if matcher.rules_for(key)], rule.id
        assert unit_of(rule.metric) is not COUNT, rule.id


def test_sensor_is_measured_by_its_own_limit() -> None:
    nvme = Temperature("NVMe Composite", "nvme/nvme0/temp1", 83.0, 86.85)
    junk = Temperature("NVMe Sensor 1", "nvme/nvme0/temp2", 83.0, None)
    sample = replace(spark_sample(), temperatures=(nvme, junk))
    values = of_sample(sample, row_of(sample))
    engine = AlertEngine(DEFAULT_RULES)

    for second in range(20):
        engine.observe(NodeId("node-1"), 1e9 + second, values)

    assert values == {"sensors.nvme/nvme0/temp1.margin_c": pytest.approx(3.85)}
    assert [alert.rule.id for alert in engine.active()] == ["ssd-hot"]


@pytest.mark.parametrize(
    "rule",
    [
        Rule("a", " ", "cpu.percent", Comparison.ABOVE),
        Rule("a", "A", "", Comparison.ABOVE),
        Rule("a", "A", "cpu.percent", Comparison.ABOVE, level=float("nan")),
        Rule("a", "A", "cpu.percent", Comparison.ABOVE, level=90.0, recover_level=95.0),
        Rule("a", "A", "cpu.percent", Comparison.BELOW, level=90.0, recover_level=85.0),
        Rule("a", "A", "cpu.percent", Comparison.BELOW, level=90.0, recover_level=float("inf")),
        Rule("a", "A", "cpu.percent", Comparison.ABOVE, for_s=-1.0),
    ],
)
def test_rule_that_makes_no_sense_is_refused(rule: Rule) -> None:
    with pytest.raises(BadInput):
        checked(rule)
