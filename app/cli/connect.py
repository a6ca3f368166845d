"""`connect NODE`: hold a node's session and the tunnels that start with it, and tell of changes."""

from __future__ import annotations

import argparse

from app.cli.holding import Holder
from app.cli.opening import Opener
from app.core.cancel import Cancel


def run(options: argparse.Namespace, cancel: Cancel) -> int:
    """Hold until Ctrl-C; every change is a line with its time."""
    holder = Holder(Opener.from_options(options), _show)
    specs = [spec for spec in holder.book.of_node(holder.node.id) if spec.start_with_node]
    holder.hold(specs, cancel)
    return 0


def _show(line: str) -> None:
    print(line, flush=True)
