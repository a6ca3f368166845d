"""Numbers as text: one place decides units, digits and what an unknown value looks like.

Memory is binary (GiB, as the kernel counts); disks and networks are decimal (GB, Gb/s), as their
makers and `ethtool` count. Every function takes None and answers "n/a".
"""

from __future__ import annotations

from datetime import UTC, datetime

from app.core.i18n import numeral, tr

KIB = 1024
MIB = 1024**2
GIB = 1024**3
NOT_AVAILABLE = "n/a"
"""What an unknown value looks like."""

_DECIMAL = ("", "k", "M", "G", "T", "P")


def about(amount: str, *, is_estimate: bool = True) -> str:
    """Mark an amount that is estimated: `about 71.2 GiB`."""
    return tr("about {amount}").format(amount=amount) if is_estimate else amount


def gib(value: float | None, *, digits: int = 1, unit: bool = True) -> str:
    """Bytes as GiB: `71.2 GiB`."""
    if value is None:
        return NOT_AVAILABLE
    return f"{numeral(value / GIB, digits, grouped=False)}{' GiB' if unit else ''}"


def memory(value: float | None) -> str:
    """Bytes as the binary unit that reads best: `512 KiB`, `43 MiB`, `71.2 GiB`."""
    if value is None:
        return NOT_AVAILABLE
    if abs(value) < MIB - KIB / 2:  # else it would be rounded to 1024 KiB
        return tr("{number} KiB").format(number=numeral(value / KIB, grouped=False))
    if abs(value) < GIB - MIB / 2:
        return tr("{number} MiB").format(number=numeral(value / MIB, grouped=False))
    return gib(value)


def _decimal(value: float, unit: str) -> str:
    step = 0
    while abs(value) >= 999.5 and step < len(_DECIMAL) - 1:
        value /= 1000
        step += 1
    digits = 0 if step == 0 or abs(value) >= 99.95 else 1
    return f"{numeral(value, digits, grouped=False)} {_DECIMAL[step]}{unit}"


def data_rate(bytes_per_second: float | None) -> str:
    """Disk throughput, decimal bytes: `1.2 GB/s`."""
    return NOT_AVAILABLE if bytes_per_second is None else _decimal(bytes_per_second, "B/s")


def bit_rate(bytes_per_second: float | None) -> str:
    """Network throughput in bits, from bytes per second: `186 Gb/s`."""
    return NOT_AVAILABLE if bytes_per_second is None else _decimal(bytes_per_second * 8, "b/s")


def token_rate(per_second: float | None) -> str:
    """Speed of a model: `34.2 tok/s`, `1,812 tok/s`."""
    if per_second is None:
        return NOT_AVAILABLE
    return tr("{per_second} tok/s").format(
        per_second=numeral(per_second, 0 if per_second >= 999.95 else 1)
    )


def disk_size(value: float | None) -> str:
    """Bytes on disk, decimal: `916 GB`."""
    return NOT_AVAILABLE if value is None else _decimal(value, "B")


def percent(value: float | None, *, digits: int = 0) -> str:
    """`94 %`."""
    return NOT_AVAILABLE if value is None else f"{numeral(value, digits, grouped=False)} %"


def cores(value: float | None) -> str:
    """Processor time, in cores that are busy all the time: `0.25 cores`, `3.2 cores`."""
    if value is None:
        return NOT_AVAILABLE
    return tr("{number} cores").format(number=numeral(value, 2 if value < 1 else 1, grouped=False))


def celsius(value: float | None) -> str:
    """`71 °C`."""
    return NOT_AVAILABLE if value is None else f"{value:.0f} °C"


def watts(value: float | None) -> str:
    """`61.3 W`."""
    return NOT_AVAILABLE if value is None else f"{numeral(value, 1, grouped=False)} W"


def frequency(mhz: float | None) -> str:
    """`481 MHz`, `2.41 GHz`."""
    if mhz is None:
        return NOT_AVAILABLE
    return (
        tr("{mhz} GHz").format(mhz=numeral(mhz / 1000, 2, grouped=False))
        if mhz >= 999.5
        else tr("{mhz} MHz").format(mhz=numeral(mhz, grouped=False))
    )


def sampling(interval_s: float) -> str:
    """How often: `10 Hz`, `1.6 Hz`, `every 5 s`."""
    hertz = 1 / interval_s
    if hertz < 0.95:
        return tr("every {duration}").format(duration=duration(interval_s))
    whole = abs(hertz - round(hertz)) < 0.15  # what is measured is never exact
    return tr("{hertz} Hz").format(hertz=numeral(hertz, 0 if whole else 1, grouped=False))


def duration(seconds: float | None) -> str:
    """Longest two parts: `6 d 4 h`, `3 min 20 s`, `240 ms`."""
    if seconds is None:
        return NOT_AVAILABLE
    if seconds < 0.9995:
        return tr("{seconds} ms").format(seconds=numeral(seconds * 1000, grouped=False))
    left = round(seconds)
    sizes = ((86400, "d"), (3600, "h"), (60, "min"), (1, "s"))
    first = next(index for index, (size, _unit) in enumerate(sizes) if left >= size)
    parts: list[str] = []
    for size, unit in sizes[first : first + 2]:
        if left >= size:
            parts.append(f"{left // size} {unit}")
            left %= size
    return " ".join(parts)


def clock(unix_seconds: float) -> str:
    """Time of day here: `14:05:12`."""
    return datetime.fromtimestamp(unix_seconds).strftime("%H:%M:%S")


def date_and_clock(unix_seconds: float) -> str:
    """Date and time here, in an order that sorts: `2026-11-21 14:05:12`."""
    return datetime.fromtimestamp(unix_seconds).strftime("%Y-%m-%d %H:%M:%S")


def iso_time(unix_seconds: float) -> str:
    """UTC, ISO 8601 with milliseconds: `2026-10-30T09:14:05.123Z`."""
    moment = datetime.fromtimestamp(unix_seconds, tz=UTC)
    return moment.isoformat(timespec="milliseconds").replace("+00:00", "Z")
