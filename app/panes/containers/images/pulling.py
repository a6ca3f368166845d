"""Pulls as errands: begun here, told in words, going on wherever the user goes."""

from __future__ import annotations

from typing import TYPE_CHECKING

from app.core import units
from app.core.i18n import tr
from app.panes.containers.images.words import short_name
from app.services.containers.image_api import LayerPhase, PullProgress
from app.state.errands import Errand, Progress

if TYPE_CHECKING:
    from app.core.cancel import Cancel
    from app.core.ids import NodeId
    from app.state.errands import Tell, Work
    from app.state.hub import Hub

IF_STOPPED = tr("Docker may drop what is downloaded by then: another pull would begin anew.")
_AT_WORK = (LayerPhase.VERIFYING, LayerPhase.EXTRACTING)


def start_pull(hub: Hub, node: NodeId, reference: str) -> int:
    """Begin to pull an image and return the errand's id."""
    work = pulling(hub, node, reference)
    return hub.errands.start(
        node,
        tr("Pulling {image}").format(image=short_name(reference)),
        work,
        if_stopped=IF_STOPPED,
    )


def pulling(hub: Hub, node: NodeId, reference: str) -> Work:
    """Return the work of an errand that pulls an image, or begins with that."""
    containers, name = hub.containers, hub.nodes.name_of(node)
    login_of, audit_file = hub.registries.login_of, containers.audit_file

    def work(cancel: Cancel, tell: Tell) -> object:
        from app.core.audit import AuditLog
        from app.services.containers.pulls import pull

        bar = PullBar()
        tell(bar.progress(PullProgress(reference)))
        return pull(
            containers.holder(node),
            reference,
            cancel,
            lambda progress: tell(bar.progress(progress)),
            login_of=login_of(cancel),
            audit=AuditLog(audit_file),
            node=name,
        )

    return work


def pull_of(errand: Errand) -> PullProgress | None:
    """Return how far a pull is, None for an errand that is something else."""
    value = errand.progress.value
    return value if isinstance(value, PullProgress) else None


class PullBar:
    """Makes one progress of many: it never goes back, and ends only when nothing is left to do."""

    def __init__(self) -> None:
        self._most = 0.0

    def progress(self, pull: PullProgress) -> Progress:
        """Return how far a pull is, and what to say of it."""
        fraction = pull.fraction
        if is_unpacking(pull):
            fraction = None
        elif fraction is not None or self._most:
            fraction = self._most = max(self._most, fraction or 0.0)
        return Progress(fraction, pull_text(pull), pull)


def is_unpacking(pull: PullProgress) -> bool:
    """Whether all is downloaded: how long the rest takes, nobody knows."""
    if pull.waiting_for or not pull.layers:
        return False
    phases = {layer.phase for layer in pull.layers}
    return phases.isdisjoint({LayerPhase.WAITING, LayerPhase.DOWNLOADING}) and (
        pull.total_bytes is None or pull.done_bytes >= pull.total_bytes
    )


def pull_text(pull: PullProgress) -> str:
    """Return what is said of a pull in one line."""
    if pull.waiting_for:
        return tr("Waits: {waiting_for}").format(waiting_for=pull.waiting_for)
    if not pull.layers:
        return tr("Asking the registry…")
    done = units.disk_size(pull.done_bytes)
    if is_unpacking(pull):
        over = sum(layer.phase in (LayerPhase.DONE, LayerPhase.THERE) for layer in pull.layers)
        left = over < len(pull.layers)
        rest = (
            tr("unpacking, {over} of {layers} layers done").format(
                over=over, layers=len(pull.layers)
            )
            if left
            else tr("finishing")
        )
        return tr("{done} downloaded · {rest}").format(done=done, rest=rest)
    if pull.total_bytes is None:
        whole = tr("a size not known yet")
        if pull.known_bytes > pull.done_bytes:
            whole = tr("{disk_size} or more").format(disk_size=units.disk_size(pull.known_bytes))
        parts = [tr("{done} so far, of {whole}").format(done=done, whole=whole)]
    else:
        parts = [f"{_of(pull.done_bytes, pull.total_bytes)}"]
    if pull.bytes_per_s is not None:
        parts.append(units.data_rate(pull.bytes_per_s))
    if pull.left_s is not None:
        parts.append(
            tr("about {duration} left").format(duration=units.duration(_rounded(pull.left_s)))
        )
    return " · ".join(parts)


def layer_text(phase: LayerPhase, done: int | None, total: int | None) -> str:
    """Return how far one layer is."""
    if phase is LayerPhase.THERE:
        return tr("was there already")
    if phase is LayerPhase.DOWNLOADING:
        return units.disk_size(done) if total is None else _of(done or 0, total)
    return "" if total is None else units.disk_size(total)


def _of(done: int, total: int) -> str:
    """Return `6.2 of 9.8 GB`; units are said twice where they differ."""
    first, whole = units.disk_size(done), units.disk_size(total)
    number, _, unit = first.partition(" ")
    return tr("{number} of {whole}").format(
        number=number if whole.endswith(f" {unit}") else first, whole=whole
    )


def _rounded(seconds: float) -> float:
    """Round an estimate: minutes where it is minutes."""
    return max(60.0, round(seconds / 60) * 60) if seconds >= 60 else max(1.0, seconds)
