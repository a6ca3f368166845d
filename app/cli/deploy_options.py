"""What `deploy` and `stop` take; loads nothing else."""

from __future__ import annotations

import argparse
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from app.cli.wording import add_command

if TYPE_CHECKING:
    from app.core.cancel import Cancel

DEPLOY_MORE = """\
It looks first whether there is room, prints what it found, and asks. Then it pulls the image,
starts the engine and waits until the model answered one token; the address on the node goes to
stdout, how far it is to stderr. A connection that is lost is made again. Ctrl-C takes back what was
made. Exit codes: 1 when something speaks against it, 6 when the engine does not come up.

--dry-run prints the whole plan as commands and changes nothing.

JSON: node, port, model (as the endpoint lists it), engine, base (of its URL), container, seconds
(by phase). Fields may be added, none changes its meaning."""
STOP_MORE = """\
MODEL is what it is called by `models`, its container or the name it is asked by. A container is
kept and can be started again. It returns when the memory is really free."""


def add_deploy(
    commands: argparse._SubParsersAction[Any],
    add_login: Callable[[argparse.ArgumentParser], None],
    positive: Callable[[str], int],
) -> None:
    """Describe the commands; `add_login` adds how to be let in."""
    deploy = add_command(commands, "deploy", "start a model on a node", DEPLOY_MORE)
    deploy.add_argument("recipe", metavar="RECIPE", help="a recipe's id: smollm2-135m-ollama")
    deploy.add_argument("--node", metavar="NODE", required=True, help="where")
    add_login(deploy)
    deploy.add_argument("--dry-run", action="store_true", help="print the plan, change nothing")
    deploy.add_argument("--context", metavar="N", type=positive, help="tokens per request")
    deploy.add_argument("--users", metavar="N", type=positive, help="requests at the same time")
    deploy.add_argument("--port", metavar="PORT", type=positive, help="on the node")
    deploy.add_argument("--image", metavar="IMAGE", help="in place of the recipe's")
    deploy.add_argument("--no-gpu", action="store_true", help="let it compute on the processor")
    deploy.add_argument(
        "--restart",
        choices=("no", "on-failure", "unless-stopped", "always"),
        default="no",
        help="when Docker starts it again by itself, once it was ready (default no)",
    )
    deploy.add_argument(
        "--override-memory",
        metavar="NODE",
        help="start it though its memory is not there; repeat the node's name: it may freeze",
    )
    deploy.add_argument("--yes", action="store_true", help="do not ask")
    deploy.add_argument("--json", action="store_true", help="print a JSON object at the end")
    deploy.set_defaults(run=_deploy)

    stop = add_command(commands, "stop", "stop a model of a node", STOP_MORE)
    stop.add_argument("model", metavar="MODEL", help="its name or container")
    stop.add_argument("--node", metavar="NODE", required=True, help="where")
    add_login(stop)
    stop.add_argument("--yes", action="store_true", help="do not ask")
    stop.set_defaults(run=_stop)


def _deploy(options: argparse.Namespace, cancel: Cancel) -> int:
    from app.cli.deploy import run

    return run(options, cancel)


def _stop(options: argparse.Namespace, cancel: Cancel) -> int:
    from app.cli.stop import run

    return run(options, cancel)
