"""Real shells: bash over a real sshd, sh in a real container, one of this computer."""

from __future__ import annotations

import os
import signal
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager

import pytest

from app.core.cancel import Cancel
from app.core.errors import (
    BadInput,
    CommandCenterError,
    CommandNotFound,
    RemoteError,
    SessionLost,
)
from app.services.containers.api import NotThere
from app.services.containers.engine import Engine
from app.services.containers.exec_wish import ExecWish
from app.services.containers.execs import open_shell
from app.transport.local import LocalSession
from app.transport.shell import Shell, WindowSize
from scripts.lab.docker_engine import DockerEngine
from scripts.lab.node import LabNode
from tests.ssh_fixtures import connector, node_of
from tests.terminal import Terminal, python
from tests.waiting import wait_for

SIZE = WindowSize(91, 31)


class Heard:
    """Reads a shell on a thread, as the window does, until it ends."""

    def __init__(self, shell: Shell) -> None:
        self.shell = shell
        self.data = b""
        self.error: CommandCenterError | None = None
        self.thread = threading.Thread(target=self._read, name="command-read")
        self.thread.start()

    def _read(self) -> None:
        try:
            while data := self.shell.read():
                self.data += data
        except CommandCenterError as error:
            self.error = error

    def ask(self, line: str, answer: bytes) -> None:
        """Type a line and wait for what it prints."""
        self.shell.write(f"{line}\n".encode())
        wait_for(lambda: answer in self.data)

    def wait(self) -> int | None:
        self.thread.join(30)
        assert not self.thread.is_alive()
        return self.shell.exit_status


@contextmanager
def heard(shell: Shell) -> Iterator[Heard]:
    """Read a shell; it is closed at the end, and nothing is left of it."""
    one = Heard(shell)
    try:
        yield one
    finally:
        shell.close()
        one.thread.join(10)
        assert not one.thread.is_alive()


def converse(shell: Shell) -> None:
    """What every shell has to do: echo, sizes, Ctrl+C, status."""
    with heard(shell) as one:
        one.ask("stty size", b"31 91\r\n")
        one.ask("echo $TERM-$((40+2))", b"xterm-256color-42")
        shell.resize(WindowSize(70, 20))
        one.ask("until [ \"$(stty size)\" = '20 70' ]; do sleep 0.1; done; stty size", b"20 70\r\n")
        one.ask("echo begun-$((40+2)); sleep 1000", b"begun-42")
        shell.write(b"\x03")
        one.ask("echo größe-漢$((40+2))", "größe-漢42".encode())
        shell.write(b"exit 7\n")
        assert one.wait() == 7
        assert one.error is None


@pytest.mark.lab
def test_shell_of_a_node_is_bash_as_at_a_terminal(lab: LabNode) -> None:
    session = connector(lab.known_hosts).open(node_of(lab, lab.identity), Cancel())
    try:
        converse(session.open_shell(SIZE))
        with heard(
            session.open_shell(SIZE, ["sh", "-c", 'printf %s "$1"; exit 3', "sh", "a b'"])
        ) as one:
            assert one.wait() == 3
            assert one.data == b"a b'"
        with heard(session.open_shell(SIZE)) as closed:
            closed.ask("echo ready-$((40+2))", b"ready-42")
            begun = time.monotonic()
            closed.shell.close()
            closed.thread.join(5)
            assert time.monotonic() - begun < 5
            assert closed.error is None
        with heard(session.open_shell(SIZE)) as lost:
            lost.ask("echo ready-$((40+2))", b"ready-42")
            session.close()
            lost.thread.join(10)
            assert isinstance(lost.error, SessionLost)
    finally:
        session.close()


