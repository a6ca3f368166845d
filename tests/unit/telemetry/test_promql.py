"""Prometheus's answers, genuine and hostile."""

from __future__ import annotations

import contextlib
import json
import math

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.core.errors import BadInput, SourceUnavailable
from app.services.telemetry import prometheus_rows
from app.services.telemetry.exposition import Metrics
from app.services.telemetry.promql import (
    MAX_POINTS,
    Curve,
    least_step,
    matchers,
    read_answer,
    read_matrix,
    read_vector,
)
from app.services.telemetry.source_settings import NodeSources, check_sources, prometheus_place
from tests.captures import captured


def vector(name: str) -> Metrics:
    data = read_answer(captured(f"prometheus/{name}"), 200)
    assert data.resultType == "vector"
    return read_vector(bytes(data.result))


def matrix(name: str) -> list[Curve]:
    data = read_answer(captured(f"prometheus/{name}"), 200)
    assert data.resultType == "matrix"
    return read_matrix(bytes(data.result))


def test_a_vector_of_a_real_prometheus() -> None:
    up = vector("query_up.json")
    assert up.value("up", job="node-exporter") == 1.0
    assert vector("query_recorded_node_mem.json").value("node:memory_used_bytes") == 2945687552


@pytest.mark.parametrize(
    ("name", "metric", "series"),
    [
        ("query_recorded_gpu_avg.json", "cluster:gpu_utilization:avg", 1),
        ("query_recorded_node_gpu.json", "node:gpu_utilization:avg", 2),
        ("query_recorded_power_sum.json", "cluster:power_watts:sum", 1),
        ("query_ALERTS.json", "ALERTS", 2),
    ],
)
def test_vectors_have_their_series(name: str, metric: str, series: int) -> None:
    assert len(vector(name).series(metric)) == series


def test_a_rule_over_framebuffer_memory_is_empty_on_gb10() -> None:
    assert list(vector("query_recorded_mem_EMPTY_on_gb10.json").names()) == []


def test_nan_is_no_value() -> None:
    assert vector("query_nan.json").value("") is None


def test_curves_of_a_real_prometheus() -> None:
    first = matrix("query_range_gpu_util.json")[0]
    assert first.labels["modelName"] == "NVIDIA GB10"
    assert first.points[:3] == ((1795225160, 66), (1795225165, 55), (1795225170, 44))
    assert matrix("query_range_cpu.json")[0].points[0] == (1795225160, 99.94000000000005)
    assert len(matrix("query_range_net.json")) > 2
    assert matrix("query_range_matrix_instant.json")[0].points


@pytest.mark.parametrize("name", ["query_scalar.json", "query_string.json"])
def test_other_kinds_of_answer_are_not_taken_for_a_vector(name: str) -> None:
    data = read_answer(captured(f"prometheus/{name}"), 200)
    assert data.resultType not in ("vector", "matrix")
    with pytest.raises(SourceUnavailable):
        read_vector(bytes(data.result))


def test_a_refusal_is_told_in_prometheus_own_words() -> None:
    with pytest.raises(SourceUnavailable, match="unclosed left parenthesis"):
        read_answer(captured("prometheus/error_bad_query.json"), 400)


@settings(deadline=None)
@given(st.one_of(st.binary(max_size=200), st.text(max_size=100).map(str.encode)))
def test_no_answer_raises_anything_but_our_error(body: bytes) -> None:
    for read in (lambda b: read_answer(b, 200), read_vector, read_matrix):
        with contextlib.suppress(SourceUnavailable):
            read(body)


JSON = st.recursive(
    st.none() | st.booleans() | st.floats() | st.text(max_size=5) | st.integers(),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(
            st.sampled_from(
                ["metric", "value", "values", "status", "data", "result", "resultType"]
            ),
            inner,
            max_size=4,
        )
    ),
    max_leaves=12,
)


@settings(deadline=None)
@given(JSON)
def test_no_json_raises_anything_but_our_error(document: object) -> None:
    test = json.dumps(document).encode()
    for read in (lambda b: read_answer(b, 200), read_vector, read_matrix):
        with contextlib.suppress(SourceUnavailable):
            read(test)


@settings(deadline=None)
@given(st.floats(1, 1e9), st.floats(0, 1e10))
def test_no_question_has_more_than_11000_points(span: float, start: float) -> None:
    step = least_step(start, start + span)
    assert step == int(step)
    assert (start + span - start) / step <= MAX_POINTS


def test_seven_days_at_15_seconds_are_too_many() -> None:
    week = 7 * 86400
    assert week / 15 > MAX_POINTS
    assert least_step(0, week) == math.ceil(week / MAX_POINTS) == 55


@pytest.mark.parametrize(
    ("instance", "wanted"),
    [
        ("spark_1", 'instance=~"spark_1(:[0-9]+)?"'),
        ("10.0.0.7:9100", r'instance=~"10\\.0\\.0\\.7:9100"'),
        ('a"b', r'instance=~"a\"b(:[0-9]+)?"'),
        ('node="spark-1",job=~"n.*"', 'node="spark-1",job=~"n.*"'),
    ],
)
def test_an_instance_becomes_a_matcher_that_stays_inside_its_quotes(
    instance: str, wanted: str
) -> None:
    assert matchers(NodeSources("k", prometheus_instance=instance)) == wanted


def test_every_metric_that_is_filled_in_is_one_of_ours() -> None:
    from app.services.telemetry.metrics import FIXED, GPU_FIELDS

    assert set(prometheus_rows.QUERIES) <= {metric.key for metric in FIXED}
    assert set(prometheus_rows.GPU_QUERIES) <= {name for name, *_ in GPU_FIELDS}


@pytest.mark.parametrize(
    "url",
    ["https://x:9090", "x:9090", "http://", "http://a:b", "http://u:p@x", "ftp://x", "http://[::1"],
)
def test_a_url_that_cannot_be_asked_is_refused(url: str) -> None:
    with pytest.raises(BadInput):
        prometheus_place(url)


def test_a_url_may_have_a_path() -> None:
    assert prometheus_place("http://127.0.0.1/prom/") == ("127.0.0.1", 9090, "/prom")


@pytest.mark.parametrize(
    "wrong",
    [
        {"engine_ports": (0,)},
        {"dcgm_ports": (70000,)},
        {"prometheus_url": "http://x:9090"},
        {"prometheus_url": "http://x:9090", "prometheus_instance": 'a="b"}'},
    ],
)
def test_settings_that_cannot_be_used_are_refused(wrong: dict[str, object]) -> None:
    with pytest.raises(BadInput):
        check_sources(NodeSources("k", **wrong))  # type: ignore[arg-type]
