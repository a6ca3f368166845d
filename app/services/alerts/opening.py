"""How a watch begins: rules, what a former run left, and every detector there is."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from app.services.alerts.api import Rule
from app.services.alerts.engine import AlertEngine
from app.services.alerts.file import AlertFile
from app.services.alerts.monitor import Monitor
from app.services.detectors.api import DetectorSpec


def open_monitor(path: Path, rules: Sequence[Rule], time: float) -> tuple[Monitor, AlertFile, str]:
    """Return the watch, the file that keeps it, and what of the file is lost (in a worker)."""
    file = AlertFile(path)
    loaded = file.load()
    engine = AlertEngine(rules, loaded.state)
    engine.set_rules(rules, time)  # ends what no rule looks at any more
    return Monitor(engine, all_detectors()), file, loaded.problem


def all_detectors() -> list[DetectorSpec]:
    """Return every kind of fault that is recognised."""
    import app.services.detectors
    from app.core.discovery import discover

    return discover(app.services.detectors, "DETECTOR", DetectorSpec)
