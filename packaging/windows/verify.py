#!/usr/bin/env python3
"""Installs, upgrades and removes with the real installer under Wine, and looks at what is left.

    python3 packaging/windows/verify.py    half a minute; apt: nsis wine wine64

Wine's own cmd.exe stands in for the programs: what is verified is the installer. Standard library
only.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

HERE = Path(__file__).resolve().parent
NAME = "DGX Spark Command Center"
SLUG = "spark-command-center"
WINE = Path("/usr/lib/wine/wine64")
STAND_IN = Path("/usr/lib/x86_64-linux-gnu/wine/x86_64-windows/cmd.exe")
STUB = Path("/usr/share/nsis/Stubs/lzma_solid-amd64-unicode")
UNINSTALL_KEY = rf"HKCU\Software\Microsoft\Windows\CurrentVersion\Uninstall\{SLUG}"
RUN_KEY = r"HKCU\Software\Microsoft\Windows\CurrentVersion\Run"
LINK_KEY = r"HKCU\Software\Classes\dgxspark"
IS_RUNNING, REFUSED = 3, 2
"""Exit statuses of the installer."""
PATIENCE_S = 60


class Windows:
    """A new Windows of Wine's, and what is asked of it."""

    def __init__(self, folder: Path) -> None:
        self._environment = {
            **os.environ,
            "WINEPREFIX": str(folder / "wine"),
            "WINEARCH": "win64",
            "WINEDEBUG": "-all",
            "DISPLAY": "",
        }
        self.drive = folder / "wine/drive_c"
        self.run("wineboot", "-i")
        self.run("winecfg", "-v", "win10")
        self.home = next(each for each in (self.drive / "users").iterdir() if each.name != "Public")
        self.program = self.home / "AppData/Local/Programs" / NAME

    def run(self, *command: str | Path) -> int:
        """Run a program to its end and return its exit status."""
        argv = [str(each) for each in (WINE, *command)]
        # Not into a pipe: services that Wine starts would hold it open.
        done = subprocess.run(
            argv,
            env=self._environment,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            timeout=PATIENCE_S,
            check=False,
        )
        return done.returncode

    def shut_down(self) -> None:
        """End all of its processes, and wait for them."""
        for option in ("-k", "-w"):
            command = [WINE.with_name("wineserver64"), option]
            subprocess.run(command, env=self._environment, timeout=PATIENCE_S, check=False)

    @contextmanager
    def running(self, program: Path) -> Iterator[None]:
        """Keep a program running: it waits for its input."""
        process = subprocess.Popen(
            [WINE, program], env=self._environment, stdin=subprocess.PIPE, stdout=subprocess.DEVNULL
        )
        time.sleep(3)
        try:
            yield
        finally:
            process.communicate(b"exit\r\n", timeout=PATIENCE_S)

    def knows(self, key: str, *value: str) -> bool:
        """Whether the registry has a key or a value."""
        return self.run("reg", "query", key, *(["/v", *value] if value else [])) == 0

    def shortcuts(self) -> list[str]:
        """Return the names of all shortcuts."""
        return sorted(each.stem for each in self.home.rglob("*.lnk"))


def main() -> int:
    """Verify the installer; say what was seen, or what was not."""
    missing = [each for each in (WINE, STAND_IN, STUB) if not each.exists()]
    if missing or not shutil.which("makensis"):
        print("Not installed: apt-get install nsis wine wine64", file=sys.stderr)
        return 2
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        windows = Windows(folder)
        try:
            verify(windows, folder)
        finally:
            windows.shut_down()
    return 0


def verify(windows: Windows, folder: Path) -> None:
    """Go through the life of an installation."""
    setup = make_setup(folder, "1.0.0")
    mine = windows.drive / "mine"
    mine.mkdir()
    (mine / "letter.txt").touch()
    see("a folder with other files is refused", windows.run(setup, "/S", r"/D=C:\mine") == REFUSED)
    see("and untouched", [each.name for each in mine.iterdir()] == ["letter.txt"])

    see("it installs, silently and without rights", windows.run(setup, "/S") == 0)
    programs = [windows.program / f"{SLUG}{end}.exe" for end in ("", "w")]
    see("both programs are there", all(each.is_file() for each in programs))
    see("a shortcut in the Start menu, none on the desktop", windows.shortcuts() == [NAME])
    see("it is in the list of apps", windows.knows(UNINSTALL_KEY, "QuietUninstallString"))
    see("dgxspark:// is its own", windows.knows(rf"{LINK_KEY}\shell\open\command"))
    see("it does not start at sign-in", not windows.knows(RUN_KEY, SLUG))

    (windows.program / "_internal/of-before.dll").touch()
    setup = make_setup(folder, "1.1.0")
    for program in programs:
        with windows.running(program):
            see(f"{program.name} runs: refused", windows.run(setup, "/S") == IS_RUNNING)
    see("a newer version goes over it", windows.run(setup, "/S") == 0)
    left = [each.name for each in (windows.program / "_internal").iterdir()]
    see("and leaves nothing of the older one", left == ["of-now.dll"])

    data = windows.home / "AppData/Roaming" / SLUG
    data.mkdir(parents=True)
    windows.run("reg", "add", RUN_KEY, "/v", SLUG, "/d", "program", "/f")
    windows.run(windows.program / "Uninstall.exe", "/S")  # goes on in a copy of itself
    until = time.monotonic() + PATIENCE_S
    while windows.program.exists() and time.monotonic() < until:
        time.sleep(0.2)
    see("it removes itself", not windows.program.exists())
    see("with its shortcuts", windows.shortcuts() == [])
    keys = windows.knows(UNINSTALL_KEY) or windows.knows(LINK_KEY) or windows.knows(RUN_KEY, SLUG)
    see("and all it had in the registry", not keys)
    see("settings stay unless they are ticked", data.is_dir())


def make_setup(folder: Path, version: str) -> Path:
    """Compile the installer for Wine, which runs 64-bit programs only."""
    bundle = folder / "bundle"
    (bundle / "_internal").mkdir(parents=True, exist_ok=True)
    (bundle / "_internal/of-now.dll").touch()
    for end in ("", "w"):
        shutil.copy(STAND_IN, bundle / f"{SLUG}{end}.exe")
    made = folder / f"{version}-setup.exe"
    defined = {
        "VERSION": version,
        "FOUR_NUMBERS": f"{version}.0",
        "BUNDLE": bundle,
        "SIZE_KB": 1,
        "OUT": made,
    }
    options = [f"-D{key}={value}" for key, value in defined.items()]
    target = "-XTarget amd64-unicode"
    command = ["makensis", "-WX", "-V1", target, *options, str(HERE / "installer.nsi")]
    subprocess.run(command, check=True)
    return made


def see(what: str, as_said: bool) -> None:
    """Say what was seen, and stop where it is otherwise."""
    print(("ok      " if as_said else "NOT SO  ") + what, flush=True)
    if not as_said:
        raise SystemExit(1)


if __name__ == "__main__":
    sys.exit(main())
