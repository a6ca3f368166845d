"""`sources NODE`: what a node is read from, and the settings of what is asked beside its source."""

from __future__ import annotations

import argparse
import json
import time
from dataclasses import asdict, replace
from typing import Any

from app.cli.opening import Opener
from app.cli.terminal import say
from app.core.cancel import Cancel
from app.core.settings import SettingsStore
from app.core.units import iso_time
from app.services.telemetry.api import Sample, SourceState, SourceStatus
from app.services.telemetry.source_settings import NodeSources, load_sources, save_sources
from app.services.telemetry.watcher import Watcher, key_of
from app.transport.api import Session

INTERVAL_S = 1.0
PATIENCE_S = 30.0
"""Seconds after which what has not answered is told as it is."""


def run(options: argparse.Namespace, cancel: Cancel) -> int:
    """Save what the options change, look once who answers, print it."""
    opener = Opener.from_options(options)
    settings = SettingsStore(opener.paths.settings)
    session = opener.open(cancel)
    try:
        _save(settings, session, options)
        watcher = Watcher(settings, opener.secrets.recall)
        sample, found = _look(watcher, session, opener.node.name, cancel)
    finally:
        session.close()
    if options.json:
        print(json.dumps([_plain(each) for each in found], indent=2, ensure_ascii=False))
    else:
        _print(sample, found)
    return 0


def _save(settings: SettingsStore, session: Session, options: argparse.Namespace) -> None:
    before = load_sources(settings, key_of(session))
    wanted = _changed(before, options)
    if wanted != before:
        save_sources(settings, wanted)
        say("Saved.")


def _changed(before: NodeSources, options: argparse.Namespace) -> NodeSources:
    changes: dict[str, Any] = {
        name: value
        for name, value in (
            ("automatic", None if options.automatic is None else options.automatic == "on"),
            ("prometheus_url", options.prometheus),
            ("prometheus_instance", options.instance),
            ("engine_ports", options.engine_port and tuple(options.engine_port)),
            ("dcgm_ports", options.dcgm_port and tuple(options.dcgm_port)),
            (
                "node_exporter_ports",
                options.node_exporter_port and tuple(options.node_exporter_port),
            ),
        )
        if value is not None
    }
    return replace(before, **changes)


def _look(
    watcher: Watcher, session: Session, node: str, cancel: Cancel
) -> tuple[Sample, tuple[SourceStatus, ...]]:
    """Return the first sample after everybody was asked, and how each source is."""
    until = time.monotonic() + PATIENCE_S
    readings = watcher.watch(session, node, INTERVAL_S, cancel)
    for reading in readings:
        if watcher.has_looked(node) or time.monotonic() > until:
            return reading.sample, watcher.status(node)
    raise AssertionError("watching ends only by an error")


def _print(sample: Sample, found: tuple[SourceStatus, ...]) -> None:
    there = [each for each in found if each.state is not SourceState.ABSENT]
    rows = [(each.title, each.endpoint, each.state.value, _about(each, sample)) for each in there]
    widths = [max(len(row[column]) for row in rows) for column in range(3)]
    for row in rows:
        cells = (text.ljust(width) for text, width in zip(row, widths, strict=False))
        print("  ".join((*cells, row[3])).rstrip())
    absent = [each for each in found if each.state is SourceState.ABSENT]
    for reason in dict.fromkeys(each.reason for each in absent):
        places = ", ".join(each.endpoint for each in absent if each.reason == reason)
        print(f"{reason}: {places}")


def _about(status: SourceStatus, sample: Sample) -> str:
    """Say what a source told, or why it told nothing."""
    if status.state is not SourceState.READING:
        return status.reason
    if status.name == sample.source:
        return ""
    told = {name.split(".")[0] for name, origin in sample.origins.items() if origin == status.name}
    return ", ".join(sorted(told)) or "nothing that is not known already"


def _plain(status: SourceStatus) -> dict[str, Any]:
    seen = status.last_seen
    return asdict(status) | {"last_seen": None if seen is None else iso_time(seen)}
