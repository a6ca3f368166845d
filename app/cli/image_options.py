"""What `images` and `pull` take, and the JSON they print; loads nothing else."""

from __future__ import annotations

import argparse
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from app.cli.wording import add_command

if TYPE_CHECKING:
    from app.core.cancel import Cancel

LIST_JSON = """\
JSON of one image: id, tags, digests (repository@sha256:…, as registries call it), size_bytes,
created (UTC), containers (how many use it, running or not), architecture (empty in a list). Fields
may be added, none changes its meaning."""
PULL_MORE = """\
The image's id goes to stdout, how far it is to stderr. A connection that is lost is made again, and
a Docker that restarts is waited for. Ctrl-C ends the pull on the node, too. Accounts of registries
are those of the window; their secrets are in the system's keyring."""


def add_images(
    commands: argparse._SubParsersAction[Any], add_node: Callable[[argparse.ArgumentParser], None]
) -> None:
    """Describe the commands; `add_node` adds NODE and how to be let in."""
    listing = add_command(commands, "images", "list a node's images", LIST_JSON)
    add_node(listing)
    listing.add_argument("--json", action="store_true", help="print a JSON array")
    listing.set_defaults(run=_list)

    pull = add_command(commands, "pull", "pull an image", PULL_MORE)
    add_node(pull)
    pull.add_argument("image", metavar="IMAGE", help="such as nvcr.io/nvidia/vllm:25.11-py3")
    pull.set_defaults(run=_pull)


def _list(options: argparse.Namespace, cancel: Cancel) -> int:
    from app.cli.images import show

    return show(options, cancel)


def _pull(options: argparse.Namespace, cancel: Cancel) -> int:
    from app.cli.images import pull

    return pull(options, cancel)
