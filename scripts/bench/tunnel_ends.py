"""The processes of the tunnel benchmark, one job each, so that each one's CPU can be told apart.

    python -m scripts.bench.tunnel_ends server
    python -m scripts.bench.tunnel_ends ours HOST PORT USER IDENTITY KNOWN_HOSTS TARGET [options]

Each prints a line of JSON when it is ready, answers a line of standard input with one more, and
ends with its input.
"""

from __future__ import annotations

import argparse
import json
import logging
import os
import resource
import socket
import sys
import threading
import time
from collections.abc import Callable
from pathlib import Path

from app.core.cancel import Cancel
from app.core.errors import UserError
from app.core.ids import NodeId
from app.hosts.known_hosts import KnownHosts
from app.hosts.nodes import Node
from app.transport.credentials import NoPrompter
from app.transport.keeper import Keeper
from app.transport.slot import SessionSlot
from app.transport.ssh.connect import Connector
from app.transport.tunnel.api import Endpoint, ForwardKind
from app.transport.tunnel.forward import Forward

DOWNLOAD, UPLOAD, ECHO = b"d", b"u", b"e"
READY, GO = b"r", b"g"
PIECE = 1024 * 1024
REQUEST = 9
"""A letter and how many bytes."""


def request(what: bytes, size: int = 0) -> bytes:
    """Return what a client sends first."""
    return what + size.to_bytes(8, "big")


def main(arguments: list[str]) -> int:
    """Do one job until standard input ends."""
    logging.disable(logging.ERROR)  # sessions are killed on purpose
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (min(hard, max(soft, 8192)), hard))
    jobs = {"server": serve, "ours": forward, "stock": stock}
    jobs[arguments[0]](arguments[1:])
    return 0


def answer_until_eof(answer: Callable[[str], object]) -> None:
    """Answer each line of standard input."""
    for line in sys.stdin:
        say(answer(line.strip()))


def say(what: object) -> None:
    """Print one line of JSON."""
    print(json.dumps(what), flush=True)


def serve(_arguments: list[str]) -> None:
    """Send, swallow or echo what clients ask for."""
    listener = socket.create_server(("127.0.0.1", 0), backlog=1024)
    content = file_of_bytes()

    def handle(connection: socket.socket) -> None:
        with connection:
            connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            head = connection.recv(REQUEST, socket.MSG_WAITALL)
            size = int.from_bytes(head[1:], "big")
            if head[:1] != ECHO:  # connecting is not what these measure
                connection.sendall(READY)
                connection.recv(1)
            if head[:1] == DOWNLOAD:
                send_file(connection, content, size)
            elif head[:1] == UPLOAD:
                discard(connection, size)
                connection.sendall(b"y")
            else:
                while data := connection.recv(PIECE):
                    connection.sendall(data)

    def accept() -> None:
        while True:
            connection, _address = listener.accept()
            threading.Thread(target=_quietly, args=(handle, connection), daemon=True).start()

    threading.Thread(target=accept, daemon=True).start()
    say(listener.getsockname()[1])
    answer_until_eof(lambda _line: None)


def file_of_bytes() -> int:
    """Return a file in memory that the kernel sends without a copy: loads must cost little."""
    content = os.memfd_create("load")
    os.write(content, os.urandom(PIECE))
    return content


def send_file(connection: socket.socket, content: int, size: int) -> None:
    """Send `size` bytes, the content again and again."""
    while size:
        size -= os.sendfile(connection.fileno(), content, 0, min(size, PIECE))


def discard(connection: socket.socket, size: int) -> None:
    """Let the kernel throw `size` bytes away as they come."""
    nowhere = bytearray(PIECE)
    while size:
        count = connection.recv_into(nowhere, min(size, PIECE), socket.MSG_TRUNC)
        if count == 0:
            raise OSError("the connection ended early")
        size -= count


def _quietly(handle: Callable[[socket.socket], object], connection: socket.socket) -> None:
    try:
        handle(connection)
    except OSError:
        return


