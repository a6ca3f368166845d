"""Benchmark a model: so many users at the same time, level by level, timed at this end.

What every figure means stands in `figures.py`.
"""

from __future__ import annotations

import itertools
import logging
import queue
import threading
import time
import uuid
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from app.core.cancel import Cancel
from app.core.errors import Cancelled, UserError
from app.core.i18n import numeral, tr
from app.services.serving.answers import CUT_OFF, Answer, Turn
from app.services.serving.benchmarks.api import (
    BenchmarkProgress,
    BenchmarkRun,
    Ending,
    Level,
    Subject,
    Sweep,
)
from app.services.serving.benchmarks.prompts import Length, measured_length, prompt
from app.services.serving.benchmarks.watch import LevelWatch, median
from app.services.serving.completion_errors import AskFailed
from app.services.serving.completions import ChatClient, LocalAddress
from app.services.serving.measured import SpeedSeen

if TYPE_CHECKING:
    from app.services.telemetry.api import EngineReading, Sample

log = logging.getLogger(__name__)

LOOK_S = 1.0
"""Seconds between two looks at the machine."""
FIRST_WORDS, SECOND_WORDS = 4, 16
"""Lengths of the two questions by which a server's tokens are learned."""
WHOLE_LENGTH: Mapping[str, object] = {"ignore_eos": True}
"""Asks a server to go on after the model would have ended."""
OnProgress = Callable[[BenchmarkProgress], object]


@dataclass(frozen=True, slots=True)
class Target:
    """Who is asked, and who tells of its machine."""

    address: LocalAddress
    subject: Subject
    sample: Callable[[], Sample | None]
    """The newest sample of its machine."""
    meter: Callable[[], EngineReading | None]
    """What the engine says of itself now; may block for a moment."""
    round_trip_s: float | None = None


@dataclass(frozen=True, slots=True)
class _Told:
    """What a question came to, and when."""

    result: Answer | UserError
    at: float


