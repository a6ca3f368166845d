"""What containers take, asked for those that are looked at."""

from __future__ import annotations

from collections.abc import Iterable

from app.services.containers import reading
from app.services.containers.api import ContainerStats, NotThere
from app.services.containers.engine import Engine


class StatsReader:
    """Asks cheaply: the engine answers at once, and is compared with its answer of last time.

    Otherwise it would take a second or two for each, to take two looks itself. For one thread.
    """

    def __init__(self, engine: Engine) -> None:
        self._engine = engine
        self._before: dict[str, object] = {}

    def read(self, containers: Iterable[str]) -> dict[str, ContainerStats]:
        """Return what each of these containers takes, by id; those that do not run are left out."""
        found: dict[str, ContainerStats] = {}
        answers: dict[str, object] = {}
        for container in containers:
            answer = self._ask(container)
            stats = reading.stats(answer, self._before.get(container))
            if stats is not None:
                answers[container], found[container] = answer, stats
        self._before = answers
        return found

    def _ask(self, container: str) -> object:
        try:
            with self._engine.errors():
                return self._engine.api.stats(container, stream=False, one_shot=True)
        except NotThere:
            return None
