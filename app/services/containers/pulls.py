"""Pull an image: one truthful progress, over as many sessions as it takes."""

from __future__ import annotations

import contextlib
import json
import time
from collections.abc import Callable, Iterator
from dataclasses import replace

from app.core.audit import AuditLog, AuditSubject
from app.core.cancel import Cancel
from app.core.errors import Cancelled, RemoteError, UserError
from app.core.i18n import tr
from app.core.said import said
from app.services.containers.api import EngineUnavailable
from app.services.containers.engine import Engine, failure
from app.services.containers.holder import EngineHolder
from app.services.containers.image_api import Credentials, Image, LoginOf, OnPull
from app.services.containers.images import image
from app.services.containers.logins import auth_header
from app.services.containers.pull_anchor import PullAnchors
from app.services.containers.pull_failures import explained
from app.services.containers.pull_progress import PullTracker
from app.services.containers.pull_sizes import LayerSizes
from app.services.containers.reading import as_dict
from app.services.containers.references import Reference, parse_reference

PATH = "/images/create"
TELL_EVERY_S = 0.1
ANCHOR_AFTER_S = 10.0
"""Seconds after which a pull is worth a program on the node: it asks the registry once more."""
BEGIN_LIMIT_S = 300.0
"""Seconds until the engine begins to tell: it asks the registry first."""
MAX_LINE = 1024 * 1024


def pull(
    holder: EngineHolder,
    reference: str,
    cancel: Cancel,
    tell: OnPull,
    *,
    login_of: LoginOf,
    audit: AuditLog,
    node: str,
    anchor_after_s: float = ANCHOR_AFTER_S,
    leaving: Callable[[], bool] = lambda: False,
) -> Image:
    """Pull an image and return it; `tell` hears how far it is, ten times a second at most.

    Cancelling ends it at the engine, too. A session that is lost is waited for, and so is an engine
    that starts again; then the pull is asked for anew. After `anchor_after_s` a program on the node
    keeps it going meanwhile. That one sees to it, too, when it is cancelled while `leaving` says
    that only this program ends.

    Raises BadInput, NotThere and RemoteError in the engine's words with what to do, SessionLost and
    EngineUnavailable when there is no engine to begin with, SettingsUnwritable, Cancelled.
    """
    wanted = parse_reference(reference)
    engine = holder.engine(cancel)
    subject = AuditSubject(node, engine.session.host_key)
    with audit.change(subject, f"Pull image {wanted.short}"):
        login = login_of(wanted.registry)
        anchors = PullAnchors(anchor_after_s, leaving)
        return _Pull(holder, wanted, cancel, tell, login, anchors).run()


class _Pull:
    """One pull, until it is there."""

    def __init__(
        self,
        holder: EngineHolder,
        wanted: Reference,
        cancel: Cancel,
        tell: OnPull,
        login: Credentials | None,
        anchors: PullAnchors,
    ) -> None:
        self._holder = holder
        self._wanted = wanted
        self._cancel = cancel
        self._tell = tell
        self._login = login
        self._anchors = anchors
        self._tracker = PullTracker(wanted.short)
        self._told = 0.0

    def run(self) -> Image:
        """Ask for it as often as sessions and engines end."""
        try:
            found = self._holder.over_sessions(self._once, self._cancel, self._say_waiting)
        except Cancelled:
            with contextlib.suppress(UserError):  # not connected: they hold it until it is over
                self._anchors.weigh_left(self._holder.engine(Cancel()).session)
            raise
        self._tracker.finish()
        self._say(at_once=True)
        return found

    def _once(self, engine: Engine) -> Image:
        """Follow one request to its end, and look at what came."""
        self._tracker.restart()
        login, wanted = self._login, self._wanted
        parameters = {"fromImage": wanted.name, "tag": wanted.wanted}
        headers = {"X-Registry-Auth": auth_header(wanted.registry, login)}
        try:
            with (
                LayerSizes(engine, wanted, login, self._cancel) as sizes,
                self._anchors.around(engine, engine.url(PATH, parameters), headers),
                engine.stream(
                    PATH, parameters, self._cancel,
                    method="POST", headers=headers, patience_s=BEGIN_LIMIT_S,
                ) as stream,
            ):  # fmt: skip
                for message in messages(stream.chunks()):
                    self._tracker.take(message)
                    if (known := sizes.known) is not None:
                        self._tracker.expect(known)
                    self._say()
                    self._anchors.drop_when_due()
        except (EngineUnavailable, Cancelled):
            raise
        except RemoteError as error:
            raise explained(error, wanted, login, engine) from error
        return image(engine, wanted.short)

    def _say(self, *, at_once: bool = False, waiting_for: str = "") -> None:
        now = time.monotonic()
        if at_once or now - self._told >= TELL_EVERY_S:
            self._told = now
            self._tell(replace(self._tracker.progress(now), waiting_for=waiting_for))

    def _say_waiting(self, why: str) -> None:
        self._say(at_once=True, waiting_for=why)


def messages(chunks: Iterator[bytes]) -> Iterator[dict[str, object]]:
    """Yield what an engine tells, a line each; raise its error, which comes with status 200."""
    rest = b""
    for chunk in chunks:
        *lines, rest = (rest + chunk).split(b"\n")
        for line in lines:
            yield from _message(line)
        if len(rest) > MAX_LINE:
            raise RemoteError(tr("Docker told something without an end."))
    yield from _message(rest)


def _message(line: bytes) -> Iterator[dict[str, object]]:
    if not line.strip():
        return
    try:
        told = as_dict(json.loads(line))
    except (ValueError, RecursionError):
        raise RemoteError(
            tr("Docker told something that is no JSON: {line}.").format(line=said(repr(line)))
        ) from None
    error = as_dict(told.get("errorDetail")).get("message") or told.get("error")
    if error:
        raise failure(500, said(str(error), limit=1000))
    yield told
