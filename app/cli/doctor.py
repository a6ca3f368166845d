"""`doctor`: is this installation able to do its work? Every line says what to do if not."""

from __future__ import annotations

import json
import os
import platform
import sys
import tempfile
from dataclasses import asdict, dataclass
from importlib import metadata
from pathlib import Path

from app import APP_NAME, __version__
from app.core.display import can_show
from app.core.paths import resource, user_paths
from app.core.settings import SettingsStore
from app.hosts.nodes import NodeBook

PACKAGES = (
    "PySide6-Essentials",
    "pyqtgraph",
    "numpy",
    "paramiko",
    "sshtunnel",
    "docker",
    "zeroconf",
    "keyring",
    "nvidia-ml-py",
    "psutil",
    "openai",
)


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that was looked at."""

    what: str
    ok: bool
    found: str
    advice: str = ""


def run(*, as_json: bool) -> int:
    """Print the findings; 1 when one of them is not well."""
    findings = examine()
    if as_json:
        print(json.dumps([asdict(finding) for finding in findings], indent=2, ensure_ascii=False))
    else:
        print(f"{APP_NAME} {__version__} (unofficial)")
        for finding in findings:
            print(f"{'ok  ' if finding.ok else 'FAIL'}  {finding.what}: {finding.found}")
            if finding.advice and not finding.ok:
                print(f"      → {finding.advice}")
    return 0 if all(finding.ok for finding in findings) else 1


def examine() -> list[Finding]:
    """Look at Python, packages, files, keys, GPU and display."""
    findings = [
        Finding("Python", sys.version_info >= (3, 11), platform.python_version()),
        Finding("System", True, f"{platform.system()} {platform.release()} {platform.machine()}"),
    ]
    findings += [_package(name) for name in PACKAGES]
    findings.append(_resources())
    findings += [_folder("Settings folder", user_paths().config)]
    findings += [_folder("Data folder", user_paths().data), _folder("Log folder", user_paths().log)]
    findings.append(_settings())
    findings.append(_agent())
    findings.append(_keyring())
    findings.append(_gpu())
    findings.append(_display())
    return findings


def _package(name: str) -> Finding:
    try:
        return Finding(name, True, metadata.version(name))
    except metadata.PackageNotFoundError:
        return Finding(name, False, "missing", "Install again: python3 scripts/dev.py run")


def _resources() -> Finding:
    try:
        agent = resource("agent", "agent.py")
    except FileNotFoundError as error:
        return Finding("Resources", False, str(error), "Install the program again.")
    return Finding("Resources", agent.is_file(), str(agent.parent.parent))


def _folder(what: str, path: Path) -> Finding:
    try:
        path.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryFile(dir=path):
            pass
    except OSError as error:
        return Finding(what, False, f"{path}: {error.strerror}", "Make it writable.")
    return Finding(what, True, str(path))


def _settings() -> Finding:
    store = SettingsStore(user_paths().settings)
    nodes = NodeBook(store).all()
    if store.problems:
        return Finding("Settings", False, " ".join(store.problems), "See the file named above.")
    many = len(nodes) - 1
    return Finding("Settings", True, f"{many} saved node{'' if many == 1 else 's'}")


def _agent() -> Finding:
    if os.name == "nt":
        return Finding("SSH agent", True, "asked when connecting")
    where = os.environ.get("SSH_AUTH_SOCK")
    if not where:
        return Finding("SSH agent", True, "none (keys and passwords work without it)")
    ok = Path(where).exists()
    return Finding("SSH agent", ok, where, "The agent is gone; start it or unset SSH_AUTH_SOCK.")


def _keyring() -> Finding:
    from app.hosts.keyring import Keyring

    state = Keyring().state()
    if state.usable:
        return Finding("System keyring", True, str(state))
    return Finding("System keyring", True, f"{state}; secrets are kept for one run only")


def _gpu() -> Finding:
    import pynvml

    try:
        pynvml.nvmlInit()
    except pynvml.NVMLError as error:
        return Finding("GPU of this computer", True, f"none that NVML can see ({error})")
    try:
        count = pynvml.nvmlDeviceGetCount()
        driver = pynvml.nvmlSystemGetDriverVersion()
        return Finding("GPU of this computer", True, f"{count} with driver {driver}")
    finally:
        pynvml.nvmlShutdown()


def _display() -> Finding:
    if not can_show():
        return Finding("Display", True, "none (the window needs one, the command line does not)")
    names = ("QT_QPA_PLATFORM", "WAYLAND_DISPLAY", "DISPLAY")
    return Finding(
        "Display", True, next((os.environ[n] for n in names if os.environ.get(n)), "yes")
    )
