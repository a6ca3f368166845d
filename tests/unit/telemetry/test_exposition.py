"""Pages of metrics: of exporters, of other programs, of nobody."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.core.errors import SourceUnavailable
from app.services.telemetry import exposition
from app.services.telemetry.engine_metrics import WANTED, engine_of
from app.services.telemetry.exposition import Metrics, parse_exposition
from app.services.telemetry.gpu_metrics import PREFIX, read_gpus
from app.services.telemetry.node_metrics import PREFIXES, NodeMetrics
from tests.captures import captured

EVERYTHING = ("",)
LABEL = st.text(st.sampled_from('ab_"\\n,={}é \t#'), max_size=8)
LINE = st.one_of(
    st.binary(max_size=60),
    st.builds(
        lambda name, label, text, value: f'{name}{{{label}="{text}"}} {value}'.encode(),
        st.sampled_from(["vllm:num_requests_running", "node_load1", "DCGM_FI_DEV_GPU_UTIL", "x"]),
        st.sampled_from(["gpu", "UUID", "cpu", "device", "1", ""]),
        LABEL,
        st.one_of(st.floats(), st.integers(), st.sampled_from(["NaN", "+Inf", "", "1e999", "x"])),
    ),
)


def test_nan_and_infinity_are_no_values() -> None:
    metrics = parse_exposition(b'm{a="1"} NaN\nm{a="2"} +Inf\nm{a="3"} 4\nn NaN\n', ("m", "n"))
    assert metrics.series("m") == [({"a": "3"}, 4.0)]
    assert metrics.value("n") is None
    assert metrics.why_missing("n") == exposition.NO_NUMBER
    assert metrics.why_missing("o") == exposition.NOT_THERE


def test_the_last_of_duplicate_series_counts() -> None:
    body = b'm{a="1",b="2"} 4\nm{b="2",a="1"} 5\n'
    assert parse_exposition(body, ("m",)).series("m") == [({"a": "1", "b": "2"}, 5.0)]


def test_a_number_that_was_cut_off_is_left_out() -> None:
    """Without Content-Length nobody else notices that 123456 is 123 now."""
    metrics = parse_exposition(b"m 7\nn 123", ("m", "n"))
    assert metrics.value("m") == 7
    assert metrics.value("n") is None


def test_lines_that_are_not_wanted_cost_nothing_and_break_nothing() -> None:
    assert parse_exposition(b'm 1\nother{{{ "x\n# HELP m \xff\n', ("m",)).value("m") == 1


def test_a_wanted_line_that_is_broken_is_told() -> None:
    with pytest.raises(SourceUnavailable, match="cannot be read"):
        parse_exposition(b'm{a="1} 2\n', ("m",))


def test_far_too_many_series_are_refused_before_they_are_parsed() -> None:
    with pytest.raises(SourceUnavailable, match="20001 series"):
        parse_exposition(b"m 1\n" * 20_001, ("m",))


def test_an_endless_line_is_refused() -> None:
    with pytest.raises(SourceUnavailable, match="longer than"):
        parse_exposition(b'm{a="' + b'\\"' * 5000 + b'"} 1\n', ("m",))


def test_a_page_that_costs_too_much_is_given_up(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(exposition, "PATIENCE_S", 0.0)
    with pytest.raises(SourceUnavailable, match="too long"):
        parse_exposition(b"m 1\n" * 200, ("m",))


@settings(deadline=None)
@given(st.lists(LINE, max_size=12))
def test_no_page_raises_anything_but_our_error(lines: list[bytes]) -> None:
    body = b"\n".join(lines) + b"\n"
    try:
        metrics = parse_exposition(body, EVERYTHING)
    except SourceUnavailable:
        return
    read_gpus(metrics)
    engine_of(metrics)
    NodeMetrics("node", "test").reading(metrics, 1.0)


OTHERS = (
    "milvus/milvus_2.3.5_metrics.txt",
    "spark/applications_metrics_prometheus.txt",
    "spark/driver_metrics_prometheus_namespace_dgx.txt",
    "spark/driver_metrics_prometheus_slash.txt",
    "spark/executors_metrics_prometheus.txt",
    "spark/master_metrics_prometheus_s.txt",
    "spark/worker_metrics_prometheus.txt",
    "kubernetes/apiserver_metrics.txt",
)


@pytest.mark.parametrize("name", OTHERS)
def test_metrics_of_other_programs_are_nobodys_here(name: str) -> None:
    """Milvus, Apache Spark, Kubernetes: what may sit on a port where an engine is looked for."""
    body = captured(name)
    assert engine_of(parse_exposition(body, WANTED)) is None
    assert read_gpus(parse_exposition(body, (PREFIX,))) == ((), {})
    assert NodeMetrics("node", "test").reading(parse_exposition(body, PREFIXES), 1.0) is None


@pytest.mark.parametrize("name", OTHERS)
def test_pages_of_other_programs_parse_as_a_whole(name: str) -> None:
    assert list(parse_exposition(captured(name), EVERYTHING).names())


def test_labels_choose_series() -> None:
    metrics = Metrics([("m", {"a": "1"}, 1.0), ("m", {"a": "2"}, 2.0)])
    assert metrics.value("m", a="2") == 2.0
    assert metrics.series("m", a="1") == [({"a": "1"}, 1.0)]
