"""The command line. Data goes to stdout; errors are one line on stderr with a hint.

Exit codes: 0 done · 1 a check failed or something unexpected · 2 wrong usage, unknown node or bad
value · 3 unreachable or connection lost · 4 host key unknown or changed · 5 not let in · 6 the
remote command, file or container failed · 7 no telemetry there · 8 an alert wants attention ·
70 a bug · 130 interrupted. `exec` and `shell` return the remote command's own status, 255 where it
has none.
"""

from __future__ import annotations

import argparse
import io
import json
import os
import sys
from collections.abc import Callable
from typing import NoReturn, TypeAlias

from app import APP_NAME, APP_SLUG, __version__
from app.cli.alert_options import add_alerts
from app.cli.ask import add_ask
from app.cli.bench_options import add_bench
from app.cli.chat_options import add_chat
from app.cli.container_options import add_containers
from app.cli.deploy_options import add_deploy
from app.cli.disk_options import add_disk
from app.cli.documents_options import add_documents
from app.cli.fit_options import add_fit
from app.cli.image_options import add_images
from app.cli.interrupt import run_interruptibly
from app.cli.preflight_options import add_preflight
from app.cli.serving_options import add_models
from app.cli.shell_options import add_shell
from app.cli.terminal import say
from app.cli.tunnel_options import add_commands
from app.cli.wording import add_command, wording
from app.core.cancel import Cancel
from app.core.errors import (
    BadInput,
    Cancelled,
    CommandCenterError,
    InvariantBroken,
    UserError,
)
from app.core.log import redact, start_logging
from app.core.paths import user_paths

COMMANDS = (
    "nodes", "watch", "history", "alerts", "sources", "exec", "discover", "import", "key",
    "connect", "status", "tunnel", "containers", "container", "logs", "shell", "images", "pull",
    "volumes", "disk", "prune", "bench", "fit", "deploy", "models", "stop", "chat", "ask",
    "documents", "audit", "preflight", "doctor", "support-bundle",
)  # fmt: skip

Command = Callable[[argparse.Namespace, Cancel], int]


def main(argv: list[str]) -> int:
    """Run one command and return its exit code."""
    if isinstance(sys.stdout, io.TextIOWrapper):
        # Not every system's way to write text knows every character; stderr does so by itself.
        sys.stdout.reconfigure(errors="backslashreplace")
    argv, remote_argv = _split_command(argv)
    options = _parse(argv)
    options.argv = remote_argv
    start_logging(user_paths().log_file, verbose=options.verbose)
    try:
        code = run_interruptibly(options.run, options)
        sys.stdout.flush()
        return code
    except Cancelled as error:
        return error.exit_code
    except UserError as error:
        say(redact(f"{APP_SLUG}: {error}").replace("\n", " "))
        return error.exit_code
    except CommandCenterError as error:
        say(redact(f"{APP_SLUG}: {error}"))
        return error.exit_code
    except BrokenPipeError:
        # The reader of our output (`head`) went away: that is its right. Python would complain
        # again when it flushes stdout at exit.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 0
    except Exception as error:
        import logging

        logging.getLogger(__name__).exception("unexpected")
        say(redact(f"{APP_SLUG}: unexpected {type(error).__name__}: {error}"))
        return InvariantBroken.exit_code


def _parse(argv: list[str]) -> argparse.Namespace:
    """Read the options, or exit with one line that says what is wrong."""
    parser = build_parser()
    options = parser.parse_args(argv)
    for alone in ("smoke", "hidden"):
        if getattr(options, alone):
            parser.error(f"--{alone} goes with no other argument")
    if options.command is None:  # not by `required`: that would hide an unknown argument
        parser.error(f"a command is missing ({', '.join(COMMANDS)})")
    return options


def _split_command(argv: list[str]) -> tuple[list[str], list[str]]:
    """Cut `exec NODE … -- CMD …` in two: argparse would take options after NODE for the command."""
    if not {"exec", "shell"}.intersection(argv) or "--" not in argv:
        return argv, []
    cut = argv.index("--")
    return argv[:cut], argv[cut + 1 :]


class _Parser(argparse.ArgumentParser):
    """Says what is wrong in one line, like every other error."""

    def error(self, message: str) -> NoReturn:
        self.exit(BadInput.exit_code, f"{APP_SLUG}: {message}. See {self.prog} --help.\n")


Commands: TypeAlias = "argparse._SubParsersAction[_Parser]"  # noqa: SLF001 - it has no other name


