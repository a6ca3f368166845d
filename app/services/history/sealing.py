"""From rows as they were written to blocks of every tier: what happens when a slot is over.

All of it runs inside a transaction of the caller's. Doing it again changes nothing: each tier is
made from the finer one, as it is on disk.
"""

from __future__ import annotations

import json
import sqlite3

import numpy as np

from app.core.i18n import tr
from app.services.history import blocks
from app.services.history.api import Tier
from app.services.history.blocks import Block

SECOND = 1000
SLOTS: dict[Tier, int] = {
    Tier.RAW: 900 * SECOND,
    Tier.MINUTE: 3600 * SECOND,
    Tier.QUARTER: 86400 * SECOND,
    Tier.HOUR: 7 * 86400 * SECOND,
}
"""Milliseconds of one block of each tier. Each is whole slots of the tier before."""
SLOT = SLOTS[Tier.RAW]


class Layouts:
    """The numbers that stand for machines and for lists of metrics, as they are in one file.

    What a transaction added must be forgotten (`clear`) when it is rolled back.
    """

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._connection = connection
        self._machines: dict[str, int] = {}
        self._layouts: dict[tuple[str, ...], int] = {}
        self._metrics: dict[int, tuple[str, ...]] = {}

    def clear(self) -> None:
        """Forget what is known."""
        self._machines.clear()
        self._layouts.clear()
        self._metrics.clear()

    def machine(self, key: str) -> int:
        """Return the number of a machine, a new one for a new machine."""
        if key not in self._machines:
            execute = self._connection.execute
            execute("INSERT INTO machines(key) VALUES(?) ON CONFLICT DO NOTHING", (key,))
            found = execute("SELECT id FROM machines WHERE key=?", (key,)).fetchone()
            self._machines[key] = _number(found)
        return self._machines[key]

    def number(self, metrics: tuple[str, ...]) -> int:
        """Return the number of a list of metrics, a new one for a new list."""
        if metrics not in self._layouts:
            execute, text = self._connection.execute, json.dumps(metrics)
            execute("INSERT INTO layouts(metrics) VALUES(?) ON CONFLICT DO NOTHING", (text,))
            found = execute("SELECT id FROM layouts WHERE metrics=?", (text,)).fetchone()
            self._layouts[metrics] = _number(found)
        return self._layouts[metrics]

    def metrics(self, number: int) -> tuple[str, ...]:
        """Return the metrics that a number stands for."""
        if number not in self._metrics:
            query = "SELECT metrics FROM layouts WHERE id=?"
            found = self._connection.execute(query, (number,)).fetchone()
            self._metrics[number] = decode_metrics(found and found[0])
        return self._metrics[number]


def _number(found: tuple[object] | None) -> int:
    """Read the number of what was just looked up or added: a damaged file may have none."""
    number = found and found[0]
    if not isinstance(number, int):
        raise blocks.DamagedBlock(tr("a machine or a list of metrics has no number"))
    return number


def decode_metrics(text: object) -> tuple[str, ...]:
    """Read a list of metrics as it stands in the file.

    Raises:
        DamagedBlock: It is none.
    """
    try:
        metrics = json.loads(text)  # type: ignore[arg-type]
    except (TypeError, ValueError, RecursionError) as error:
        raise blocks.DamagedBlock(tr("not a list of metrics")) from error
    if not isinstance(metrics, list) or not all(isinstance(metric, str) for metric in metrics):
        raise blocks.DamagedBlock(tr("not a list of metrics"))
    if len(set(metrics)) != len(metrics):
        raise blocks.DamagedBlock(tr("a metric is listed twice"))
    return tuple(metrics)


