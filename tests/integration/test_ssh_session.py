"""One session with a real sshd: commands, streams, channels, files, and how it is lost."""

from __future__ import annotations

import os
import shlex
import socket
import stat
import threading
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from app.core.cancel import Cancel
from app.core.errors import (
    Cancelled,
    ChannelRefused,
    CommandFailed,
    CommandNotFound,
    OutputTooLarge,
    RemoteError,
    SessionLost,
    TimedOut,
)
from app.transport.ssh.session import SshSession
from scripts.lab.node import LabNode
from tests.ssh_fixtures import OpenLab
from tests.waiting import wait_for


def sh(script: str) -> list[str]:
    return ["sh", "-c", script]


def running(lab: LabNode, name: str) -> int:
    return [each.name for each in lab.processes()].count(name)


# Commands


def test_exec_returns_status_and_both_outputs(session: SshSession) -> None:
    done = session.exec(sh("echo out; echo err >&2; exit 3"))

    assert (done.exit_status, done.stdout, done.stderr) == (3, b"out\n", b"err\n")
    with pytest.raises(CommandFailed, match="status 3: err"):
        done.check()


def test_exec_keeps_arguments_as_they_are(session: SshSession) -> None:
    arguments = ["", "a b", "$HOME", "'", '"', "\\", "*", "é\n☃"]

    done = session.exec(["printf", "%s\\0", *arguments]).check()

    assert done.stdout.split(b"\0")[:-1] == [each.encode() for each in arguments]


def test_exec_of_a_missing_program(session: SshSession) -> None:
    with pytest.raises(CommandNotFound, match="no-such-program is not installed there"):
        session.exec(["no-such-program"]).check()


def test_exec_of_a_killed_command_has_no_status(session: SshSession) -> None:
    assert session.exec(sh("kill -9 $$")).exit_status is None


@pytest.mark.parametrize("size", [0, 3, 100_000, 9_000_000])
def test_exec_passes_any_bytes_both_ways(session: SshSession, size: int) -> None:
    data = os.urandom(size)

    assert session.exec(["cat"], stdin=data).stdout == data


def test_exec_of_a_command_that_never_reads(session: SshSession) -> None:
    assert session.exec(["echo", "hello"], stdin=b"x" * 8_000_000).stdout == b"hello\n"
    assert session.alive


def test_exec_times_out_and_the_session_goes_on(session: SshSession) -> None:
    with pytest.raises(TimedOut):
        session.exec(["sleep", "60"], timeout=0.3)
    with pytest.raises(TimedOut):
        session.exec(["yes"], timeout=0.3, on_output=lambda _data, _is_stderr: None)

    assert session.exec(["echo", "on"]).stdout == b"on\n"


def test_exec_limits_its_output(session: SshSession) -> None:
    with pytest.raises(OutputTooLarge, match="yes printed more than 64 KiB"):
        session.exec(["yes"], max_output=65536)

    assert session.exec(["echo", "on"]).stdout == b"on\n"


def test_exec_hands_output_over_as_it_comes(session: SshSession) -> None:
    cancel, came = Cancel(), []

    def take(data: bytes, is_stderr: bool) -> None:
        came.append((data, is_stderr))
        cancel.cancel()

    with pytest.raises(Cancelled):
        session.exec(sh("echo first; sleep 60"), cancel=cancel, on_output=take)

    assert came == [(b"first\n", False)]


def test_exec_cancel_wakes_from_silence(session: SshSession) -> None:
    cancel = Cancel()
    timer = threading.Timer(0.1, cancel.cancel)
    timer.start()

    with pytest.raises(Cancelled):
        session.exec(["sleep", "60"], cancel=cancel)
    timer.join()


@pytest.mark.parametrize("script", ["echo welcome\n", "sleep 0.5\n", "echo oops >&2; false\n"])
def test_exec_with_a_bashrc_that_prints_or_sleeps(
    lab: LabNode, session: SshSession, script: str
) -> None:
    lab.write_bashrc(script)

    done = session.exec(["echo", "answer"])

    assert done.exit_status == 0
    assert done.stdout.endswith(b"answer\n")


# Streams


def test_stream_yields_lines_and_status(session: SshSession) -> None:
    stream = session.stream(sh("printf 'a\\n\\nb'; echo oops >&2; exit 4"))

    assert list(stream.lines(Cancel())) == [b"a", b"", b"b"]
    assert stream.exit_status == 4
    assert stream.stderr_tail == "oops\n"
    stream.close()


