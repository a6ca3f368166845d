"""PullTracker: one truthful progress from what an engine tells of each layer."""

from __future__ import annotations

import math
import re
from collections import deque
from collections.abc import Mapping
from dataclasses import dataclass

from app.core.i18n import tr
from app.services.containers.image_api import LayerPhase, LayerProgress, PullProgress
from app.services.containers.reading import as_dict, as_text, as_whole

RATE_S = 10.0
"""Seconds over which the speed is a mean."""
_LAYER = re.compile(r"[0-9a-f]{12}")
_PHASES = {
    "Pulling fs layer": LayerPhase.WAITING,
    "Waiting": LayerPhase.WAITING,
    "Downloading": LayerPhase.DOWNLOADING,
    "Verifying Checksum": LayerPhase.VERIFYING,
    "Download complete": LayerPhase.VERIFYING,
    "Extracting": LayerPhase.EXTRACTING,
    "Pull complete": LayerPhase.DONE,
    "Already exists": LayerPhase.THERE,
}
_DOWNLOADED = (LayerPhase.VERIFYING, LayerPhase.EXTRACTING, LayerPhase.DONE)
MAX_LAYERS = 1000


@dataclass(slots=True)
class _Layer:
    phase: LayerPhase = LayerPhase.WAITING
    done: int = 0
    total: int | None = None


class PullTracker:
    """Takes an engine's messages and says how far the pull is.

    Bytes are those of downloads: unpacking is told in the status only, since newer engines count
    it in seconds. A layer that was there already is no work.
    """

    def __init__(self, reference: str) -> None:
        self._reference = reference
        self._layers: dict[str, _Layer] = {}
        self._stale: set[str] = set()
        self._mine: set[str] = set()
        self._sizes: Mapping[str, int] = {}
        self._status = ""
        self._rate = _Rate()

    def restart(self) -> None:
        """The pull is asked for again, and the engine will tell of every layer again.

        Until then each is as it was. What is there by then and was not at first came by this pull.
        """
        self._stale = set(self._layers)
        self._mine |= {
            each for each, layer in self._layers.items() if layer.phase is not LayerPhase.THERE
        }
        self._rate = _Rate()

    def finish(self) -> None:
        """The image is there, and all its layers: one that came meanwhile is not told of again."""
        for layer in self._layers.values():
            if layer.phase is not LayerPhase.THERE:
                layer.phase = LayerPhase.DONE

    def expect(self, sizes: Mapping[str, int]) -> None:
        """Take the sizes of all layers, as the registry has them: bytes by the layers' ids."""
        self._sizes = dict(sizes)

    def take(self, message: object) -> None:
        """Take one message, whatever is in it."""
        told = as_dict(message)
        status, layer_id = as_text(told.get("status")), as_text(told.get("id"))
        if not status:
            return
        phase = _PHASES.get(status)
        if phase is None and status.startswith("Retrying in"):
            phase = LayerPhase.WAITING
        if _LAYER.fullmatch(layer_id) and phase is not None:
            self._take_layer(layer_id, phase, as_dict(told.get("progressDetail")))
            self._status = self._of_layers()
        elif not layer_id or not self._layers:
            self._status = status

    def progress(self, now: float) -> PullProgress:
        """Say how far it is; `now` is any clock that only goes on."""
        told = {each: self._size(each) for each in self._ids() if not self._is_there(each)}
        known = sum(size for size in told.values() if size is not None)
        whole = bool(self._layers) and None not in told.values()
        done = sum(self._done(each) for each in told)
        rate = self._rate.of(now, done)
        left = max(0, known - done)
        return PullProgress(
            reference=self._reference,
            layers=tuple(self._tell(each) for each in self._layers),
            done_bytes=done,
            total_bytes=known if whole else None,
            known_bytes=known,
            bytes_per_s=rate,
            left_s=left / rate if whole and rate and left else None,
            status=self._status,
        )

    def _take_layer(self, layer_id: str, phase: LayerPhase, detail: dict[str, object]) -> None:
        if layer_id not in self._layers and len(self._layers) >= MAX_LAYERS:
            return
        layer = self._layers.setdefault(layer_id, _Layer())
        if phase is LayerPhase.THERE and layer_id in self._mine:
            phase = LayerPhase.DONE
        if phase is LayerPhase.WAITING or layer_id in self._stale:  # its download begins again
            layer.done = 0
            self._stale.discard(layer_id)
        layer.phase = phase
        if phase is not LayerPhase.DOWNLOADING or "units" in detail:
            return
        current, total = as_whole(detail.get("current")), as_whole(detail.get("total"))
        if total is not None and total > 0:
            layer.total = total
        if current is not None and current >= 0:
            layer.done = current

    def _ids(self) -> dict[str, None]:
        """Return all layers known of: those of the manifest, and those the engine tells of."""
        return dict.fromkeys([*self._layers, *self._sizes])

    def _is_there(self, layer_id: str) -> bool:
        layer = self._layers.get(layer_id)
        return layer is not None and layer.phase is LayerPhase.THERE

    def _size(self, layer_id: str) -> int | None:
        """Return a layer's bytes; a layer that came without a word of its size was tiny."""
        layer = self._layers.get(layer_id, _Layer())
        size = self._sizes.get(layer_id, layer.total)
        if size is not None:
            return max(size, layer.done)
        return layer.done if layer.phase in _DOWNLOADED else None

    def _done(self, layer_id: str) -> int:
        layer = self._layers.get(layer_id, _Layer())
        size = self._size(layer_id)
        return size if size is not None and layer.phase in _DOWNLOADED else layer.done

    def _tell(self, layer_id: str) -> LayerProgress:
        layer = self._layers[layer_id]
        if layer.phase is LayerPhase.THERE:
            return LayerProgress(layer_id, layer.phase)
        known = self._sizes.get(layer_id, layer.total)
        size = None if known is None else self._size(layer_id)
        done = self._done(layer_id) if size is not None or layer.done else None
        return LayerProgress(layer_id, layer.phase, done, size)

    def _of_layers(self) -> str:
        """Say what is going on: the earliest step that any layer is at."""
        phases = {each.phase for each in self._layers.values()}
        if LayerPhase.DOWNLOADING in phases:
            return tr("Downloading")
        for phase in (LayerPhase.EXTRACTING, LayerPhase.VERIFYING, LayerPhase.WAITING):
            if phase in phases:
                return _GOING_ON[phase]
        return tr("Finishing")


_GOING_ON = {
    LayerPhase.EXTRACTING: tr("Extracting"),
    LayerPhase.VERIFYING: tr("Verifying"),
    LayerPhase.WAITING: tr("Waiting"),
}


class _Rate:
    """Bytes a second over the last seconds."""

    def __init__(self) -> None:
        self._seen: deque[tuple[float, int]] = deque()

    def of(self, now: float, done: int) -> float | None:
        """Return the mean; None before a second is known."""
        self._seen.append((now, done))
        while len(self._seen) > 2 and now - self._seen[1][0] >= RATE_S:
            self._seen.popleft()
        then, before = self._seen[0]
        passed = now - then
        if passed < 1.0 or done < before or not math.isfinite(passed):
            return None
        return (done - before) / passed