class Sealer:
    """Moves rows of one file from `recent` into blocks."""

    def __init__(self, connection: sqlite3.Connection, layouts: Layouts) -> None:
        self._connection = connection
        self._layouts = layouts

    def last_to_seal(self, now: float) -> int | None:
        """Return the last row of `recent` that is not of the present slot, None when all are."""
        begin = int(now * SECOND) // SLOT * SLOT
        query = "SELECT max(id) FROM recent WHERE time_ms NOT BETWEEN ? AND ?"
        found: int | None = self._connection.execute(query, (begin, begin + SLOT - 1)).fetchone()[0]
        return found

    def machines(self, last: int) -> list[int]:
        """Return the machines of rows up to `last` that are not sealed."""
        query = (
            "SELECT DISTINCT machine FROM recent r JOIN machines m ON m.id = r.machine"
            " WHERE r.id <= ? AND r.id > m.sealed"
        )
        return [machine for (machine,) in self._connection.execute(query, (last,))]

    def seal(self, machine: int, last: int) -> None:
        """Put a machine's rows of `recent`, up to number `last`, into its blocks."""
        rows = self.recent(machine, last)
        for slot in np.unique(rows.times // SLOT * SLOT).tolist():
            self._take_in(machine, slot, rows.between(slot, slot + SLOT))
        execute = self._connection.execute
        execute("UPDATE machines SET sealed=? WHERE id=?", (last, machine))

    def drop_sealed(self, last: int) -> None:
        """Remove the rows up to `last` from `recent`, once those of every machine are sealed."""
        self._connection.execute("DELETE FROM recent WHERE id <= ?", (last,))
        # Numbers of rows begin again when none is left.
        self._connection.execute("UPDATE machines SET sealed=0 WHERE sealed <= ?", (last,))

    def fill(self, machine: int, new: Block, keep_raw_from: float) -> None:
        """Add rows that come from elsewhere: only to minutes in which there is none of our own.

        Those before `keep_raw_from`, Unix seconds, are kept in the coarser tiers only.
        """
        recent = self.recent(machine)
        for slot in np.unique(new.times // SLOT * SLOT).tolist():
            rows = new.between(slot, slot + SLOT)
            owned = [
                self.load(machine, tier, slot).between(slot, slot + SLOT).times
                for tier in (Tier.RAW, Tier.MINUTE)
            ]
            owned.append(recent.between(slot, slot + SLOT).times)
            minute = Tier.MINUTE * SECOND
            rows = rows.where(~np.isin(rows.times // minute, np.concatenate(owned) // minute))
            if len(rows.times):
                keep_raw = slot + SLOT > keep_raw_from * SECOND
                self._take_in(machine, slot, rows, keep_raw=keep_raw)

    def recent(self, machine: int, last: int = 2**62) -> Block:
        """Return the rows of a machine that are in no block yet."""
        query = (
            "SELECT layout, time_ms, data FROM recent WHERE machine=? AND id <= ?"
            " AND id > (SELECT sealed FROM machines WHERE id=?) ORDER BY id"
        )
        by_layout: dict[int, list[tuple[int, bytes]]] = {}
        for layout, time, data in self._connection.execute(query, (machine, last, machine)):
            by_layout.setdefault(layout, []).append((time, data))
        return blocks.joined(
            blocks.of_rows(self._layouts.metrics(layout), rows)
            for layout, rows in by_layout.items()
        )

    def load(self, machine: int, tier: Tier, time: int) -> Block:
        """Return the block that a time falls into, an empty one where there is none."""
        query = "SELECT layout, data FROM blocks WHERE machine=? AND tier=? AND slot_ms=?"
        slot = time // SLOTS[tier] * SLOTS[tier]
        found = self._connection.execute(query, (machine, tier, slot)).fetchone()
        if found is None:
            return blocks.empty((), blocks.OF_STEPS if tier else blocks.AS_THEY_CAME)
        return blocks.decode(found[1], self._layouts.metrics(found[0]))

    def _save(self, machine: int, tier: Tier, slot: int, block: Block) -> None:
        self._connection.execute(
            "INSERT INTO blocks(machine, tier, slot_ms, layout, data) VALUES(?, ?, ?, ?, ?)"
            " ON CONFLICT(machine, tier, slot_ms)"
            " DO UPDATE SET layout=excluded.layout, data=excluded.data",
            (machine, tier, slot, self._layouts.number(block.metrics), blocks.encode(block)),
        )

    def _take_in(self, machine: int, slot: int, new: Block, *, keep_raw: bool = True) -> None:
        """Add rows of one slot to its block and bring the coarser tiers up to date."""
        before = self.load(machine, Tier.RAW, slot)
        rows = _within(blocks.joined((before, new)), slot + SLOT)
        if keep_raw:
            self._save(machine, Tier.RAW, slot, rows)
        span = (slot, slot + SLOT)
        for tier in (Tier.MINUTE, Tier.QUARTER):
            before, rows = self._roll_up(machine, tier, span, rows, known=_any(before, span))
        hour = slot // (Tier.HOUR * SECOND) * Tier.HOUR * SECOND
        span = (hour, hour + Tier.HOUR * SECOND)
        rows = self.load(machine, Tier.QUARTER, hour).between(*span)
        self._roll_up(machine, Tier.HOUR, span, rows, known=_any(before, span))

    def _roll_up(
        self, machine: int, tier: Tier, span: tuple[int, int], finer: Block, *, known: bool
    ) -> tuple[Block, Block]:
        """Replace a span of a tier by what the finer rows say.

        Where those before were pruned (`known` is false), rows of the span that are there stay.
        Returns the tier's block as it was, and the rows of the span as they are now.
        """
        slot = span[0] // SLOTS[tier] * SLOTS[tier]
        before = self.load(machine, tier, slot)
        made = blocks.rolled_up(finer, tier * SECOND)
        if known:
            kept = before.where((before.times < span[0]) | (before.times >= span[1]))
        else:
            kept, made = before, made.where(~np.isin(made.times, before.times))
        whole = blocks.joined((kept, made))
        self._save(machine, tier, slot, whole)
        return before, whole.between(*span)


def _within(rows: Block, end: int) -> Block:
    """Move rows back that others at the same time have pushed to `end` or later."""
    count = len(rows.times)
    return Block(np.minimum(rows.times, end - count + np.arange(count)), rows.metrics, rows.values)


def _any(block: Block, span: tuple[int, int]) -> bool:
    return len(block.between(*span).times) > 0