def test_stream_close_ends_the_program(lab: LabNode, session: SshSession) -> None:
    before = running(lab, "cat")
    stream = session.stream(["cat"], stdin=b"first\n")
    lines = stream.lines(Cancel())
    assert next(lines) == b"first"
    assert running(lab, "cat") == before + 1
    stream.write(b"second\n")
    assert next(lines) == b"second"

    stream.close()

    wait_for(lambda: running(lab, "cat") == before)
    assert session.alive
    with pytest.raises(RemoteError):
        stream.write(b"third\n")


def test_stream_of_100_mb_without_a_line_is_given_up(session: SshSession) -> None:
    def resident_kib() -> int:
        return int(Path("/proc/self/statm").read_text().split()[1]) * 4

    before = resident_kib()
    stream = session.stream(sh("head -c 100000000 /dev/zero"))

    with pytest.raises(OutputTooLarge, match="A line"):
        list(stream.lines(Cancel()))

    assert resident_kib() - before < 30_000
    assert session.exec(["echo", "on"]).stdout == b"on\n"


def test_stream_not_read_does_not_fill_the_memory(session: SshSession) -> None:
    stream = session.stream(["yes"])
    next(stream.lines(Cancel()))

    assert session.exec(["echo", "on"]).stdout == b"on\n"
    stream.close()


def test_stream_cancel_wakes_the_reader(session: SshSession) -> None:
    cancel = Cancel()
    stream = session.stream(["sleep", "60"])
    timer = threading.Timer(0.1, cancel.cancel)
    timer.start()

    with pytest.raises(Cancelled):
        list(stream.lines(cancel))
    timer.join()
    stream.close()


# Channels


@pytest.fixture
def echo() -> Iterator[Callable[[socket.socket], None]]:
    """Serve one connection of a listening socket: answer what came once it all came."""
    threads: list[threading.Thread] = []

    def serve(server: socket.socket) -> None:
        def run() -> None:
            peer, _address = server.accept()
            with peer:
                came = b""
                while data := peer.recv(65536):
                    came += data
                peer.sendall(came[::-1])

        threads.append(threading.Thread(target=run, daemon=True))
        threads[-1].start()

    yield serve
    for thread in threads:
        thread.join(30)


def ask(channel: object, data: bytes) -> bytes:
    left = memoryview(data)
    while left:
        left = left[channel.send(left[:30000].tobytes()) :]  # type: ignore[attr-defined]
    channel.shutdown_write()  # type: ignore[attr-defined]
    channel.settimeout(30)  # type: ignore[attr-defined]
    came = b""
    while part := channel.recv(65536):  # type: ignore[attr-defined]
        came += part
    channel.close()  # type: ignore[attr-defined]
    return came


def test_open_tcp_half_close_keeps_the_answer(
    session: SshSession, echo: Callable[[socket.socket], None]
) -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:
        echo(server)
        channel = session.open_tcp(server.getsockname()[1])

        assert ask(channel, b"abc" * 100_000) == b"cba" * 100_000


def test_open_unix_half_close_keeps_the_answer(
    lab: LabNode, session: SshSession, echo: Callable[[socket.socket], None]
) -> None:
    path = lab.home / "service.sock"
    with socket.socket(socket.AF_UNIX) as server:
        server.bind(str(path))
        path.chmod(0o777)
        server.listen()
        echo(server)
        inside = session.exec(["sh", "-c", "echo $HOME"]).text.strip()

        assert ask(session.open_unix(f"{inside}/service.sock"), b"ping") == b"gnip"
    path.unlink()


def test_open_tcp_of_a_closed_port_is_refused(session: SshSession) -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:
        port = server.getsockname()[1]

    with pytest.raises(ChannelRefused, match="nothing answers there"):
        session.open_tcp(port)
    assert session.alive


def test_open_unix_of_a_missing_socket_is_refused(session: SshSession) -> None:
    with pytest.raises(ChannelRefused):
        session.open_unix("/no/such/socket")
    assert session.alive


def test_recv_times_out(session: SshSession) -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:
        channel = session.open_tcp(server.getsockname()[1])
        channel.settimeout(0.05)

        with pytest.raises(TimeoutError):
            channel.recv(1)
        channel.close()


def test_forwarding_forbidden_is_said(lab: LabNode, open_lab: OpenLab) -> None:
    lab.sshd_options = {"AllowTcpForwarding": "no", "AllowStreamLocalForwarding": "no"}
    lab.restart_server()
    session = open_lab()

    with pytest.raises(ChannelRefused, match="forbids"):
        session.open_tcp(lab.port)
    with pytest.raises(ChannelRefused):
        session.open_unix("/run/docker.sock")
    assert session.exec(["echo", "on"]).stdout == b"on\n"


