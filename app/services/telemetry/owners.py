"""What a process belongs to: a container or a systemd unit, by the text of its /proc/PID/cgroup."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence

from app.core.said import said
from app.services.telemetry.api import Owner

SHORT_ID = 12
"""Digits of a container's id that stand in for its name, as container engines print them."""
_LINE = re.compile(r"^(?:\d{1,5}:[^:\n]{0,200}:)?(/.*)$", re.MULTILINE)
_CONTAINER = re.compile(r"(?<![0-9a-f])([0-9a-f]{64})(?![0-9a-f])")
_MONITOR = "libpod-conmon-"
"""Podman's watcher of a container, which is not inside it."""
_UNIT = re.compile(r"/([^/]{1,255}\.service)(?=/|$)")
_MANAGER = re.compile(r"^user@\d+\.service$")
"""A user's own systemd: everything that user runs is below it."""
_ESCAPE = re.compile(r"\\x([0-9a-f]{2})")


def owner_of(cgroup: str, user: str | None, containers: Mapping[str, str]) -> Owner:
    """Return the owner of a process.

    Args:
        cgroup: The text of /proc/PID/cgroup; version 2 has one line, version 1 one for each limit.
        user: The account it runs as.
        containers: Names by id, as far as the container engine told them.
    """
    user = user and said(user)
    paths = _LINE.findall(cgroup)
    container = _first(_container, paths)
    if container is not None:
        name = said(containers.get(container, "")) or container[:SHORT_ID]
        return Owner(container=name, container_id=container, user=user)
    return Owner(unit=_first(_unit, paths), user=user)


def _first(find: Callable[[str], str | None], paths: Sequence[str]) -> str | None:
    return next((found for path in paths if (found := find(path)) is not None), None)


def _container(path: str) -> str | None:
    """Return the id of the innermost container (`docker-ID.scope`, `/docker/ID`, `libpod-ID`)."""
    found = _CONTAINER.findall(path)
    return found[-1] if found and _MONITOR not in path else None


def _unit(path: str) -> str | None:
    """Return the innermost service that is not the user's manager; scopes are no units to name."""
    found = [unit for unit in _UNIT.findall(path) if not _MANAGER.match(unit)]
    return said(_ESCAPE.sub(_character, found[-1])) if found else None


def _character(code: re.Match[str]) -> str:
    return chr(int(code[1], 16))
