"""The installers of Windows and macOS, made of a bundle. Standard library only."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

from product import PACKAGING, SLUG, machine, version

WINDOWS = PACKAGING / "windows"
MACOS = PACKAGING / "macos"
_POWERSHELL = ("powershell", "-NoProfile", "-ExecutionPolicy", "Bypass", "-File")


def windows_installer(bundle: Path, folder: Path) -> Path:
    """Make the installer, signed where there is a certificate. Returns its file."""
    if sys.platform == "win32":
        _run([*_POWERSHELL, WINDOWS / "sign.ps1", *bundle.glob("*.exe")])
    made = folder / f"{SLUG}-{version()}-windows-{machine()}-setup.exe"
    size = sum(file.stat().st_size for file in bundle.rglob("*") if file.is_file())
    _run(
        [
            _makensis(),
            *("-WX", "-V2"),
            f"-DVERSION={version()}",
            f"-DFOUR_NUMBERS={four_numbers('.')}",
            f"-DBUNDLE={bundle}",
            f"-DSIZE_KB={size // 1024}",
            f"-DOUT={made}",
            WINDOWS / "installer.nsi",
        ]
    )
    return made


def disk_image(app: Path, folder: Path) -> Path:
    """Make the disk image, signed and notarised where there is an identity. Returns its file."""
    made = folder / f"{SLUG}-{version()}-macos-{machine()}.dmg"
    _run([MACOS / "dmg.sh", app, made])
    return made


def write_version_info(folder: Path) -> Path:
    """Write what Windows is told of the programs, in PyInstaller's form. Returns the file."""
    folder.mkdir(parents=True, exist_ok=True)
    text = (WINDOWS / "version_info.in").read_text(encoding="utf-8")
    text = text.replace("@VERSION@", version()).replace("@FOUR_NUMBERS@", four_numbers(", "))
    written = folder / "version_info.txt"
    written.write_text(text, encoding="utf-8")
    return written


def four_numbers(separator: str) -> str:
    """Return the version as Windows compares it: `0.2.0rc1` → `0.2.0.0`."""
    numbers = re.findall(r"\d+", re.split(r"[a-z+]", version(), maxsplit=1)[0])
    return separator.join([*numbers, "0", "0", "0", "0"][:4])


def _makensis() -> str:
    """Return NSIS' compiler, which its own installer does not put on the path."""
    there = Path(os.environ.get("PROGRAMFILES(X86)", "")) / "NSIS/makensis.exe"
    found = shutil.which("makensis") or (str(there) if there.is_file() else "")
    if not found:
        raise SystemExit("NSIS is missing. On Debian and Ubuntu: apt-get install nsis")
    return found


def _run(command: Sequence[str | Path]) -> None:
    done = subprocess.run([str(part) for part in command], check=False)
    if done.returncode != 0:
        raise SystemExit(f"{Path(command[0]).name} failed, see above.")
