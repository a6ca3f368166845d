#!/usr/bin/env python3
"""The one entry for developers and users of a checkout. Standard library only.

    python3 scripts/dev.py run [ARGUMENTS]     set everything up, then open the app
    python3 scripts/dev.py run --smoke         open every pane, print versions, exit 0
    python3 scripts/dev.py test [ARGUMENTS]    set everything up, then run the tests (pytest)
    python3 scripts/dev.py check               lint, types, contracts between layers
    python3 scripts/dev.py lab                 two SSH nodes with a simulated GB10, and a jump host
    python3 scripts/dev.py lab up|down|status  one node; stop all; say how to reach each
    python3 scripts/dev.py bench [NAME]        measure it; without a name: what can be measured
    python3 scripts/dev.py screenshots         take the README's pictures from the running app
    python3 scripts/dev.py translations        find the window's texts, build its catalogues
    python3 scripts/dev.py lock                resolve the lock files again

Set-up makes `.venv` beside this folder, installs the locked packages with their hashes, and on
Debian and Ubuntu the system libraries of Qt (by itself when root, else it prints the line).
"""

from __future__ import annotations

import ctypes
import hashlib
import os
import shutil
import subprocess
import sys
import time
from collections.abc import Sequence
from pathlib import Path
from types import ModuleType

ROOT = Path(__file__).resolve().parent.parent
VENV = ROOT / ".venv"
WINDOWS = os.name == "nt"
PYTHON = VENV / ("Scripts/python.exe" if WINDOWS else "bin/python")
UV = "uv==0.13.8"
MINIMUM = (3, 11)

# Library that must load → Debian package that brings it (measured in bare Debian 12 and 13).
QT_LIBRARIES = {
    "libglib-2.0.so.0": "libglib2.0-0",
    "libGL.so.1": "libgl1",
    "libEGL.so.1": "libegl1",
    "libxkbcommon.so.0": "libxkbcommon0",
    "libdbus-1.so.3": "libdbus-1-3",
    "libfontconfig.so.1": "libfontconfig1",
}
WINDOW_LIBRARIES = {
    "libxcb-cursor.so.0": "libxcb-cursor0",
    "libxkbcommon-x11.so.0": "libxkbcommon-x11-0",
    "libxcb-icccm.so.4": "libxcb-icccm4",
    "libxcb-keysyms.so.1": "libxcb-keysyms1",
    "libxcb-shape.so.0": "libxcb-shape0",
}
# Program that must be there → Debian package. Only the tests need these, beside the lab's own.
TEST_PROGRAMS = {
    "Xvfb": "xvfb",
    "xauth": "xauth",
    "dbus-daemon": "dbus-daemon",
    "gnome-keyring-daemon": "gnome-keyring",
    "chromium": "chromium",
    "trayer": "trayer",
    "curl": "curl",
    "appstreamcli": "appstream",
    "desktop-file-validate": "desktop-file-utils",
    "makensis": "nsis",
    "readelf": "binutils",
    "shellcheck": "shellcheck",
}


def main(arguments: list[str]) -> int:
    """Run one command and return its exit status."""
    if sys.version_info < MINIMUM:
        return stop("Python 3.11 or newer is needed; this is " + sys.version.split()[0] + ".")
    commands = {
        "run": run,
        "test": test,
        "check": check,
        "lab": lab,
        "bench": bench,
        "screenshots": screenshots,
        "translations": translations,
        "lock": lock,
    }
    if not arguments or arguments[0] in ("-h", "--help"):
        print(__doc__)
        return 0
    if arguments[0] not in commands:
        return stop(f"dev.py: there is no command {arguments[0]!r}, only: {', '.join(commands)}.")
    return commands[arguments[0]](arguments[1:])


UNSEEN = {"QT_QPA_PLATFORM": "offscreen", "SPARK_COMMAND_CENTER_INTERFACES": "127.0.0.1"}
"""No window on anybody's screen, and no search on anybody's network."""


COMPILED = VENV / "compiled"
"""Each module is compiled once for the hundreds of programs that the tests start, whatever the
environment says; nothing is written beside the sources."""

WORKERS = min(4, (os.cpu_count() or 1) + 1)
SIDE_BY_SIDE = ["-n", str(WORKERS), "--dist", "loadfile"]
"""All tests: they mostly wait for real servers, so one file at a time more than there are cores."""
SOME_FAILED = 1
"""What pytest ends with when tests failed, and nothing else was wrong."""
ALONE = ["-v", "--last-failed", "--last-failed-no-failures", "none", "--exitfirst"]
"""The tests that failed, one after the other on a quiet computer (record 38)."""


