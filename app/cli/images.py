"""`images NODE` and `pull NODE IMAGE`."""

from __future__ import annotations

import argparse
import json
import shutil
import sys
import time
from dataclasses import asdict
from typing import Any

from app.cli.containers import opened, print_table
from app.cli.opening import Opener
from app.cli.terminal import say
from app.core import units
from app.core.audit import AuditLog
from app.core.cancel import Cancel
from app.core.said import plain
from app.core.settings import SettingsStore
from app.services.containers import pulls
from app.services.containers.accounts import load_accounts
from app.services.containers.holder import EngineHolder
from app.services.containers.image_api import Image, PullProgress
from app.services.containers.images import images
from app.services.containers.logins import login_of
from app.services.containers.references import parse_reference
from app.transport.slot import SessionSlot

HEADINGS = ("IMAGE", "SIZE", "CREATED", "USED BY")


def show(options: argparse.Namespace, cancel: Cancel) -> int:
    """List the images."""
    with opened(Opener.from_options(options), cancel) as engine:
        found = images(engine)
    if options.json:
        print(json.dumps([image_to_json(each) for each in found], indent=2, ensure_ascii=False))
    elif found:
        print_table([HEADINGS, *(_cells(each) for each in found)])
    else:
        say("There is no image.")
    return 0


def pull(options: argparse.Namespace, cancel: Cancel) -> int:
    """Pull an image over as many sessions as it takes."""
    opener = Opener.from_options(options)
    wanted = parse_reference(options.image)
    accounts = load_accounts(SettingsStore(opener.paths.settings))
    line = _ProgressLine()
    with _Reconnecting(opener, cancel) as holder:
        try:
            image = pulls.pull(
                holder,
                str(wanted),
                cancel,
                line.show,
                login_of=login_of(accounts, opener.secrets, cancel),
                audit=AuditLog(opener.paths.audit),
                node=opener.node.name,
            )
        finally:
            line.end()
    say(f"{wanted.short} is there ({units.disk_size(image.size_bytes)}).")
    print(image.id)
    return 0


def image_to_json(image: Image) -> dict[str, Any]:
    """Return an image as `--json` prints it."""
    created = image.created
    return asdict(image) | {"created": None if created is None else units.iso_time(created)}


def progress_words(progress: PullProgress) -> str:
    """Say in one line how far a pull is."""
    if progress.waiting_for:
        return f"{progress.waiting_for} Waiting …"
    if not progress.layers:
        return f"{progress.status} …"
    done, total = units.disk_size(progress.done_bytes), progress.total_bytes
    if total is None:
        parts = [progress.status, f"{done} so far"]
    elif total == 0 or progress.done_bytes >= total:
        parts = [progress.status, done] if total else [progress.status]
    else:
        percent = units.percent(100 * progress.done_bytes / total)
        parts = [progress.status, f"{done} of {units.disk_size(total)}", percent]
    if progress.bytes_per_s and progress.left_s:
        parts += [units.data_rate(progress.bytes_per_s)]
        parts += [f"about {units.duration(max(1.0, progress.left_s))} left"]
    return "  ".join(parts)


class _Reconnecting(EngineHolder):
    """The engine of a node that this command connects to, again when the session is lost."""

    def __init__(self, opener: Opener, cancel: Cancel) -> None:
        self._opener = opener
        self._sessions = SessionSlot()
        super().__init__(self._sessions, opener.node.name)
        self._sessions.put(opener.open(cancel))

    def wait_for_session(self, cancel: Cancel) -> None:
        """Connect again; raises a ConnectError that trying again would not change."""
        if self._sessions.session is None:
            self._sessions.put(self._opener.open_again(cancel))

    def __enter__(self) -> _Reconnecting:
        return self

    def __exit__(self, *_exception: object) -> None:
        self.close()
        if (session := self._sessions.session) is not None:
            session.close()


class _ProgressLine:
    """One line on a terminal that is written over; elsewhere a line every so often."""

    EVERY_S = 10.0

    def __init__(self) -> None:
        self._live = sys.stderr.isatty()
        self._shown = ""
        self._next = 0.0

    def show(self, progress: PullProgress) -> None:
        """Show how far it is."""
        words = plain(progress_words(progress))
        if self._live:
            words = words[: shutil.get_terminal_size().columns - 1]
            sys.stderr.write(f"\r{words.ljust(len(self._shown))}")
            sys.stderr.flush()
            self._shown = words
        elif time.monotonic() >= self._next or progress.waiting_for:
            self._next = time.monotonic() + self.EVERY_S
            say(words)

    def end(self) -> None:
        """Leave the line."""
        if self._shown:
            print(file=sys.stderr, flush=True)


def _cells(image: Image) -> tuple[str, ...]:
    created = "-" if image.created is None else units.iso_time(image.created)[:10]
    users = units.NOT_AVAILABLE if image.containers is None else str(image.containers)
    return (", ".join(image.tags) or image.name, units.disk_size(image.size_bytes), created, users)
