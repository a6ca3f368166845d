"""A network of the test run's own: nothing else that this computer does can disturb it, or hear it.

Ports, mDNS on loopback and abstract sockets are then shared with no other program, and no test
reaches a real network, not even by mistake.
"""

from __future__ import annotations

import ctypes
import os
import socket
import struct
import sys

CLONE_NEWNET = 0x40000000
SIOCGIFFLAGS, SIOCSIFFLAGS = 0x8913, 0x8914
UP = 0x1
REQUEST = "16sh22x"


def enter() -> bool:
    """Move this process, which has one thread as yet, into a new network; False if it may not."""
    if not sys.platform.startswith("linux") or os.geteuid() != 0:
        return False
    import fcntl  # not on Windows

    if ctypes.CDLL(None, use_errno=True).unshare(CLONE_NEWNET) != 0:
        return False
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as any_socket:
        got = fcntl.ioctl(any_socket, SIOCGIFFLAGS, struct.pack(REQUEST, b"lo", 0))
        flags = struct.unpack(REQUEST, got)[1]
        fcntl.ioctl(any_socket, SIOCSIFFLAGS, struct.pack(REQUEST, b"lo", flags | UP))
    return True
