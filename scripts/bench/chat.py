"""The chat: asking a model, searching the library, showing an answer as it comes."""

from __future__ import annotations

import argparse
import importlib

from scripts.bench.figures import Figure, Target, print_machine, print_table, verdict
from scripts.lab import packages

PARTS = ("client", "library", "view")


def main(arguments: list[str]) -> int:
    """Measure and return the exit status."""
    parser = argparse.ArgumentParser(prog="bench chat", description=__doc__)
    parser.add_argument(
        "parts", nargs="*", metavar="PART", help=f"{', '.join(PARTS)} (default: all)"
    )
    options = parser.parse_args(arguments)
    if unknown := set(options.parts).difference(PARTS):
        parser.error(f"there is no part {', '.join(sorted(unknown))}")
    parts = options.parts or PARTS
    if "client" in parts and (reason := packages.why_not()) is not None:
        print(reason)
        return 1
    print_machine("Chat")
    figures: list[Figure] = []
    targets: list[Target] = []
    for part in parts:
        measured = importlib.import_module(f"scripts.bench.chat_{part}").measure()
        figures += measured[0]
        targets += measured[1]
    print_table(figures)
    return verdict("chat", targets)
