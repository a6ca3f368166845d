"""An SSH server that means harm: whatever it sends ends in a message, soon and in little memory."""

from __future__ import annotations

import contextlib
import os
import socket
import struct
import threading
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import paramiko
import pytest
from paramiko.common import MSG_USERAUTH_FAILURE, cMSG_CHANNEL_DATA
from paramiko.message import Message

from app.core.cancel import Cancel
from app.core.errors import (
    AuthenticationFailed,
    ConnectError,
    HostUnreachable,
    NotAnSshServer,
    SessionLost,
)
from app.core.ids import NodeId
from app.hosts.known_hosts import KnownHosts, host_key_of
from app.hosts.nodes import Node
from app.hosts.secrets import SecretKind
from app.transport.ssh import authenticate
from app.transport.ssh.connect import Connector
from app.transport.ssh.probe import read_host_key
from app.transport.ssh.transport import SafeTransport
from tests.ssh_fixtures import ScriptedPrompter
from tests.waiting import wait_for

Talk = Callable[[socket.socket], object]
Serve = Callable[[Talk], int]

GREETING = b"SSH-2.0-OpenSSH_9.6\r\n"
POINT = bytes.fromhex("d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a")


@pytest.fixture
def serve() -> Iterator[Serve]:
    """Return what starts a server that says `talk(connection)` to who connects; its port."""
    with contextlib.ExitStack() as stack:

        def start(talk: Talk) -> int:
            server = stack.enter_context(socket.create_server(("127.0.0.1", 0)))

            def accept() -> None:
                with contextlib.suppress(OSError):
                    connection, _address = server.accept()
                    stack.callback(connection.close)
                    talk(connection)

            thread = threading.Thread(target=accept, daemon=True)
            thread.start()
            stack.callback(thread.join, 10)
            return int(server.getsockname()[1])

        yield start


