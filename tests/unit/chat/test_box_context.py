from __future__ import annotations

import time

from hypothesis import given
from hypothesis import strategies as st

from app.core import units
from app.services.chat.api import ContextKind
from app.services.chat.box_context import (
    MOST_CHARACTERS,
    MOST_LINES,
    Gap,
    Numbers,
    Stretch,
    charts_context,
    log_context,
    report_context,
    selection_context,
)
from app.services.containers.api import LogLine
from app.services.containers.log_api import Entry
from app.services.history.api import Event, EventKind

START = 1_790_000_000.0


def _entries(*texts: str, source: int = 0) -> list[Entry]:
    return [
        Entry(source, LogLine(round((START + n) * 1e9), False, text))
        for n, text in enumerate(texts)
    ]


def test_a_log_says_whose_it_is_and_when_each_line_was_printed() -> None:
    part = log_context(("vllm",), "spark-01", _entries("starting", "\x1b[31mout of memory\x1b[0m"))
    assert part.kind is ContextKind.LOG
    assert part.title == "Log of vllm on spark-01, last 2 lines"
    assert part.text.splitlines() == [
        f"{units.clock(START)} starting",
        f"{units.clock(START + 1)} out of memory",
    ]


def test_only_the_end_of_a_long_log_is_taken_and_its_title_says_how_much() -> None:
    part = log_context(("vllm",), "spark-01", _entries(*(f"line {n}" for n in range(1000))))
    assert part.title.endswith(f"last {MOST_LINES} lines")
    assert part.text.splitlines()[-1].endswith("line 999")
    wide = log_context(("vllm",), "spark-01", _entries(*(f"{n} {'x' * 400}" for n in range(200))))
    assert len(wide.text) < MOST_CHARACTERS + 100
    assert wide.text.startswith("[… the part before is left out]")
    assert wide.title.endswith(f"last {len(wide.text.splitlines()) - 1} lines")


def test_a_filtered_log_says_so() -> None:
    part = log_context(("vllm",), "spark-01", _entries("ERROR"), is_filtered=True)
    assert part.title == "Log of vllm on spark-01, last 1 matching line"


def test_a_line_that_is_repeated_is_said_once() -> None:
    part = log_context(("vllm",), "n", _entries("ready", *["GET /health"] * 40, "done"))
    lines = part.text.splitlines()
    assert lines[1].endswith("GET /health")
    assert lines[2] == "[the same 39 times more]"
    assert len(lines) == 4


def test_logs_shown_together_say_who_each_line_is_from() -> None:
    entries = [*_entries("one"), *_entries("two", source=1)]
    part = log_context(("web", "db"), "spark-01", entries)
    assert part.title == "Log of web, db on spark-01, last 2 lines"
    assert "web: one" in part.text
    assert "db: two" in part.text


def test_no_secret_is_handed_to_a_model_also_not_half_of_one() -> None:
    secret = "hf_" + "a" * 32
    token = f"HF_TOKEN={secret}"
    cut = f"{'x' * 480} {secret}"
    part = log_context(("vllm",), "n", _entries(token, cut))
    assert "aaaa" not in part.text
    assert "aaaa" not in selection_context(("vllm",), "n", token).text
    assert "aaaa" not in report_context("t", token).text


def test_charts_become_a_table_with_what_happened_meanwhile() -> None:
    known = Numbers("GPU power, GPU 0", "12.1 W", "40.2 W", "61.3 W", "59.6 W")
    unknown = Numbers("Fan", *[units.NOT_AVAILABLE] * 4)
    events = (
        Event("a", START + 5, EventKind.ENGINE, "vllm holds 71.2 GiB"),
        Event("b", START - 900, EventKind.ENGINE, "long before"),
    )
    part = charts_context("spark-01", Stretch(START, START + 900, (known, unknown), events))
    assert part.kind is ContextKind.CHARTS
    assert part.title == "Charts of spark-01, 15 min"
    assert "| GPU power, GPU 0 | 12.1 W | 40.2 W | 61.3 W | 59.6 W |" in part.text
    assert "Not known: Fan" in part.text
    assert f"{units.clock(START + 5)} vllm holds 71.2 GiB" in part.text
    assert "long before" not in part.text


def test_a_gap_is_said_to_be_one() -> None:
    numbers = (Numbers("CPU", "1 %", "2 %", "3 %", "2 %"),)
    gap = Gap(START + 10, START + 70, "the connection was lost")
    text = charts_context("n", Stretch(START, START + 90, numbers, gaps=(gap,))).text
    times = f"{units.clock(START + 10)} to {units.clock(START + 70)}"
    assert f"No values from {times}: the connection was lost" in text


def test_a_time_without_any_value_is_said_to_be_one() -> None:
    part = charts_context("spark-01", Stretch(START, START + 60, (), ()))
    assert "No value is known of this time." in part.text
    assert "none was noted" in part.text


def test_an_alert_brings_the_numbers_around_it() -> None:
    numbers = (Numbers("Available memory", "1 GiB", "5 GiB", "9 GiB", "1 GiB"),)
    part = report_context("Low memory, spark-01", "Seen: x", Stretch(START, START + 60, numbers))
    assert part.kind is ContextKind.ALERT
    assert part.text.index("Seen: x") < part.text.index("| Available memory |")
    assert "none was noted" not in part.text  # nobody looked for any


@given(st.lists(st.text(max_size=700), max_size=250), st.text(max_size=100))
def test_whatever_a_log_holds_the_context_is_bounded_and_plain(texts: list[str], name: str) -> None:
    lines = [Entry(0, LogLine(None, False, text.replace("\n", " "))) for text in texts]
    part = log_context((name,), name, lines)
    assert len(part.text) <= MOST_CHARACTERS + 100
    assert all(c.isprintable() or c in "\n\t" for c in part.text)
    assert abs(part.taken_at - time.time()) < 60