class Benchmark:
    """One run. `run` blocks; what was measured before a cancel or a failure is kept."""

    def __init__(self, target: Target, sweep: Sweep) -> None:
        """Raises BadInput for a sweep that cannot be run."""
        self._target = target
        self._sweep = sweep.checked(target.subject.context)
        self._seed = uuid.uuid4().hex[:6]
        self._client = ChatClient(target.address)
        self._serial = itertools.count(1)
        self._length = Length()
        self._extra = WHOLE_LENGTH
        self._notes: list[str] = []
        self._on_progress: OnProgress = _nothing

    def run(self, cancel: Cancel, on_progress: OnProgress) -> BenchmarkRun:
        """Measure and return what came of it.

        Raises:
            Cancelled: before the first level was over.
            UserError: the model does not answer at all.
        """
        began = time.time()
        self._on_progress = on_progress
        run = BenchmarkRun(
            _name(self._target.subject, began, self._seed),
            self._target.subject,
            self._sweep,
            began,
            round_trip_s=self._target.round_trip_s,
            version=_version(),
        )
        on_progress(BenchmarkProgress(run))
        with self._client:
            self._warm_up(cancel)
            return self._sweep_over(run, cancel)

    # Private

    def _sweep_over(self, run: BenchmarkRun, cancel: Cancel) -> BenchmarkRun:
        for users in self._sweep.levels:
            try:
                level = self._level(run, users, cancel)
            except Cancelled:
                if not run.levels:
                    raise
                return self._ended(run, Ending.CANCELLED, tr("It was cancelled."))
            run = replace(run, levels=(*run.levels, level))
            if level.failures:
                why = tr(
                    "With %n users {failures} of {requests} questions failed.",
                    "With %n user {failures} of {requests} questions failed.",
                    users,
                ).format(failures=level.failures, requests=level.requests)
                return self._ended(run, Ending.STOPPED, f"{why} {level.failure}")
        return self._ended(run, Ending.DONE, "")

    def _ended(self, run: BenchmarkRun, ending: Ending, why: str) -> BenchmarkRun:
        short = [
            each.users
            for each in run.levels
            if each.answer_tokens is not None and each.answer_tokens < self._sweep.answer_tokens
        ]
        if short:
            self._notes.append(
                tr("The model ended its answers before they had the length that was asked for.")
            )
        if any(each.others for each in run.levels):
            self._notes.append(
                tr(
                    "Others asked the same server meanwhile: the figures are of what was "
                    "left to us."
                )
            )
        return replace(run, ending=ending, why=why, notes=tuple(self._notes))

    def _warm_up(self, cancel: Cancel) -> None:
        """Wake the model, and learn how it counts."""
        engine = self._target.meter()
        if engine is not None and engine.requests_running:
            self._notes.append(
                tr("{requests_running} requests of others ran when it began.").format(
                    requests_running=numeral(engine.requests_running, grouped=False)
                )
            )
        first = self._first_question(cancel)
        second = self._question(SECOND_WORDS, 8, cancel)
        if first.prompt_tokens is not None and second.prompt_tokens is not None:
            self._length = measured_length(
                (FIRST_WORDS, first.prompt_tokens), (SECOND_WORDS, second.prompt_tokens)
            )
        if not self._length.measured:
            self._notes.append(
                tr("The server does not count the tokens of a question: lengths are guessed.")
            )
        self._question(self._length.words(self._sweep.prompt_tokens), 8, cancel)

    def _first_question(self, cancel: Cancel) -> Answer:
        """Ask, without what a strict server does not know."""
        try:
            return self._question(FIRST_WORDS, 8, cancel)
        except AskFailed as error:
            if error.status not in (400, 422):
                raise
            self._extra = {}
            return self._question(FIRST_WORDS, 8, cancel)

    def _question(self, words: int, tokens: int, cancel: Cancel) -> Answer:
        text = prompt(words, f"{self._seed}-{next(self._serial)}")
        return self._client.ask(
            self._target.subject.model,
            (Turn("user", text),),
            cancel,
            _nothing,
            max_tokens=tokens,
            extra=self._extra,
        )

    def _level(self, run: BenchmarkRun, users: int, cancel: Cancel) -> Level:
        """Let so many users ask until all questions are asked; raises Cancelled."""
        requests = self._sweep.requests(users)
        left: queue.SimpleQueue[int] = queue.SimpleQueue()
        for number in range(requests):
            left.put(number)
        told: queue.SimpleQueue[_Told] = queue.SimpleQueue()
        ending = Cancel()  # ends the users, whatever ends this
        watch = LevelWatch(self._target.sample, self._target.meter, users)
        threads = [
            threading.Thread(
                target=self._user, args=(left, told, ending), name="benchmark-user", daemon=True
            )
            for _ in range(min(users, requests))
        ]
        began = time.perf_counter()
        try:
            for thread in threads:
                thread.start()
            with cancel.on_cancel(ending.cancel):
                results = self._collect(run, users, told, watch, cancel)
        finally:
            ending.cancel()
            for thread in threads:
                if thread.ident is not None:
                    thread.join()
        ended = max(each.at for each in results)
        return _level_of(users, requests, [each.result for each in results], ended - began, watch)

    def _user(
        self,
        left: queue.SimpleQueue[int],
        told: queue.SimpleQueue[_Told],
        cancel: Cancel,
    ) -> None:
        """Be one user: one question after the other over one connection."""
        words = self._length.words(self._sweep.prompt_tokens)
        while not cancel.cancelled:
            try:
                left.get_nowait()
                answer = self._question(words, self._sweep.answer_tokens, cancel)
                told.put(_Told(answer, time.perf_counter()))
            except (queue.Empty, Cancelled):
                return
            except UserError as error:
                told.put(_Told(error, time.perf_counter()))

    def _collect(
        self,
        run: BenchmarkRun,
        users: int,
        told: queue.SimpleQueue[_Told],
        watch: LevelWatch,
        cancel: Cancel,
    ) -> list[_Told]:
        """Return what each question came to; look at the machine meanwhile."""
        requests = self._sweep.requests(users)
        results: list[_Told] = []
        self._tell(run, users, 0)
        due = time.monotonic() + LOOK_S
        with cancel.on_cancel(lambda: told.put(_Told(UserError(""), 0.0))):  # wakes
            while len(results) < requests:
                if time.monotonic() >= due:
                    watch.look()
                    due = time.monotonic() + LOOK_S
                try:
                    result = told.get(timeout=LOOK_S)
                except queue.Empty:
                    continue
                cancel.raise_if_cancelled()
                results.append(result)
                self._tell(run, users, len(results))
        watch.look()
        return results

    def _tell(self, run: BenchmarkRun, users: int, done: int) -> None:
        levels = self._sweep.levels
        total = sum(self._sweep.requests(each) for each in levels)
        before = sum(self._sweep.requests(each) for each in levels if each < users)
        self._on_progress(BenchmarkProgress(run, users, done, (before + done) / total))


