"""Ask a Prometheus: what a metric is now, or was over a stretch of time.

Values come as text, NaN and Inf among them; one series has 11,000 points at most.
"""

from __future__ import annotations

import math
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from urllib.parse import urlencode

import msgspec

from app.core.cancel import Cancel
from app.core.errors import SourceUnavailable
from app.core.i18n import tr
from app.services.telemetry.exposition import Labels, Metrics
from app.services.telemetry.fetch import Address, get
from app.services.telemetry.source_settings import NodeSources, is_matchers, prometheus_place
from app.transport.api import Session

MAX_POINTS = 11_000
"""Of one series in one answer; a question for more is refused."""
MAX_SERIES = 20_000
PATIENCE_S = 60.0
"""Seconds that a Prometheus may think: rates of every core over weeks are many numbers."""


class _Series(msgspec.Struct, frozen=True):
    metric: dict[str, str] = {}
    value: tuple[float, str] | None = None
    values: list[tuple[float, str]] = []


class _Data(msgspec.Struct, frozen=True):
    resultType: str  # noqa: N815 - Prometheus's word
    result: msgspec.Raw


class _Answer(msgspec.Struct, frozen=True):
    status: str
    data: _Data | None = None
    errorType: str = ""  # noqa: N815 - Prometheus's word
    error: str = ""


_answer = msgspec.json.Decoder(_Answer)
_series = msgspec.json.Decoder(list[_Series])
_FOREIGN = (msgspec.MsgspecError, UnicodeDecodeError, RecursionError, ValueError)


@dataclass(frozen=True, slots=True)
class Curve:
    """One series over time: Unix seconds and values, NaN and Inf left out."""

    labels: Labels
    points: tuple[tuple[float, float], ...]


class Prometheus:
    """One Prometheus, as a node reaches it."""

    def __init__(self, session: Session, url: str, cancel: Cancel) -> None:
        """Prepare to ask; BadInput when the URL cannot be used."""
        self._session = session
        self._cancel = cancel
        self._host, self._port, self._path = prometheus_place(url)

    def query(self, promql: str) -> Metrics:
        """Return what a question has for an answer now; a vector of series."""
        data = self._ask("query", {"query": promql})
        if data.resultType != "vector":
            raise SourceUnavailable(
                tr("Prometheus answers with a {resultType}, not a vector.").format(
                    resultType=data.resultType
                )
            )
        return read_vector(bytes(data.result))

    def query_range(
        self, promql: str, start: float, end: float, step: float
    ) -> tuple[list[Curve], float]:
        """Return each series over time, and the step that was used: `step` or the least allowed."""
        step = max(step, least_step(start, end))
        asked = {"query": promql, "start": f"{start:.3f}", "end": f"{end:.3f}", "step": f"{step:g}"}
        data = self._ask("query_range", asked)
        if data.resultType != "matrix":
            raise SourceUnavailable(
                tr("Prometheus answers with a {resultType}, not a matrix.").format(
                    resultType=data.resultType
                )
            )
        return read_matrix(bytes(data.result)), step

    def _ask(self, what: str, parameters: Mapping[str, str]) -> _Data:
        path = f"{self._path}/api/v1/{what}?{urlencode(parameters)}"
        address = Address(self._port, path, self._host)
        answer = get(self._session, address, self._cancel, patience_s=PATIENCE_S)
        return read_answer(answer.body, answer.status)


def least_step(start: float, end: float) -> float:
    """Return the least whole number of seconds between points that Prometheus allows."""
    return float(max(1, math.ceil((end - start) / MAX_POINTS)))


def read_answer(body: bytes, status: int) -> _Data:
    """Return the data of an answer; SourceUnavailable with Prometheus's words when it has none."""
    try:
        answer = _answer.decode(body)
    except _FOREIGN as error:
        raise SourceUnavailable(
            tr("It does not answer as a Prometheus does ({status}).").format(status=status)
        ) from error
    if answer.status != "success" or answer.data is None:
        said = " ".join((answer.error or answer.errorType or str(status)).split())[:300]
        raise SourceUnavailable(tr("Prometheus says: {message}").format(message=said))
    return answer.data


def read_vector(result: bytes) -> Metrics:
    """Return the series of a vector by their names."""
    return Metrics(
        (labels.pop("__name__", ""), labels, _number(each.value[1]))
        for each in _decoded(result)
        if each.value is not None and (labels := dict(each.metric)) is not None
    )


def read_matrix(result: bytes) -> list[Curve]:
    """Return the series of a matrix."""
    return [Curve(each.metric, _finite(each.values)) for each in _decoded(result)]


def _decoded(result: bytes) -> list[_Series]:
    try:
        found = _series.decode(result)
    except _FOREIGN as error:
        raise SourceUnavailable(tr("Prometheus's answer cannot be read.")) from error
    if len(found) > MAX_SERIES:
        raise SourceUnavailable(
            tr("Prometheus answers with {found} series.").format(found=len(found))
        )
    return found


def _finite(values: Sequence[tuple[float, str]]) -> tuple[tuple[float, float], ...]:
    points = ((at, _number(text)) for at, text in values)
    return tuple((at, value) for at, value in points if math.isfinite(at + value))


def _number(text: str) -> float:
    """Return a value; what is no number is NaN, as Prometheus writes it."""
    try:
        return float(text) if len(text) < 40 else math.nan
    except ValueError:
        return math.nan


def matchers(settings: NodeSources) -> str:
    """Return the label matchers that single a node out of all that Prometheus knows."""
    named = settings.prometheus_instance.strip()
    if not named or is_matchers(named):
        return named
    ports = "" if re.search(r":\d+$", named) else "(:[0-9]+)?"
    quoted = (re.escape(named) + ports).replace("\\", "\\\\").replace('"', '\\"')
    return f'instance=~"{quoted}"'
