"""Makes ICU's data small: 30 MB of what every language of the world calls every currency and zone.

Qt asks ICU to sort texts and to read old encodings; names, numbers and dates are its own. Kept is
what no language needs alone, and the languages of the program. Where ICU finds nothing of a
language, it takes what holds for all (https://unicode-org.github.io/icu/userguide/icu_data/).
"""

from __future__ import annotations

import re
import struct
import subprocess
from collections.abc import Iterator
from pathlib import Path

NAME = re.compile(r"^(?:.*/)?libicudata\.so\.(\d+)$")
_LANGUAGES = ("root", "en", "de", "zh", "res_index", "pool")
_LEFT_OUT = re.compile(
    r"(?:brkitr|curr|lang|rbnf|region|translit|unit|zone)/|[^/]+\.cnv$|unames\.icu$"
)
_LOCALE = re.compile(r"(?:\w+/)?([a-z]{2,3})(?:_\w+)?\.res$")
_ASSEMBLY = """\
.section .rodata
.balign 16
.global {symbol}
.type {symbol}, %object
.size {symbol}, {size}
{symbol}: .incbin "{data}"
.section .note.GNU-stack,"",%progbits
"""


def small_library(library: Path, folder: Path) -> Path:
    """Make the same library with less data in a folder and return it."""
    folder.mkdir(parents=True, exist_ok=True)
    found = NAME.match(library.name)
    assert found is not None
    data, source, target = folder / "icu.dat", folder / "icu.s", folder / library.name
    section = ["-O", "binary", "--only-section=.rodata"]
    subprocess.run(["objcopy", *section, str(library), str(data)], check=True)
    data.write_bytes(trimmed(data.read_bytes()))
    symbol = f"icudt{found[1]}_dat"
    source.write_text(_ASSEMBLY.format(symbol=symbol, size=data.stat().st_size, data=data))
    options = ["-shared", "-nostdlib", f"-Wl,-soname,{library.name}"]
    subprocess.run(["gcc", *options, str(source), "-o", str(target)], check=True)
    return target


def trimmed(data: bytes) -> bytes:
    """Return a package of ICU's data (a header, a table of names and places, the items)."""
    (header,) = struct.unpack_from("<H", data)
    kept = [(name, item) for name, item in items(data) if _is_wanted(name)]
    table = 4 + 8 * len(kept)
    names = b"".join(name.encode() + b"\0" for name, _ in kept)
    names += b"\0" * (-(table + len(names)) % 16)
    entries, body = struct.pack("<I", len(kept)), b""
    name_at, item_at = table, table + len(names)
    for name, item in kept:
        entries += struct.pack("<II", name_at, item_at + len(body))
        name_at += len(name) + 1
        body += item + b"\0" * (-len(item) % 16)
    return data[:header] + entries + names + body


def items(data: bytes) -> Iterator[tuple[str, bytes]]:
    """Yield name and bytes of each item of a package, in its order."""
    (header,) = struct.unpack_from("<H", data)
    (count,) = struct.unpack_from("<I", data, header)
    places = [struct.unpack_from("<II", data, header + 4 + 8 * at) for at in range(count)]
    ends = [start for _, start in places[1:]] + [len(data) - header]
    for (name_at, start), end in zip(places, ends, strict=True):
        begin = header + name_at
        name = data[begin : data.index(b"\0", begin)].decode()
        yield name, data[header + start : header + end]


def _is_wanted(name: str) -> bool:
    """Return whether an item is kept; its name is `icudt73l/coll/de.res`."""
    path = name.partition("/")[2]
    locale = _LOCALE.match(path)
    if locale is not None and locale[1] not in _LANGUAGES:
        return False
    return not _LEFT_OUT.match(path)
