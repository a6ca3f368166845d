"""Following containers: what an engine's list says a moment late is noticed."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import Any, cast

import pytest

from app.core.cancel import Cancel
from app.core.errors import Cancelled
from app.services.containers import watching
from app.services.containers.api import Container, State

RUNS = Container("c1", "engine", "vllm", "sha256:1", "serve", State.RUNNING, "Up 3 minutes")
ENDED = replace(RUNS, state=State.EXITED, status="Exited (137)", exit_code=137)


class LateEngine:
    """Tells that a container died, and lists it as running until it was asked twice more."""

    def __init__(self) -> None:
        self.lists = [RUNS, RUNS, ENDED]

    def clock(self) -> float:
        return 0.0

    def containers(self) -> tuple[Container, ...]:
        return (self.lists.pop(0) if len(self.lists) > 1 else self.lists[0],)


def test_container_that_died_is_noticed_where_the_list_says_so_late(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def changes(_engine: object, cancel: Cancel, _since: int) -> Iterator[watching.Change]:
        yield watching.Change(1, "die", "c1")
        cancel.wait(None)
        raise Cancelled

    monkeypatch.setattr(watching, "follow_changes", changes)
    monkeypatch.setattr(watching, "GATHER_S", 0.0)
    monkeypatch.setattr(watching, "SETTLE_S", 0.01)
    cancel = Cancel()
    found = watching.watch_containers(cast(Any, LateEngine()), cancel)
    states = [next(found).containers[0].state for _ in range(3)]
    assert states == [State.RUNNING, State.RUNNING, State.EXITED]
    cancel.cancel()
    with pytest.raises(Cancelled):
        next(found)
