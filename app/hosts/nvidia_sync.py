"""What NVIDIA Sync knows: its devices on this computer, its custom apps on a node. Read only.

Sync keeps an OpenSSH configuration and a list of devices on the computer it runs on, and
`~/.config/NVIDIA/Sync/config/custom.json` on each Spark.
"""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from urllib.parse import urlsplit

from app.core.errors import BadInput
from app.core.i18n import tr
from app.core.listed import any_of
from app.core.ports import LAST_PORT, read_port
from app.hosts.ssh_config import Imported, ImportedHost, imported_host
from app.hosts.ssh_config_file import SshConfig

MARK = "CreatedBy: NVIDIA Sync"
CONFIG = "ssh_config"
DEVICES = "state-store.json"
CUSTOM_APPS = "~/.config/NVIDIA/Sync/config/custom.json"
"""Where the custom apps are on the node."""

MAX_BYTES = 1 << 20
MAX_APPS = 200
MAX_NAME = 80


@dataclass(frozen=True, slots=True)
class CustomApp:
    """An app that its user added to NVIDIA Sync: a port of the node, and how it is opened.

    The script that Sync runs before it opens the app is not read: what others wrote is not run.
    """

    key: str
    """Sync's own id; empty when it has none."""
    name: str
    port: int
    scheme: str = ""
    """`http` or `https`; empty when it is no web page."""
    path: str = "/"
    """Where the page begins, with its query if any."""


def folders(
    platform: str = sys.platform, environment: Mapping[str, str] = os.environ
) -> tuple[Path, ...]:
    """Return where NVIDIA Sync may keep its files on this system, the usual place first."""
    home = Path(os.path.expanduser("~"))
    below = Path("NVIDIA", "Sync", "config")
    if platform == "darwin":
        return (home / "Library" / "Application Support" / below,)
    if platform == "win32":
        return (Path(environment.get("APPDATA") or home / "AppData" / "Roaming") / below,)
    data = Path(environment.get("XDG_DATA_HOME") or home / ".local" / "share")
    config = Path(environment.get("XDG_CONFIG_HOME") or home / ".config")
    return (data / below, config / below)


def read_devices(file: Path | None = None) -> Imported:
    """Read NVIDIA Sync's devices, from its `ssh_config` in `file` or in the usual place.

    Raises BadInput where Sync has none.
    """
    if file is None:
        file = next((each / CONFIG for each in folders() if (each / CONFIG).is_file()), None)
    if file is None:
        looked = any_of([str(folder) for folder in folders()])
        raise BadInput(
            tr("NVIDIA Sync has no devices on this computer."),
            tr("Looked in {looked}.").format(looked=looked),
        )
    config = SshConfig(file)
    names, warnings = _device_names(file.with_name(DEVICES))
    hosts: list[ImportedHost] = []
    for alias, line in config.aliases().items():
        if not any(MARK in comment for comment in line.comments):
            warnings.append(
                tr("{source}: skipped, {alias} is not marked as NVIDIA Sync's.").format(
                    source=line.source, alias=alias
                )
            )
            continue
        host = imported_host(config, alias, line.source)
        name = names.pop(alias, "") or host.node.name
        hosts.append(replace(host, node=replace(host.node, name=name)))
    warnings += [
        tr("{name} has no address in {file}.").format(name=name or alias, file=file)
        for alias, name in names.items()
    ]
    return Imported(tuple(hosts), (*config.warnings, *warnings))


def parse_custom_apps(data: bytes) -> tuple[tuple[CustomApp, ...], tuple[str, ...]]:
    """Read a `custom.json`; return the apps, and what was skipped and why. Never raises."""
    rows, problem = _json_list(data)
    if problem:
        return (), (
            tr("NVIDIA Sync's custom apps cannot be read: {problem}.").format(problem=problem),
        )
    apps: list[CustomApp] = []
    warnings: list[str] = []
    for number, row in enumerate(rows[:MAX_APPS], start=1):
        try:
            apps.append(_custom_app(row))
        except BadInput as error:
            warnings.append(
                tr("Custom app {number} was skipped: {message}").format(
                    number=number, message=error.message
                )
            )
    if len(rows) > MAX_APPS:
        warnings.append(
            tr("Only the first {most} of {rows} custom apps are read.").format(
                most=MAX_APPS, rows=len(rows)
            )
        )
    return tuple(apps), tuple(warnings)


def _custom_app(row: object) -> CustomApp:
    if not isinstance(row, dict):
        raise BadInput(tr("it is not an object."))
    port = _port(row.get("port"))
    url = _text(row, "url")
    try:
        parts = urlsplit(url)
    except ValueError as error:
        raise BadInput(
            tr("“{printable}” is not an address.").format(printable=_printable(url))
        ) from error
    web = parts.scheme in ("http", "https")
    path = parts.path + (f"?{parts.query}" if parts.query else "")
    return CustomApp(
        key=_printable(_text(row, "id")),
        name=_printable(_text(row, "name")) or tr("Port {port}").format(port=port),
        port=port,
        scheme=parts.scheme if web else "",
        path=path if web and path.startswith("/") and path.isprintable() else "/",
    )


def _port(value: object) -> int:
    """Return a port that is written as a text (as Sync does) or a number."""
    text = str(value) if isinstance(value, (str, int)) and not isinstance(value, bool) else ""
    port = read_port(text)
    if port is None:
        raise BadInput(tr("it has no port of 1 to {last_port}.").format(last_port=LAST_PORT))
    return port


def _text(row: Mapping[str, object], key: str) -> str:
    value = row.get(key)
    return value if isinstance(value, str) else ""


def _printable(text: str) -> str:
    return "".join(c for c in text if c.isprintable()).strip()[:MAX_NAME]


def _device_names(file: Path) -> tuple[dict[str, str], list[str]]:
    """Return the devices' names by alias, and what is wrong with the list."""
    try:
        with file.open("rb") as stream:
            data = stream.read(MAX_BYTES + 1)
    except FileNotFoundError:
        return {}, []
    except OSError as error:
        return {}, [tr("{file}: skipped, {why}.").format(file=file, why=error.strerror)]
    rows, problem = _json_list(data, "devices")
    if problem:
        return {}, [tr("{file}: skipped, {problem}.").format(file=file, problem=problem)]
    names: dict[str, str] = {}
    warnings: list[str] = []
    for row in rows:
        alias, name = (
            (_text(row, "alias"), _printable(_text(row, "name")))
            if isinstance(row, dict)
            else ("", "")
        )
        if alias:
            names[alias] = name
        else:
            warnings.append(
                tr("{file}: skipped, the device “{name}” has no alias.").format(
                    file=file, name=name
                )
            )
    return names, warnings


def _json_list(data: bytes, key: str = "") -> tuple[Sequence[object], str]:
    """Return the list in a JSON text (below `key`, if given), or what is wrong with it."""
    if len(data) > MAX_BYTES:
        return (), tr("it is longer than {most} MiB").format(most=MAX_BYTES >> 20)
    try:
        value: object = json.loads(data)
    except (ValueError, RecursionError):
        return (), tr("it is not JSON")
    if key:
        value = value.get(key) if isinstance(value, dict) else None
    if not isinstance(value, list):
        return (), tr("it has another shape than expected")
    return value, ""
