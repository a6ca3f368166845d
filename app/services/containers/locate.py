"""Find the engine of a node, or say exactly what is in the way and what to do about it."""

from __future__ import annotations

import os
from dataclasses import dataclass

from app.core.cancel import Cancel
from app.core.errors import ChannelRefused, CommandFailed, RemoteError, TimedOut
from app.core.i18n import tr
from app.core.said import said
from app.services.containers.api import EngineUnavailable, Trouble
from app.services.containers.sockets import Endpoint, Way, connect, dial_argv
from app.transport.api import Session

DEFAULT_SOCKET = "/var/run/docker.sock"
LOOK_LIMIT = 15.0
_RESTART = "sudo systemctl restart docker"
_ENABLE = "sudo systemctl enable --now docker"
_ADD_ME = "sudo usermod -aG docker $USER"
PING = b"GET /_ping HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n"

# Prints one fact a line. `later` are the groups of the account at its next login.
_LOOK = r"""
user=$(id -un)
echo "user $user"
echo "now $(id -Gn)"
echo "later $(id -Gn "$user")"
context=
if command -v docker >/dev/null 2>&1; then
    echo "cli yes"
    context=$(docker context inspect --format '{{.Endpoints.docker.Host}}' 2>/dev/null)
fi
run=${XDG_RUNTIME_DIR:-/run/user/$(id -u)}
for path in /var/run/docker.sock "$run/docker.sock" "$HOME/.docker/run/docker.sock" \
    "$HOME/.docker/desktop/docker.sock" "${context#unix://}" \
    /run/podman/podman.sock "$run/podman/podman.sock"; do
    [ -S "$path" ] || continue
    [ -w "$path" ] && may=yes || may=no
    echo "socket $may $(stat -c %G "$path" 2>/dev/null || echo '?') $path"
done
"""


@dataclass(frozen=True, slots=True)
class Found:
    """A socket on the node: whether the account may use it, and whose group may."""

    path: str
    usable: bool
    group: str


@dataclass(frozen=True, slots=True)
class Look:
    """What a node has of Docker, as the account sees it."""

    user: str = ""
    groups: frozenset[str] = frozenset()
    later_groups: frozenset[str] = frozenset()
    """Of the account's next login."""
    has_command: bool = False
    sockets: tuple[Found, ...] = ()


def locate(session: Session, cancel: Cancel | None = None) -> Endpoint:
    """Return where the engine answers.

    Raises:
        EngineUnavailable: None does; `trouble`, message and hint say why.
    """
    if session.is_local:
        return _locate_here(session)
    usual = Endpoint(DEFAULT_SOCKET, Way.FORWARDED)
    if _connects(session, usual):
        return usual
    look = look_at(session, cancel)
    usable = [each.path for each in look.sockets if each.usable]
    for path in usable:
        endpoint = Endpoint(path, Way.FORWARDED)
        if path != DEFAULT_SOCKET and _connects(session, endpoint):
            return endpoint
    if look.has_command:
        for path in usable:
            if _dials(session, path, cancel):
                return Endpoint(path, Way.RELAYED)
    raise why_not(look)


def look_at(session: Session, cancel: Cancel | None = None) -> Look:
    """Ask the node what there is."""
    done = session.exec(["sh", "-c", _LOOK], timeout=LOOK_LIMIT, cancel=cancel)
    return parse_look(done.text)


def parse_look(text: str) -> Look:
    """Read what the script printed; lines that say nothing known are passed over."""
    facts: dict[str, str] = {}
    sockets: dict[str, Found] = {}
    for line in text.splitlines():
        word, _, rest = line.partition(" ")
        if word != "socket":
            facts.setdefault(word, rest)
            continue
        may, _, rest = rest.partition(" ")
        group, _, path = rest.partition(" ")
        if path.startswith("/"):
            sockets.setdefault(path, Found(path, may == "yes", said(group)))
    return Look(
        user=said(facts.get("user", "")),
        groups=frozenset(facts.get("now", "").split()),
        later_groups=frozenset(facts.get("later", "").split()),
        has_command="cli" in facts,
        sockets=tuple(sockets.values()),
    )


