"""Change containers: start, stop, restart, pause, kill, rename, remove. The audit log has each."""

from __future__ import annotations

import contextlib
import re
from collections.abc import Iterator

from app.core.audit import AuditLog, AuditSubject
from app.core.errors import BadInput
from app.core.i18n import tr
from app.core.said import said
from app.services.containers.api import NAME, NAME_RULE, STOP_S, ContainerChange, Verb
from app.services.containers.engine import Engine

_SIGNAL = re.compile(r"(?:SIG)?[A-Z][A-Z0-9+-]{1,14}|[1-9][0-9]?")


class ContainerChanges:
    """Changes containers of one node. Thread-safe.

    A container is named or its id given. Every method raises NotThere when it is gone, RemoteError
    in the engine's words when it refuses, EngineUnavailable, SessionLost, or SettingsUnwritable
    when the audit log cannot be written; then nothing is changed.
    """

    def __init__(self, engine: Engine, node: str, audit: AuditLog) -> None:
        self._engine = engine
        self._subject = AuditSubject(node, engine.session.host_key)
        self._audit = audit

    def apply(self, container: str, change: ContainerChange) -> None:
        """Do what `change` says."""
        match change.verb:
            case Verb.STOP:
                self.stop(container, change.patience_s)
            case Verb.RESTART:
                self.restart(container, change.patience_s)
            case Verb.KILL:
                self.kill(container, change.signal)
            case Verb.RENAME:
                self.rename(container, change.name)
            case Verb.REMOVE:
                self.remove(container, force=change.force, volumes=change.volumes)
            case Verb.START | Verb.PAUSE | Verb.UNPAUSE:
                getattr(self, change.verb)(container)

    def start(self, container: str) -> None:
        """Start it; nothing happens when it runs."""
        with self._change("Start", container):
            self._engine.api.start(container)

    def stop(self, container: str, patience_s: int = STOP_S) -> None:
        """Ask it to end, and kill it after a while."""
        with self._change("Stop", container):
            self._engine.api.stop(container, timeout=patience_s)

    def restart(self, container: str, patience_s: int = STOP_S) -> None:
        """Stop and start it."""
        with self._change("Restart", container):
            self._engine.api.restart(container, timeout=patience_s)

    def pause(self, container: str) -> None:
        """Freeze its processes; they keep their memory."""
        with self._change("Pause", container):
            self._engine.api.pause(container)

    def unpause(self, container: str) -> None:
        """Let its processes go on."""
        with self._change("Unpause", container):
            self._engine.api.unpause(container)

    def kill(self, container: str, signal: str = "KILL") -> None:
        """Send its first process a signal, by name or number."""
        if not _SIGNAL.fullmatch(signal):
            raise BadInput(
                tr("{signal} is no signal.").format(signal=said(signal)),
                tr("Say it as in TERM, HUP or 9."),
            )
        with self._change("Kill", container, f" with {signal}"):
            self._engine.api.kill(container, signal)

    def rename(self, container: str, name: str) -> None:
        """Give it another name."""
        if not NAME.fullmatch(name):
            raise BadInput(
                tr("“{name}” cannot be a container's name.").format(name=said(name)),
                NAME_RULE,
            )
        with self._change("Rename", container, f" to {name}"):
            self._engine.api.rename(container, name)

    def remove(self, container: str, *, force: bool = False, volumes: bool = False) -> None:
        """Remove it; with `force` also one that runs, with `volumes` its unnamed volumes, too.

        `ContainerDetails.lost_with_it` says which those are.
        """
        more = " by force" if force else ""
        more += " with its unnamed volumes" if volumes else ""
        with self._change("Remove", container, more):
            self._engine.api.remove_container(container, v=volumes, force=force)

    @contextlib.contextmanager
    def _change(self, verb: str, container: str, more: str = "") -> Iterator[None]:
        if not container or "/" in container or "\0" in container:
            raise BadInput(
                tr("“{container}” is no container's name or id.").format(container=said(container))
            )
        with (
            self._audit.change(
                self._subject,
                f"{verb} container {said(container)}{more}",
            ),
            self._engine.errors(),
        ):
            yield
