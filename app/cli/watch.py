"""`watch NODE`: samples as lines for people, or as JSON for programs."""

from __future__ import annotations

import argparse
import json
import time
from collections.abc import Iterator

from app.cli.opening import Opener
from app.cli.terminal import say
from app.core import units
from app.core.cancel import Cancel
from app.core.errors import BadInput, SessionLost
from app.core.settings import SettingsStore
from app.services.telemetry.api import MAX_INTERVAL, MIN_INTERVAL, Reading, Sample
from app.services.telemetry.watcher import Watcher
from app.services.telemetry.wire import sample_to_json


def run(options: argparse.Namespace, cancel: Cancel) -> int:
    """Print samples until the count is reached or Ctrl-C."""
    if not MIN_INTERVAL <= options.interval <= MAX_INTERVAL:
        raise BadInput(f"--interval {options.interval:g} is outside 0.1 to 60 seconds.")
    opener = Opener.from_options(options)
    for printed, reading in enumerate(follow(opener, options.interval, cancel), start=1):
        if options.json:
            print(json.dumps(sample_to_json(reading.sample), ensure_ascii=False), flush=True)
        else:
            if reading.machine is not None and printed == 1:
                machine = reading.machine.product or reading.machine.os_name or "unknown machine"
                say(f"{opener.node.name}: {machine}")
            print(line(reading.sample), flush=True)
        if options.count and printed >= options.count:
            break
    return 0


def follow(opener: Opener, interval: float, cancel: Cancel) -> Iterator[Reading]:
    """Yield readings; a session that is lost is opened again, one that never opened is an error."""
    session = opener.open(cancel)
    watcher = Watcher(SettingsStore(opener.paths.settings), opener.secrets.recall)
    while True:
        try:
            yield from watcher.watch(session, opener.node.name, interval, cancel)
            return
        except SessionLost as error:
            say(f"{opener.node.name}: {error.message} Reconnecting …")
        finally:
            session.close()
        session = opener.open_again(cancel)


def line(sample: Sample) -> str:
    """One sample in one line."""
    memory = sample.memory
    used = (
        memory.total_bytes - memory.available_bytes
        if memory.total_bytes is not None and memory.available_bytes is not None
        else None
    )
    parts = [
        time.strftime("%H:%M:%S", time.localtime(sample.time)),
        f"memory {units.gib(used, unit=False)} of {units.gib(memory.total_bytes)}",
        f"CPU {units.percent(sample.cpu.percent)}",
    ]
    if not sample.gpus:
        reason = sample.reasons.get("gpus", "none is reported")
        parts.append(f"GPU {units.NOT_AVAILABLE} ({reason})")
    for gpu in sample.gpus:
        parts.append(
            f"{gpu.name} {units.percent(gpu.utilization_percent)} {units.watts(gpu.power_w)} "
            f"{units.celsius(gpu.temperature_c)} {units.frequency(gpu.sm_clock_mhz)}"
        )
    return "  ".join(parts)
