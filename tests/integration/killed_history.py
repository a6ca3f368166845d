"""Writes a history in processes that are killed, again and again. Run by test_history_kill.py.

Prints one JSON line: how many rows were said to be on disk, which of them are missing, what SQLite
says of the file. Each process begins another slot, so that it also makes blocks of the rows before.
"""

from __future__ import annotations

import json
import os
import random
import signal
import sys
import time
from pathlib import Path

import numpy as np

from app.services.history import database, writer  # before the first fork
from app.services.history.reader import Reader
from app.services.history.store import HistoryStore

START = 1_790_000_100.0 // 900 * 900
ROWS = 5
writer.CHORES_S = 0.05


def write_on(path: Path, number: int, committed: int) -> None:
    """Add rows for ever; say after each commit how many there are."""
    begin = START + 900 * number
    store = HistoryStore(path, clock=lambda: begin)
    store.start()
    row = 0
    while True:
        for _ in range(ROWS):
            store.add("spark", begin + row / 100, {"number": number, "row": row})
            row += 1
        if store.flush():
            os.write(committed, row.to_bytes(4, "big"))


def kill_one(path: Path, number: int, chance: random.Random) -> int:
    """Start a process, kill it at some moment, and return how many rows it said were on disk."""
    reading, writing = os.pipe()
    child = os.fork()
    if child == 0:
        os.close(reading)
        write_on(path, number, writing)
    os.close(writing)
    first = os.read(reading, 4)
    time.sleep(chance.uniform(0.0, 0.06))
    os.kill(child, signal.SIGKILL)
    os.waitpid(child, 0)
    said = first
    while more := os.read(reading, 65_536):
        said += more
    os.close(reading)
    return int.from_bytes(said[len(said) // 4 * 4 - 4 : len(said) // 4 * 4], "big")


def main(path: Path, times: int) -> None:
    """Kill, look, and report."""
    chance = random.Random(1)
    total, missing = 0, []
    for number in range(times):
        rows = kill_one(path, number, chance)
        begin = START + 900 * number
        with Reader(path) as reader:
            known = reader.stretch("spark", ("row",), begin, begin + 900, 10**6).series["row"]
        if known.mean[:rows].tolist() != list(range(rows)):
            missing.append(number)
        total += rows
    store = HistoryStore(path, clock=lambda: START + 900 * times)
    store.start()
    store.add("spark", START + 900 * times, {"number": times})
    store.close()
    with Reader(path) as reader:
        end = START + 900 * times
        kept = reader.stretch("spark", ("row",), START, end, 10**6).series["row"].mean
        minutes = reader.stretch("spark", ("row",), START, end, 15 * times).series["row"]
    connection = database.open_for_reading(path)
    check = connection.execute("PRAGMA integrity_check").fetchone()[0]
    connection.close()
    print(
        json.dumps(
            {
                "committed": total,
                "kept": int(np.isfinite(kept).sum()),
                "missing_in": missing,
                "minutes_in": len({t // 900 for t in minutes.times.tolist()}),
                "check": check,
            }
        )
    )


if __name__ == "__main__":
    main(Path(sys.argv[1]), int(sys.argv[2]))
