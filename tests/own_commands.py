"""Commands of ours in this process, for tests that read what they print."""

from __future__ import annotations

from app.cli.main import build_parser
from app.core.cancel import Cancel
from scripts.lab.node import LabNode


def reach(lab: LabNode) -> list[str]:
    """Return the NODE, and the options that let the command line in."""
    return [lab.url, "--identity", str(lab.identity), "--known-hosts", str(lab.known_hosts)]


def run(*argv: str) -> int:
    """Run a command as the program does and return its exit status."""
    options = build_parser().parse_args(argv)
    code: int = options.run(options, Cancel())
    return code
