"""Logging in goes on when one way fails: dead agents, unusable keys, certificates."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import threading
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from app.core.cancel import Cancel
from app.core.errors import AuthenticationFailed, ConnectError
from app.hosts.secrets import SecretKind
from app.transport.ssh import agent as ssh_agent
from app.transport.status import Step, StepStatus
from scripts.lab.node import LabNode
from tests.ssh_fixtures import ScriptedPrompter, connector, node_of
from tests.waiting import wait_for

WRONG = "certainly-not-the-password"
FAILURE, SIGN = b"\x05", 13


def log_in(lab: LabNode, prompter: ScriptedPrompter, identity: Path | None = None) -> str:
    """Log in with the agent allowed and return how it was done."""
    steps: list[tuple[StepStatus, ...]] = []
    how = connector(lab.known_hosts, prompter, use_agent=True)
    how.open(node_of(lab, identity), Cancel(), steps.append).close()
    return next(each.detail for each in steps[-1] if each.step is Step.AUTHENTICATE)


@pytest.fixture
def by_password(lab: LabNode) -> ScriptedPrompter:
    return ScriptedPrompter(answers={SecretKind.INTERACTIVE: [lab.password]})


@pytest.fixture
def nothing() -> ScriptedPrompter:
    return ScriptedPrompter()


# Agents


@pytest.fixture
def agent(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[subprocess.Popen[bytes]]:
    """A real ssh-agent."""
    path = tmp_path / "agent"
    command = ["ssh-agent", "-D", "-a", str(path)]
    with subprocess.Popen(command, stdout=subprocess.DEVNULL) as process:
        wait_for(lambda: _listens(path))
        monkeypatch.setenv("SSH_AUTH_SOCK", str(path))
        yield process
        process.send_signal(signal.SIGCONT)
        process.kill()


def _listens(path: Path) -> bool:
    """Whether somebody takes connections there: the file is there a moment sooner."""
    with socket.socket(socket.AF_UNIX) as probe:
        return probe.connect_ex(str(path)) == 0


class FaultyAgent:
    """Between us and a real agent: passes everything on, until asked to sign."""

    def __init__(self, path: Path, real: str, at_sign: str) -> None:
        self._real = real
        self._at_sign = at_sign
        self.signs = 0
        self._listener = socket.socket(socket.AF_UNIX)
        self._listener.bind(str(path))
        self._listener.listen()
        self._open: list[socket.socket] = []
        self._thread = threading.Thread(target=self._serve, daemon=True)
        self._thread.start()

    def close(self) -> None:
        self._listener.shutdown(socket.SHUT_RDWR)
        self._thread.join(30)
        for each in (self._listener, *self._open):
            each.close()

    def _serve(self) -> None:
        while True:
            try:
                client, _address = self._listener.accept()
            except OSError:
                return
            self._open.append(client)
            with socket.socket(socket.AF_UNIX) as real:
                real.connect(self._real)
                if not self._talk(client, real):
                    client.close()

    def _talk(self, client: socket.socket, real: socket.socket) -> bool:
        """Pass requests on; False when the client shall be hung up on."""
        while request := _packet(client):
            if request[0] != SIGN or self._at_sign == "works":
                real.sendall(len(request).to_bytes(4, "big") + request)
                answer = _packet(real)
                client.sendall(len(answer).to_bytes(4, "big") + answer)
                continue
            self.signs += 1
            if self._at_sign == "refuses":
                client.sendall(b"\x00\x00\x00\x01" + FAILURE)
            else:
                return self._at_sign == "hangs"
        return True


def _packet(source: socket.socket) -> bytes:
    head = source.recv(4, socket.MSG_WAITALL)
    return source.recv(int.from_bytes(head, "big"), socket.MSG_WAITALL) if head else b""


Faulty = Callable[[str], FaultyAgent]


@pytest.fixture
def faulty(
    agent: subprocess.Popen[bytes], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Iterator[Faulty]:
    made: list[FaultyAgent] = []

    def make(at_sign: str) -> FaultyAgent:
        made.append(FaultyAgent(tmp_path / "faulty", os.environ["SSH_AUTH_SOCK"], at_sign))
        monkeypatch.setenv("SSH_AUTH_SOCK", str(tmp_path / "faulty"))
        return made[-1]

    yield make
    for each in made:
        each.close()


def add(*keys: Path) -> None:
    subprocess.run(["ssh-add", "-q", *keys], check=True)


def test_agent_that_works_between_signs_and_lets_us_in(
    lab: LabNode, faulty: Faulty, nothing: ScriptedPrompter
) -> None:
    add(lab.identity)
    faulty("works")

    assert log_in(lab, nothing) == "key lab (agent)"


@pytest.mark.parametrize("fault", ["dies", "refuses", "hangs"])
def test_agent_that_does_not_sign_is_passed_over(
    lab: LabNode,
    faulty: Faulty,
    by_password: ScriptedPrompter,
    monkeypatch: pytest.MonkeyPatch,
    fault: str,
) -> None:
    if fault == "hangs":
        monkeypatch.setattr(ssh_agent, "SIGN_TIMEOUT", 0.3)
    add(lab.identity)
    broken = faulty(fault)

    assert log_in(lab, by_password) == "keyboard-interactive"

    assert broken.signs == 1
    assert len(by_password.asked) == 1


@pytest.mark.parametrize(
    ("fault", "words"),
    [("dies", "it is gone"), ("refuses", "it refused to sign"), ("hangs", "it does not answer")],
)
def test_agent_that_does_not_sign_is_named_when_nothing_else_works(
    lab: LabNode,
    faulty: Faulty,
    nothing: ScriptedPrompter,
    monkeypatch: pytest.MonkeyPatch,
    fault: str,
    words: str,
) -> None:
    if fault == "hangs":
        monkeypatch.setattr(ssh_agent, "SIGN_TIMEOUT", 0.3)
    add(lab.identity)
    faulty(fault)

    with pytest.raises(AuthenticationFailed) as caught:
        log_in(lab, nothing)

    assert caught.value.permanent, "trying for ever would not help"
    assert f"key lab (agent): {words}" in caught.value.hint


def test_agent_that_wants_a_confirmation_nobody_gives_is_passed_over(
    lab: LabNode, agent: subprocess.Popen[bytes], by_password: ScriptedPrompter
) -> None:
    add(Path("-c"), lab.identity)

    assert log_in(lab, by_password) == "keyboard-interactive"


def test_killed_agent_is_passed_over(
    lab: LabNode, agent: subprocess.Popen[bytes], by_password: ScriptedPrompter
) -> None:
    add(lab.identity)
    agent.kill()
    agent.wait()

    assert log_in(lab, by_password) == "keyboard-interactive"


def test_stopped_agent_is_passed_over(
    lab: LabNode,
    agent: subprocess.Popen[bytes],
    by_password: ScriptedPrompter,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(ssh_agent, "LIST_TIMEOUT", 0.3)
    agent.send_signal(signal.SIGSTOP)

    assert log_in(lab, by_password) == "keyboard-interactive"


def test_encrypted_key_that_the_agent_holds_needs_no_passphrase(
    lab: LabNode, agent: subprocess.Popen[bytes], nothing: ScriptedPrompter, tmp_path: Path
) -> None:
    open_copy = tmp_path / "open"
    open_copy.write_bytes(lab.encrypted_identity.read_bytes())
    open_copy.chmod(0o600)
    change = ["ssh-keygen", "-q", "-p", "-P", lab.passphrase, "-N", "", "-f", open_copy]
    subprocess.run(change, check=True, capture_output=True)
    add(lab.wrong_identity, open_copy)

    used = log_in(lab, nothing, lab.encrypted_identity)

    assert used.endswith("(agent)")
    assert nothing.asked == []


# Key files


@pytest.mark.skipif(os.name != "posix", reason="POSIX files")
@pytest.mark.parametrize("kind", ["a folder", "missing", "no key", "half a key"])
def test_key_file_that_cannot_be_used_is_passed_over(
    lab: LabNode, by_password: ScriptedPrompter, tmp_path: Path, kind: str
) -> None:
    file = tmp_path / "chosen"
    if kind == "a folder":
        file.mkdir()
    elif kind == "no key":
        file.write_text("no key at all")
    elif kind == "half a key":
        file.write_bytes(lab.identity.read_bytes()[:150])

    assert log_in(lab, by_password, file) == "keyboard-interactive"
    with pytest.raises(AuthenticationFailed) as caught:
        log_in(lab, ScriptedPrompter(), file)
    assert "chosen" in caught.value.hint


def test_wrong_passphrase_then_the_right_one(lab: LabNode) -> None:
    prompter = ScriptedPrompter(answers={SecretKind.PASSPHRASE: [WRONG, lab.passphrase]})

    assert log_in(lab, prompter, lab.encrypted_identity) == "key id_ed25519_encrypted"

    assert [question.attempt for question in prompter.asked] == [1, 2]


def test_no_passphrase_given_goes_on_with_the_password(
    lab: LabNode, by_password: ScriptedPrompter
) -> None:
    assert log_in(lab, by_password, lab.encrypted_identity) == "keyboard-interactive"

    kinds = [question.kind for question in by_password.asked]
    assert kinds == [SecretKind.PASSPHRASE, SecretKind.INTERACTIVE]


def test_server_that_allows_one_try_says_why_it_hung_up(
    lab: LabNode, by_password: ScriptedPrompter
) -> None:
    lab.sshd_options = {"MaxAuthTries": "1"}
    lab.restart_server()

    with pytest.raises(ConnectError) as caught:
        log_in(lab, by_password, lab.wrong_identity)

    assert caught.value.permanent
    assert "closed the connection after key id_ed25519_wrong" in caught.value.message
    assert "Too many authentication failures" in caught.value.message
    assert "limit how often" in caught.value.hint


def test_many_keys_leave_room_for_the_password(
    lab: LabNode,
    agent: subprocess.Popen[bytes],
    by_password: ScriptedPrompter,
    nothing: ScriptedPrompter,
    tmp_path: Path,
) -> None:
    """As many tries as a hardened server leaves, one of them for the password."""
    for number in range(6):
        keygen("-t", "ed25519", "-N", "", "-C", f"key-{number}", "-f", tmp_path / f"id_{number}")
        add(tmp_path / f"id_{number}")
    with pytest.raises(AuthenticationFailed, match="no more than 3 keys"):
        log_in(lab, nothing)
    lab.sshd_options = {"MaxAuthTries": "4"}
    lab.restart_server()

    assert log_in(lab, by_password) == "keyboard-interactive"


def test_many_keys_are_all_shown_where_only_keys_count(
    lab: LabNode, agent: subprocess.Popen[bytes], nothing: ScriptedPrompter, tmp_path: Path
) -> None:
    for number in range(4):
        keygen("-t", "ed25519", "-N", "", "-f", tmp_path / f"id_{number}")
        add(tmp_path / f"id_{number}")
    add(lab.identity)
    lab.sshd_options = {"PasswordAuthentication": "no", "KbdInteractiveAuthentication": "no"}
    lab.restart_server()

    assert log_in(lab, nothing) == "key lab (agent)"


# Certificates of users


@pytest.fixture
def authority(lab: LabNode, tmp_path: Path) -> Path:
    """A certificate authority that the server trusts for its users."""
    file = tmp_path / "ca"
    keygen("-t", "ed25519", "-N", "", "-f", file)
    public = lab.root / "user_ca.pub"
    public.write_bytes((tmp_path / "ca.pub").read_bytes())
    lab.sshd_options = {"TrustedUserCAKeys": str(public)}
    lab.restart_server()
    return file


def keygen(*argv: object) -> None:
    subprocess.run(["ssh-keygen", "-q", *map(str, argv)], check=True, capture_output=True)


def certified(authority: Path, key: Path, *options: str) -> None:
    keygen("-s", authority, "-I", "ann", "-n", "spark", *options, f"{key}.pub")


@pytest.mark.parametrize("kind", [("ed25519",), ("rsa", "-b", "2048"), ("ecdsa",)])
def test_certificate_beside_the_key_lets_us_in(
    lab: LabNode, authority: Path, nothing: ScriptedPrompter, tmp_path: Path, kind: tuple[str, ...]
) -> None:
    key = tmp_path / "id_ann"
    keygen("-t", *kind, "-N", "", "-f", key)
    certified(authority, key)

    assert log_in(lab, nothing, key) == "key id_ann-cert.pub"


@pytest.mark.parametrize("fault", ["expired", "garbage", "of another key"])
def test_certificate_that_does_not_count_leaves_the_key_itself(
    lab: LabNode, authority: Path, nothing: ScriptedPrompter, tmp_path: Path, fault: str
) -> None:
    key = tmp_path / "id_ann"
    key.write_bytes(lab.identity.read_bytes())
    key.chmod(0o600)
    (tmp_path / "id_ann.pub").write_bytes(lab.identity.with_suffix(".pub").read_bytes())
    certificate = tmp_path / "id_ann-cert.pub"
    if fault == "expired":
        certified(authority, key, "-V", "20200101:20200102")
    elif fault == "garbage":
        certificate.write_text("ssh-ed25519-cert-v01@openssh.com AAAA ann\n")
    else:
        other = tmp_path / "other"
        keygen("-t", "rsa", "-b", "2048", "-N", "", "-f", other)
        certified(authority, other)
        (tmp_path / "other-cert.pub").rename(certificate)

    assert log_in(lab, nothing, key) == "key id_ann"
