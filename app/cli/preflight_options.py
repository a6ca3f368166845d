"""What `preflight` takes, and the JSON that it prints; loads nothing else."""

from __future__ import annotations

import argparse
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from app.cli.wording import add_command

if TYPE_CHECKING:
    from app.core.cancel import Cancel

MORE = """\
Nothing on the node is changed. Where something can be repaired, the commands are printed, to be
entered there. Of tokens only the form is looked at, on the node itself. Exit status 1: something
has to be repaired before models can run; what is only worth a look does not change the status.

JSON: node, at (UTC), verdict (the worst: fail, warn, unknown, ok), checks: id (driver, memory,
disk, clock, docker, docker-group, gpu-containers, nvcc, exposed, hf-token, ngc-key), title,
verdict (ok, warn, fail, unknown, not-needed), found, meaning, fix (null, or title, explanation,
commands: argument lists, connects_again: it counts from the next login on). Fields may be added,
none changes its meaning."""


def add_preflight(
    commands: argparse._SubParsersAction[Any], add_node: Callable[[argparse.ArgumentParser], None]
) -> None:
    """Describe the command; `add_node` adds NODE and how to be let in."""
    command = add_command(
        commands, "preflight", "check what commonly stands in the way on a node", MORE
    )
    add_node(command)
    command.add_argument("--json", action="store_true", help="print JSON")
    command.set_defaults(run=_preflight)


def _preflight(options: argparse.Namespace, cancel: Cancel) -> int:
    from app.cli.preflight import run

    return run(options, cancel)