def run(arguments: list[str]) -> int:
    """Open the app, or run one of its commands."""
    prepare(dev=False)
    environment = dict(os.environ)
    if arguments == ["--smoke"]:
        need_libraries(QT_LIBRARIES)
        environment.setdefault("QT_QPA_PLATFORM", "offscreen")
    elif not arguments and can_show():  # else the app says what to do, without Qt
        need_libraries(QT_LIBRARIES)
        if not environment.get("QT_QPA_PLATFORM"):
            need_libraries(WINDOW_LIBRARIES)
    return call([PYTHON, "-m", "app", *arguments], environment)


def test(arguments: list[str]) -> int:
    """Run the tests."""
    prepare(dev=True)
    need_libraries({**QT_LIBRARIES, **WINDOW_LIBRARIES})
    need_programs(TEST_PROGRAMS)
    environment = {**os.environ, **UNSEEN, "PYTHONPYCACHEPREFIX": str(COMPILED)}
    environment.pop("PYTHONDONTWRITEBYTECODE", None)
    status = call([PYTHON, "-m", "pytest", *(arguments or SIDE_BY_SIDE)], environment)
    if arguments or status != SOME_FAILED:
        return status
    say("What failed beside the others is tried once more, alone; what passes now is to be mended:")
    return call([PYTHON, "-m", "pytest", *ALONE], environment)


def check(arguments: list[str]) -> int:
    """Lint, types and contracts; all of them run, the worst status is returned."""
    prepare(dev=True)
    bin_folder = PYTHON.parent
    steps: list[list[str | Path]] = [
        [bin_folder / "ruff", "format", "--check", *(arguments or ["."])],
        [bin_folder / "ruff", "check", *(arguments or ["."])],
        [PYTHON, "-m", "mypy", *arguments],
        [bin_folder / "lint-imports"],
    ]
    return max(call(step) for step in steps)


def lab(arguments: list[str]) -> int:
    """Start, stop or show the lab."""
    sys.path.insert(0, str(ROOT))
    from scripts.lab.cli import main as lab_main

    return lab_main(arguments)


def bench(arguments: list[str]) -> int:
    """Run one benchmark: it prints its figures, the last line is the one that counts."""
    prepare(dev=True)
    need_libraries(QT_LIBRARIES)
    environment = {**os.environ, **UNSEEN}
    return call([PYTHON, "-m", "scripts.bench", *arguments], environment)


def screenshots(arguments: list[str]) -> int:
    """Take the pictures of the README from the running app against the lab."""
    prepare(dev=True)
    need_libraries(QT_LIBRARIES)
    environment = {**os.environ, **UNSEEN}
    return call([PYTHON, "-m", "scripts.screenshots", *arguments], environment)


def translations(arguments: list[str]) -> int:
    """Bring the catalogues of the window's languages up to date."""
    prepare(dev=True)
    return call([PYTHON, "-m", "scripts.translations", *arguments])


def lock(_arguments: list[str]) -> int:
    """Resolve both lock files: hashes, every system, no address of any registry."""
    prepare(dev=True)
    command: list[str | Path] = [
        PYTHON,
        "-m",
        "uv",
        "pip",
        "compile",
        "-q",
        "--universal",
        "--generate-hashes",
    ]
    command += ["--no-header", "--no-annotate", "--python-version", "3.11", "pyproject.toml"]
    command += ["--group", "build", "--extra", "documents"]
    locked = call([*command, "-o", "requirements.lock"])
    return locked or call(
        [*command, "--group", "dev", "-c", "requirements.lock", "-o", "requirements-dev.lock"]
    )


def prepare(*, dev: bool) -> None:
    """Make the environment match the lock; 0.1 s when it already does."""
    name = "requirements-dev.lock" if dev else "requirements.lock"
    wanted = fingerprint(ROOT / name, ROOT / "pyproject.toml")
    stamps = [VENV / ".locked-dev"] if dev else [VENV / ".locked-dev", VENV / ".locked-run"]
    dev_wanted = fingerprint(ROOT / "requirements-dev.lock", ROOT / "pyproject.toml")
    for stamp in stamps:
        expected = dev_wanted if stamp.name.endswith("dev") else wanted
        if PYTHON.exists() and stamp.exists() and stamp.read_text() == expected:
            return
    started = time.monotonic()
    say(f"Setting up {VENV} from {name} (about half a minute, once) …")
    make_venv()
    install_locked(name)
    stamps[-1].write_text(wanted)
    say(f"Set up in {time.monotonic() - started:.0f} s.")


