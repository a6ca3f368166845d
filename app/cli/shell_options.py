"""What `shell` takes; loads nothing else."""

from __future__ import annotations

import argparse
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from app.cli.wording import add_command

if TYPE_CHECKING:
    from app.core.cancel import Cancel

MORE = """\
Its status becomes ours, 255 where it has none; 3 when the connection was lost meanwhile. It needs a
terminal on both sides: exec NODE -- COMMAND runs a command without one. In a container, bash is
started where it is installed, else sh."""


def add_shell(
    commands: argparse._SubParsersAction[Any], add_node: Callable[[argparse.ArgumentParser], None]
) -> None:
    """Describe the command; `add_node` adds NODE and how to be let in."""
    shell = add_command(
        commands,
        "shell",
        "open a shell on a node, or in one of its containers",
        MORE,
        usage="%(prog)s NODE [CONTAINER] [options] [-- CMD …]",
    )
    add_node(shell)
    shell.add_argument("container", metavar="CONTAINER", nargs="?", help="its name or id")
    shell.add_argument("--user", default="", help="in a container: who runs it")
    shell.add_argument("--folder", default="", help="in a container: where it starts")
    shell.set_defaults(run=_shell)


def _shell(options: argparse.Namespace, cancel: Cancel) -> int:
    from app.cli.shell import run

    return run(options, cancel)
