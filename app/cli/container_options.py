"""What `containers`, `container` and `logs` take, and the JSON they print; loads nothing else."""

from __future__ import annotations

import argparse
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from app.cli.wording import add_command, wording

if TYPE_CHECKING:
    from app.core.cancel import Cancel

LIST_JSON = """\
JSON of one container: id, name, image, image_id, command, state (created, running, paused,
restarting, removing, exited, dead, unknown), status (in Docker's words), health (starting, healthy,
unhealthy, null without a check), exit_code, created (UTC), ports (number, protocol, host_ip,
host_port, open_to_network), mounts (kind, source, target, volume, read_only), networks,
compose_project and compose_service (empty without). Fields may be added, none changes its
meaning."""
LOG_MORE = """\
What the container prints on stderr goes to stderr. A connection that is lost is made again with -f,
and a Docker that restarts is waited for; no line is lost or told twice."""


def add_containers(
    commands: argparse._SubParsersAction[Any], add_node: Callable[[argparse.ArgumentParser], None]
) -> None:
    """Describe the commands; `add_node` adds NODE and how to be let in."""
    listing = add_command(commands, "containers", "list a node's containers", LIST_JSON)
    add_node(listing)
    listing.add_argument("--json", action="store_true", help="print a JSON array")
    listing.set_defaults(run=_list)

    logs = add_command(commands, "logs", "print what a container printed", LOG_MORE)
    _add_target(logs, add_node)
    logs.add_argument("-f", "--follow", action="store_true", help="go on until it ends or Ctrl-C")
    logs.add_argument("--tail", metavar="N", type=int, help="only the last N lines (default: all)")
    logs.add_argument("--since", metavar="TIME", help="10m, 24h, or as in 2026-11-21T09:30")
    logs.add_argument("--timestamps", action="store_true", help="each line with its time (UTC)")
    logs.set_defaults(run=_logs)

    container = commands.add_parser("container", **wording("change one of a node's containers"))
    what = container.add_subparsers(dest="container_command", metavar="COMMAND", required=True)
    for name, words in (
        ("start", "start it"),
        ("stop", "ask it to end, and kill it after 10 s"),
        ("restart", "stop and start it"),
        ("pause", "freeze its processes"),
        ("unpause", "let its processes go on"),
        ("kill", "end it at once, or send it a signal"),
        ("rename", "give it another name"),
        ("rm", "remove it"),
    ):
        command = what.add_parser(name, **wording(words))
        _add_target(command, add_node)
        _add_more(command, name)
        command.set_defaults(run=_change)


def _add_more(command: argparse.ArgumentParser, name: str) -> None:
    if name == "rename":
        command.add_argument("new_name", metavar="NAME", help="its new name")
    if name == "kill":
        command.add_argument("--signal", default="KILL", help="such as TERM or HUP (default KILL)")
    if name == "rm":
        command.add_argument("--force", action="store_true", help="also when it runs")
        command.add_argument("--volumes", action="store_true", help="and its unnamed volumes")
    if name in ("kill", "rm"):
        command.add_argument("--yes", action="store_true", help="do it unasked")


def _add_target(
    command: argparse.ArgumentParser, add_node: Callable[[argparse.ArgumentParser], None]
) -> None:
    add_node(command)
    command.add_argument("container", metavar="CONTAINER", help="its name or id")


def _list(options: argparse.Namespace, cancel: Cancel) -> int:
    from app.cli.containers import show

    return show(options, cancel)


def _change(options: argparse.Namespace, cancel: Cancel) -> int:
    from app.cli.containers import change

    return change(options, cancel)


def _logs(options: argparse.Namespace, cancel: Cancel) -> int:
    from app.cli.logs import run

    return run(options, cancel)
