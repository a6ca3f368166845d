#!/usr/bin/env python3
"""Makes what is installed. Standard library only.

    python3 packaging/build.py bundle    the program in a folder that needs nothing installed
    python3 packaging/build.py deb       Linux: packages for Debian, Ubuntu and DGX OS
    python3 packaging/build.py tar       Linux: an archive for every other distribution
    python3 packaging/build.py appdir    Linux: a folder that AppImage's tool makes one file of
    python3 packaging/build.py nsis      Windows: an installer, per user
    python3 packaging/build.py dmg       macOS: a disk image, signed where there is an identity
    python3 packaging/build.py check     look at descriptions and scripts with the systems' tools
    python3 packaging/build.py verify    install the .deb in bare Debian 12 and 13, as root

Results are in packaging/dist, or where SPARK_COMMAND_CENTER_DIST says, with a file SHA256SUMS.
Commands that need the bundle make it where it is missing or older than the sources.
"""

from __future__ import annotations

import hashlib
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path

import installers
import product
from linux import package
from product import PACKAGING, ROOT

sys.path.insert(0, str(ROOT))
from scripts import dev

SPEC = PACKAGING / "app.spec"
LARGEST_BUNDLE, LARGEST_MODEL, LARGEST_PACKAGE = 220, 70, 60
"""Megabytes; on Windows and macOS the embedding model is in the bundle."""
_BUNDLED = ("app.spec", "contents.py", "entry.py", "opengl.py", "product.py", "linux/icu.py")
"""Of these scripts, those that say what a bundle is."""
_SYSTEMS = {"linux": "Linux", "win32": "Windows", "darwin": "macOS"}
_HANDED_OUT = frozenset({".deb", ".xz", ".AppImage", ".exe", ".dmg"})


def bundle() -> int:
    """Make the program in a folder that needs nothing installed."""
    dev.prepare(dev=True)
    folder = product.dist()
    folder.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(prefix="spark-bundle-") as work:
        options = ["--noconfirm", "--log-level", "WARN", "--distpath", folder, "--workpath", work]
        command = [dev.PYTHON, "-m", "PyInstaller", *options, SPEC]
        done = subprocess.run([str(part) for part in command], cwd=ROOT, check=False)
    if done.returncode != 0:
        return done.returncode
    with_model = sys.platform != "linux"
    return _say_size(product.bundle(), LARGEST_BUNDLE + with_model * LARGEST_MODEL)


def deb() -> int:
    """Make the packages for Debian, Ubuntu and DGX OS."""
    made = package.debian_package(_fresh_bundle("linux"), product.dist())
    model = product.dist() / product.MODEL_SLUG
    package.debian_add_on(model, product.MODEL_SLUG, product.dist())
    _write_sums()
    return _say_size(made, LARGEST_PACKAGE)


def tar() -> int:
    """Make the archive for every other distribution."""
    package.archive(_fresh_bundle("linux"), product.dist())
    return _write_sums()


def appdir() -> int:
    """Make the folder that AppImage's tool makes one file of."""
    made = package.app_dir(_fresh_bundle("linux"), product.dist())
    if not shutil.which("appimagetool"):
        print(f"{made} is ready; appimagetool, which makes one file of it, is not here.")
        return 0
    name = f"{product.SLUG}-{product.version()}-{product.machine()}.AppImage"
    status = dev.call(["appimagetool", made, product.dist() / name])
    return status or _write_sums()


def nsis() -> int:
    """Make the installer of Windows."""
    installers.windows_installer(_fresh_bundle("win32"), product.dist())
    return _write_sums()


def dmg() -> int:
    """Make the disk image of macOS."""
    installers.disk_image(_fresh_bundle("darwin"), product.dist())
    return _write_sums()


def check() -> int:
    """Look at what is packaged with the tools of the systems, as far as they are installed."""
    with tempfile.TemporaryDirectory() as made:
        metainfo = Path(made) / package.METAINFO
        metainfo.write_text(package.metainfo(), encoding="utf-8")
        steps: list[list[str | Path]] = [
            ["desktop-file-validate", package.LINUX / package.DESKTOP],
            ["appstreamcli", "validate", "--no-net", metainfo],
            ["shellcheck", *sorted(PACKAGING.rglob("*.sh"))],
        ]
        return max(_checked(step) for step in steps)


def verify() -> int:
    """Install the package in bare systems, run it, remove it, look at what is left."""
    from linux import verify as verification

    made = product.dist() / package.debian_name(product.SLUG)
    around = [*package.LINUX.iterdir(), *(PACKAGING / "icons/png").iterdir(), product.program()]
    is_old = not product.program().exists() or _is_old(made, *around, ROOT / "pyproject.toml")
    if is_old and (status := deb()):
        return status
    return verification.verify(made, product.dist())


COMMANDS: dict[str, Callable[[], int]] = {
    each.__name__: each for each in (bundle, deb, tar, appdir, nsis, dmg, check, verify)
}


def main(arguments: list[str]) -> int:
    """Run one command and return its exit status."""
    if len(arguments) != 1 or arguments[0] not in COMMANDS:
        print(__doc__)
        return 2
    return COMMANDS[arguments[0]]()


def _fresh_bundle(system: str) -> Path:
    """Return the bundle, made anew where the sources are newer; no system has another's."""
    if sys.platform != system:
        raise SystemExit(f"This is made of a bundle of {_SYSTEMS[system]}, there.")
    if _is_old(product.program()) and (status := bundle()):
        raise SystemExit(status)
    return product.bundle()


def _is_old(made: Path, *more: Path) -> bool:
    """Return whether a result is missing, or older than the sources or any of `more`."""
    folders = [ROOT / "app", *(ROOT / "resources" / name for name in product.RESOURCES)]
    recipes = [*(PACKAGING / name for name in _BUNDLED), ROOT / "requirements.lock"]
    files = [file for folder in folders for file in (folder, *folder.rglob("*"))]
    newest = max(
        file.stat().st_mtime
        for file in (*files, *recipes, *more)
        if file.is_file() and file.suffix != ".pyc"
    )
    return not made.exists() or made.stat().st_mtime < newest


def _say_size(made: Path, limit: int) -> int:
    """Print how large a result is; 1 where it is larger than it may be."""
    files = [made] if made.is_file() else [each for each in made.rglob("*") if each.is_file()]
    size = sum(file.stat().st_size for file in files if not file.is_symlink()) / 1e6
    print(f"{made}: {size:.1f} MB")
    return 1 if size > limit and sys.platform == "linux" else 0


def _write_sums() -> int:
    """Write the hashes of all files that are handed out."""
    folder = product.dist()
    files = [each for each in sorted(folder.iterdir()) if each.suffix in _HANDED_OUT]
    lines = [f"{hashlib.sha256(each.read_bytes()).hexdigest()}  {each.name}\n" for each in files]
    (folder / "SHA256SUMS").write_text("".join(lines), encoding="utf-8")
    return 0


def _checked(command: list[str | Path]) -> int:
    if not shutil.which(str(command[0])):
        print(f"{command[0]} is not installed: left out")
        return 0
    status = dev.call(command)
    print(f"{command[0]}: {'ok' if status == 0 else 'failed'}")
    return status


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
