"""What `volumes`, `disk`, `prune` and `audit` take, and the JSON they print; loads nothing else."""

from __future__ import annotations

import argparse
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from app.cli.wording import add_command

if TYPE_CHECKING:
    from app.core.cancel import Cancel

VOLUMES_JSON = """\
JSON of one volume: name, driver, size_bytes (null where the driver does not tell), anonymous,
project (of docker compose, empty without), mountpoint, used_by (name, state, target, read_only)."""
DISK_JSON = """\
JSON: kinds (kind: images, containers, volumes, build-cache; count, active, size_bytes and
reclaimable_bytes, counted as `docker system df` does), data_root (path, total_bytes, free_bytes,
why: the reason where they are null). Sizes are null where Docker does not tell them."""
PRUNE_MORE = """\
Without an option it means what `docker system prune` does: containers that do not run, networks
that nobody is in, images without a name, build cache. What goes is listed first; what is made or
comes into use meanwhile stays, and so does a network of a container that is only stopped."""
AUDIT_MORE = """\
Every port that other machines reach is asked over HTTP what a stranger gets: GET only, and never
with a key. Exit status 1: at least one answers anybody. Whether it asks cannot be seen of what
speaks no HTTP; that alone does not change the status.

JSON: at (UTC), looked_at (containers that run), limits (what could not be seen), findings, worst
first: danger (open, maybe, asks), container, container_id (empty for Docker's own port), image,
addresses, port (null where it cannot be seen), protocol, inside_port (null with --network host),
is_guess, service, asks (key, nobody, page, unknown), words, fix. Fields may be added, none changes
its meaning."""


def add_disk(
    commands: argparse._SubParsersAction[Any], add_node: Callable[[argparse.ArgumentParser], None]
) -> None:
    """Describe the commands; `add_node` adds NODE and how to be let in."""
    for name, words, epilog, run in (
        ("volumes", "list a node's volumes and who has them", VOLUMES_JSON, _volumes),
        ("disk", "say what containers take of a node's disk", DISK_JSON, _disk),
        ("audit", "say which containers the network reaches, and who asks for a key", AUDIT_MORE,
         _audit),
    ):  # fmt: skip
        command = add_command(commands, name, words, epilog)
        add_node(command)
        command.add_argument("--json", action="store_true", help="print JSON")
        command.set_defaults(run=run)

    prune = add_command(commands, "prune", "remove what no container needs", PRUNE_MORE)
    add_node(prune)
    prune.add_argument("--unused-images", action="store_true", help="also images with a name")
    prune.add_argument("--volumes", action="store_true", help="also unused volumes without a name")
    prune.add_argument(
        "--named-volumes",
        action="store_true",
        help="also unused volumes with a name, with all data",
    )
    prune.add_argument("--dry-run", action="store_true", help="only list what would go")
    prune.add_argument("--yes", action="store_true", help="do it unasked")
    prune.set_defaults(run=_prune)


def _volumes(options: argparse.Namespace, cancel: Cancel) -> int:
    from app.cli.disk import list_volumes

    return list_volumes(options, cancel)


def _disk(options: argparse.Namespace, cancel: Cancel) -> int:
    from app.cli.disk import show

    return show(options, cancel)


def _prune(options: argparse.Namespace, cancel: Cancel) -> int:
    from app.cli.disk import prune

    return prune(options, cancel)


def _audit(options: argparse.Namespace, cancel: Cancel) -> int:
    from app.cli.audit import run

    return run(options, cancel)
