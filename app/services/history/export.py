"""Series as a file for other programs: CSV, or Parquet where pyarrow is installed."""

from __future__ import annotations

import csv
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, TextIO

from app.core.errors import UserError
from app.core.i18n import tr
from app.core.units import iso_time
from app.services.telemetry.metrics import describe

if TYPE_CHECKING:
    import numpy as np
    import numpy.typing as npt

    from app.services.history.api import Stretch

_FIELDS = ("mean", "low", "high")
_STORED = {
    "GiB": "bytes",
    "GB": "bytes",
    "B/s": "bytes/s",
    "b/s": "bytes/s",
    "GHz": "MHz",
    "ms": "s",
    "tok/s": "tokens/s",
}
"""From the unit of an axis to that of the stored values, where it is another."""


_WHOLE = 1e7
"""From here on float32 knows no fractions."""


def stored_unit(metric: str) -> str:
    """Return the unit that values of a metric are kept in: `bytes`."""
    name = describe(metric).unit.name
    return _STORED.get(name, name)


def write_csv(stretch: Stretch, out: TextIO) -> int:
    """Write one line per row: UTC time, then mean, lowest and highest value of each series.

    Values are as stored; the header names their unit. Unknown is an empty cell, and gaps are no
    lines at all. Returns how many rows were written.
    """
    writer = csv.writer(out, lineterminator="\n")
    names = [
        f"{metric}.{field}{f' [{unit}]' if (unit := stored_unit(metric)) else ''}"
        for metric in stretch.series
        for field in _FIELDS
    ]
    writer.writerow(["time", *names])
    times, columns = _table(stretch)
    for place, time in enumerate(times):
        writer.writerow([iso_time(time), *(_cell(column[place]) for column in columns.values())])
    return len(times)


def write_parquet(stretch: Stretch, path: Path) -> int:
    """Write the same table as Parquet, units as metadata of the columns.

    Raises:
        UserError: pyarrow is not installed, or the file cannot be written.
    """
    try:
        import pyarrow  # type: ignore[import-not-found, unused-ignore]
        from pyarrow import parquet
    except ImportError as error:
        raise UserError(
            tr("Parquet needs pyarrow, which is not installed."),
            tr("Install it (pip install pyarrow), or export CSV."),
        ) from error
    times, columns = _table(stretch)
    fields = [pyarrow.field("time", pyarrow.timestamp("ms", tz="UTC"))]
    arrays = [pyarrow.array([round(time * 1000) for time in times], fields[0].type)]
    for name, column in columns.items():
        unit = stored_unit(name.rpartition(".")[0])
        fields.append(pyarrow.field(name, pyarrow.float32(), metadata={"unit": unit}))
        arrays.append(pyarrow.array(column, pyarrow.float32(), from_pandas=True))
    try:
        parquet.write_table(pyarrow.Table.from_arrays(arrays, schema=pyarrow.schema(fields)), path)
    except OSError as error:
        raise UserError(
            tr("{path} cannot be written: {why}.").format(path=path, why=error.strerror or error)
        ) from error
    return len(times)


def _cell(value: np.float32) -> str:
    """Return all digits that a value has, without an exponent; nothing for unknown."""
    import numpy as np

    if np.isnan(value):
        return ""
    exact = value.item()
    if abs(exact) >= _WHOLE:
        return f"{exact:.0f}"
    return np.format_float_positional(value, trim="-")


def _table(stretch: Stretch) -> tuple[list[float], Mapping[str, npt.NDArray[np.float32]]]:
    """Return the times of rows in which anything is known, and a column for each field."""
    import numpy as np

    if not stretch.series:
        return [], {}
    columns = {
        f"{metric}.{field}": getattr(series, field)
        for metric, series in stretch.series.items()
        for field in _FIELDS
    }
    known = np.any([~np.isnan(column) for column in columns.values()], axis=0)
    times = next(iter(stretch.series.values())).times[known]
    return times.tolist(), {name: column[known] for name, column in columns.items()}
