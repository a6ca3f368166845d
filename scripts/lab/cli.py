"""`dev.py lab [up|down|status]`: keep nodes running between commands.

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
from typing import Any

from scripts.lab import gb10, network, packages, saved, sshd
from scripts.lab.machine import REPOSITORY, LabUnavailableError
from scripts.lab.node import LabNode

DEFAULT_PORT = 2222
DEFAULT_NAME = "default"
JUMP = "jump"
BEHIND = "behind"
PROGRAM = ".venv/bin/spark-command-center"
LAB = ("python3", "scripts/dev.py", "lab")


def main(argv: list[str]) -> int:
    """Run one command; return 0, or 1 when it cannot be done, with the reason on stderr."""
    arguments = _parser().parse_args(argv if argv[:1] else ["all"])
    commands = {"all": _all, "up": _up, "down": _down, "stop": _down, "status": _status}
    try:
        return commands[arguments.command](arguments)
    except (LabUnavailableError, RuntimeError, TimeoutError, OSError) as error:
        print(f"lab: {error}", file=sys.stderr)
        return 1


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="dev.py lab", description="Real SSH nodes on this computer, with a simulated GB10."
    )
    commands = parser.add_subparsers(dest="command", required=True)
    everything = commands.add_parser(
        "all", help="start two nodes and a jump host (what `lab` alone does)"
    )
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
    down = commands.add_parser("down", aliases=["stop"], help="stop all nodes, or one")
    status = commands.add_parser("status", help="say what runs and how to reach it")
    up.add_argument("--name", default=DEFAULT_NAME, help="one of several nodes")
    for command in (down, status):
        command.add_argument("--name", help="only this node")
    for command in (everything, up, down, status):
        command.add_argument("--json", action="store_true", help="print one JSON object")
    return parser


def _home() -> Path:
    return Path(os.environ.get("SPARK_LAB_DIR", REPOSITORY / ".lab")).absolute()


def _directory(name: str) -> Path:
    if not name.replace("-", "").replace("_", "").isalnum():
        raise RuntimeError(f"{name!r} is no name for a node: letters, digits, - and _")
    return _home() / name


def _chosen(name: str | None) -> list[str]:
    """Return the node that was named, or every one that was started, the default first."""
    if name is not None:
        return [name]
    started = {path.parent.name for path in _home().glob("*/state.json")}
    return [DEFAULT_NAME, *sorted(started - {DEFAULT_NAME}, key=_nearest_first)]


def _nearest_first(name: str) -> tuple[bool, str]:
    return name != JUMP, name


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
    nvml = "none" if arguments.no_nvml else arguments.nvml_memory
    node = _running(_directory(arguments.name))
    if node is not None:
        node.set_scenario(arguments.gb10, nvml=nvml)
    else:
        port = arguments.port
        if not sshd.is_free(port):
            port = sshd.free_port()
            print(f"lab: port {arguments.port} is taken, using {port}", file=sys.stderr)
        node = _start(arguments.name, scenario=arguments.gb10, nvml=nvml, port=port)
    _save(arguments.name, node)
    _report({arguments.name: node}, as_json=arguments.json)
    return 0


def _all(arguments: argparse.Namespace) -> int:
    """Start what a home has: a box on the desk, a jump host, a box behind it."""
    _get_packages(quiet=arguments.json)
    nodes = {name: _running(_directory(name)) for name in (DEFAULT_NAME, JUMP, BEHIND)}
    own_network = network.permitted()
    if nodes[DEFAULT_NAME] is None:
        port = DEFAULT_PORT if sshd.is_free(DEFAULT_PORT) else sshd.free_port()
        nodes[DEFAULT_NAME] = _start(DEFAULT_NAME, port=port)
    if nodes[JUMP] is None:
        if (cut_off := nodes.pop(BEHIND)) is not None:
            cut_off.stop()
        nodes |= {JUMP: _start(JUMP, network=own_network, hostname="jump-lab"), BEHIND: None}
    if nodes[BEHIND] is None:
        jump = nodes[JUMP] if own_network else None
        nodes[BEHIND] = _start(BEHIND, scenario="loaded", behind=jump, hostname="spark-behind")
    running = {name: node for name, node in nodes.items() if node is not None}
    for name, node in running.items():
        if node.page_port is None and name != JUMP:
            node.serve_page()
        _save(name, node)
    _report(running, as_json=arguments.json)
    return 0


def _start(name: str, **how: Any) -> LabNode:  # noqa: ANN401 - what LabNode takes
    directory = _directory(name)
    directory.mkdir(parents=True, exist_ok=True)
    node = LabNode(directory=directory, stay=True, **how)
    node.start()
    return node


def _save(name: str, node: LabNode) -> None:
    saved.save_to(_directory(name) / "state.json", node.save())


def _down(arguments: argparse.Namespace) -> int:
    stopped = 0
    for name in _chosen(arguments.name):
        directory = _directory(name)
        node = _running(directory)
        if node is not None:
            node.stop()
            stopped += 1
        (directory / "state.json").unlink(missing_ok=True)
    if arguments.json:
        print(json.dumps({"up": False}))
    else:
        print("The lab is down." if stopped else "The lab was not up.")
    return 0


def _status(arguments: argparse.Namespace) -> int:
    found = {name: _running(_directory(name)) for name in _chosen(arguments.name)}
    running = {name: node for name, node in found.items() if node is not None}
    if running:
        _report(running, as_json=arguments.json)
    elif arguments.json:
        print(json.dumps({"up": False}))
    else:
        start = [*LAB, "up", *_name_option(arguments.name or DEFAULT_NAME)]
        _print_command("The lab is not up. Start it:", start)
    return 0


def _get_packages(*, quiet: bool) -> None:
    """Install what is missing, as root; without root the reason names the exact line."""
    if sys.platform.startswith("linux") and (needed := packages.missing(docker=False)):
        if os.geteuid() != 0:
            line = packages.apt_line(needed)
            raise LabUnavailableError(f"the lab needs root, and packages: sudo {line}")
        if not quiet:
            print(f"Installing {' '.join(needed)} …", flush=True)
        packages.install(needed)
    if (reason := packages.why_not()) is not None:
        raise LabUnavailableError(reason)


def _report(nodes: dict[str, LabNode], *, as_json: bool) -> None:
    """Say how to reach each node; JSON has the first one's facts on top, as for a single node."""
    facts = [_facts(name, node) for name, node in nodes.items()]
    if as_json:
        print(json.dumps({**facts[0], **({"others": facts[1:]} if facts[1:] else {})}))
        return
    for number, (name, node) in enumerate(nodes.items()):
        if number:
            print()
        _describe(name, node)
        if number == 0 and name not in (JUMP, BEHIND):
            _print_scenarios(name, node)
    only = next(iter(nodes)) if len(nodes) == 1 else DEFAULT_NAME
    _print_command("Stop it:", [*LAB, "down", *_name_option(only)])


