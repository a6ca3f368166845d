"""What can be given back, in words."""

from __future__ import annotations

from app.core import units
from app.core.i18n import tr
from app.services.containers.prune import Kept, PruneItem, PruneKind, PrunePlan, PruneResult

TITLES = {
    PruneKind.CONTAINERS: tr("Containers that do not run"),
    PruneKind.NETWORKS: tr("Networks that nobody is in"),
    PruneKind.UNNAMED_VOLUMES: tr("Unused volumes without a name"),
    PruneKind.NAMED_VOLUMES: tr("Unused volumes with a name"),
    PruneKind.UNTAGGED_IMAGES: tr("Images without a name"),
    PruneKind.UNUSED_IMAGES: tr("Images that no container uses"),
    PruneKind.BUILD_CACHE: tr("Build cache"),
}
LOST = {
    PruneKind.CONTAINERS: tr(
        "Logs and files outside volumes are lost. Those kept for an undo stay."
    ),
    PruneKind.NETWORKS: tr("Nothing is lost; compose makes its own again."),
    PruneKind.UNNAMED_VOLUMES: tr(
        "Their files are lost for good: nobody named them, they may matter."
    ),
    PruneKind.NAMED_VOLUMES: tr("Their files are lost for good: models, databases, settings."),
    PruneKind.UNTAGGED_IMAGES: tr("Older states of images; a tag has moved on to a newer one."),
    PruneKind.UNUSED_IMAGES: tr(
        "Pulled or built again when needed; what was built here may not be."
    ),
    PruneKind.BUILD_CACHE: tr(
        "The next build takes longer. What an image has, too, stays with it."
    ),
}
FOR_GOOD = frozenset({PruneKind.UNNAMED_VOLUMES, PruneKind.NAMED_VOLUMES})
"""What nothing brings back."""
_SHARED = frozenset({PruneKind.UNTAGGED_IMAGES, PruneKind.UNUSED_IMAGES})
"""Things that have layers in common: together they free more, or less, than each alone."""


def size_text(plan: PrunePlan, kind: PruneKind) -> str:
    """Say what one kind frees: `3 · about 1.2 GB`."""
    items = plan.of(kind)
    if not items:
        return tr("none")
    if kind is PruneKind.NETWORKS:
        return str(len(items))
    size = plan.size_bytes(kind)
    if size is None:
        return tr("{items} · size not known").format(items=len(items))
    return f"{len(items)} · {_amount(items, size)}"


def total_text(plan: PrunePlan) -> str:
    """Say what all that is chosen frees."""
    if not plan.items:
        return tr("Nothing is chosen that could go.")
    size = plan.size_bytes()
    things = tr("%n things go", "%n thing goes", len(plan.items))
    if size is None:
        return tr("{things}; how much that frees is not known.").format(things=things)
    return tr("{things}, {amount} come back.").format(
        things=things, amount=_amount(plan.items, size)
    )


def result_title(result: PruneResult) -> str:
    """Say what came of it."""
    freed = (
        tr("an unknown amount")
        if result.freed_bytes is None
        else units.disk_size(result.freed_bytes)
    )
    many = len(result.removed)
    return tr("{freed} freed: %n things removed.", "{freed} freed: %n thing removed.", many).format(
        freed=freed
    )


def result_hint(result: PruneResult) -> str:
    """Say how much stayed."""
    many = len(result.kept)
    return (
        tr("{many} stayed: used, or changed since. The details say why.").format(many=many)
        if many
        else ""
    )


def result_details(result: PruneResult) -> str:
    """Say of each that stayed why."""
    return "\n".join(_kept(each) for each in result.kept)


def _kept(kept: Kept) -> str:
    return f"{kept.item.name}: {kept.why}"


def _amount(items: tuple[PruneItem, ...], size_bytes: int) -> str:
    """Return `1.2 GB`, or `about 1.2 GB` where the sizes do not tell exactly."""
    return units.about(units.disk_size(size_bytes), is_estimate=not _is_sure(items))


def _is_sure(items: tuple[PruneItem, ...]) -> bool:
    """Whether the sizes add up to exactly what comes back."""
    return all(each.kind not in _SHARED and each.size_bytes is not None for each in items)