def make_venv() -> None:
    """Make `.venv` when it is missing or its Python is gone."""
    if PYTHON.exists() and call([PYTHON, "-c", "import pip"], quiet=True) == 0:
        return
    try:
        import ensurepip
        import venv  # noqa: F401

        assert ensurepip.version()
    except ImportError:
        apt_install([f"python{sys.version_info.major}.{sys.version_info.minor}-venv"])
    shutil.rmtree(VENV, ignore_errors=True)
    if call([sys.executable, "-m", "venv", VENV]) != 0:
        raise SystemExit(stop(f"The environment {VENV} could not be made."))


def install_locked(lock_name: str) -> None:
    """Install the locked packages with uv, or with pip where uv has no wheel, then the project."""
    pip: list[str | Path] = [PYTHON, "-m", "pip", "install", "-q", "--disable-pip-version-check"]
    if call([*pip, UV], quiet=True) == 0:
        pip = [PYTHON, "-m", "uv", "pip", "install", "-q", "--python", PYTHON]
    status = call([*pip, "--require-hashes", "-r", ROOT / lock_name])
    status = status or call([*pip, "--no-deps", "--no-build-isolation", "-e", ROOT])
    if status != 0:
        raise SystemExit(
            stop(
                "The locked packages could not be installed (see above).",
                "Wheels exist for Linux x86-64 (glibc 2.34+) and arm64 (glibc 2.39+), macOS 13+,",
                "and Windows 10+. Without a network, nothing can be installed.",
            )
        )


def need_libraries(libraries: dict[str, str]) -> None:
    """Make sure that shared libraries load (Linux only: elsewhere Qt brings all it needs)."""
    if not sys.platform.startswith("linux"):
        return
    missing = [package for library, package in libraries.items() if not loads(library)]
    if missing:
        apt_install(missing)


def need_programs(programs: dict[str, str]) -> None:
    """Install what the tests need when root; otherwise those tests skip and say why."""
    if not sys.platform.startswith("linux") or os.geteuid() != 0:
        return
    missing = [package for name, package in programs.items() if not shutil.which(name)]
    missing += lab_packages().missing()
    if missing:
        apt_install(missing)
    fetch_milvus()


def fetch_milvus() -> None:
    """Get the server that one test needs; without a network that test says so."""
    if call([PYTHON, "-c", "from scripts.lab import milvus; milvus.fetch()"], quiet=True) != 0:
        say("Milvus cannot be fetched; its test is left out.")


def apt_install(names: list[str]) -> None:
    """Install Debian packages when root, else say which line does it and stop."""
    packages = lab_packages()
    line = packages.apt_line(names)
    if not shutil.which("apt-get"):
        raise SystemExit(stop("System packages are missing. On Debian and Ubuntu: " + line))
    if os.geteuid() != 0:
        raise SystemExit(
            stop("System packages are missing. Install them with:", f"    sudo {line}")
        )
    say("Installing system packages: " + " ".join(names))
    try:
        packages.install(names)
    except RuntimeError as error:
        raise SystemExit(stop(str(error))) from error


def lab_packages() -> ModuleType:
    """Return the module that installs Debian packages without starting their services."""
    sys.path.insert(0, str(ROOT))
    from scripts.lab import packages

    return packages


def can_show() -> bool:
    """Whether a window can open here, by the app's own judgement."""
    sys.path.insert(0, str(ROOT))
    from app.core.display import can_show as app_can_show

    return app_can_show()


def loads(library: str) -> bool:
    """Whether the dynamic linker finds a library."""
    try:
        ctypes.CDLL(library)
    except OSError:
        return False
    return True


def fingerprint(*files: Path) -> str:
    """Return a hash of the files and of this Python's version."""
    digest = hashlib.sha256(sys.version.encode())
    for file in files:
        digest.update(file.read_bytes())
    return digest.hexdigest()


def call(
    command: Sequence[str | Path], environment: dict[str, str] | None = None, *, quiet: bool = False
) -> int:
    """Run a command in the project's folder and return its status."""
    arguments = [str(part) for part in command]
    try:
        done = subprocess.run(
            arguments,
            cwd=ROOT,
            env=environment,
            check=False,
            capture_output=quiet,
            text=True,
        )
    except KeyboardInterrupt:
        return 130
    if quiet and done.returncode != 0:
        print((done.stdout + done.stderr)[-4000:], file=sys.stderr)
    # A program that a signal ended has failed, too: nobody may take -11 for less than 0.
    return done.returncode if done.returncode >= 0 else 128 - done.returncode


def say(text: str) -> None:
    """Print progress on stderr, so that a command's own output stays clean."""
    print(text, file=sys.stderr, flush=True)


def stop(*lines: str) -> int:
    """Say why it cannot go on; return the exit status for that."""
    for line in lines:
        say(line)
    return 2


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
