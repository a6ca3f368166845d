"""What listens on this computer, where there is no `ss` (macOS, Windows)."""

from __future__ import annotations

import psutil

from app.services.tunnels.sockets import Socket, clean


def local_sockets() -> tuple[list[Socket], bool]:
    """Return the listening sockets, and whether those of other accounts are among them."""
    sockets = []
    try:
        for each in psutil.net_connections("tcp"):
            if each.status == psutil.CONN_LISTEN and each.laddr:
                sockets.append(_socket(each.laddr.ip, each.laddr.port, each.pid))
    except psutil.AccessDenied:  # macOS tells an account about its own programs only
        return _own_sockets(), False
    return sockets, True


def _own_sockets() -> list[Socket]:
    sockets = []
    for process in psutil.process_iter():
        try:
            for each in process.net_connections("tcp"):
                if each.status == psutil.CONN_LISTEN and each.laddr:
                    sockets.append(_socket(each.laddr.ip, each.laddr.port, process.pid))
        except psutil.Error:
            continue
    return sockets


def _socket(address: str, port: int, pid: int | None) -> Socket:
    shown = f"[{address}]" if ":" in address else address
    try:
        program = clean(psutil.Process(pid).name()) if pid else ""
    except psutil.Error:
        program = ""
    return Socket(port, shown, program, pid)
