"""What can be given back, in words."""

from __future__ import annotations

from app.core import units
from app.services.containers.prune import Kept, PruneItem, PruneKind, PrunePlan, PruneResult

TITLES = {
    PruneKind.CONTAINERS: "Containers that do not run",
    PruneKind.NETWORKS: "Networks that nobody is in",
    PruneKind.UNNAMED_VOLUMES: "Unused volumes without a name",
    PruneKind.NAMED_VOLUMES: "Unused volumes with a name",
    PruneKind.UNTAGGED_IMAGES: "Images without a name",
    PruneKind.UNUSED_IMAGES: "Images that no container uses",
    PruneKind.BUILD_CACHE: "Build cache",
}
LOST = {
    PruneKind.CONTAINERS: "Logs and files outside volumes are lost. Those kept for an undo stay.",
    PruneKind.NETWORKS: "Nothing is lost; compose makes its own again.",
    PruneKind.UNNAMED_VOLUMES: "Their files are lost for good: nobody named them, they may matter.",
    PruneKind.NAMED_VOLUMES: "Their files are lost for good: models, databases, settings.",
    PruneKind.UNTAGGED_IMAGES: "Older states of images; a tag has moved on to a newer one.",
    PruneKind.UNUSED_IMAGES: "Pulled or built again when needed; what was built here may not be.",
    PruneKind.BUILD_CACHE: "The next build takes longer. What an image has, too, stays with it.",
}
FOR_GOOD = frozenset({PruneKind.UNNAMED_VOLUMES, PruneKind.NAMED_VOLUMES})
"""What nothing brings back."""
_SHARED = frozenset({PruneKind.UNTAGGED_IMAGES, PruneKind.UNUSED_IMAGES})
"""Things that have layers in common: together they free more, or less, than each alone."""


def size_text(plan: PrunePlan, kind: PruneKind) -> str:
    """Say what one kind frees: `3 · about 1.2 GB`."""
    items = plan.of(kind)
    if not items:
        return "none"
    if kind is PruneKind.NETWORKS:
        return str(len(items))
    size = plan.size_bytes(kind)
    if size is None:
        return f"{len(items)} · size not known"
    return f"{len(items)} · {'' if _is_sure(items) else 'about '}{units.disk_size(size)}"


def total_text(plan: PrunePlan) -> str:
    """Say what all that is chosen frees."""
    if not plan.items:
        return "Nothing is chosen that could go."
    size = plan.size_bytes()
    things = "1 thing goes" if len(plan.items) == 1 else f"{len(plan.items)} things go"
    if size is None:
        return f"{things}; how much that frees is not known."
    return f"{things}, {'' if _is_sure(plan.items) else 'about '}{units.disk_size(size)} come back."


def result_title(result: PruneResult) -> str:
    """Say what came of it."""
    freed = (
        "an unknown amount" if result.freed_bytes is None else units.disk_size(result.freed_bytes)
    )
    many = len(result.removed)
    return f"{freed} freed: {many} {'thing' if many == 1 else 'things'} removed."


def result_hint(result: PruneResult) -> str:
    """Say how much stayed."""
    many = len(result.kept)
    return f"{many} stayed: used, or changed since. The details say why." if many else ""


def result_details(result: PruneResult) -> str:
    """Say of each that stayed why."""
    return "\n".join(_kept(each) for each in result.kept)


def _kept(kept: Kept) -> str:
    return f"{kept.item.name}: {kept.why}"


def _is_sure(items: tuple[PruneItem, ...]) -> bool:
    """Whether the sizes add up to exactly what comes back."""
    return all(each.kind not in _SHARED and each.size_bytes is not None for each in items)
