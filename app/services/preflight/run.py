"""Run the pre-flight of a node: one finding after the other, nothing is changed."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING

from app.core.cancel import Cancel
from app.core.errors import Cancelled, RemoteError, SessionLost, UserError
from app.core.i18n import tr
from app.services.preflight import docker, exposed, machine, tokens
from app.services.preflight.api import Check, Finding, Verdict
from app.services.preflight.node_look import NodeLook, look_at, parse_date
from app.services.serving.launching.disk_room import FileSystem, file_systems

if TYPE_CHECKING:
    from app.services.serving.keys import KeyState
    from app.services.serving.reach import NodeReach
    from app.services.telemetry.api import Sample

CLOCK_TRIES = 2
_SAMPLE_TRIES = 5
_SAMPLE_WAIT_S = 1.0


def preflight(
    reach: NodeReach, keys: Callable[[], tuple[KeyState, ...]], cancel: Cancel
) -> Iterator[Finding]:
    """Yield what each check finds; a check that cannot be done says why.

    Args:
        reach: the node.
        keys: which keys are saved on this computer.
        cancel: ends it.

    Raises SessionLost when the node went away, Cancelled.
    """
    yield from _Run(reach, keys, cancel).findings()


class _Run:
    """One run; what several checks need is asked once."""

    def __init__(
        self, reach: NodeReach, keys: Callable[[], tuple[KeyState, ...]], cancel: Cancel
    ) -> None:
        self._reach = reach
        self._keys = keys
        self._cancel = cancel
        self._look: NodeLook | None = None
        self._docker = docker.DockerLook()

    def findings(self) -> Iterator[Finding]:
        reach, cancel = self._reach, self._cancel
        sample = self._sample()
        yield machine.judge_driver(reach.machine(), sample)
        yield machine.judge_memory(sample)
        self._look = self._ask_node()
        self._docker = docker.look_at_docker(reach, cancel)
        yield self._try(Check.DISK, self._disk)
        yield self._try(Check.CLOCK, self._clock)
        yield docker.judge_docker(self._docker)
        yield docker.judge_right(self._docker)
        yield docker.judge_gpu_containers(self._docker, self._look, has_gpu=self._has_gpu(sample))
        yield machine.judge_nvcc(self._look, has_gpu=self._has_gpu(sample))
        yield self._try(
            Check.EXPOSED, lambda: exposed.look_at_exposed(reach, self._docker.engine, cancel)
        )
        states = self._keys()
        for check in (Check.HF_TOKEN, Check.NGC_KEY):
            yield tokens.judge_token(check, self._look, states)

    def _sample(self) -> Sample | None:
        """Return the newest sample; the first one of a new session takes a moment."""
        for _ in range(_SAMPLE_TRIES):
            if (sample := self._reach.sample()) is not None:
                return sample
            self._reach.session()  # raises when it went away
            if self._cancel.wait(_SAMPLE_WAIT_S):
                raise Cancelled
        return None

    def _ask_node(self) -> NodeLook | None:
        try:
            return look_at(self._reach.session(), self._cancel)
        except SessionLost:
            raise
        except RemoteError:
            return None

    def _has_gpu(self, sample: Sample | None) -> bool:
        about = self._reach.machine()
        return bool(sample is not None and sample.gpus) or bool(about and about.is_gb10)

    def _disk(self) -> Finding:
        look, root = self._look, self._docker.root
        places: list[tuple[str, FileSystem | None]] = []
        if look is not None:
            places = [(tr("system"), look.root), (tr("home"), look.home)]
        if root.startswith("/"):
            (system,) = file_systems(self._reach.session(), (root,), self._cancel)
            places.append((tr("Docker"), system))
        return machine.judge_disk(places)

    def _clock(self) -> Finding:
        session = self._reach.session()
        if session.is_local:
            found = machine.Skew(0.0, 0.0)
            return machine.judge_clock(found, self._look)
        best: machine.Skew | None = None
        for _ in range(CLOCK_TRIES):
            before = time.time()
            told = parse_date(session.exec(("date", "+%s.%N"), cancel=self._cancel).text)
            after = time.time()
            self._cancel.raise_if_cancelled()
            if told is None:
                continue
            skew = machine.Skew(told - (before + after) / 2, (after - before) / 2)
            if best is None or skew.uncertainty_s < best.uncertainty_s:
                best = skew
        return machine.judge_clock(best, self._look)

    @staticmethod
    def _try(check: Check, look: Callable[[], Finding]) -> Finding:
        try:
            return look()
        except (SessionLost, Cancelled):
            raise
        except UserError as error:
            return Finding(check, Verdict.UNKNOWN, error.message, error.hint)
