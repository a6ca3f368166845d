"""`dev.py lab up|down|status`: keep a node running between commands.

What outlives a command lies in `.lab/NAME` of the repository (or `$SPARK_LAB_DIR/NAME`): the keys,
so that a node keeps its identity from one `up` to the next, and where the running node is.
"""

from __future__ import annotations

import argparse
import json
import os
import shlex
import sys
from collections.abc import Sequence
from pathlib import Path

from scripts.lab import gb10, packages, saved, sshd
from scripts.lab.machine import REPOSITORY, LabUnavailableError
from scripts.lab.node import LabNode

DEFAULT_PORT = 2222
DEFAULT_NAME = "default"
PROGRAM = ".venv/bin/spark-command-center"
LAB = ("python3", "scripts/dev.py", "lab")


def main(argv: list[str]) -> int:
    """Run one command; return 0, or 1 when it cannot be done, with the reason on stderr."""
    arguments = _parser().parse_args(argv)
    commands = {"up": _up, "down": _down, "status": _status}
    try:
        return commands[arguments.command](arguments)
    except (LabUnavailableError, RuntimeError, TimeoutError, OSError) as error:
        print(f"lab: {error}", file=sys.stderr)
        return 1


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="dev.py lab", description="A real SSH node on loopback with a simulated GB10."
    )
    commands = parser.add_subparsers(dest="command", required=True)
    up = commands.add_parser("up", help="start the node, or show another scenario on it")
    up.add_argument(
        "--gb10",
        choices=tuple(gb10.SCENARIOS),
        default=gb10.DEFAULT_SCENARIO,
        metavar="SCENARIO",
        help="; ".join(f"{each.name}: {each.title}" for each in gb10.SCENARIOS.values()),
    )
    memory = up.add_mutually_exclusive_group()
    memory.add_argument(
        "--nvml-memory",
        choices=("not-supported", "total"),
        default="not-supported",
        help="what NVML says of memory: both are seen in the wild",
    )
    memory.add_argument(
        "--no-nvml", action="store_true", help="no NVML library, only the nvidia-smi program"
    )
    up.add_argument("--port", type=int, default=DEFAULT_PORT, help="default: %(default)s")
    down = commands.add_parser("down", help="stop the node")
    status = commands.add_parser("status", help="say whether it runs and how to reach it")
    for command in (up, down, status):
        command.add_argument("--name", default=DEFAULT_NAME, help="one of several nodes")
        command.add_argument("--json", action="store_true", help="print one JSON object")
    return parser


def _directory(arguments: argparse.Namespace) -> Path:
    name: str = arguments.name
    if not name.replace("-", "").replace("_", "").isalnum():
        raise RuntimeError(f"{name!r} is no name for a node: letters, digits, - and _")
    return Path(os.environ.get("SPARK_LAB_DIR", REPOSITORY / ".lab")).absolute() / name


def _running(directory: Path) -> LabNode | None:
    found = saved.load_from(directory / "state.json")
    if found is None:
        return None
    node = LabNode.attach(found, directory)
    if node is None:
        saved.forget(found)
    return node


def _up(arguments: argparse.Namespace) -> int:
    _get_packages(quiet=arguments.json)
    directory = _directory(arguments)
    directory.mkdir(parents=True, exist_ok=True)
    nvml = "none" if arguments.no_nvml else arguments.nvml_memory
    node = _running(directory)
    if node is not None:
        node.set_scenario(arguments.gb10, nvml=nvml)
    else:
        port = arguments.port
        if not sshd.is_free(port):
            port = sshd.free_port()
            print(f"lab: port {arguments.port} is taken, using {port}", file=sys.stderr)
        node = LabNode(
            scenario=arguments.gb10, nvml=nvml, port=port, directory=directory, stay=True
        )
        node.start()
    saved.save_to(directory / "state.json", node.save())
    _report(node, arguments)
    return 0


def _down(arguments: argparse.Namespace) -> int:
    directory = _directory(arguments)
    node = _running(directory)
    if node is not None:
        node.stop()
    (directory / "state.json").unlink(missing_ok=True)
    if arguments.json:
        print(json.dumps({"up": False}))
    else:
        print("The lab is down." if node is not None else "The lab was not up.")
    return 0


def _status(arguments: argparse.Namespace) -> int:
    node = _running(_directory(arguments))
    if node is not None:
        _report(node, arguments)
    elif arguments.json:
        print(json.dumps({"up": False}))
    else:
        start = [*LAB, "up", *_name_option(arguments)]
        _print_command("The lab is not up. Start it:", start)
    return 0


def _get_packages(*, quiet: bool) -> None:
    """Install what is missing, as root; without root the reason names the exact line."""
    if sys.platform.startswith("linux") and (needed := packages.missing()):
        if os.geteuid() != 0:
            line = packages.apt_line(needed)
            raise LabUnavailableError(f"the lab needs root, and packages: sudo {line}")
        if not quiet:
            print(f"Installing {' '.join(needed)} …", flush=True)
        packages.install(needed)
    if (reason := packages.why_not()) is not None:
        raise LabUnavailableError(reason)


def _report(node: LabNode, arguments: argparse.Namespace) -> None:
    facts: dict[str, object] = {
        "up": True,
        "url": node.url,
        "host": node.host,
        "port": node.port,
        "user": node.user,
        "password": None if node.limits else node.password,
        "identity": str(node.identity),
        "known_hosts": str(node.known_hosts),
        "fingerprint": node.host_key_fingerprint(),
        "scenario": node.scenario.name,
        "limits": list(node.limits),
    }
    if arguments.json:
        print(json.dumps(facts))
    else:
        _describe(node)
        _print_lab_commands(node, arguments)


def _describe(node: LabNode) -> None:
    print(f"A node with a simulated GB10 ({node.scenario.title}) listens at {node.url}")
    if not node.limits:
        print(f"  password   {node.password}")
    print(f"  host key   {node.host_key_fingerprint()} (ED25519)")
    for limit in node.limits:
        print(f"  note       {limit}")
    login = ["--identity", _short(node.identity), "--known-hosts", _short(node.known_hosts)]
    _print_command("Watch it:", [PROGRAM, "watch", "--json", "--count", "5", *login, node.url])
    _print_command("Run a command on it:", [PROGRAM, "exec", *login, node.url, "--", "nvidia-smi"])
    ssh = ["ssh", "-i", _short(node.identity), "-o", "IdentitiesOnly=yes"]
    known = ["-o", f"UserKnownHostsFile={_short(node.known_hosts)}"]
    _print_command("Or by OpenSSH:", [*ssh, *known, node.url])


def _print_lab_commands(node: LabNode, arguments: argparse.Namespace) -> None:
    others = [name for name in gb10.SCENARIOS if name != node.scenario.name]
    name = _name_option(arguments)
    port = [] if node.port == DEFAULT_PORT else ["--port", str(node.port)]
    _print_command(
        f"Another scenario ({', '.join(others)}); the node stays up:",
        [*LAB, "up", "--gb10", others[0], *name, *port],
    )
    _print_command("Stop it:", [*LAB, "down", *name])


def _name_option(arguments: argparse.Namespace) -> list[str]:
    return [] if arguments.name == DEFAULT_NAME else ["--name", arguments.name]


def _print_command(title: str, words: Sequence[str]) -> None:
    print(f"{title}\n  {shlex.join(words)}")


def _short(path: Path) -> str:
    """Return the path as seen from here, when it lies below."""
    here = Path.cwd()
    return str(path.relative_to(here)) if path.is_relative_to(here) else str(path)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