def string(data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + data


def packet(payload: bytes) -> bytes:
    padding = 16 - (len(payload) + 5) % 8
    head = struct.pack(">IB", len(payload) + padding + 1, padding)
    return head + payload + bytes(padding)


def key_exchange(reply: bytes) -> Talk:
    """Begin a key exchange as a server does, then send `reply` in place of its answer."""
    ciphers, none = b"aes128-gcm@openssh.com", b"none"
    offers = (b"curve25519-sha256@libssh.org", b"ssh-ed25519", ciphers, ciphers)
    offers = (*offers, b"hmac-sha2-256", b"hmac-sha2-256", none, none, b"", b"")
    init = b"\x14" + os.urandom(16) + b"".join(map(string, offers)) + bytes(5)

    def talk(connection: socket.socket) -> None:
        connection.sendall(GREETING + packet(init))
        received = b""
        while b"\x1e\0\0\0\x20" not in received:  # the client's point, after its own offers
            received += connection.recv(65536) or b"\x1e\0\0\0\x20"
        connection.sendall(packet(reply))

    return talk


def exchanged(host_key: bytes, point: bytes, signature: bytes) -> bytes:
    return b"\x1f" + string(host_key) + string(point) + string(signature)


ED25519 = string(b"ssh-ed25519")
GOOD = ED25519 + string(POINT)
REPLIES = {
    "short point": exchanged(GOOD, b"short", ED25519 + string(bytes(64))),
    "zero point": exchanged(GOOD, bytes(32), ED25519 + string(bytes(64))),
    "no key": exchanged(b"", POINT, b""),
    "short key": exchanged(ED25519 + string(b"a"), POINT, ED25519 + string(bytes(64))),
    "key of no type": exchanged(string(b"\xff\xfe") + string(b"a"), POINT, ED25519),
    "short signature": exchanged(GOOD, POINT, ED25519 + string(b"short")),
    "signature of no type": exchanged(GOOD, POINT, string(b"\xff\xff") + string(bytes(64))),
    "empty packet": b"",
    "goodbye that is no text": b"\x01" + bytes(4) + string(b"\xff\xff") + string(b""),
}


@pytest.mark.parametrize("reply", REPLIES.values(), ids=REPLIES)
def test_probe_of_a_server_with_a_hostile_key_exchange_is_no_crash(
    serve: Serve, reply: bytes
) -> None:
    with pytest.raises(NotAnSshServer):
        read_host_key("127.0.0.1", serve(key_exchange(reply)), Cancel())


@pytest.mark.parametrize(
    "beginning",
    [b"", GREETING + struct.pack(">I", 0x7FFFFFFC)],
    ids=["greeting without end", "packet of 2 GiB"],
)
def test_probe_does_not_collect_what_a_server_sends_without_end(
    serve: Serve, beginning: bytes
) -> None:
    sent = [0]

    def talk(connection: socket.socket) -> None:
        connection.sendall(beginning)
        while True:
            sent[0] += connection.send(b"A" * 65536)

    with pytest.raises(NotAnSshServer):
        read_host_key("127.0.0.1", serve(talk), Cancel())

    assert sent[0] < 16 * 1024 * 1024  # what the system's buffers hold


class Door(paramiko.ServerInterface):
    """Takes nobody, by keyboard-interactive only."""

    def get_allowed_auths(self, username: str) -> str:
        return "keyboard-interactive"


class HostileTransport(paramiko.Transport):
    """A server that replaces its answers to a log-in, the last one again and again."""

    answers: list[bytes]

    def _send_message(self, data: Any) -> None:
        if self.answers and data.asbytes()[0] == MSG_USERAUTH_FAILURE:
            data = Message(self.answers.pop(0) if self.answers[1:] else self.answers[0])
        super()._send_message(data)  # type: ignore[misc]


def door_of(
    serve: Serve,
    door: Door,
    tmp_path: Path,
    prompter: ScriptedPrompter | None = None,
    answers: Sequence[bytes] = (),
) -> tuple[Node, Connector]:
    """Start a server behind `door` that answers a log-in with `answers`, if there are any."""
    key = paramiko.ECDSAKey.generate()

    def talk(connection: socket.socket) -> None:
        transport = HostileTransport(connection)
        transport.answers = list(answers)
        transport.add_server_key(key)
        transport.start_server(server=door)
        transport.join()

    node = Node(NodeId("node-1"), "spark", "127.0.0.1", serve(talk), "me")
    known_hosts = KnownHosts(tmp_path / "known_hosts", also=())
    known_hosts.accept(node.address, node.port, host_key_of(key))  # no new machine: it was there
    asked = prompter or ScriptedPrompter()
    return node, Connector(known_hosts, asked, use_agent=False, use_default_keys=False)


def connecting(
    serve: Serve, answers: list[bytes], tmp_path: Path, prompter: ScriptedPrompter | None = None
) -> ConnectError:
    """Connect to a server that answers a log-in with `answers`; return the failure."""
    node, how = door_of(serve, Door(), tmp_path, prompter, answers)
    with pytest.raises(ConnectError) as caught:
        how.open(node, Cancel())
    return caught.value


@pytest.mark.parametrize(
    "answer",
    [b"\x33" + string(b"\xff\xfe") + b"\0", b"\x33" + string(b"\xff" * 9), b"\x33"],
    ids=["methods that are no text", "cut short", "nothing"],
)
def test_log_in_at_a_server_that_answers_nonsense_is_a_connect_error(
    serve: Serve, tmp_path: Path, answer: bytes
) -> None:
    connecting(serve, [answer], tmp_path)


def test_log_in_does_not_make_a_list_of_four_billion_questions(
    serve: Serve, tmp_path: Path
) -> None:
    questions = b"\x3c" + string(b"title") + string(b"") + string(b"") + b"\xff\xff\xff\xff"

    failure = connecting(
        serve, [b"\x33" + string(b"keyboard-interactive") + b"\0", questions], tmp_path
    )

    assert isinstance(failure, HostUnreachable)


def test_log_in_gives_up_a_server_that_never_has_enough_factors(
    serve: Serve, tmp_path: Path
) -> None:
    prompter = ScriptedPrompter(answers={SecretKind.PASSWORD: ["right"] * 100})
    accepted = b"\x33" + string(b"password") + b"\1"

    failure = connecting(serve, [accepted], tmp_path, prompter)

    assert isinstance(failure, AuthenticationFailed)
    assert "No more auth methods" not in failure.message  # we ended it, not the server


def test_questions_of_a_server_cannot_steer_a_terminal(serve: Serve, tmp_path: Path) -> None:
    prompter = ScriptedPrompter()
    text = string(b"\x1b]52;c;ZXZpbA==\x07Password:\nagain")
    questions = b"\x3c" + text + text + string(b"") + struct.pack(">I", 1) + text + b"\0"

    connecting(
        serve, [b"\x33" + string(b"keyboard-interactive") + b"\0", questions], tmp_path, prompter
    )

    [question] = prompter.asked
    shown = (question.title, question.instructions, question.prompts[0].text)
    assert all(each.replace("\n", "").isprintable() and "Password" in each for each in shown)


@pytest.mark.parametrize("kind", ["password", "keyboard-interactive"])
def test_password_is_not_forgotten_when_the_server_falls_silent(
    serve: Serve, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, kind: str
) -> None:
    begin = SafeTransport.start_client

    def impatient(transport: SafeTransport, **more: Any) -> None:
        transport.auth_timeout = 0.5
        begin(transport, **more)

    monkeypatch.setattr(SafeTransport, "start_client", impatient)
    monkeypatch.setattr(authenticate, "ANSWER_TIMEOUT", 0.5)
    over = threading.Event()

    class Silent(Door):
        def get_allowed_auths(self, username: str) -> str:
            return kind

        def check_auth_password(self, username: str, password: str) -> int:
            over.wait(10)
            return paramiko.AUTH_FAILED

        def check_auth_interactive(self, username: str, submethods: str) -> Any:
            return paramiko.InteractiveQuery("", "", ("Password: ", False))

        def check_auth_interactive_response(self, responses: list[str]) -> int:
            over.wait(10)
            return paramiko.AUTH_FAILED

    node, how = door_of(serve, Silent(), tmp_path)
    how.secrets.remember(node.target, SecretKind.PASSWORD, "right as ever")

    with pytest.raises(HostUnreachable):
        how.open(node, Cancel())
    over.set()

    assert how.secrets.recall(node.target, SecretKind.PASSWORD) == "right as ever"


def test_log_in_cut_off_by_a_reboot_is_tried_again_whatever_was_tried_before(
    serve: Serve, tmp_path: Path
) -> None:
    class Rebooting(Door):
        def get_allowed_auths(self, username: str) -> str:
            return "publickey,password"

        def check_auth_password(self, username: str, password: str) -> int:
            threading.current_thread().close()  # type: ignore[attr-defined]  # the transport
            return paramiko.AUTH_FAILED

    node, how = door_of(serve, Rebooting(), tmp_path)
    node = replace(node, identity_file=str(tmp_path / "gone"))  # which is noted as tried
    how.secrets.remember(node.target, SecretKind.PASSWORD, "right as ever")

    with pytest.raises(ConnectError) as caught:
        how.open(node, Cancel())

    assert not caught.value.permanent
    assert how.secrets.recall(node.target, SecretKind.PASSWORD) == "right as ever"


def test_server_that_sends_more_than_it_may_loses_the_session(serve: Serve, tmp_path: Path) -> None:
    sent = [0]

    class Flooding(Door):
        def get_allowed_auths(self, username: str) -> str:
            return "password"

        def check_auth_password(self, username: str, password: str) -> int:
            return paramiko.AUTH_SUCCESSFUL

        def check_channel_request(self, kind: str, chanid: int) -> int:
            return paramiko.OPEN_SUCCEEDED

        def check_channel_exec_request(self, channel: paramiko.Channel, command: bytes) -> bool:
            threading.Thread(target=self.flood, args=(channel,), daemon=True).start()
            return True

        @staticmethod
        def flood(channel: paramiko.Channel) -> None:
            transport: Any = channel.get_transport()
            with contextlib.suppress(EOFError, OSError, paramiko.SSHException):
                while transport.is_active():
                    data = Message()
                    data.add_byte(cMSG_CHANNEL_DATA)
                    data.add_int(channel.remote_chanid)  # type: ignore[attr-defined]
                    data.add_string(b"x" * 30_000)
                    transport._send_user_message(data)
                    sent[0] += 30_000

    node, how = door_of(serve, Flooding(), tmp_path)
    how.secrets.remember(node.target, SecretKind.PASSWORD, "right as ever")
    session = how.open(node, Cancel())
    try:
        with contextlib.suppress(SessionLost):  # it may be over before the command began
            session.stream(["tail", "-f", "log"])  # which nobody reads
        wait_for(lambda: not session.alive)
    finally:
        session.close()

    assert sent[0] < 64 * 1024 * 1024
