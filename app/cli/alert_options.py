"""What `alerts` takes, and the JSON it prints; loads nothing else."""

from __future__ import annotations

import argparse
from typing import TYPE_CHECKING, Any

from app.cli.wording import add_command, wording

if TYPE_CHECKING:
    from app.core.cancel import Cancel

EPILOG = """\
Alerts come from the running window; without one from what it left, which is said on stderr.

JSON: source (window or file), and alerts, the worst first. JSON of one alert: id, node, rule,
title, text, severity (info, warning, critical), phase (pending, firing, resolved), metric, value
(in the metric's stored unit), value_text, since, fired_at, resolved_at and snoozed_until (UTC),
acknowledged, wants_attention, times_in_last_hour, evidence, advice. Fields may be added, none
changes its meaning.

Exit code: 0 when nothing wants attention, 8 when an alert fires that nobody acknowledged or
snoozed."""
REPLAY = """\
Goes through the rows that were recorded, with the rules as they are now. Detectors, limits of
sensors and silence need more than what is recorded and are left out. JSON: one object per change,
with its time."""


def add_alerts(commands: argparse._SubParsersAction[Any]) -> None:
    """Describe the command and its own commands."""
    alerts = add_command(commands, "alerts", "list what is wrong on the nodes", EPILOG)
    alerts.add_argument("--json", action="store_true", help="print JSON")
    alerts.set_defaults(run=_list)
    what = alerts.add_subparsers(dest="alerts_command", metavar="COMMAND")

    rules = what.add_parser("rules", **wording("list the rules"))
    rules.add_argument("--json", action="store_true", help="print JSON")
    rules.set_defaults(run=_rules)

    replay = add_command(what, "replay", "say what the rules make of what a node did", REPLAY)
    replay.add_argument("node", metavar="NODE", help="a saved name, or local")
    replay.add_argument(
        "--range", metavar="LENGTH", default="24h", help="how far back: 15m, 24h, 7d (default 24h)"
    )
    replay.add_argument("--json", action="store_true", help="print JSON")
    replay.set_defaults(run=_replay)

    test = what.add_parser("test", **wording("send a test message to a target"))
    test.add_argument("target", metavar="TARGET", help="what it is called in the window's Alerts")
    test.set_defaults(run=_test)


def _list(options: argparse.Namespace, cancel: Cancel) -> int:
    from app.cli.alerts import run_list

    return run_list(options, cancel)


def _rules(options: argparse.Namespace, cancel: Cancel) -> int:
    from app.cli.alerts import run_rules

    return run_rules(options, cancel)


def _replay(options: argparse.Namespace, cancel: Cancel) -> int:
    from app.cli.alerts import run_replay

    return run_replay(options, cancel)


def _test(options: argparse.Namespace, cancel: Cancel) -> int:
    from app.cli.alerts import run_test

    return run_test(options, cancel)