def forward(arguments: list[str]) -> None:
    """Forward as the app does: a keeper and a forward for each of `--nodes`."""
    options = _options(arguments)
    if options.rekey:
        from paramiko.packet import Packetizer

        Packetizer.REKEY_BYTES = options.rekey
    ends = [_OneNode(options, number) for number in range(options.nodes)]
    for end in ends:
        end.wait()
    say([end.port for end in ends])

    def answer(line: str) -> object:
        if line == "poll":
            ends[0].start_polling()
        return {
            "sessions": ends[0].sessions,
            "rekeys": ends[0].rekeys,
            "polls": ends[0].polls,
            "failed_polls": ends[0].failed_polls,
        }

    answer_until_eof(answer)
    os._exit(0)


class _OneNode:
    """A node's kept session and its tunnel, and what happened to them."""

    def __init__(self, options: argparse.Namespace, number: int) -> None:
        self.sessions = self.rekeys = self.polls = self.failed_polls = 0
        self.slot = SessionSlot()
        self.slot.watch(self._session_changed)
        trusted = KnownHosts(Path(options.known_hosts), also=())
        how = Connector(trusted, NoPrompter(), use_agent=False, use_default_keys=False)
        node = Node(
            id=NodeId(f"node{number}"),
            name=f"node{number}",
            address=options.host,
            port=options.port,
            user=options.user,
            identity_file=options.identity,
        )
        self._keeper = Keeper(node, how.open, slot=self.slot)
        self._thread = threading.Thread(
            target=self._keeper.run, args=(Cancel(), lambda _status: None), daemon=True
        )
        self._forward = Forward(self.slot, ForwardKind.TCP, Endpoint(options.target))
        self.port = self._forward.open(options.local)
        self._thread.start()

    def wait(self) -> None:
        """Wait for the session."""
        deadline = time.monotonic() + 60
        while self.slot.session is None:
            if time.monotonic() > deadline:
                raise SystemExit("the lab's node could not be connected")
            time.sleep(0.01)

    def start_polling(self) -> None:
        """Run a command again and again: the peer opens and closes channels all the time."""
        threading.Thread(target=self._poll, daemon=True).start()

    def _poll(self) -> None:
        while True:
            session = self.slot.session
            try:
                if session is not None:
                    session.exec(["echo", "x"]).check()
                    self.polls += 1
            except UserError:
                self.failed_polls += 1
            time.sleep(0.01)

    def _session_changed(self, session: object) -> None:
        if session is None:
            return
        self.sessions += 1
        from paramiko.common import MSG_NEWKEYS

        transport = session._transport  # type: ignore[attr-defined]  # noqa: SLF001
        original = transport._parse_newkeys  # noqa: SLF001

        def counted(message: object) -> None:
            original(message)
            self.rekeys += 1

        transport._handler_table[MSG_NEWKEYS] = counted  # noqa: SLF001


def stock(arguments: list[str]) -> None:
    """Forward with sshtunnel as it comes."""
    import sshtunnel

    options = _options(arguments)
    tunnel = sshtunnel.SSHTunnelForwarder(
        (options.host, options.port),
        ssh_username=options.user,
        ssh_pkey=options.identity,
        ssh_config_file=None,
        allow_agent=False,
        host_pkey_directories=[],
        local_bind_address=("127.0.0.1", options.local),
        remote_bind_address=("127.0.0.1", options.target),
        logger=logging.getLogger("stock"),
    )
    tunnel.start()
    say([tunnel.local_bind_port])
    answer_until_eof(lambda _line: None)
    os._exit(0)


def _options(arguments: list[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser()
    parser.add_argument("host")
    parser.add_argument("port", type=int)
    parser.add_argument("user")
    parser.add_argument("identity")
    parser.add_argument("known_hosts")
    parser.add_argument("target", type=int)
    parser.add_argument("--local", type=int, default=0)
    parser.add_argument("--rekey", type=int, default=0)
    parser.add_argument("--nodes", type=int, default=1)
    return parser.parse_args(arguments)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
