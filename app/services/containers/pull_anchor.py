"""PullAnchor: a program on the node that keeps a pull going while our connection is gone.

An engine ends a pull when nobody waits for its answer, and Docker's older image store then throws
away all that was downloaded. Whoever pulls the same image at the same time shares the download
(record 15).
"""

from __future__ import annotations

import contextlib
import functools
import json
import logging
import threading
import time
from typing import TYPE_CHECKING

from app.core.cancel import Cancel
from app.core.errors import Cancelled, CommandCenterError, SessionLost, UserError
from app.services.containers.adapter import HOST
from app.services.containers.reading import as_dict, as_whole
from app.services.remote_program import command, pack

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    from app.services.containers.engine import Engine
    from app.transport.api import Session, Stream

log = logging.getLogger(__name__)
MODULE = "pull_anchor"
_END = b"end\n"
_LOOK_S = 10.0
_THERE_S = 2.0

# Ends a program of ours that a lost connection left behind; its number may be another's by now.
_LET_GO = 'case "$(tr "\\0" " " <"/proc/$1/cmdline")" in *"$2"*) kill "$1" ;; esac'


class PullAnchors:
    """The anchors of one pull: one at a time, and those that lost connections left behind."""

    def __init__(self, after_s: float, leaving: Callable[[], bool] = lambda: False) -> None:
        """Drop one for a request that goes on for `after_s`, or when it is to go on without us.

        `leaving` tells a cancel that ends only this program from one that ends the pull.
        """
        self._after_s = after_s
        self._leaving = leaving
        self._due = 0.0
        self._make: Callable[[], PullAnchor] | None = None
        self._anchor: PullAnchor | None = None
        self._left: list[PullAnchor] = []

    @contextlib.contextmanager
    def around(self, engine: Engine, url: str, headers: Mapping[str, str]) -> Iterator[None]:
        """Weigh the anchor of one request afterwards, unless the connection to it is lost.

        This computer's own engine needs none.
        """
        make = functools.partial(PullAnchor, engine, url, headers)
        self._make = None if engine.session.is_local else make
        self._due = time.monotonic() + self._after_s
        try:
            yield
        except SessionLost:
            self._leave()
            raise
        except Cancelled:
            if self._leaving():
                self._hand_over()
            raise
        finally:
            self._weigh()

    def drop_when_due(self) -> None:
        """Start the anchor once the request has gone on for long enough."""
        if self._make is not None and time.monotonic() >= self._due:
            self._anchor, self._make = self._make(), None

    def weigh_left(self, session: Session) -> None:
        """End those that lost connections left behind, over another connection."""
        for anchor in self._left if not self._leaving() else ():
            anchor.weigh_by(session)

    def _hand_over(self) -> None:
        """Let an anchor see to the pull from now on."""
        if self._anchor is None and self._make is not None:
            self._anchor = self._make()
        if self._anchor is not None:
            self._anchor.leave()
        self._anchor = None

    def _leave(self) -> None:
        if self._anchor is not None:
            self._left.append(self._anchor)

    def _weigh(self) -> None:
        if self._anchor is not None:
            self._anchor.weigh()
        self._anchor = None


class PullAnchor:
    """Holds one pull, as asked for by `url`; without Python on the node it holds nothing."""

    def __init__(self, engine: Engine, url: str, headers: Mapping[str, str]) -> None:
        self._pid: int | None = None
        self._reader: threading.Thread | None = None
        self._stream: Stream | None = None
        self._is_there = threading.Event()
        lines = [
            f"POST {url} HTTP/1.1",
            f"Host: {HOST}",
            "Connection: close",
        ]
        lines += [f"{name}: {value}" for name, value in headers.items()]
        asked = {"socket": engine.endpoint.path, "request": "\r\n".join([*lines, "", ""])}
        program = pack([MODULE])
        stdin = program + json.dumps(asked).encode() + b"\n"
        try:
            self._stream = engine.session.stream(command(MODULE, len(program)), stdin=stdin)
        except UserError as error:
            log.info("a pull would not outlive its connection: %s", error)
            return
        self._reader = threading.Thread(target=self._read, name="pull-anchor", daemon=True)
        self._reader.start()

    def weigh(self) -> None:
        """End it, where the connection to it is still there."""
        if self._stream is not None:
            with contextlib.suppress(UserError):
                self._stream.write(_END)
            self._stream.close()
        if self._reader is not None:
            self._reader.join(_LOOK_S)

    def leave(self) -> None:
        """Let it see to the pull alone, as soon as it says that it is there."""
        if self._stream is None or self._reader is None:
            return
        self._is_there.wait(_THERE_S)
        self._stream.close()
        self._reader.join(_LOOK_S)

    def weigh_by(self, session: Session) -> None:
        """End it over another connection, when its own was lost."""
        if self._pid is None:
            return
        try:
            session.exec(["sh", "-c", _LET_GO, "sh", str(self._pid), MODULE], timeout=_LOOK_S)
        except CommandCenterError as error:
            log.warning("a pull may go on without us: %s", error)

    def _read(self) -> None:
        """Note its number, and wait until it ends."""
        assert self._stream is not None
        try:
            for line in self._stream.lines(Cancel()):
                with contextlib.suppress(ValueError, RecursionError):
                    self._pid = as_whole(as_dict(json.loads(line)).get("pid"))
                self._is_there.set()
        except CommandCenterError as error:
            log.debug("a pull's anchor was left behind: %s", error)
