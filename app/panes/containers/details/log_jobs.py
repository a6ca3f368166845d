"""What the Logs tab has workers do: follow, go back, save. None of it touches a widget."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from app.services.containers.log_api import Entry
from app.state.errands import Progress

if TYPE_CHECKING:
    from app.core.cancel import Cancel
    from app.logview.intake import Intake
    from app.logview.store import LogStore
    from app.services.containers.engine import Engine
    from app.services.containers.holder import EngineHolder
    from app.services.containers.log_feed import LogSource
    from app.state.errands import Tell

_KNOWN_S = 1.5
"""Seconds of lines at the end that are known again: more than the overlap that is asked for."""
_FEW = 20
"""Lines at the begin that are known again."""


@dataclass(frozen=True, slots=True)
class Older:
    """Lines before those that were held when they were asked for."""

    entries: tuple[Entry, ...] = field(repr=False)
    begins: bool
    """Nothing is older."""
    epoch: int
    first: int
    """They belong before this line, if it is still the first one."""


def follow_last(
    containers: Sequence[str],
    intake: Intake,
    holder: EngineHolder,
    cancel: Cancel,
    *,
    tail: int | None = None,
    since: float | None = None,
) -> None:
    """Follow from the last `tail` lines on, or from a moment."""
    from app.services.containers.log_feed import LogSource, follow_logs
    from app.services.containers.logs import LogWish

    wish = LogWish(tail=tail, since=since)
    follow_logs(holder, [LogSource(each, wish) for each in containers], intake, cancel)


def follow_on(
    containers: Sequence[str],
    store: LogStore,
    intake: Intake,
    holder: EngineHolder,
    cancel: Cancel,
) -> None:
    """Follow on after the lines that are held."""
    from app.services.containers.log_feed import follow_logs

    follow_logs(holder, _after(store, containers), intake, cancel)


def _after(store: LogStore, containers: Sequence[str]) -> list[LogSource]:
    from app.services.containers.log_feed import LogSource
    from app.services.containers.log_pages import OVERLAP_S
    from app.services.containers.logs import LogWish

    entries = store.last_entries(_KNOWN_S)
    newest = max((each.line.time_ns or 0 for each in entries), default=0)
    wish = LogWish(since=max(0.0, newest / 1e9 - OVERLAP_S))
    return [
        LogSource(each, wish, tuple(line for source, line in entries if source == number))
        for number, each in enumerate(containers)
    ]


def older(containers: Sequence[str], store: LogStore, engine: Engine, cancel: Cancel) -> Older:
    """Return a page of lines before those that are held."""
    from app.services.containers.log_pages import KnownStart, older_page

    held, known = store.held, []
    for number, each in enumerate(containers):
        first = store.first_entries(_FEW, number)
        known.append(KnownStart(each, store.count_of(number), tuple(e.line for e in first)))
    before = next((each.line.time_ns or 0 for each in store.first_entries(1)), 0)
    page = older_page(engine, known, before, cancel)
    return Older(page.entries, page.begins, held.epoch, held.first)


def save(
    container: str, path: Path, holder: EngineHolder, cancel: Cancel, tell: Tell, *, times: bool
) -> int:
    """Write the whole log of a container to a file and return its size in bytes."""
    from app.services.containers.log_download import save_log

    def told(detail: str) -> None:
        tell(Progress(detail=detail))

    return save_log(holder.engine(cancel), container, path, cancel, told, timestamps=times)
