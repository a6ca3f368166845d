"""`alerts`: what is wrong on the nodes, which rules say so, and what they would have said."""

from __future__ import annotations

import argparse
import json
import time
from collections.abc import Sequence
from datetime import datetime
from typing import Any

from app.cli.history import span_of
from app.cli.terminal import say
from app.core.cancel import Cancel
from app.core.errors import BadInput, HistoryUnavailable, UserError
from app.core.instance import WINDOW, ask_all
from app.core.paths import Paths, user_paths
from app.core.settings import SettingsStore
from app.core.units import date_and_clock, duration
from app.hosts.nodes import NodeBook
from app.hosts.secrets import SecretStore
from app.services.alerts.api import AlertChange, AlertPhase, Comparison, Rule, Severity
from app.services.alerts.engine import AlertEngine
from app.services.alerts.file import AlertFile
from app.services.alerts.notify import TEST_SUBJECT, TEST_TEXT, address_of, send
from app.services.alerts.replay import replay, replayable, stored_rows
from app.services.alerts.settings import AlertSettings
from app.services.alerts.wire import alert_to_json, change_to_json, rule_to_json
from app.services.alerts.words import sentence, unit_of
from app.services.history.keys import history_key
from app.services.history.reader import Reader

ATTENTION = 8
"""Exit code when an alert fires that nobody took note of."""
NO_WINDOW = "No window runs: this is what it knew when it was closed."


def run_list(options: argparse.Namespace, _cancel: Cancel) -> int:
    """Print the alerts; the exit code says whether one wants attention."""
    paths = user_paths()
    source, alerts = _asked(paths)
    if source == "file":
        say(NO_WINDOW)
    if options.json:
        print(json.dumps({"source": source, "alerts": alerts}, indent=2, ensure_ascii=False))
    elif not alerts:
        print("Nothing is wrong.")
    else:
        width = max(len(alert["node"]) for alert in alerts)
        for alert in alerts:
            print(_line(alert, width))
    return ATTENTION if any(alert["wants_attention"] for alert in alerts) else 0


def run_rules(options: argparse.Namespace, _cancel: Cancel) -> int:
    """Print the rules."""
    rules = _settings(user_paths()).all_rules()
    if options.json:
        print(json.dumps([rule_to_json(rule) for rule in rules], indent=2, ensure_ascii=False))
        return 0
    width = max(len(rule.id) for rule in rules)
    for rule in rules:
        off = "" if rule.enabled else "  (off)"
        print(f"{rule.id:<{width}}  {rule.severity.value:<8}  {_condition(rule)}{off}")
    return 0


def run_replay(options: argparse.Namespace, cancel: Cancel) -> int:
    """Print what the rules make of the rows that were recorded."""
    paths = user_paths()
    node = NodeBook(SettingsStore(paths.settings)).find(options.node)
    start, end = span_of(options.range, None, None, time.time())
    rules = _settings(paths).all_rules()
    changes = []
    key = history_key(node)
    with Reader(paths.history) as reader:
        if reader.span(key) is None:
            raise HistoryUnavailable(
                f"Nothing is recorded of {node.name} yet.", "It is while the window is connected."
            )
        rows = stored_rows(reader, key, rules, start, end)
        for change in replay(rules, node.id, rows):
            cancel.raise_if_cancelled()
            changes.append(change)
    left_out = len(rules) - len(replayable(rules))
    say(f"{left_out} of {len(rules)} rules need more than what is recorded and are left out.")
    if options.json:
        found = [change_to_json(change, node.name) for change in changes]
        print(json.dumps(found, indent=2, ensure_ascii=False))
    else:
        _print_changes(changes)
    return 0


def run_test(options: argparse.Namespace, cancel: Cancel) -> int:
    """Send a test message; raises NotDelivered when it does not arrive."""
    paths = user_paths()
    settings = SettingsStore(paths.settings)
    targets = _settings(paths).targets
    target = next((each for each in targets if options.target in (each.label, each.id)), None)
    if target is None:
        names = ", ".join(f"“{each.label}”" for each in targets)
        raise BadInput(
            f"There is no target “{options.target}”.",
            f"There are: {names}." if names else "Add one in the window, in Alerts.",
        )
    url = address_of(SecretStore(settings), target, cancel)
    send(url, TEST_SUBJECT, TEST_TEXT, Severity.INFO, cancel, retry_after_s=())
    print(f"The message to “{target.label}” was taken.")
    return 0


def _asked(paths: Paths) -> tuple[str, list[dict[str, Any]]]:
    """Ask the window, else read what it left."""
    for reply in ask_all(paths.runtime, "alerts", role=WINDOW):
        if "alerts" not in reply.body:
            raise UserError(reply.body.get("error", "The window does not tell its alerts."))
        return "window", reply.body["alerts"]
    names = {node.id: node.name for node in NodeBook(SettingsStore(paths.settings)).all()}
    engine = AlertEngine(state=AlertFile(paths.alerts).read())
    active = [alert for alert in engine.active() if alert.node in names]
    return "file", [alert_to_json(alert, names[alert.node]) for alert in active]


def _settings(paths: Paths) -> AlertSettings:
    return SettingsStore(paths.settings).load(AlertSettings.SECTION, AlertSettings)


def _line(alert: dict[str, Any], width: int) -> str:
    notes = [f"{alert['phase']} since {_local(alert['fired_at'] or alert['since'])}"]
    if alert["acknowledged"]:
        notes.append("acknowledged")
    if alert["snoozed_until"]:
        notes.append(f"snoozed until {_local(alert['snoozed_until'])}")
    return (
        f"{alert['node']:<{width}}  {alert['severity']:<8}  {alert['text']}  ({', '.join(notes)})"
    )


def _local(moment: str) -> str:
    """Return a time of the JSON as the clock of this computer shows it."""
    return date_and_clock(datetime.fromisoformat(moment).timestamp())


def _condition(rule: Rule) -> str:
    if rule.comparison is Comparison.DETECTED:
        return f"{rule.title}: detector {rule.metric}"
    level = unit_of(rule.metric).format(rule.level)
    lasting = f" for {duration(rule.for_s)}" if rule.for_s else ""
    return f"{rule.title}: {rule.metric} {rule.comparison.value} {level}{lasting}"


def _print_changes(changes: Sequence[AlertChange]) -> None:
    """Print when alerts fired and ended."""
    told = [change for change in changes if change.alert.fired_at is not None]
    for change in told:
        word = "over" if change.alert.phase is AlertPhase.RESOLVED else "fired"
        severity = change.alert.rule.severity.value
        print(f"{date_and_clock(change.time)}  {word:<5}  {severity:<8}  {sentence(change.alert)}")
    if not told:
        print("No rule would have fired.")
