"""What `models` takes; loads nothing else."""

from __future__ import annotations

import argparse
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from app.cli.wording import add_command

if TYPE_CHECKING:
    from app.core.cancel import Cancel

MORE = """\
Deployed from here, started by others, or found by what listens: whatever answers as OpenAI does on
a port whose container, program or number suggests an engine. Without --node all saved nodes are
asked, one after the other; one that cannot be reached is told on stderr and gives the exit code.

JSON: node, port, model (as the endpoint lists it), engine, base (of its URL), needs_key, title,
state (starting, ready, unwell, stopped), container, container_id, recipe, started_by, is_ours,
program, pid, started, context, gpu_bytes, requests_running, requests_waiting, tokens_per_s,
kv_percent, reasons (why a value is null), trouble, also (what else it answers for). Fields may be
added, none changes its meaning."""


def add_models(
    commands: argparse._SubParsersAction[Any],
    add_login: Callable[[argparse.ArgumentParser], None],
) -> None:
    """Describe the command; `add_login` adds how to be let in."""
    models = add_command(commands, "models", "list the models that nodes serve", MORE)
    models.add_argument("--node", metavar="NODE", help="only this one (default: all saved ones)")
    add_login(models)
    models.add_argument("--all", action="store_true", help="also those that were stopped")
    models.add_argument("--json", action="store_true", help="print JSON")
    models.set_defaults(run=_models)


def _models(options: argparse.Namespace, cancel: Cancel) -> int:
    from app.cli.serving_list import run

    return run(options, cancel)