def _facts(name: str, node: LabNode) -> dict[str, object]:
    return {
        "up": True,
        "name": name,
        "url": node.url,
        "host": node.host,
        "port": node.port,
        "user": node.user,
        "password": None if node.limits else node.password,
        "identity": str(node.identity),
        "known_hosts": str(node.known_hosts),
        "fingerprint": node.host_key_fingerprint(),
        "scenario": node.scenario.name,
        "page_port": node.page_port,
        "limits": list(node.limits),
    }


def _describe(name: str, node: LabNode) -> None:
    if name == JUMP:
        print(f"A jump host listens at {node.url}")
    else:
        print(f"A node with a simulated GB10 ({node.scenario.title}) listens at {node.url}")
    if name == BEHIND and node.cable is not None:
        print("  route      only through the jump host, whose keys are let in here, too")
    elif name in (JUMP, BEHIND) and node.cable is None:
        print("  note       reached directly: network namespaces are not permitted here")
    if not node.limits:
        print(f"  password   {node.password}")
    print(f"  host key   {node.host_key_fingerprint()} (ED25519)")
    if node.page_port is not None:
        print(f"  web page   port {node.page_port} on its loopback (in place of the DGX Dashboard)")
    for limit in node.limits:
        print(f"  note       {limit}")
    behind = name == BEHIND and node.cable is not None
    _print_ways(node, _running(_directory(JUMP)) if behind else None)


def _print_ways(node: LabNode, jump: LabNode | None) -> None:
    if jump is not None:
        print(f"  jump host  {jump.user}@{jump.host}:{jump.port}")
        print(f"  key        {_short(node.identity)}, for both")
        through = shlex.join([*_openssh(node), "-W", "%h:%p", jump.url])
        line = [*_openssh(node), "-o", f"ProxyCommand={through}", node.url]
        _print_command("By OpenSSH:", line)
        return
    login = ["--identity", _short(node.identity), "--known-hosts", _short(node.known_hosts)]
    _print_command("Watch it:", [PROGRAM, "watch", "--json", "--count", "5", *login, node.url])
    _print_command("Run a command on it:", [PROGRAM, "exec", *login, node.url, "--", "nvidia-smi"])
    _print_command("Or by OpenSSH:", [*_openssh(node), node.url])


def _openssh(node: LabNode) -> list[str]:
    known = ["-o", f"UserKnownHostsFile={_short(node.known_hosts)}"]
    return ["ssh", "-i", _short(node.identity), "-o", "IdentitiesOnly=yes", *known]


def _print_scenarios(name: str, node: LabNode) -> None:
    others = [other for other in gb10.SCENARIOS if other != node.scenario.name]
    port = [] if node.port == DEFAULT_PORT else ["--port", str(node.port)]
    _print_command(
        f"Another scenario ({', '.join(others)}); the node stays up:",
        [*LAB, "up", "--gb10", others[0], *_name_option(name), *port],
    )


def _name_option(name: str) -> list[str]:
    return [] if name == DEFAULT_NAME else ["--name", name]


def _print_command(title: str, words: Sequence[str]) -> None:
    print(f"{title}\n  {shlex.join(words)}")


def _short(path: Path) -> str:
    """Return the path as seen from here, when it lies below."""
    here = Path.cwd()
    return str(path.relative_to(here)) if path.is_relative_to(here) else str(path)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
