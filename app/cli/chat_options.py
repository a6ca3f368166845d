"""What `chat` takes, and the JSON it prints; loads nothing else."""

from __future__ import annotations

import argparse
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from app.cli.wording import add_command

if TYPE_CHECKING:
    from app.core.cancel import Cancel

MORE = """\
MODEL is what the node's endpoint lists it as, its title, its container, or its port; it may be left
out where one model runs. MESSAGE is read from standard input where it is left out. The answer is
printed as it comes, all else goes to stderr. Ctrl-C stops it, on the server, too, and says so where
that goes on computing.

  spark-command-center chat spark-01 "Why is the sky blue?"
  journalctl -b | spark-command-center chat spark-01/qwen3-8b "What went wrong?" --file -
  spark-command-center chat --url https://api.example.com/v1 --key-from API_KEY --model m "Hello"

JSON is one object at the end: endpoint, model, engine, text, reasoning, calls, state (whole,
stopped, cut off, failed), finish (as the server said it), note, stopped (after Ctrl-C: yes, no,
unknown), refused (parameters that the server refused), figures (seconds, tokens, J; null with its
reason under timing.reasons). Fields may be added, none changes its meaning. The exit code is 6 when
the server failed or the answer was cut off by a lost connection."""


def add_chat(
    commands: argparse._SubParsersAction[Any],
    add_way_in: Callable[[argparse.ArgumentParser], None],
    positive: Callable[[str], int],
) -> None:
    """Describe the command; `add_way_in` adds how to be let in."""
    parser = add_command(
        commands,
        "chat",
        "ask a model that runs on a node, or anywhere",
        MORE,
        usage="%(prog)s NODE[/MODEL] [MESSAGE] [options] | --url URL [MESSAGE] [options]",
    )
    parser.add_argument(
        "target", metavar="NODE[/MODEL]", nargs="?", help="a node, and a model that runs there"
    )
    parser.add_argument("message", metavar="MESSAGE", nargs="?", help="what is asked")
    parser.add_argument("--url", metavar="URL", help="ask http(s)://host/v1 instead of a node")
    parser.add_argument("--model", metavar="MODEL", default="", help="the same as NODE/MODEL")
    parser.add_argument("--system", metavar="TEXT", default="", help="system prompt")
    parser.add_argument(
        "--file",
        metavar="FILE",
        action="append",
        default=[],
        help="attach a text (- is standard input); may be repeated",
    )
    parser.add_argument("--max-tokens", metavar="N", type=positive, help="of the answer")
    parser.add_argument("--temperature", metavar="X", type=float, help="0 to 2")
    parser.add_argument(
        "--reasoning", action="store_true", help="print on stderr what the model thinks"
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
    from app.cli.chat import run

    return run(options, cancel)
