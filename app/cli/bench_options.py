"""What `bench` takes, and the JSON it prints; loads nothing else."""

from __future__ import annotations

import argparse
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from app.cli.wording import add_command

if TYPE_CHECKING:
    from app.core.cancel import Cancel

MORE = """\
MODEL is what the node's endpoint lists it as, its title, its container, or its port. Each level
lets so many users ask at the same time; the first that fails is the last. What was measured is
saved, also when Ctrl-C ends it, and is in the window under Models, Benchmarks.

first_token_s      just before sending to the first piece of reasoning or answer (TTFT), median
tokens_per_s       of one request after its first piece, median; the server's own where it tells it
total_tokens_per_s all tokens of all users over the time of the level: another number
joules_per_token   GPU power times that time over all tokens; n/a where no power is reported

JSON is one object: id, at (Unix seconds), subject, sweep, levels (figures in seconds, bytes, W;
null with its reason under `reasons`), ending (done, stopped, cancelled), why, notes. Fields may be
added, none changes its meaning. The exit code is 6 when a level failed."""


def add_bench(
    commands: argparse._SubParsersAction[Any], add_way_in: Callable[[argparse.ArgumentParser], None]
) -> None:
    """Describe the command; `add_way_in` adds how to be let in."""
    parser = add_command(commands, "bench", "measure how fast a running model answers", MORE)
    parser.add_argument("model", metavar="MODEL", help="a model that runs there")
    parser.add_argument(
        "--node",
        required=True,
        metavar="NODE",
        help="a saved name, local, user@host[:port], or ssh://user@host:port",
    )
    parser.add_argument(
        "--levels", default="1,2,4,8", metavar="N,N", help="users at the same time (1,2,4,8)"
    )
    parser.add_argument(
        "--prompt-tokens", type=int, default=256, metavar="N", help="of each question (256)"
    )
    parser.add_argument("--tokens", type=int, default=128, metavar="N", help="of each answer (128)")
    parser.add_argument(
        "--rounds", type=int, default=2, metavar="N", help="questions of each user (2)"
    )
    parser.add_argument(
        "--key-from",
        default="",
        metavar="VARIABLE",
        help="environment variable with the endpoint's key, where it wants one",
    )
    parser.add_argument("--json", action="store_true", help="print JSON")
    add_way_in(parser)
    parser.set_defaults(run=_run)


def _run(options: argparse.Namespace, cancel: Cancel) -> int:
    from app.cli.bench import run

    return run(options, cancel)