def speed_seen(run: BenchmarkRun) -> SpeedSeen | None:
    """Return what a run says of one user's speed there; None where it does not."""
    alone, subject = run.level(1), run.subject
    if alone is None or alone.tokens_per_s is None or alone.failures or alone.others:
        return None
    return SpeedSeen(
        machine=subject.machine,
        engine=subject.engine,
        model=subject.handle or subject.model,
        quantization=subject.quantization,
        tokens_per_s=alone.tokens_per_s,
        at=run.at,
        context=round((alone.prompt_tokens or 0) + (alone.answer_tokens or 0)),
        how="benchmark",
    )


def _level_of(
    users: int,
    requests: int,
    results: Sequence[Answer | UserError],
    seconds: float,
    watch: LevelWatch,
) -> Level:
    """Make figures of what the questions came to."""
    troubles = [_trouble(each) for each in results]
    whole = [each for each in results if isinstance(each, Answer) and not _trouble(each)]
    counts = [each.completion_tokens for each in whole if each.completion_tokens is not None]
    tokens = sum(counts) if counts and len(counts) == len(whole) else None
    firsts = [t for each in whole if (t := each.timing.first_token_s) is not None]
    found: dict[str, Any] = {
        "first_token_s": median(firsts),
        "first_token_p95_s": percentile(firsts, 0.95),
        "token_s": median([each.timing.token_s for each in whole]),
        "tokens_per_s": median([each.timing.tokens_per_s for each in whole]),
        "prompt_tokens_per_s": median([each.timing.prompt_tokens_per_s for each in whole]),
        "prompt_tokens": median([each.prompt_tokens for each in whole]),
        "answer_tokens": median(counts),
        "total_tokens_per_s": tokens / seconds if tokens and seconds > 0 else None,
    }
    seen, why_not_seen = watch.facts(seconds, tokens)
    reasons = {name: _why(name, whole) for name, value in found.items() if value is None}
    return Level(
        users=users,
        requests=requests,
        failures=requests - len(whole),
        seconds=seconds,
        tokens=tokens,
        by_server=bool(whole) and all(each.timing.by_server for each in whole),
        prompt_by_server=bool(whole) and all(each.timing.prompt_by_server for each in whole),
        reasons=reasons | why_not_seen,
        failure=next(filter(None, troubles), ""),
        **found,
        **seen,
    )


def _trouble(result: Answer | UserError) -> str:
    """Return why a question counts as failed; empty where it was answered."""
    if isinstance(result, UserError):
        return str(result)
    if result.finish == CUT_OFF:
        return result.note
    return tr("The answer was empty.") if result.completion_tokens == 0 else ""


def percentile(values: Sequence[float], share: float) -> float | None:
    """Return the value that `share` of the others do not exceed (nearest rank); None of none."""
    if not values:
        return None
    ordered = sorted(values)
    rank = -(-len(ordered) * round(share * 100) // 100)  # rounded up
    return ordered[max(0, rank - 1)]


def _why(name: str, answers: Sequence[Answer]) -> str:
    if not answers:
        return tr("no question was answered")
    told = (each.timing.reasons.get(name, "") for each in answers)
    return next(filter(None, told), tr("the server does not tell how many tokens there are"))


def _nothing(_delta: object) -> None:
    """Take a piece of an answer that nobody reads."""


def _name(subject: Subject, at: float, seed: str) -> str:
    """Return a file's name: `2026-11-21-140512-qwen3-8b-1f3a2c`."""
    stamp = time.strftime("%Y-%m-%d-%H%M%S", time.localtime(at))
    model = "".join(c if c.isalnum() and c.isascii() else "-" for c in subject.model.lower())
    model = "-".join(filter(None, model.split("-")))[:60] or "model"
    return f"{stamp}-{model}-{seed}"


def _version() -> str:
    from app import __version__

    return __version__