def build_parser() -> argparse.ArgumentParser:
    """Describe the command line."""
    parser = _Parser(
        prog=APP_SLUG,
        description=(
            f"{APP_NAME} (unofficial). Without any argument it opens the window; with a link, "
            "dgxspark://node/NAME/PANE or dgxspark://node/NAME/tunnel/PORT, it shows that."
        ),
        epilog=(__doc__ or "").split("\n\n", 1)[1],
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("--version", action="version", version=f"{APP_SLUG} {__version__}")
    parser.add_argument("--verbose", action="store_true", help="also log to stderr")
    parser.add_argument(
        "--smoke", action="store_true", help="alone: open every pane, print versions, exit"
    )
    parser.add_argument(
        "--hidden", action="store_true", help="alone: only the tray icon, where there is a tray"
    )
    commands = parser.add_subparsers(dest="command", metavar="COMMAND")
    _add_nodes(commands)
    _add_watch(commands)
    _add_history(commands)
    add_alerts(commands)
    _add_sources(commands)
    _add_exec(commands)
    _add_discover(commands)
    _add_import(commands)
    _add_key_commands(commands)
    add_commands(commands, _add_node_options)
    add_containers(commands, _add_node_options)
    add_shell(commands, _add_node_options)
    add_images(commands, _add_node_options)
    add_disk(commands, _add_node_options)
    add_bench(commands, _add_way_in)
    add_fit(commands, _add_way_in, _positive)
    add_deploy(commands, _add_way_in, _positive)
    add_models(commands, _add_way_in)
    add_chat(commands, _add_way_in, _positive)
    add_ask(commands)
    add_documents(commands, _add_way_in, _positive)
    add_preflight(commands, _add_node_options)
    _add_doctor(commands)
    _add_support_bundle(commands)
    return parser


def _add_nodes(commands: Commands) -> None:
    nodes = commands.add_parser("nodes", **wording("list the saved nodes"))
    nodes.add_argument("--json", action="store_true", help="print JSON")
    nodes.set_defaults(run=_nodes)


def _add_doctor(commands: Commands) -> None:
    doctor = commands.add_parser("doctor", **wording("check this installation"))
    doctor.add_argument("--json", action="store_true", help="print JSON")
    doctor.set_defaults(run=_doctor)


def _add_support_bundle(commands: Commands) -> None:
    bundle = add_command(
        commands,
        "support-bundle",
        "show or save what somebody who helps has to know",
        "Secrets, serial numbers, addresses, and names of hosts and users are taken out. Nothing\n"
        "is sent, and no node is asked: read what it prints, then write the same with --save and\n"
        "hand the file over, or not.",
    )
    bundle.add_argument("--save", metavar="FILE", help="write a zip file instead of printing")
    bundle.set_defaults(run=_support_bundle)


def _add_node_options(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "node",
        metavar="NODE",
        help="a saved name, local, user@host[:port], or ssh://user@host:port",
    )
    _add_way_in(parser)


def _add_way_in(parser: argparse.ArgumentParser) -> None:
    """Add how to be let in; NODE itself may be an option of the command's own."""
    parser.add_argument("--identity", metavar="FILE", help="private key to offer first")
    parser.add_argument(
        "--accept-new-host-key",
        action="store_true",
        help="trust a key never seen before (a changed key is always refused)",
    )
    parser.add_argument(
        "--jump",
        metavar="HOSTS",
        help="jump hosts to its address, as ProxyJump: user@host:port,… (none: directly)",
    )
    parser.add_argument(
        "--known-hosts", metavar="FILE", help="use this file of trusted host keys instead of ours"
    )


def _add_watch(commands: Commands) -> None:
    watch = commands.add_parser("watch", **wording("print what a node is doing, live"))
    _add_node_options(watch)
    watch.add_argument("--json", action="store_true", help="one JSON object per sample")
    watch.add_argument(
        "--count", metavar="N", type=_positive, default=0, help="stop after N samples"
    )
    watch.add_argument(
        "--interval",
        metavar="SECONDS",
        type=float,
        default=1.0,
        help="time between samples, 0.1 to 60 (default 1)",
    )
    watch.set_defaults(run=_watch)


def _add_sources(commands: Commands) -> None:
    sources = commands.add_parser(
        "sources", **wording("say what a node is read from, and choose what else is asked")
    )
    _add_node_options(sources)
    sources.add_argument("--json", action="store_true", help="print JSON")
    sources.add_argument(
        "--automatic", choices=("on", "off"), help="ask exporters and engines on their usual ports"
    )
    for name, what in (
        ("--dcgm-port", "DCGM exporter"),
        ("--node-exporter-port", "node exporter"),
        ("--engine-port", "inference engine"),
    ):
        sources.add_argument(
            name, metavar="PORT", type=_positive, action="append", help=f"ask a further {what}"
        )
    sources.add_argument(
        "--prometheus", metavar="URL", help="http://host:9090 as the node sees it (empty: none)"
    )
    sources.add_argument(
        "--instance",
        metavar="NAME",
        help='the node\'s instance in that Prometheus, or label matchers: node="spark-1"',
    )
    sources.set_defaults(run=_sources)


def _add_history(commands: Commands) -> None:
    history = commands.add_parser("history", **wording("print what a node did before now"))
    history.add_argument("node", metavar="NODE", help="a saved name, or local")
    history.add_argument(
        "metrics", metavar="METRIC", nargs="*", help="such as cpu.percent or gpus.*.power_w"
    )
    history.add_argument("--list", action="store_true", help="list the node's metrics")
    history.add_argument(
        "--range", metavar="LENGTH", help="how far back: 15m, 24h, 7d, 4w (default 1h)"
    )
    history.add_argument("--start", metavar="TIME", help="as in 2026-11-21T09:30, or with a zone")
    history.add_argument("--end", metavar="TIME", help="the same (default: now)")
    history.add_argument(
        "--points",
        metavar="N",
        type=_positive,
        default=1440,
        help="about how many rows, each a mean, lowest and highest value (default 1440)",
    )
    form = history.add_mutually_exclusive_group()
    form.add_argument("--csv", action="store_true", help="print CSV")
    form.add_argument("--json", action="store_true", help="print JSON")
    history.set_defaults(run=_history)


def _add_exec(commands: Commands) -> None:
    execute = commands.add_parser(
        "exec", **wording("run a command on a node"), usage="%(prog)s NODE [options] -- CMD …"
    )
    _add_node_options(execute)
    execute.add_argument(
        "--timeout",
        metavar="SECONDS",
        type=float,
        default=0.0,
        help="end it after that long (default: no limit)",
    )
    execute.set_defaults(run=_exec)


def _add_discover(commands: Commands) -> None:
    find = commands.add_parser(
        "discover", **wording("list machines that announce themselves on the network, live")
    )
    find.add_argument("--seconds", type=float, default=10.0, help="how long to search (default 10)")
    find.add_argument("--json", action="store_true", help="one JSON object per change")
    find.add_argument(
        "--interface",
        metavar="ADDRESS",
        action="append",
        help="search only from this IPv4 address of this computer; may be repeated",
    )
    find.set_defaults(run=_discover)


def _add_import(commands: Commands) -> None:
    importer = commands.add_parser(
        "import", **wording("save the hosts of ~/.ssh/config or NVIDIA Sync as nodes")
    )
    importer.add_argument("file", metavar="FILE", nargs="?", help="default: the usual place")
    importer.add_argument(
        "--from",
        dest="source",
        choices=("ssh-config", "nvidia-sync"),
        default="ssh-config",
        help="what kind of file it is (default ssh-config)",
    )
    importer.add_argument("--dry-run", action="store_true", help="only say what would be added")
    importer.add_argument("--json", action="store_true", help="print JSON")
    importer.set_defaults(run=_import)


def _add_key_commands(commands: Commands) -> None:
    key = commands.add_parser("key", **wording("log in to a node by key instead of by password"))
    what = key.add_subparsers(dest="key_command", metavar="COMMAND", required=True)
    for name, words in (
        ("install", "let this computer's key in; the password is used once and not kept"),
        ("revoke", "take the line of this computer's key out again"),
        ("status", "say whether this computer's key is let in"),
    ):
        command = what.add_parser(name, **wording(words))
        _add_node_options(command)
        command.add_argument("--key", metavar="FILE", help="private key to use instead of our own")
        if name == "status":
            command.add_argument("--json", action="store_true", help="print JSON")
        else:
            command.add_argument("--yes", action="store_true", help="change the node unasked")
        command.set_defaults(run=_key)


def _positive(text: str) -> int:
    number = int(text)
    if number < 1:
        raise argparse.ArgumentTypeError("must be 1 or more")
    return number


def _nodes(options: argparse.Namespace, _cancel: Cancel) -> int:
    from app.core.settings import SettingsStore
    from app.hosts.nodes import NodeBook

    nodes = NodeBook(SettingsStore(user_paths().settings)).all()
    if options.json:
        rows = [
            {"name": node.name, "target": node.target, "host_key": node.host_key or None}
            for node in nodes
        ]
        print(json.dumps(rows, indent=2, ensure_ascii=False))
        return 0
    width = max(len(node.name) for node in nodes)
    for node in nodes:
        print(f"{node.name:<{width}}  {node.target:<32}  {node.host_key}".rstrip())
    return 0


def _history(options: argparse.Namespace, cancel: Cancel) -> int:
    from app.cli.history import run

    return run(options, cancel)


def _watch(options: argparse.Namespace, cancel: Cancel) -> int:
    from app.cli.watch import run

    return run(options, cancel)


def _sources(options: argparse.Namespace, cancel: Cancel) -> int:
    from app.cli.sources import run

    return run(options, cancel)


def _exec(options: argparse.Namespace, cancel: Cancel) -> int:
    from app.cli.execute import run

    return run(options, cancel)


def _discover(options: argparse.Namespace, cancel: Cancel) -> int:
    from app.cli.discover import run

    return run(options, cancel)


def _key(options: argparse.Namespace, cancel: Cancel) -> int:
    from app.cli.key import run

    return run(options, cancel)


def _import(options: argparse.Namespace, cancel: Cancel) -> int:
    from app.cli.importing import run

    return run(options, cancel)


def _doctor(options: argparse.Namespace, _cancel: Cancel) -> int:
    from app.cli.doctor import run

    return run(as_json=options.json)


def _support_bundle(options: argparse.Namespace, cancel: Cancel) -> int:
    from app.cli.support_bundle import run

    return run(options, cancel)
