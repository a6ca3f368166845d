"""Prometheus's text format → numbers by name and labels, with `prometheus_client`'s own parser.

The parser raises what it likes and takes as long as it likes, and exporters print hundreds of
series nobody here wants; so it is given only the lines whose name is wanted, and not too many.
"""

from __future__ import annotations

import math
import time
from collections.abc import Iterable, Iterator, Mapping

from app.core.errors import SourceUnavailable
from app.core.i18n import tr
from app.core.said import said

MAX_SAMPLES = 20_000
"""Wanted lines of one answer: a node exporter prints some 200, eight GPUs some 100."""
MAX_LINE = 4096
"""Bytes of one line: the parser looks at each quote's whole line again."""
PATIENCE_S = 3.0
"""Seconds of the processor that one answer may cost."""
NOT_THERE = tr("not among the exporter's metrics")
NO_NUMBER = tr("the exporter gives no number")

Labels = Mapping[str, str]
Series = tuple[Labels, float]


class Metrics:
    """The series of one answer, by name. Of duplicates the last counts; NaN and Inf are none.

    The texts of labels are fit to be shown: others choose them, as the name of a model.
    """

    def __init__(self, samples: Iterable[tuple[str, Labels, float]]) -> None:
        self._series: dict[str, dict[frozenset[tuple[str, str]], Series]] = {}
        for name, told, value in samples:
            labels = {label: said(text, limit=MAX_LINE) for label, text in told.items()}
            known = self._series.setdefault(name, {})
            key = frozenset(labels.items())
            if math.isfinite(value):
                known[key] = (labels, value)
            else:
                known.pop(key, None)

    def names(self) -> Iterator[str]:
        """Yield every name, those without a number too."""
        yield from self._series

    def series(self, name: str, **wanted: str) -> list[Series]:
        """Return the series of a name whose labels include `wanted`."""
        return [
            (labels, value)
            for labels, value in self._series.get(name, {}).values()
            if all(labels.get(label) == text for label, text in wanted.items())
        ]

    def value(self, name: str, **wanted: str) -> float | None:
        """Return the first series' value, None when there is none."""
        found = self.series(name, **wanted)
        return found[0][1] if found else None

    def why_missing(self, name: str) -> str:
        """Say why a name has no value."""
        return NO_NUMBER if name in self._series else NOT_THERE


def parse_exposition(body: bytes, prefixes: tuple[str, ...]) -> Metrics:
    """Return the series of an answer whose names begin with one of `prefixes`.

    Raises SourceUnavailable when they are not in Prometheus's text format or far too many.
    """
    starts = tuple(prefix.encode() for prefix in prefixes)
    whole = body[: body.rfind(b"\n") + 1]  # a number that was cut off would be another number
    lines = [line for line in whole.split(b"\n") if line.startswith(starts)]
    if len(lines) > MAX_SAMPLES:
        raise SourceUnavailable(
            tr("It has {lines} series, more than any exporter.").format(lines=len(lines))
        )
    if any(len(line) > MAX_LINE for line in lines):
        raise SourceUnavailable(
            tr("A line of its metrics is longer than {most} bytes.").format(most=MAX_LINE)
        )
    text = "\n".join(line.decode("utf-8", "replace") for line in lines)
    try:
        return Metrics(_parsed(text))
    except (ValueError, IndexError, KeyError, TypeError, OverflowError) as error:
        # What prometheus_client raises on lines that are none, besides ValueError.
        said = " ".join(str(error).split())[:120]
        raise SourceUnavailable(
            tr("Its metrics cannot be read ({why}).").format(why=said or tr("no metric"))
        ) from error


def _parsed(text: str) -> Iterator[tuple[str, Labels, float]]:
    from prometheus_client.parser import text_string_to_metric_families  # 100 ms

    until = time.thread_time() + PATIENCE_S
    for number, family in enumerate(text_string_to_metric_families(text)):
        if number % 100 == 0 and time.thread_time() > until:
            raise SourceUnavailable(tr("Its metrics take too long to read."))
        for sample in family.samples:
            yield sample.name, sample.labels, float(sample.value)
