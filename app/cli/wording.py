"""One line about a command, as argparse wants it twice."""

from __future__ import annotations

from typing import TypedDict


class Wording(TypedDict):
    """`help` stands in the list of commands, `description` in the command's own `--help`."""

    help: str
    description: str


def wording(line: str) -> Wording:
    """Say what a command does: `list the saved nodes`."""
    return {"help": line, "description": f"{line[0].upper()}{line[1:]}."}
