"""What `connect`, `status` and `tunnel` take, and the JSON they print; loads nothing else."""

from __future__ import annotations

import argparse
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from app.cli.wording import add_command, wording

if TYPE_CHECKING:
    from app.core.cancel import Cancel

TUNNEL_JSON = """\
JSON of one tunnel: node, target (user@host[:port]), name, group, kind (tcp or socks), remote_host,
remote_port, local_port and url (null while nothing listens; never with a token), phase (closed,
opening, open, waiting for the node, failed), since (UTC), note, message and hint (in words),
start_with_node, bytes_up, bytes_down, connections_open, connections_total, last_error, and held_by
(role window or cli, and pid; null while closed). Fields may be added, none changes its meaning."""
LIST_JSON = f"Prints a JSON array.\n\n{TUNNEL_JSON}"
STATUS_JSON = f"""\
JSON: running (role and pid of each process) and nodes. JSON of one node: name, target, phase (off,
connecting, connected, reconnecting, unreached, refused), since (UTC), address, route (what
it is called), latency_ms, message, hint, held_by, tunnels.

{TUNNEL_JSON}"""
OPEN_MORE = """\
SERVICE is the name of a saved tunnel, or of a known service (dashboard, jupyterlab, jupyter, vllm,
ollama, open-webui, sglang, comfyui, ...); PORT is the node's, LOCAL:PORT names ours too.
The address goes to stdout. When the window runs and knows the node, it holds the tunnel and this
command ends; else this command holds it until Ctrl-C."""


def add_commands(
    commands: argparse._SubParsersAction[Any], add_node: Callable[[argparse.ArgumentParser], None]
) -> None:
    """Describe the commands; `add_node` adds NODE and how to be let in."""
    connect = commands.add_parser(
        "connect",
        **wording("hold a node's session and the tunnels that start with it, until Ctrl-C"),
    )
    add_node(connect)
    connect.set_defaults(run=_connect)

    status = add_command(commands, "status", "say which nodes are connected, by whom", STATUS_JSON)
    status.add_argument("--json", action="store_true", help="print JSON")
    status.set_defaults(run=_status)

    tunnel = commands.add_parser(
        "tunnel", **wording("reach a node's services at ports of this computer")
    )
    what = tunnel.add_subparsers(dest="tunnel_command", metavar="COMMAND", required=True)
    opening = add_command(what, "open", "open a tunnel and print its address", OPEN_MORE)
    add_node(opening)
    _add_service(opening, "SERVICE, PORT or LOCAL:PORT; with --socks the local port")
    opening.add_argument("--fixed", action="store_true", help="take that local port or none")
    opening.add_argument("--open", action="store_true", help="open it in the browser")
    opening.set_defaults(run=_open)

    listing = add_command(what, "list", "list the tunnels that are open or saved", LIST_JSON)
    listing.add_argument("--json", action="store_true", help="print JSON")
    listing.set_defaults(run=_list)

    closing = what.add_parser("close", **wording("close a tunnel, whichever process holds it"))
    closing.add_argument("node", metavar="NODE", help="as when it was opened")
    _add_service(closing, "SERVICE or PORT")
    closing.set_defaults(run=_close)


def _add_service(parser: argparse.ArgumentParser, words: str) -> None:
    parser.add_argument("service", metavar="SERVICE", nargs="?", help=words)
    parser.add_argument("--socks", action="store_true", help="a SOCKS5 proxy, not one port")


def _connect(options: argparse.Namespace, cancel: Cancel) -> int:
    from app.cli.connect import run

    return run(options, cancel)


def _status(options: argparse.Namespace, cancel: Cancel) -> int:
    from app.cli.status import run

    return run(options, cancel)


def _open(options: argparse.Namespace, cancel: Cancel) -> int:
    from app.cli.tunnel import run_open

    return run_open(options, cancel)


def _list(options: argparse.Namespace, cancel: Cancel) -> int:
    from app.cli.tunnel import run_list

    return run_list(options, cancel)


def _close(options: argparse.Namespace, cancel: Cancel) -> int:
    from app.cli.tunnel import run_close

    return run_close(options, cancel)