def test_max_sessions_refuses_the_second_while_the_first_goes_on(
    lab: LabNode, open_lab: OpenLab
) -> None:
    lab.sshd_options = {"MaxSessions": "1"}
    lab.restart_server()
    session = open_lab()
    stream = session.stream(["cat"], stdin=b"a\n")
    lines = stream.lines(Cancel())
    assert next(lines) == b"a"

    with pytest.raises(ChannelRefused) as caught:
        session.exec(["true"])

    assert "MaxSessions" in caught.value.hint
    stream.write(b"b\n")
    assert next(lines) == b"b"
    stream.close()


# Files


def test_files_read_write_list(session: SshSession) -> None:
    files = session.files()
    folder = session.exec(["mktemp", "-d"]).text.strip()
    data = os.urandom(300_000)

    files.write(f"{folder}/data", data, mode=0o640)
    files.write(f"{folder}/data", data + b"!")

    assert files.read(f"{folder}/data") == data + b"!"
    (info,) = files.list(folder)
    assert (info.name, info.size) == ("data", len(data) + 1)
    assert stat.S_IMODE(info.mode) == 0o600
    with pytest.raises(OutputTooLarge):
        files.read(f"{folder}/data", max_bytes=1000)
    assert files.read("/proc/version").startswith(b"Linux")
    files.close()
    assert session.exec(["ls", folder]).stdout == b"data\n"


def test_files_errors_name_the_path(session: SshSession) -> None:
    files = session.files()

    with pytest.raises(RemoteError, match="/no/such/file does not exist"):
        files.read("/no/such/file")
    with pytest.raises(RemoteError, match="/no/such does not exist"):
        files.list("/no/such")
    with pytest.raises(RemoteError, match="No permission for /etc/shadow"):
        files.read("/etc/shadow")
    with pytest.raises(RemoteError, match="No permission"):
        files.write("/usr/mine", b"")
    files.close()


def test_files_without_the_subsystem(lab: LabNode, open_lab: OpenLab) -> None:
    lab.sshd_options = {"ForceCommand": "false"}
    lab.restart_server()
    session = open_lab()

    with pytest.raises(RemoteError, match="SFTP"):
        session.files()
    assert session.alive


# Losing it


def test_killed_session_tells_and_wakes_readers(lab: LabNode, session: SshSession) -> None:
    lost, errors = threading.Event(), []
    session.on_lost(lambda _reason: lost.set())
    stream = session.stream(["cat"])

    def read() -> None:
        try:
            list(stream.lines(Cancel()))
        except SessionLost as error:
            errors.append(error)

    reader = threading.Thread(target=read, daemon=True)
    reader.start()

    lab.kill_sessions()

    assert lost.wait(30)
    reader.join(30)
    assert len(errors) == 1
    assert not session.alive
    for call in (
        lambda: session.exec(["true"]),
        lambda: session.stream(["cat"]),
        lambda: session.open_tcp(22),
        session.files,
        lambda: stream.write(b"x"),
    ):
        with pytest.raises(SessionLost):
            call()


def test_half_open_peer_is_noticed(lab: LabNode, session: SshSession) -> None:
    reasons: list[str] = []
    lost = threading.Event()
    session.on_lost(lambda reason: (reasons.append(reason), lost.set()))
    wait_for(lambda: session.latency_s is not None)

    lab.stop_sessions()

    assert lost.wait(30)
    assert "no answer" in reasons[0]


def test_pause_shorter_than_the_limit_is_survived(lab: LabNode, session: SshSession) -> None:
    wait_for(lambda: session.latency_s is not None)

    lab.stop_sessions()
    threading.Event().wait(1.2)
    lab.continue_sessions()

    assert session.exec(["echo", "on"]).stdout == b"on\n"


def test_close_tells_once_and_leaves_nothing(lab: LabNode, open_lab: OpenLab) -> None:
    reasons: list[str] = []
    cats, before = running(lab, "cat"), set(os.listdir("/proc/self/fd"))
    session = open_lab()
    session.on_lost(reasons.append)
    session.files()
    session.stream(["cat"])

    session.close()
    session.close()

    assert reasons == ["closed"]
    session.on_lost(reasons.append)
    assert reasons == ["closed", "closed"]
    wait_for(lambda: set(os.listdir("/proc/self/fd")) <= before)
    wait_for(lambda: running(lab, "cat") == cats)


def test_shell_words_of_the_title_are_not_run(session: SshSession) -> None:
    assert session.exec(["echo", shlex.quote("$(id)")]).text.strip() == "'$(id)'"
