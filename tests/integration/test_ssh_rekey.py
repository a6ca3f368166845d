"""Key exchanges while channels come and go."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable

import pytest
from paramiko.common import MSG_NEWKEYS
from paramiko.packet import Packetizer

from app.core.cancel import Cancel
from app.core.errors import Cancelled
from app.transport.ssh.session import SshSession
from scripts.lab.node import LabNode
from tests.ssh_fixtures import OpenLab


def test_rekey_soak_loses_nothing(
    lab: LabNode, open_lab: OpenLab, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The peer closes channels while we re-key.

    Stock paramiko dead-locks (#822), or sends EOF after CLOSE, upon which sshd hangs up.
    """
    monkeypatch.setattr(Packetizer, "REKEY_BYTES", 1024 * 1024)
    lab.sshd_options = {"RekeyLimit": "3M"}
    lab.restart_server()
    session = open_lab()
    rekeys = _count_rekeys(session)
    stop, received = Cancel(), [0]
    bulk = threading.Thread(
        target=_pull, args=(session, stop, received), name="command-bulk", daemon=True
    )
    bulk.start()
    polls, deadline = 0, time.monotonic() + 40
    while rekeys() < 100 or (rekeys() < 200 and time.monotonic() < deadline):
        assert session.exec(["echo", str(polls)]).stdout == f"{polls}\n".encode()
        polls += 1
    stop.cancel()
    bulk.join(30)

    assert session.alive
    assert rekeys() >= 100
    assert received[0] > 10_000_000


def _pull(session: SshSession, stop: Cancel, received: list[int]) -> None:
    def take(data: bytes, _is_stderr: bool) -> None:
        received[0] += len(data)

    try:
        session.exec(["cat", "/dev/zero"], timeout=120, cancel=stop, on_output=take)
    except Cancelled:
        return


def _count_rekeys(session: SshSession) -> Callable[[], int]:
    transport, count = session._transport, [0]
    original = transport._parse_newkeys

    def counted(message: object) -> None:
        original(message)  # type: ignore[arg-type]
        count[0] += 1

    transport._handler_table[MSG_NEWKEYS] = counted  # type: ignore[attr-defined]
    return lambda: count[0]
