"""`volumes NODE`, `disk NODE` and `prune NODE`."""

from __future__ import annotations

import argparse
import json
from dataclasses import asdict
from typing import Any

from app.cli.containers import opened, print_table
from app.cli.opening import Opener
from app.cli.terminal import confirm, say
from app.core import units
from app.core.audit import AuditLog
from app.core.cancel import Cancel
from app.services.containers.disk import DiskReport, report, volume_sizes
from app.services.containers.prune import (
    USUAL,
    PruneItem,
    PruneKind,
    PrunePlan,
    PruneProgress,
    Pruner,
    look,
    plan,
)
from app.services.containers.volumes import Volume, volumes, with_sizes

VOLUME_HEADINGS = ("VOLUME", "SIZE", "DRIVER", "PROJECT", "USED BY")
DISK_HEADINGS = ("KIND", "COUNT", "IN USE", "SIZE", "RECLAIMABLE")
PRUNE_HEADINGS = ("KIND", "SIZE", "WHAT", "")


def list_volumes(options: argparse.Namespace, cancel: Cancel) -> int:
    """List the volumes."""
    with opened(Opener.from_options(options), cancel) as engine:
        found = with_sizes(volumes(engine), volume_sizes(engine, cancel))
    if options.json:
        print(json.dumps([volume_to_json(each) for each in found], indent=2, ensure_ascii=False))
    elif found:
        print_table([VOLUME_HEADINGS, *(_volume_cells(each) for each in found)])
    else:
        say("There is no volume.")
    return 0


def show(options: argparse.Namespace, cancel: Cancel) -> int:
    """Say what takes how much of the disk."""
    with opened(Opener.from_options(options), cancel) as engine:
        found = report(engine, cancel)
    if options.json:
        print(json.dumps(disk_to_json(found), indent=2, ensure_ascii=False))
        return 0
    rows = [
        (
            each.kind.replace("-", " "),
            str(each.count),
            str(each.active),
            units.disk_size(each.size_bytes),
            units.disk_size(each.reclaimable_bytes),
        )
        for each in found.shares
    ]
    print_table([DISK_HEADINGS, *rows])
    space = found.space
    free, total = units.disk_size(space.free_bytes), units.disk_size(space.total_bytes)
    why = f" ({space.why})" if space.why else ""
    print(f"\n{free} free of {total} at {space.path}{why}")
    return 0


def prune(options: argparse.Namespace, cancel: Cancel) -> int:
    """List what would go, ask, and remove that."""
    opener = Opener.from_options(options)
    with opened(opener, cancel) as engine:
        wanted = plan(look(engine, cancel), _wish(options))
        if not wanted.items:
            say("There is nothing to remove.")
            return 0
        _print_plan(wanted)
        if options.dry_run:
            return 0
        if not options.yes:
            lost = " Files in volumes are lost for good." if _takes_volumes(wanted) else ""
            confirm(f"Remove these {len(wanted.items)}?{lost}")
        pruner = Pruner(engine, opener.node.name, AuditLog(opener.paths.audit))
        result = pruner.prune(wanted, cancel, _ignore)
    for kept in result.kept:
        say(f"{kept.item.name} stayed: {kept.why}")
    print(f"{len(result.removed)} removed, {units.disk_size(result.freed_bytes)} freed")
    return 0


def volume_to_json(volume: Volume) -> dict[str, Any]:
    """Return a volume as `--json` prints it."""
    use = volume.use
    return {
        "name": use.name,
        "driver": use.driver,
        "size_bytes": use.size_bytes,
        "anonymous": use.anonymous,
        "project": use.project,
        "mountpoint": volume.mountpoint,
        "used_by": [
            {
                "name": each.name,
                "state": each.state,
                "target": each.target,
                "read_only": each.read_only,
            }
            for each in volume.users
        ],
    }


def disk_to_json(found: DiskReport) -> dict[str, Any]:
    """Return the use of a disk as `--json` prints it."""
    return {"kinds": [asdict(each) for each in found.shares], "data_root": asdict(found.space)}


def _wish(options: argparse.Namespace) -> set[PruneKind]:
    return set(USUAL) | {
        kind
        for kind, is_wanted in (
            (PruneKind.UNUSED_IMAGES, options.unused_images),
            (PruneKind.UNNAMED_VOLUMES, options.volumes),
            (PruneKind.NAMED_VOLUMES, options.named_volumes),
        )
        if is_wanted
    }


def _takes_volumes(wanted: PrunePlan) -> bool:
    return bool(wanted.of(PruneKind.UNNAMED_VOLUMES) or wanted.of(PruneKind.NAMED_VOLUMES))


def _print_plan(wanted: PrunePlan) -> None:
    print_table([PRUNE_HEADINGS, *(_plan_cells(each) for each in wanted.items)])
    size = wanted.size_bytes()
    print(f"\n{len(wanted.items)} in all, about {units.disk_size(size)}")


def _plan_cells(item: PruneItem) -> tuple[str, ...]:
    size = "" if item.kind is PruneKind.NETWORKS else units.disk_size(item.size_bytes)
    return (item.kind.replace("-", " "), size, item.name, item.about)


def _volume_cells(volume: Volume) -> tuple[str, ...]:
    return (
        volume.name,
        units.disk_size(volume.use.size_bytes),
        volume.use.driver,
        volume.use.project,
        ", ".join(f"{each.name} ({each.state})" for each in volume.users) or "-",
    )


def _ignore(_progress: PruneProgress) -> None:
    """Say nothing meanwhile: what goes was listed."""
