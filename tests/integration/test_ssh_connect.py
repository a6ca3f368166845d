"""Opening a session with a real sshd: every way in, every refusal, every cancel."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import threading
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from app.core.cancel import Cancel
from app.core.errors import (
    AuthenticationFailed,
    Cancelled,
    HostKeyChanged,
    HostKeyUnknown,
    HostNotFound,
    HostUnreachable,
    NotAnSshServer,
    SettingsUnwritable,
)
from app.core.log import start_logging
from app.hosts.known_hosts import HostKey, KnownHosts
from app.hosts.secrets import SecretKind
from app.transport.ssh import connect, reach
from app.transport.status import Step, StepState, StepStatus
from scripts.lab.node import LabNode
from scripts.lab.sshd import free_port
from tests.ssh_fixtures import ScriptedPrompter, connector, node_of

WRONG = "certainly-not-the-password"


class StepLog(list[tuple[StepStatus, ...]]):
    """Every report of the steps, the last one by name."""

    def state(self, step: Step) -> StepState:
        return next(each.state for each in self[-1] if each.step is step)


def whoami(lab: LabNode, how: connect.Connector, identity: Path | None = None) -> str:
    session = how.open(node_of(lab, identity), Cancel())
    try:
        return session.exec(["id", "-un"]).check().text.strip()
    finally:
        session.close()


def test_connect_by_key_tells_each_step(lab: LabNode) -> None:
    steps = StepLog()

    session = connector(lab.known_hosts).open(node_of(lab, lab.identity), Cancel(), steps.append)

    try:
        assert [each.state for each in steps[-1]] == [StepState.DONE] * len(Step)
        details = {each.step: each.detail for each in steps[-1]}
        assert details[Step.RESOLVE] == "127.0.0.1"
        assert "OpenSSH" in details[Step.NEGOTIATE]
        assert "aes128-gcm" in details[Step.NEGOTIATE]
        assert details[Step.AUTHENTICATE] == "key id_ed25519"
        assert lab.host_key_fingerprint() in details[Step.VERIFY]
        assert session.host_key == lab.host_key_fingerprint()
        assert session.title == f"spark@127.0.0.1:{lab.port}"
        assert session.alive
    finally:
        session.close()
    assert not session.alive


def test_connect_by_encrypted_key_asks_once(lab: LabNode) -> None:
    prompter = ScriptedPrompter(answers={SecretKind.PASSPHRASE: [lab.passphrase]})
    how = connector(lab.known_hosts, prompter)

    assert whoami(lab, how, lab.encrypted_identity) == "spark"
    assert whoami(lab, how, lab.encrypted_identity) == "spark"

    assert [question.attempt for question in prompter.asked] == [1]
    assert "id_ed25519_encrypted" in prompter.asked[0].prompts[0].text
    assert not prompter.asked[0].prompts[0].echo


def test_connect_by_encrypted_key_wrong_three_times(lab: LabNode) -> None:
    prompter = ScriptedPrompter(answers={SecretKind.PASSPHRASE: [WRONG, WRONG, WRONG, WRONG]})

    with pytest.raises(AuthenticationFailed, match="wrong 3 times"):
        whoami(lab, connector(lab.known_hosts, prompter), lab.encrypted_identity)

    assert [question.attempt for question in prompter.asked] == [1, 2, 3]


@pytest.fixture
def agent(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """A real ssh-agent, by its id."""
    path = tmp_path / "agent"
    command = ["ssh-agent", "-D", "-a", str(path)]
    with subprocess.Popen(command, stdout=subprocess.DEVNULL) as process:
        while not path.exists():
            assert process.poll() is None
        monkeypatch.setenv("SSH_AUTH_SOCK", str(path))
        yield
        os.kill(process.pid, signal.SIGTERM)


@pytest.mark.usefixtures("agent")
def test_connect_by_agent(lab: LabNode) -> None:
    subprocess.run(["ssh-add", "-q", lab.wrong_identity], check=True)
    subprocess.run(["ssh-add", "-q", lab.identity], check=True)

    assert whoami(lab, connector(lab.known_hosts, use_agent=True)) == "spark"


def test_connect_by_default_key(lab: LabNode, fresh_home: Path) -> None:
    (fresh_home / ".ssh").mkdir()
    (fresh_home / ".ssh" / "id_ed25519").write_bytes(lab.identity.read_bytes())

    assert whoami(lab, connector(lab.known_hosts)) == "spark"


@pytest.mark.usefixtures("fresh_home")
def test_connect_by_password(lab: LabNode) -> None:
    lab.sshd_options = {"KbdInteractiveAuthentication": "no"}
    lab.restart_server()
    prompter = ScriptedPrompter(answers={SecretKind.PASSWORD: [WRONG, lab.password]})
    how = connector(lab.known_hosts, prompter)

    assert whoami(lab, how) == "spark"
    assert whoami(lab, how) == "spark"

    assert [question.attempt for question in prompter.asked] == [1, 2]


def test_connect_by_keyboard_interactive(lab: LabNode) -> None:
    lab.sshd_options = {"PasswordAuthentication": "no"}
    lab.restart_server()
    prompter = ScriptedPrompter(answers={SecretKind.INTERACTIVE: [lab.password]})
    how = connector(lab.known_hosts, prompter)

    assert whoami(lab, how) == "spark"
    assert whoami(lab, how) == "spark"

    (question,) = prompter.asked
    assert question.prompts[0].text == "Password"
    assert not question.prompts[0].echo


def test_connect_with_a_declined_question_asks_no_other(lab: LabNode) -> None:
    prompter = ScriptedPrompter()

    with pytest.raises(AuthenticationFailed, match="did not let spark in"):
        whoami(lab, connector(lab.known_hosts, prompter))

    assert len(prompter.asked) == 1


def test_connect_with_a_wrong_key_says_what_was_tried(lab: LabNode) -> None:
    lab.sshd_options = {"PasswordAuthentication": "no", "KbdInteractiveAuthentication": "no"}
    lab.restart_server()

    with pytest.raises(AuthenticationFailed) as caught:
        whoami(lab, connector(lab.known_hosts), lab.wrong_identity)

    assert "Tried: key id_ed25519_wrong" in caught.value.hint
    assert "publickey" in caught.value.hint


def test_connect_with_a_file_that_is_no_key(lab: LabNode, tmp_path: Path) -> None:
    (tmp_path / "notes").write_text("no key at all")

    with pytest.raises(AuthenticationFailed, match="notes is not a private key"):
        whoami(lab, connector(lab.known_hosts), tmp_path / "notes")


def test_unknown_key_is_refused_or_stored(lab: LabNode, tmp_path: Path) -> None:
    file = tmp_path / "known_hosts"
    no, yes = ScriptedPrompter(accept_key=False), ScriptedPrompter(accept_key=True)

    with pytest.raises(HostKeyUnknown) as caught:
        whoami(lab, connector(file, no), lab.identity)
    assert no.keys[0].key.fingerprint in str(caught.value)
    assert not file.exists()
    assert whoami(lab, connector(file, yes), lab.identity) == "spark"
    assert whoami(lab, connector(file, no), lab.identity) == "spark"

    assert (len(no.keys), len(yes.keys)) == (1, 1)


def test_unknown_key_that_cannot_be_stored_is_not_used(lab: LabNode, tmp_path: Path) -> None:
    (tmp_path / "blocked").touch()
    steps = StepLog()
    how = connector(tmp_path / "blocked" / "known_hosts", ScriptedPrompter())

    with pytest.raises(SettingsUnwritable):
        how.open(node_of(lab, lab.identity), Cancel(), steps.append)

    assert steps.state(Step.VERIFY) is StepState.FAILED


def test_changed_key_is_refused_with_both_fingerprints(lab_node: LabNode) -> None:
    before = lab_node.host_key_fingerprint()
    lab_node.change_host_key()
    steps, prompter = StepLog(), ScriptedPrompter()

    how = connector(lab_node.known_hosts, prompter)
    with pytest.raises(HostKeyChanged) as caught:
        how.open(node_of(lab_node, lab_node.identity), Cancel(), steps.append)

    assert before in str(caught.value)
    assert lab_node.host_key_fingerprint() in str(caught.value)
    assert prompter.keys == []
    assert steps.state(Step.VERIFY) is StepState.FAILED
    assert steps.state(Step.AUTHENTICATE) is StepState.WAITING


def test_password_is_not_for_a_machine_whose_key_is_new(lab: LabNode, tmp_path: Path) -> None:
    lab.sshd_options = {"KbdInteractiveAuthentication": "no"}
    lab.restart_server()
    file = tmp_path / "known_hosts"
    file.write_bytes(lab.known_hosts.read_bytes())
    prompter = ScriptedPrompter(answers={SecretKind.PASSWORD: [lab.password]})
    how = connector(file, prompter)
    assert whoami(lab, how) == "spark"
    how.known_hosts.forget(lab.host, lab.port)

    for _ in range(2):  # the second time its key is known, which makes it no other machine
        with pytest.raises(AuthenticationFailed):
            whoami(lab, how)

    assert len(prompter.keys) == 1
    assert len(prompter.asked) == 3


def test_key_of_another_type_is_refused(lab: LabNode, tmp_path: Path) -> None:
    file = tmp_path / "known_hosts"
    dss = b"\0\0\0\x07ssh-dss" + b"\0" * 20
    KnownHosts(file, also=()).accept(lab.host, lab.port, HostKey("ssh-dss", dss))

    with pytest.raises(HostKeyChanged):
        whoami(lab, connector(file, ScriptedPrompter()), lab.identity)


@pytest.mark.parametrize("kind", ["ssh-ed25519", "ecdsa-sha2-nistp256", "ssh-rsa"])
def test_server_is_asked_for_the_type_that_is_known(
    lab: LabNode, tmp_path: Path, kind: str
) -> None:
    file = tmp_path / "known_hosts"
    lines = lab.known_hosts.read_text().splitlines(keepends=True)
    file.write_text("".join(line for line in lines if kind in line))

    assert whoami(lab, connector(file), lab.identity) == "spark"


def test_no_such_host_says_so(lab: LabNode) -> None:
    missing = replace(node_of(lab), address="no-such-host.invalid")

    with pytest.raises(HostNotFound, match=r"no-such-host\.invalid"):
        connector(lab.known_hosts).open(missing, Cancel())


def test_refused_port_says_so(lab: LabNode) -> None:
    steps, port = StepLog(), free_port()

    with pytest.raises(HostUnreachable, match=f"port {port} refuses"):
        connector(lab.known_hosts).open(node_of(lab, port=port), Cancel(), steps.append)

    assert steps.state(Step.CONNECT) is StepState.FAILED
    assert steps.state(Step.NEGOTIATE) is StepState.WAITING


class Impostor:
    """A TCP server that is no sshd: says `greeting`, then closes or stays silent."""

    def __init__(self, greeting: bytes, *, close: bool) -> None:
        self._greeting, self._close = greeting, close
        self._server = socket.create_server(("127.0.0.1", 0))
        self.port = self._server.getsockname()[1]
        self.connected = threading.Event()
        self._peers: list[socket.socket] = []
        self._thread = threading.Thread(target=self._serve, daemon=True)
        self._thread.start()

    def _serve(self) -> None:
        while True:
            try:
                peer, _address = self._server.accept()
            except OSError:
                return
            self._peers.append(peer)
            peer.sendall(self._greeting)
            if self._close:
                peer.shutdown(socket.SHUT_WR)
            self.connected.set()

    def stop(self) -> None:
        self._server.shutdown(socket.SHUT_RDWR)
        self._server.close()
        for peer in self._peers:
            peer.close()
        self._thread.join(30)


@pytest.fixture
def impostor(request: pytest.FixtureRequest) -> Iterator[Impostor]:
    greeting, close = request.param
    server = Impostor(greeting, close=close)
    yield server
    server.stop()


HTTP = b"HTTP/1.1 400 Bad Request\r\nContent-Type: text/plain\r\n\r\nhello\r\n"


@pytest.mark.parametrize(
    ("impostor", "kind"),
    [
        ((HTTP, True), NotAnSshServer),
        ((b"220 mail ready\r\n" * 120, False), NotAnSshServer),
        ((b"", True), HostUnreachable),
        ((b"", False), HostUnreachable),
        ((b"SSH-2.0-Sleepy\r\n", False), HostUnreachable),
        ((b"SSH-1.5-Old\r\n", False), NotAnSshServer),
    ],
    indirect=["impostor"],
    ids=["http", "mail", "closes", "silent", "hangs", "ssh1"],
)
def test_what_is_no_ssh_server_is_told_apart(
    impostor: Impostor,
    kind: type[Exception],
    lab: LabNode,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(reach, "NEGOTIATE_TIMEOUT", 1.0)

    with pytest.raises(kind, match=r"127\.0\.0\.1"):
        connector(lab.known_hosts).open(node_of(lab, port=impostor.port), Cancel())


def cancel_at(lab: LabNode, port: int, ready: threading.Event | None, **more: object) -> None:
    """Open in a thread, cancel once `ready`, expect Cancelled within a moment."""
    cancel, outcome = Cancel(), []

    def run() -> None:
        try:
            how = connector(lab.known_hosts, **more)  # type: ignore[arg-type]
            outcome.append(how.open(node_of(lab, port=port), cancel))
        except BaseException as error:  # noqa: BLE001
            outcome.append(error)

    thread = threading.Thread(target=run, name="command", daemon=True)
    thread.start()
    if ready is not None:
        assert ready.wait(30)
    cancel.cancel()
    thread.join(30)
    assert not thread.is_alive()
    assert isinstance(outcome[0], Cancelled), outcome


def test_cancel_before_anything(lab: LabNode) -> None:
    cancel_at(lab, lab.port, None)


def test_cancel_while_resolving(lab: LabNode, monkeypatch: pytest.MonkeyPatch) -> None:
    asked, answer = threading.Event(), threading.Event()

    def slow(*_arguments: object, **_more: object) -> list[object]:
        asked.set()
        answer.wait(30)
        return []

    with monkeypatch.context() as patch:
        patch.setattr(reach.socket, "getaddrinfo", slow)
        cancel_at(lab, lab.port, asked)
        answer.set()


def test_cancel_while_connecting(lab: LabNode, monkeypatch: pytest.MonkeyPatch) -> None:
    waiting = threading.Event()

    def never(_sock: object, _timeout: float) -> bool:
        waiting.set()
        return False

    monkeypatch.setattr(reach, "wait_writable", never)
    cancel_at(lab, lab.port, waiting)


@pytest.mark.parametrize("impostor", [(b"", False), (b"SSH-2.0-Sleepy\r\n", False)], indirect=True)
def test_cancel_while_negotiating(impostor: Impostor, lab: LabNode) -> None:
    cancel_at(lab, impostor.port, impostor.connected)


class WaitingPrompter:
    """Waits for the cancel like a dialog nobody answers."""

    def __init__(self) -> None:
        self.asked = threading.Event()

    def confirm_host_key(self, question: object, cancel: Cancel) -> bool:
        return self._wait(cancel)

    def ask(self, question: object, cancel: Cancel) -> None:
        self._wait(cancel)

    def _wait(self, cancel: Cancel) -> bool:
        woken = threading.Event()
        with cancel.on_cancel(woken.set):
            self.asked.set()
            woken.wait(30)
        return False


def test_cancel_while_a_host_key_is_shown(lab: LabNode) -> None:
    lab.known_hosts.write_text("")
    prompter = WaitingPrompter()
    cancel_at(lab, lab.port, prompter.asked, prompter=prompter)


@pytest.mark.parametrize("method", ["PasswordAuthentication", "KbdInteractiveAuthentication"])
def test_cancel_while_a_secret_is_asked(lab: LabNode, method: str) -> None:
    lab.sshd_options = {method: "no"}
    lab.restart_server()
    prompter = WaitingPrompter()
    cancel_at(lab, lab.port, prompter.asked, prompter=prompter)


def test_no_secret_is_left_in_log_or_errors(lab: LabNode, tmp_path: Path) -> None:
    log_file = tmp_path / "app.log"
    start_logging(log_file)
    right = {
        SecretKind.PASSPHRASE: [lab.passphrase],
        SecretKind.INTERACTIVE: [lab.password],
    }
    wrong = {
        SecretKind.PASSPHRASE: [WRONG] * 3,
        SecretKind.INTERACTIVE: [WRONG] * 3,
        SecretKind.PASSWORD: [WRONG] * 3,
    }
    told = []

    how = connector(lab.known_hosts, ScriptedPrompter(answers=right))
    assert whoami(lab, how) == "spark"
    assert whoami(lab, how, lab.encrypted_identity) == "spark"
    bad = connector(lab.known_hosts, ScriptedPrompter(answers=wrong))
    with pytest.raises(AuthenticationFailed) as caught:
        whoami(lab, bad, lab.encrypted_identity)
    error: BaseException | None = caught.value
    while error is not None:
        told.append(repr(error))
        error = error.__cause__ or error.__context__

    text = log_file.read_text() + "".join(told) + repr(how)
    for secret in (WRONG, lab.password, lab.passphrase):
        assert secret not in text
