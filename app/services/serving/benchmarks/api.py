"""The words of benchmarks: what is asked for, what one level of users measured, a whole run.

Times are seconds, powers W, sizes bytes, speeds tokens per second. What was not measured is None,
and `Level.reasons` says why by the field's name.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from app.core.errors import BadInput
from app.core.i18n import numeral, tr

MAX_USERS = 256
MAX_TOKENS = 131_072
MAX_LEVELS = 12
DEFAULT_LEVELS = (1, 2, 4, 8)


@dataclass(frozen=True, slots=True)
class Sweep:
    """What a benchmark asks: levels of users, and how long questions and answers are."""

    levels: tuple[int, ...] = DEFAULT_LEVELS
    """Users at the same time, one level after the other."""
    prompt_tokens: int = 256
    answer_tokens: int = 128
    rounds: int = 2
    """Questions of each user at a level; of one user alone at least `LEAST_REQUESTS`."""

    def requests(self, users: int) -> int:
        """Return how many questions a level has."""
        return max(users * self.rounds, LEAST_REQUESTS)

    def checked(self, context: int | None) -> Sweep:
        """Return it with its levels in order; BadInput where it cannot be run.

        Args:
            context: tokens that one request may have, where that is known.
        """
        levels = tuple(sorted(set(self.levels)))
        if not levels or len(levels) > MAX_LEVELS or not 1 <= levels[0] <= levels[-1] <= MAX_USERS:
            raise BadInput(
                tr("Levels are up to {levels} numbers of users, each 1 to {most}.").format(
                    levels=MAX_LEVELS, most=MAX_USERS
                ),
                tr("As in 1,2,4,8."),
            )
        for what, tokens in (
            (tr("questions"), self.prompt_tokens),
            (tr("answers"), self.answer_tokens),
        ):
            if not LEAST_LENGTH <= tokens <= MAX_TOKENS:
                raise BadInput(
                    tr("The {what} of a benchmark have {least} to {most} tokens.").format(
                        what=what, least=LEAST_LENGTH, most=numeral(MAX_TOKENS)
                    )
                )
        if not 1 <= self.rounds <= MAX_ROUNDS:
            raise BadInput(tr("Each user asks 1 to {most} questions.").format(most=MAX_ROUNDS))
        together = self.prompt_tokens + self.answer_tokens
        if context is not None and together > context:
            raise BadInput(
                tr(
                    "{prompt_tokens} + {answer_tokens} tokens do not fit into the context "
                    "of {context}."
                ).format(
                    prompt_tokens=numeral(self.prompt_tokens),
                    answer_tokens=numeral(self.answer_tokens),
                    context=numeral(context),
                ),
                tr("Ask shorter questions, or for shorter answers."),
            )
        return Sweep(levels, self.prompt_tokens, self.answer_tokens, self.rounds)


LEAST_REQUESTS = 3
LEAST_LENGTH = 8
"""Tokens; a shorter answer has no speed."""
MAX_ROUNDS = 50


@dataclass(frozen=True, slots=True)
class Level:
    """What a number of users at the same time measured."""

    users: int
    requests: int = 0
    """Questions that were asked."""
    failures: int = 0
    seconds: float | None = None
    """From the first question to the last answer's end."""
    first_token_s: float | None = None
    """Median."""
    first_token_p95_s: float | None = None
    token_s: float | None = None
    """Median of the mean time between two tokens."""
    tokens_per_s: float | None = None
    """Of one request, after its first token: median."""
    total_tokens_per_s: float | None = None
    """All tokens of all users over `seconds`: another number, which says what the machine does."""
    prompt_tokens_per_s: float | None = None
    """Median; about: it includes waiting in the queue unless the server measured it."""
    by_server: bool = False
    """Whether `tokens_per_s` are the server's own figures."""
    prompt_by_server: bool = False
    """The same of `prompt_tokens_per_s`."""
    prompt_tokens: float | None = None
    """Median of what the server counted."""
    answer_tokens: float | None = None
    tokens: int | None = None
    """Of all answers."""
    power_w: float | None = None
    """Mean draw of the GPUs, not of the box."""
    joules_per_token: float | None = None
    """Energy of the GPUs over all tokens of all answers."""
    temperature_c: float | None = None
    """Highest of the GPUs."""
    clock_mhz: float | None = None
    """Median of the SM clock."""
    memory_bytes: int | None = None
    """Most that was in use: of the GPUs' memory, or of the pool that CPU and GPU share."""
    kv_percent: float | None = None
    """Most that was in use of the KV cache."""
    others: float | None = None
    """Most requests of others that the server had meanwhile."""
    samples: int = 0
    """Readings of the machine that fell into the level."""
    reasons: Mapping[str, str] = field(default_factory=dict)
    failure: str = ""
    """What the first question that failed was told."""


class Ending(StrEnum):
    """How a benchmark came to its end."""

    DONE = "done"
    STOPPED = "stopped"  # a level failed
    CANCELLED = "cancelled"


@dataclass(frozen=True, slots=True)
class Subject:
    """What was measured, and where."""

    model: str
    """As the endpoint lists it."""
    title: str
    engine: str
    node: str
    """Its name."""
    machine: str = ""
    """Whose measurements they are (`measured_machine`)."""
    handle: str = ""
    """The recipe's; empty where it is not known."""
    quantization: str = ""
    context: int | None = None
    gpus: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class BenchmarkRun:
    """One benchmark. A saved one is a file."""

    id: str
    """Its file's name without `.json`."""
    subject: Subject
    sweep: Sweep
    at: float
    """When it began, Unix seconds."""
    levels: tuple[Level, ...] = ()
    ending: Ending = Ending.DONE
    why: str = ""
    """What stopped it."""
    notes: tuple[str, ...] = ()
    """What the reader has to know, in whole sentences."""
    round_trip_s: float | None = None
    """Of the session to the node: part of every time to the first token."""
    source: str = ""
    """Whose figures they are; empty: measured by this program."""
    source_url: str = ""
    version: str = ""
    """Of this program."""

    def level(self, users: int) -> Level | None:
        """Return one level."""
        return next((each for each in self.levels if each.users == users), None)


@dataclass(frozen=True, slots=True)
class BenchmarkProgress:
    """How far a benchmark is."""

    run: BenchmarkRun
    """What is measured by now."""
    users: int = 0
    """Of the level that goes on; 0 while the model is warmed up."""
    done: int = 0
    """Questions of this level that are over."""
    fraction: float = 0.0

    @property
    def detail(self) -> str:
        """Say it: `4 users: 3 of 8 answers`."""
        if not self.users:
            return tr("Warming up")
        users = tr("1 user") if self.users == 1 else tr("{users} users").format(users=self.users)
        return tr("{users}: {done} of {total} answers").format(
            users=users, done=self.done, total=self.run.sweep.requests(self.users)
        )
