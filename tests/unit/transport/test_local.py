"""This computer behind the session's interface."""

from __future__ import annotations

import os
import socket
import sys
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from app.core.cancel import Cancel
from app.core.errors import (
    BadInput,
    Cancelled,
    ChannelRefused,
    CommandFailed,
    CommandNotFound,
    OutputTooLarge,
    RemoteError,
    SessionLost,
    TimedOut,
)
from app.transport.local import LocalSession

posix = pytest.mark.skipif(os.name != "posix", reason="needs sh")
PYTHON = sys.executable


@pytest.fixture
def session() -> Iterator[LocalSession]:
    opened = LocalSession()
    yield opened
    opened.close()


def python(code: str) -> list[str]:
    return [PYTHON, "-S", "-c", code]


def cancel_when_fed(cancel: Cancel) -> object:
    return lambda _data, _is_stderr: cancel.cancel()


def test_exec_returns_status_and_both_outputs(session: LocalSession) -> None:
    code = "import sys; print('out'); print('err', file=sys.stderr); sys.exit(3)"

    done = session.exec(python(code))

    assert (done.exit_status, done.text.strip(), done.stderr.strip()) == (3, "out", b"err")
    with pytest.raises(CommandFailed, match="status 3: err"):
        done.check()


@posix
def test_commands_run_where_the_folder_of_this_program_was_deleted(
    session: LocalSession, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    gone = tmp_path / "gone"
    gone.mkdir()
    monkeypatch.chdir(gone)
    gone.rmdir()

    assert session.exec(["echo", "there"]).text == "there\n"


def test_exec_of_a_missing_program_is_status_127(session: LocalSession) -> None:
    done = session.exec(["no-such-program-anywhere"])

    assert done.exit_status == 127
    with pytest.raises(CommandNotFound, match="no-such-program-anywhere is not installed"):
        done.check()


def test_what_a_failed_command_said_cannot_steer_a_terminal(session: LocalSession) -> None:
    said = "printf 'first\\n\\033]0;title\\007no \\342\\200\\256room\\n' >&2; exit 3"

    with pytest.raises(CommandFailed, match=r"status 3: \]0;title no room$"):
        session.exec(["sh", "-c", said]).check()


@pytest.mark.parametrize("argv", [[], ["a\0"]])
def test_exec_refuses_what_cannot_run(session: LocalSession, argv: list[str]) -> None:
    with pytest.raises(BadInput):
        session.exec(argv)


@pytest.mark.parametrize("size", [0, 10, 100_000, 12_000_000])
def test_exec_feeds_stdin_of_any_size(session: LocalSession, size: int) -> None:
    data = os.urandom(1000) * (size // 1000) + b"\0\xff\r\n"
    code = "import shutil, sys; shutil.copyfileobj(sys.stdin.buffer, sys.stdout.buffer)"

    assert session.exec(python(code), stdin=data).stdout == data


def test_exec_of_a_command_that_never_reads(session: LocalSession) -> None:
    assert session.exec(python("print(1)"), stdin=b"x" * 1_000_000).text.strip() == "1"


@pytest.mark.parametrize("stdin", [b"", b"x" * 1_000_000])
def test_exec_times_out(session: LocalSession, stdin: bytes) -> None:
    with pytest.raises(TimedOut):
        session.exec(python("import time; time.sleep(60)"), stdin=stdin, timeout=0.3)


@posix
def test_exec_with_endless_output_times_out(session: LocalSession) -> None:
    with pytest.raises(TimedOut):
        session.exec(["yes"], timeout=0.3, on_output=lambda _data, _is_stderr: None)


@posix
def test_exec_limits_its_output(session: LocalSession) -> None:
    with pytest.raises(OutputTooLarge, match="yes printed more than 64 KiB"):
        session.exec(["yes"], max_output=65536)


@posix
@pytest.mark.parametrize("command", ["sleep 60", "sleep 60; true", "sleep 60 & wait"])
def test_exec_cancel_ends_the_command_and_its_children(session: LocalSession, command: str) -> None:
    cancel = Cancel()

    with pytest.raises(Cancelled):
        session.exec(
            ["sh", "-c", f"echo started; {command}"],
            cancel=cancel,
            on_output=lambda _data, _is_stderr: cancel.cancel(),
        )


@posix
def test_exec_killed_command_has_no_status(session: LocalSession) -> None:
    assert session.exec(["sh", "-c", "kill -9 $$"]).exit_status is None


def test_exec_on_a_closed_session_is_lost(session: LocalSession) -> None:
    session.close()

    with pytest.raises(SessionLost):
        session.exec(python("pass"))


@posix
def test_stream_yields_lines_and_status(session: LocalSession) -> None:
    stream = session.stream(["sh", "-c", "printf 'a\\n\\nb'; echo oops >&2; exit 4"])

    assert list(stream.lines(Cancel())) == [b"a", b"", b"b"]
    assert stream.exit_status == 4
    assert stream.stderr_tail == "oops\n"
    stream.close()


@posix
def test_stream_is_written_to_and_ends_when_closed(session: LocalSession) -> None:
    stream = session.stream(["cat"], stdin=b"first\n")
    lines = stream.lines(Cancel())
    assert next(lines) == b"first"

    stream.write(b"second\n")
    assert next(lines) == b"second"

    stream.close()
    with pytest.raises(SessionLost):
        list(lines)
    with pytest.raises(RemoteError):
        stream.write(b"x" * 100_000)


def test_stream_cancel_wakes_the_reader(session: LocalSession) -> None:
    cancel = Cancel()
    stream = session.stream(python("print(1, flush=True); import time; time.sleep(60)"))
    lines = stream.lines(cancel)
    assert next(lines).strip() == b"1"
    timer = threading.Timer(0.05, cancel.cancel)
    timer.start()

    with pytest.raises(Cancelled):
        next(lines)
    stream.close()
    timer.join()


@posix
def test_stream_line_without_end_is_given_up(session: LocalSession) -> None:
    stream = session.stream(["sh", "-c", "head -c 100000000 /dev/zero"])

    with pytest.raises(OutputTooLarge):
        list(stream.lines(Cancel(), max_line=100_000))


def test_stream_of_a_missing_program_says_so(session: LocalSession) -> None:
    with pytest.raises(RemoteError, match="no-such-program-anywhere is not installed"):
        session.stream(["no-such-program-anywhere"])


def test_close_ends_streams_and_tells_once(session: LocalSession) -> None:
    reasons: list[str] = []
    session.on_lost(reasons.append)
    stream = session.stream(python("print(1, flush=True); import time; time.sleep(60)"))
    lines = stream.lines(Cancel())
    next(lines)

    session.close()
    session.close()

    assert reasons == ["closed"]
    assert not session.alive
    with pytest.raises(SessionLost):
        list(lines)
    with pytest.raises(SessionLost):
        session.stream(["cat"])
    session.on_lost(reasons.append)
    assert reasons == ["closed", "closed"]


def test_open_tcp_talks_and_is_refused(session: LocalSession) -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:
        port = server.getsockname()[1]
        channel = session.open_tcp(port)
        peer, _address = server.accept()
        with peer:
            assert channel.send(b"ping") == 4
            channel.shutdown_write()
            assert peer.recv(10) == b"ping"
            assert peer.recv(10) == b""
            peer.sendall(b"late")
        assert channel.recv(10) == b"late"
        channel.close()

    with pytest.raises(ChannelRefused, match=f"127.0.0.1 port {port}"):
        session.open_tcp(port)


@posix
def test_open_unix_refused_names_the_path(session: LocalSession, tmp_path: Path) -> None:
    with pytest.raises(ChannelRefused, match="no-such-socket"):
        session.open_unix(str(tmp_path / "no-such-socket"))


def test_files_read_write_list(session: LocalSession, tmp_path: Path) -> None:
    files = session.files()
    files.write(str(tmp_path / "data"), b"\0\xff", mode=0o640)

    assert files.read(str(tmp_path / "data")) == b"\0\xff"
    (info,) = [each for each in files.list(str(tmp_path)) if each.name == "data"]
    assert info.size == 2
    with pytest.raises(OutputTooLarge):
        files.read(str(tmp_path / "data"), max_bytes=1)
    with pytest.raises(RemoteError, match="missing"):
        files.read(str(tmp_path / "missing"))
    with pytest.raises(RemoteError):
        files.list(str(tmp_path / "missing"))
    with pytest.raises(RemoteError):
        files.write(str(tmp_path / "data" / "below"), b"")
