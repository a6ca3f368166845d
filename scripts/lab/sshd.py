"""The configuration of the node's OpenSSH server, and the port it listens on."""

from __future__ import annotations

import random
import socket
from collections.abc import Mapping
from pathlib import Path

from scripts.lab.namespace import Account

HOST = "127.0.0.1"
LASTING_PORTS = (15_000, 32_000)
CONFIG = """\
{extra}
Port {port}
ListenAddress {host}
PidFile {root}/sshd.pid
{host_keys}
AllowUsers {user}
UseDNS no
PrintMotd no
PrintLastLog no
{startups}
LogLevel VERBOSE
Subsystem sftp internal-sftp
SetEnv {environment}
{login}
"""
PRIVATE_LOGIN = """\
UsePAM yes
PasswordAuthentication yes
KbdInteractiveAuthentication yes
PermitRootLogin no
"""
HOST_LOGIN = """\
UsePAM no
PasswordAuthentication no
PermitRootLogin prohibit-password
StrictModes no
AuthorizedKeysFile {home}/.ssh/authorized_keys
"""


def config(
    root: Path,
    account: Account,
    *,
    host: str,
    port: int,
    extra: str | Mapping[str, str],
    locale: str | None,
    host_keys: str,
) -> str:
    """Return sshd_config; `extra` comes first, since sshd takes the first value it finds."""
    if not isinstance(extra, str):
        extra = "\n".join(f"{name} {value}" for name, value in extra.items())
    # Of this one sshd takes the last value it finds.
    startups = "" if "MaxStartups" in extra else "MaxStartups 200:30:400"
    environment = {"PATH": f"{root}/bin:{root}/programs", "LD_LIBRARY_PATH": f"{root}/lib"}
    if locale is not None:
        environment["LC_ALL"] = locale
    if not account.private:
        environment["HOME"] = account.home
    return CONFIG.format(
        extra=extra,
        startups=startups,
        port=port,
        host=host,
        root=root,
        host_keys=host_keys,
        user=account.name,
        environment=" ".join(f"{name}={value}" for name, value in environment.items()),
        login=PRIVATE_LOGIN if account.private else HOST_LOGIN.format(home=account.home),
    )


def answers(port: int) -> bool:
    """Tell whether an SSH server greets there."""
    try:
        with socket.create_connection((HOST, port), timeout=1.0) as connection:
            return connection.recv(4) == b"SSH-"
    except OSError:
        return False


def listens(pid: int, port: int) -> bool:
    """Tell whether somebody listens on a TCP port in the network namespace of process `pid`."""
    try:
        lines = Path(f"/proc/{pid}/net/tcp").read_text().splitlines()[1:]
    except OSError:
        return False
    local_and_state = ((line.split()[1], line.split()[3]) for line in lines)
    return any(local.endswith(f":{port:04X}") and state == "0A" for local, state in local_and_state)


def free_port() -> int:
    """Return a TCP port of loopback that nobody listens on.

    It is none of those that the system gives to clients, so it stays free between two starts.
    """
    while True:
        port = random.randrange(*LASTING_PORTS)
        if is_free(port):
            return port


def is_free(port: int) -> bool:
    """Tell whether nobody listens on a port of loopback."""
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((HOST, port))
        except OSError:
            return False
        return True
