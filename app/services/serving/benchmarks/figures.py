"""Every figure of a benchmark: its name, how it is written, and what it means.

Tables, plots, exports and the command line show these, so that each says the same everywhere.
The definitions are those of NVIDIA AIPerf's metrics reference.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from app.core import units
from app.core.i18n import numeral, tr
from app.services.serving.benchmarks.api import Level


@dataclass(frozen=True, slots=True)
class Figure:
    """One figure of a level."""

    name: str
    """The field of `Level`."""
    title: str
    unit: str
    """Of the plain number, in exports."""
    meaning: str
    words: Callable[[float | None], str]
    """Writes it with its unit."""

    def of(self, level: Level) -> float | None:
        """Return the plain number; None where it was not measured."""
        value = getattr(level, self.name)
        return None if value is None else float(value)

    def text(self, level: Level) -> str:
        """Return what is shown, `~` where it is about."""
        value = self.of(level)
        words = self.words(value)
        about = self.name == "prompt_tokens_per_s" and not level.prompt_by_server
        return f"~{words}" if about and value is not None else words

    def why(self, level: Level) -> str:
        """Return why it is not known; empty where it is."""
        if self.of(level) is not None:
            return ""
        return level.reasons.get(self.name, tr("it was not measured"))


def short_time(value: float | None) -> str:
    """Write seconds of a wait: `17.4 ms`, `162 ms`, `2.31 s`."""
    if value is None:
        return units.NOT_AVAILABLE
    if value >= 1:
        return f"{numeral(value, 2, grouped=False)} s"
    milliseconds = value * 1000
    return tr("{milliseconds} ms").format(
        milliseconds=numeral(milliseconds, 0 if milliseconds >= 100 else 1, grouped=False)
    )


def joules(value: float | None) -> str:
    """Write an energy: `0.74 J`."""
    if value is None:
        return units.NOT_AVAILABLE
    return f"{numeral(value, 3 if value < 0.1 else 2, grouped=False)} J"


def count(value: float | None) -> str:
    """Write a count: `1,024`."""
    return units.NOT_AVAILABLE if value is None else numeral(value)


FIGURES: tuple[Figure, ...] = (
    Figure(
        "first_token_s",
        tr("First token"),
        "s",
        tr(
            "Time to the first token (TTFT), median: from just before a question is sent "
            "to the first piece of reasoning, answer or tool call. Waiting in the "
            "server's queue and reading the question are part of it, as is the way to the "
            "node."
        ),
        short_time,
    ),
    Figure(
        "first_token_p95_s",
        tr("First token, p95"),
        "s",
        tr("95 of 100 questions got their first token within this time (nearest rank)."),
        short_time,
    ),
    Figure(
        "tokens_per_s",
        tr("Each user"),
        "tok/s",
        tr(
            "What one user sees, median: the tokens after the first piece, over the time "
            "from the first to the last piece. Thinking counts as tokens. Pieces are "
            "never counted as tokens: the server's count is used, and its own speed where "
            "it tells one (llama.cpp). Answers of fewer than 8 tokens have no speed."
        ),
        units.token_rate,
    ),
    Figure(
        "total_tokens_per_s",
        tr("All users"),
        "tok/s",
        tr(
            "What the machine does: all tokens of all answers over the time of the whole "
            "level, waiting and reading included. Another number than the speed each user "
            "sees: it grows with users while theirs falls."
        ),
        units.token_rate,
    ),
    Figure(
        "token_s",
        tr("Between tokens"),
        "s",
        tr(
            "Mean time between two tokens of one answer (inter-token latency), median of "
            "all answers."
        ),
        short_time,
    ),
    Figure(
        "prompt_tokens_per_s",
        tr("Reading"),
        "tok/s",
        tr(
            "How fast questions are read (prefill), median: their tokens, without those "
            "that were read before, over the time to the first token. With ~ that "
            "includes waiting in the queue; without, the server measured the reading "
            "alone."
        ),
        units.token_rate,
    ),
    Figure(
        "power_w",
        tr("GPU power"),
        "W",
        tr(
            "Mean draw of the GPUs during the level, from the telemetry's samples. Not of "
            "the whole box: its processor, memory and network come on top."
        ),
        units.watts,
    ),
    Figure(
        "joules_per_token",
        tr("Energy per token"),
        "J",
        tr("GPU power times the time of the level, over all tokens of all answers."),
        joules,
    ),
    Figure(
        "temperature_c",
        tr("GPU temperature"),
        "°C",
        tr("Highest that was read during the level."),
        units.celsius,
    ),
    Figure(
        "clock_mhz",
        tr("GPU clock"),
        "MHz",
        tr(
            "Median of the SM clock during the level: where it falls, heat or power slowed it down."
        ),
        units.frequency,
    ),
    Figure(
        "memory_bytes",
        tr("Memory"),
        "B",
        tr(
            "Most that was in use during the level: of the GPUs' own memory, or of the "
            "pool that CPU and GPU share, whoever used it."
        ),
        units.memory,
    ),
    Figure(
        "kv_percent",
        tr("KV cache"),
        "%",
        tr(
            "Most of the KV cache that was in use, as the server's metrics tell. Near 100 "
            "% questions wait or are computed twice."
        ),
        units.percent,
    ),
    Figure(
        "others",
        tr("Others' requests"),
        "",
        tr(
            "Most requests beside ours that the server had at once, as its metrics tell. "
            "With others the figures are of what was left to us."
        ),
        count,
    ),
    Figure(
        "prompt_tokens",
        tr("Question"),
        "tokens",
        tr("Tokens of a question as the server counted them, median."),
        count,
    ),
    Figure(
        "answer_tokens",
        tr("Answer"),
        "tokens",
        tr("Tokens of an answer as the server counted them, median; thinking included."),
        count,
    ),
    Figure(
        "seconds",
        tr("Took"),
        "s",
        tr("From the first question of the level to the end of its last answer."),
        units.duration,
    ),
)


def figure(name: str) -> Figure:
    """Return a figure by its field."""
    return next(each for each in FIGURES if each.name == name)
