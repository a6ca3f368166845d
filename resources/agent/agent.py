"""The agent: prints one JSON line per tick about the machine it runs on.

It is sent over standard input of `python3` (see `app/services/telemetry/sources/agent.py`), so
nothing is written to the machine's disk. Standard input stays open as the control line: a line
`interval 0.1` changes the pace, end of file ends the agent. It uses the standard library only and
must run on Python 3.6 with LC_ALL=C, hence no `from __future__ import annotations`.

By hand: `python3 resources/agent/agent.py --interval 1 --count 3`

The first line is `{"spark_agent": 1, …}`: what stays the same. Each line after it is a tick:
`t` steady seconds, `w` Unix seconds when sent, `f` the text of /proc files, `slow` what is read
once a second (only in ticks that read it), `gpu` the GPUs, `e` errors by name.
"""

# Python 3.6 knows neither list[int] nor X | None.
# ruff: noqa: UP006, UP035
import argparse
import json
import os
import select
import signal
import sys
import time
import traceback
from typing import Any, Dict

import agent_gpu
import agent_processes
import agent_system

PROTOCOL = 1
MIN_INTERVAL = 0.1
MAX_INTERVAL = 60.0
SLOW_S = 1.0
FIRST_S = 0.2
"""Seconds from the first tick, which only sets counters, to the second."""
FIRST_PATIENCE = 3.0
"""Seconds the first tick waits for the driver, which may have to wake the GPU."""


def patience(interval: float) -> float:
    """Return the seconds that a tick waits for the driver, to show it as it is now."""
    return min(FIRST_PATIENCE, interval / 2)


def write_line(value: Dict[str, Any]) -> None:
    """Write one line to standard output, at once and whole."""
    data = json.dumps(value, separators=(",", ":")).encode("ascii") + b"\n"
    while data:
        data = data[os.write(1, data) :]


class Control:
    """Standard input: sleeps until the next tick, hears new intervals and the end."""

    def __init__(self, interval: float, listen: bool) -> None:
        self.interval = interval
        self.listen = listen
        self.pending = b""

    def sleep_until(self, moment: float) -> bool:
        """Sleep; False when standard input has ended. Returns early for a new interval."""
        while True:
            left = moment - time.monotonic()
            if left <= 0:
                return True
            if not self.listen:
                time.sleep(left)
                return True
            if not select.select([0], [], [], left)[0]:
                return True
            data = os.read(0, 4096)
            if not data:
                return False
            if self._heard(data):
                return True

    def _heard(self, data: bytes) -> bool:
        lines = (self.pending + data).split(b"\n")
        self.pending = lines.pop()[-256:]
        changed = False
        for line in lines:
            words = line.split()
            if len(words) == 2 and words[0] == b"interval":
                try:
                    self.interval = min(max(float(words[1]), MIN_INTERVAL), MAX_INTERVAL)
                    changed = True
                except ValueError:
                    pass
        return changed


class Ticker:
    """Builds the lines."""

    def __init__(self) -> None:
        self.gpu = agent_gpu.GpuReader()
        self.fast = agent_system.FastFiles()
        self.slow = agent_system.SlowGroups(self.fast)
        self.slow_at = -SLOW_S

    def tick(self, patience: float) -> Dict[str, Any]:
        """Return one tick."""
        errors: Dict[str, str] = {}
        gpu = self.gpu.read(patience)
        now = agent_system.clock()
        line = {"t": now, "f": self.fast.read(errors), "gpu": gpu}
        if now - self.slow_at >= SLOW_S * 0.95:
            self.slow_at = now
            line["slow"] = self.slow.read(errors, agent_processes.gpu_pids(gpu))
        if errors:
            line["e"] = errors
        line["w"] = time.time()
        return line


def run(interval: float, count: int, listen: bool) -> None:
    """Print the hello and then ticks, until `count` (0: for ever) or end of input."""
    hello = {"spark_agent": PROTOCOL, "python": sys.version.split()[0]}
    hello.update(agent_system.machine())
    ticker = Ticker()
    control = Control(interval, listen)
    status = 0
    try:
        os.write(1, b"\n")  # ends whatever a login script left on this line
        write_line(hello)
        write_line(ticker.tick(FIRST_PATIENCE))
        due = time.monotonic() + min(FIRST_S, interval)
        sent = 0
        while control.sleep_until(due):
            write_line(ticker.tick(patience(control.interval)))
            sent += 1
            if sent == count:
                break
            now = time.monotonic()
            due = due + control.interval
            if not now < due <= now + control.interval:
                due = now + control.interval  # too slow, asleep, or a new pace: start over
    except (BrokenPipeError, ConnectionError, KeyboardInterrupt):
        pass
    except Exception:
        status = 1
        traceback.print_exc()
    finally:
        ticker.gpu.close()
        sys.stderr.flush()
        os._exit(status)  # a thread may hang inside the driver: do not wait for it


def main() -> None:
    """Read the arguments and run."""
    parser = argparse.ArgumentParser(description="Print one JSON line per tick.")
    parser.add_argument("--interval", type=float, default=1.0)
    parser.add_argument("--count", type=int, default=0)
    parser.add_argument("--no-stdin", action="store_true", help="run on when stdin ends")
    options = parser.parse_args()
    listen = not options.no_stdin and not (options.count and sys.stdin.isatty())
    for number in (signal.SIGTERM, signal.SIGHUP):  # as Ctrl-C: children are ended, too
        signal.signal(number, signal.default_int_handler)
    run(min(max(options.interval, MIN_INTERVAL), MAX_INTERVAL), options.count, listen)


if __name__ == "__main__":
    main()
