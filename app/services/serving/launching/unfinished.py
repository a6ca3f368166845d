"""UnfinishedBook: deployments that began and are not over. One small JSON file, no secret in it.

A deployment that a program did not see the end of (it was quit, or crashed) is picked up by the
next one: the work runs on the node.
"""

from __future__ import annotations

import logging
import os
import threading
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from types import MappingProxyType

import msgspec

from app.core.files import exclusively, write_atomic
from app.core.i18n import tr
from app.core.ids import NodeId
from app.core.log import redact
from app.services.containers.masking import is_secret, masked_words
from app.services.serving.api import EnvironmentEntry, LaunchPlan, LaunchSettings, PlanFile
from app.services.serving.kept_file import read_kept

log = logging.getLogger(__name__)

MAX_BYTES = 8 * 1024 * 1024
KEPT = 200
"""Deployments that are kept; the oldest go."""


@dataclass(frozen=True, slots=True)
class Owner:
    """The process that sees to a deployment."""

    pid: int
    started: float
    """Unix seconds: with the pid, who it is."""

    @property
    def lives(self) -> bool:
        """Whether it still runs."""
        import psutil

        try:
            return abs(psutil.Process(self.pid).create_time() - self.started) < 1.0
        except psutil.Error:
            return False


@dataclass(frozen=True, slots=True)
class Record:
    """One deployment that is not over."""

    plan: LaunchPlan
    launch: str
    """Its id, which its container carries as a label."""
    begun: float
    """Unix seconds."""
    container_id: str = ""
    owner: Owner | None = None
    """Who sees to it; None: nobody any more."""
    undo: bool = False
    """Whether it was given up: what it made is still to be taken away."""
    started: bool = False
    """Whether its memory was granted: others wait until it has taken it."""
    is_partial: bool = False
    """Whether the plan lacks what looked like a secret: it can be followed, not done again."""

    @property
    def key(self) -> tuple[str, int]:
        """What no two deployments share: a node's port."""
        return self.plan.node.node, self.plan.port


@dataclass(slots=True)
class _File:
    version: int = 1
    records: list[Record] = field(default_factory=list)


class UnfinishedBook:
    """Reads and writes the file. Thread-safe; several processes may use it.

    What cannot be written is logged: no deployment fails of it.
    """

    def __init__(self, path: Path) -> None:
        self._path = path
        self._lock = threading.Lock()

    def of(self, node: NodeId) -> tuple[Record, ...]:
        """Return a node's deployments, the oldest first."""
        try:
            with self._lock:
                records = self._load().records
        except OSError as error:
            log.warning("what is being deployed cannot be read: %s", error)
            return ()
        return tuple(each for each in records if each.plan.node.node == node)

    def find(self, plan: LaunchPlan) -> Record | None:
        """Return the deployment on a plan's port."""
        wanted = plan.node.node, plan.port
        found = (each for each in self.of(plan.node.node) if each.key == wanted)
        return next((each for each in found if not each.undo), None)

    def put(self, record: Record) -> None:
        """Keep a deployment in place of the one before on its port.

        One that is still to be taken away stays beside it.
        """
        plan = without_secrets(record.plan)
        kept = replace(record, plan=plan, is_partial=record.is_partial or plan != record.plan)

        def change(records: list[Record]) -> list[Record]:
            others = [e for e in records if e.launch != record.launch]
            others = [e for e in others if e.key != record.key or e.undo]
            return [*others, kept][-KEPT:]

        self._change(change)

    def update(self, record: Record, change: Callable[[Record], Record]) -> None:
        """Keep what else is known of a deployment by now."""
        self._change(
            lambda records: [change(e) if e.launch == record.launch else e for e in records]
        )

    def whose_turn(self, record: Record) -> str:
        """Return which other deployment of the node has its memory granted, and not taken yet."""
        return _granted(self.of(record.plan.node.node), record)

    def take_turn(self, record: Record) -> str:
        """Grant a deployment its memory and return an empty text, or who has to be waited for.

        Two that begin at once on one node would both see the memory that only one can have.
        """
        before = ""

        def change(records: list[Record]) -> list[Record]:
            nonlocal before
            before = _granted(records, record)
            return [
                replace(e, started=True) if e.launch == record.launch and not before else e
                for e in records
            ]

        return before if self._change(change) else tr("Another model")

    def drop(self, record: Record) -> None:
        """Forget a deployment that is over."""
        self._change(lambda records: [each for each in records if each.launch != record.launch])

    def _change(self, change: Callable[[list[Record]], list[Record]]) -> bool:
        """Change the file; False when another process does for too long."""
        with self._lock:
            try:
                with exclusively(self._path):
                    file = self._load()
                    file.records = change(file.records)
                    write_atomic(self._path, encode(file))
            except TimeoutError:
                log.warning("what is being deployed is not remembered: the file is in use")
                return False
            except OSError as error:
                log.warning("what is being deployed is not remembered: %s", error)
        return True

    def _load(self) -> _File:
        what = tr("what is being deployed")
        return read_kept(self._path, _File, limit=MAX_BYTES, what=what) or _File()


def _granted(records: Iterable[Record], but: Record) -> str:
    """Return the title of the deployment on a record's node that has its memory granted."""
    others = (e for e in records if e.key[0] == but.key[0] and e.launch != but.launch)
    ahead = next((e for e in others if e.started and e.owner and e.owner.lives), None)
    return "" if ahead is None else ahead.plan.recipe.title


def this_process() -> Owner:
    """Return who sees to what begins now."""
    import psutil

    return Owner(os.getpid(), psutil.Process().create_time())


def without_secrets(plan: LaunchPlan) -> LaunchPlan:
    """Return a plan as it may be written down: what looks like a secret is left out."""
    recipe, run = plan.recipe, plan.run
    if run is not None:
        run = replace(
            run,
            command=masked_words(run.command),
            environment=tuple(e for e in run.environment if not is_secret(e.name, e.value)),
        )
    recipe = replace(
        recipe,
        command=None if recipe.command is None else masked_words(recipe.command),
        arguments=masked_words(recipe.arguments),
        environment=_open(recipe.environment),
        files=_redacted(recipe.files),
        settings=_without(recipe.settings),
    )
    return replace(
        plan,
        recipe=recipe,
        settings=_without(plan.settings),
        run=run,
        files=_redacted(plan.files),
        steps=tuple(replace(each, argv=masked_words(each.argv)) for each in plan.steps),
        undo=tuple(masked_words(argv) for argv in plan.undo),
    )


def _without(settings: LaunchSettings) -> LaunchSettings:
    return replace(
        settings,
        arguments=masked_words(settings.arguments),
        environment=_open(settings.environment),
    )


def _redacted(files: tuple[PlanFile, ...]) -> tuple[PlanFile, ...]:
    return tuple(PlanFile(each.path, redact(each.text)) for each in files)


def _open(entries: tuple[EnvironmentEntry, ...]) -> tuple[EnvironmentEntry, ...]:
    return tuple(each for each in entries if not is_secret(each.name, each.value))


def encode(value: object) -> bytes:
    """Return a value of this module as JSON."""
    return msgspec.json.encode(value, enc_hook=_plain)


def _plain(value: object) -> object:
    if isinstance(value, MappingProxyType | Mapping):
        return dict(value)
    raise NotImplementedError(f"{type(value).__name__} is not kept")