@pytest.mark.skipif(sys.platform == "win32", reason="this computer's shells are POSIX's")
def test_shell_of_this_computer(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SHELL", "/bin/sh")
    session = LocalSession()
    converse(session.open_shell(SIZE))
    with pytest.raises(CommandNotFound):
        session.open_shell(SIZE, ["no-such-shell"])
    with heard(session.open_shell(SIZE, ["/bin/sh", "-c", "trap '' HUP; sleep 1000"])) as one:
        session.close()  # kills what does not hang up
        one.thread.join(5)
    with pytest.raises(SessionLost):
        session.open_shell(SIZE)


@pytest.mark.lab
def test_shell_in_a_container(docker_lab: LabNode, docker: DockerEngine, engine: Engine) -> None:
    docker.run("box", "sleep", "1000", options=("--env", "WHO=box"))
    converse(open_shell(engine, "box", SIZE, ExecWish()))

    wish = ExecWish(("sh", "-c", "echo $PWD $WHO $LANG"), "0:0", "/bin")
    with heard(open_shell(engine, "box", SIZE, wish)) as one:
        assert one.wait() == 0
        assert one.data == b"/bin box C.UTF-8\r\n"
    with heard(open_shell(engine, "box", SIZE, ExecWish(("nowhere",)))) as missing:
        assert missing.wait() in (126, 127)
        assert b"nowhere" in missing.data
    with pytest.raises(NotThere):
        open_shell(engine, "no-such-container", SIZE, ExecWish())

    with heard(open_shell(engine, "box", SIZE, ExecWish())) as closed:
        closed.shell.write(b"sleep 2000\n")
        wait_for(lambda: "sleep 2000" in _programs(engine, "box"))
        closed.shell.close()
        closed.thread.join(10)
    wait_for(lambda: _programs(engine, "box") == ["sleep 1000"])  # Docker would leave the shell


def _programs(engine: Engine, container: str) -> list[str]:
    return sorted(each[-1] for each in engine.api.top(container)["Processes"])


@pytest.mark.lab
@pytest.mark.parametrize("fault", ["session", "daemon", "container"])
def test_what_dies_under_a_shell_ends_it_and_says_so(
    docker_lab: LabNode, docker: DockerEngine, engine: Engine, fault: str
) -> None:
    docker.run("box", "sleep", "1000", options=("--stop-timeout=1",))
    with heard(open_shell(engine, "box", SIZE, ExecWish())) as one:
        one.ask("echo ready-$((40+2))", b"ready-42")
        if fault == "session":
            engine.session.close()
        elif fault == "daemon":
            docker.end()
        else:
            docker._docker("rm", "--force", "box")
        one.thread.join(30)
        assert not one.thread.is_alive()
    if fault == "daemon":
        docker.start_again()
    if fault == "session":
        assert isinstance(one.error, SessionLost)
        assert "may go on in the container" in one.error.message
    else:  # it was killed with its container, and who could say so may be gone, too
        assert one.error is None or isinstance(one.error, RemoteError)
        assert one.shell.exit_status != 0


@pytest.mark.lab
def test_a_program_that_reads_nothing_does_not_hold_up_the_end(
    docker_lab: LabNode, docker: DockerEngine, engine: Engine
) -> None:
    docker.run("box", "sleep", "1000")
    for shell in (
        engine.session.open_shell(SIZE, ["sleep", "1000"]),
        open_shell(engine, "box", SIZE, ExecWish(("sleep", "1000"))),
    ):
        with heard(shell):
            typist = threading.Thread(target=shell.write, args=(b"x" * 50_000_000,))
            typist.start()
            shell.close()
            typist.join(10)
            assert not typist.is_alive()


@pytest.mark.lab
def test_command_line_opens_shells_and_returns_their_status(
    docker_lab: LabNode, docker: DockerEngine
) -> None:
    docker.run("box", "sleep", "1000")
    reach = [docker_lab.url, "--identity", str(docker_lab.identity)]
    reach += ["--known-hosts", str(docker_lab.known_hosts)]

    with Terminal(python("shell", *reach)) as typed:
        typed.answer("$", "echo node-$((40+2)); stty size")
        wait_for(lambda: "node-42" in typed.shown)
        os.kill(typed.process.pid, signal.SIGWINCH)
        typed.answer("node-42", "exit 5")
        assert typed.exit_status() == 5
    with Terminal(
        python("shell", docker_lab.url, "box", *reach[1:], "--", "sh", "-c", "exit 9")
    ) as ran:
        assert ran.exit_status() == 9
    with Terminal(python("shell", *reach, "--user", "x")) as wrong:
        assert wrong.exit_status() == BadInput.exit_code
        assert "--user" in wrong.shown