def why_not(look: Look) -> EngineUnavailable:
    """Say why none of a node's sockets leads to an engine, and what to do."""
    if not look.sockets:
        return _nothing_there(look)
    if all(not each.usable for each in look.sockets):
        return _no_permission(look, look.sockets[0])
    path = next(said(each.path) for each in look.sockets if each.usable)
    if look.has_command:
        return EngineUnavailable(
            tr("Docker does not answer on this node: nobody listens on {path}.").format(path=path),
            tr("Start it there: {command}. Its log: journalctl -u docker").format(command=_RESTART),
            trouble=Trouble.NOT_RUNNING,
            fix=_RESTART,
        )
    return EngineUnavailable(
        tr("The node's SSH server does not connect to {path}.").format(path=path),
        tr(
            "Docker does not run there (sudo systemctl restart docker), or its "
            "sshd_config has AllowStreamLocalForwarding no; with the docker command "
            "there, that would not matter."
        ),
        trouble=Trouble.FORBIDDEN,
    )


def _nothing_there(look: Look) -> EngineUnavailable:
    if look.has_command:
        return EngineUnavailable(
            tr("Docker does not run on this node."),
            tr("Start it there: {command}").format(command=_ENABLE),
            trouble=Trouble.NOT_RUNNING,
            fix=_ENABLE,
        )
    return EngineUnavailable(
        tr("There is no Docker on this node."),
        tr("Install Docker Engine there, or enable Podman's socket."),
        trouble=Trouble.NOT_INSTALLED,
    )


def _no_permission(look: Look, socket: Found) -> EngineUnavailable:
    user, group = look.user or tr("this account"), socket.group
    if group in look.later_groups and group not in look.groups:
        return EngineUnavailable(
            tr("{user} came into the group {group} after this connection was made.").format(
                user=user, group=group
            ),
            tr("Disconnect and connect again."),
            trouble=Trouble.LOGIN_AGAIN,
        )
    if group in ("root", "?", "UNKNOWN", ""):
        return EngineUnavailable(
            tr("{user} may not use Docker on this node: its socket belongs to root alone.").format(
                user=user
            ),
            tr("An administrator there may give it to a group: sudo chgrp docker {path}").format(
                path=said(socket.path)
            ),
            trouble=Trouble.NO_PERMISSION,
        )
    fix = f"sudo usermod -aG {group} {look.user or '$USER'}"
    return EngineUnavailable(
        tr("{user} may not use Docker on this node: it is not in the group {group}.").format(
            user=user, group=group
        ),
        tr(
            "On the node: {fix}, then connect again. Whoever is in that group can become "
            "root there."
        ).format(fix=fix),
        trouble=Trouble.NO_PERMISSION,
        fix=fix,
    )


def _connects(session: Session, endpoint: Endpoint) -> bool:
    try:
        connect(session, endpoint).close()
    except ChannelRefused:
        return False
    return True


def _dials(session: Session, path: str, cancel: Cancel | None) -> bool:
    """Whether an engine answers through the docker command. ChannelRefused: no session is free."""
    try:
        done = session.exec(dial_argv(path), stdin=PING, timeout=LOOK_LIMIT, cancel=cancel)
    except ChannelRefused:
        raise
    except (TimedOut, CommandFailed, RemoteError):
        return False
    return done.stdout.startswith(b"HTTP/1.") and b" 200 " in done.stdout[:20]


def _locate_here(session: Session) -> Endpoint:
    if os.name == "nt":
        return Endpoint(r"\\.\pipe\docker_engine", Way.HERE)
    home, run = os.path.expanduser("~"), os.environ.get("XDG_RUNTIME_DIR", "")
    paths = [
        DEFAULT_SOCKET,
        f"{home}/.docker/run/docker.sock",
        f"{home}/.docker/desktop/docker.sock",
    ]
    paths += [f"{run}/docker.sock"] if run else []
    paths += ["/run/podman/podman.sock"]
    paths += [f"{run}/podman/podman.sock"] if run else []
    there = [path for path in paths if os.path.exists(path)]
    for path in there:
        if _connects(session, endpoint := Endpoint(path, Way.HERE)):
            return endpoint
    if not there:
        raise EngineUnavailable(
            tr("There is no Docker on this computer, or it does not run."),
            tr(
                "Install or start it, and its containers are listed here. Those of other "
                "nodes need no Docker on this computer."
            ),
            trouble=Trouble.NOT_INSTALLED,
        )
    if not any(os.access(path, os.W_OK) for path in there):
        raise EngineUnavailable(
            tr("This account may not use {there}.").format(there=there[0]),
            tr("Add it to the group docker ({command}), then log in again.").format(
                command=_ADD_ME
            ),
            trouble=Trouble.NO_PERMISSION,
            fix=_ADD_ME,
        )
    raise EngineUnavailable(
        tr("Docker does not answer on this computer: nobody listens on {there}.").format(
            there=there[0]
        ),
        tr("Start it: {command}").format(command=_RESTART),
        trouble=Trouble.NOT_RUNNING,
        fix=_RESTART,
    )
