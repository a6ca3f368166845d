"""An X server without a screen: its name, and what it shows. Debian's package `xvfb`."""

from __future__ import annotations

import mmap
import os
import struct
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

WIDTH, HEIGHT = 1440, 900
_HEADER = struct.Struct(">25I")
"""Of an X window dump (XWD), by the places of its numbers."""
_SIZE, _BYTES_PER_LINE, _COLOURS = 0, 12, 19
_COLOUR_BYTES, _PIXEL_BYTES = 12, 4


class Screen:
    """What a running X server shows."""

    def __init__(self, name: str, memory: mmap.mmap) -> None:
        self.name = name
        self._memory = memory
        header = _HEADER.unpack_from(memory)
        self._start = header[_SIZE] + header[_COLOURS] * _COLOUR_BYTES
        self._line = header[_BYTES_PER_LINE]

    def pixel(self, x: int, y: int) -> bytes:
        """Return the blue, green and red of a pixel; an empty screen is black."""
        at = self._start + y * self._line + x * _PIXEL_BYTES
        return self._memory[at : at + 3]


@contextmanager
def screen(folder: Path) -> Iterator[Screen]:
    """Run an X server; its log and its memory are files of a folder."""
    reading, writing = os.pipe()
    size = f"{WIDTH}x{HEIGHT}x24"
    command = ["Xvfb", "-displayfd", str(writing), "-screen", "0", size]
    with (folder / "xvfb.log").open("wb") as log:
        options = ["-nolisten", "tcp", "-noreset", "-fbdir", str(folder)]
        server = subprocess.Popen([*command, *options], pass_fds=(writing,), stdout=log, stderr=log)
    os.close(writing)
    try:
        with os.fdopen(reading) as told:
            number = told.readline().strip()
        with (
            (folder / "Xvfb_screen0").open("rb") as file,
            mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ) as memory,
        ):
            yield Screen(f":{number}", memory)
    finally:
        server.terminate()
        server.wait()
