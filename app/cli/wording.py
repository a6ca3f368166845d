"""What argparse says of a command: one line, which it wants twice, and more below its options."""

from __future__ import annotations

import argparse
from typing import Any, TypedDict


class Wording(TypedDict):
    """`help` stands in the list of commands, `description` in the command's own `--help`."""

    help: str
    description: str


def wording(line: str) -> Wording:
    """Say what a command does: `list the saved nodes`."""
    return {"help": line, "description": f"{line[0].upper()}{line[1:]}."}


def add_command(
    commands: argparse._SubParsersAction[Any],
    name: str,
    line: str,
    epilog: str,
    usage: str | None = None,
) -> argparse.ArgumentParser:
    """Add a command that has more to say than one line; `epilog` keeps its lines."""
    parser: argparse.ArgumentParser = commands.add_parser(
        name,
        **wording(line),
        epilog=epilog,
        usage=usage,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    return parser
