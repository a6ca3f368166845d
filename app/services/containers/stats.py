"""What containers take, asked for those that are looked at."""

from __future__ import annotations

from collections.abc import Iterable
from concurrent.futures import ThreadPoolExecutor

from app.core.errors import RemoteError
from app.services.containers import reading
from app.services.containers.adapter import KEPT
from app.services.containers.api import ContainerStats, EngineUnavailable
from app.services.containers.engine import Engine


class StatsReader:
    """Asks for one look each and compares it with the one of last time. For one thread.

    Otherwise the engine would take two looks itself, a second apart; some take a second for one,
    too, so all containers are asked at once.
    """

    def __init__(self, engine: Engine) -> None:
        self._engine = engine
        self._before: dict[str, object] = {}
        self._pool = ThreadPoolExecutor(KEPT, thread_name_prefix="container-stats")

    def __enter__(self) -> StatsReader:
        return self

    def __exit__(self, *_exception: object) -> None:
        self.close()

    def read(self, containers: Iterable[str]) -> dict[str, ContainerStats]:
        """Return what each of these containers takes, by its id; what does not run is left out."""
        ids = list(dict.fromkeys(containers))
        found: dict[str, ContainerStats] = {}
        answers: dict[str, object] = {}
        for container, answer in zip(ids, self._pool.map(self._ask, ids), strict=True):
            stats = reading.stats(answer, self._before.get(container))
            if stats is not None:
                answers[container], found[container] = answer, stats
        self._before = answers
        return found

    def close(self) -> None:
        """End the threads."""
        self._pool.shutdown(wait=False, cancel_futures=True)

    def _ask(self, container: str) -> object:
        try:
            with self._engine.errors():
                return self._engine.api.stats(container, stream=False, one_shot=True)
        except EngineUnavailable:
            raise
        except RemoteError:  # it is gone, or goes just now
            return None
