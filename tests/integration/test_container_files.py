"""Files and processes of real containers, over one session with a real sshd."""

from __future__ import annotations

import json
import os
import stat
import threading
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from app.core.audit import AuditLog
from app.core.cancel import Cancel
from app.core.errors import BadInput, Cancelled, SessionLost, UserError
from app.services.containers.api import NotThere
from scripts.lab.docker_engine import DockerEngine
from tests.waiting import wait_for

if TYPE_CHECKING:
    from app.services.containers.engine import Engine
    from app.services.containers.file_copies import Change, Copying, FileCopies
    from app.services.containers.files import FileEntry

pytestmark = pytest.mark.lab
HOSTILE = "\x1b[31mred\nline\u202efdp.exe"
SIZE = 6_000_000
MAKE = r"""
set -e; b=/bin/busybox
$b mkdir -p /data/sub /data/snapshots; cd /data
echo one > sub/one; echo run > tool; $b chmod 755 tool
$b ln -s ../sub/one snapshots/kept; $b ln -s /etc/passwd escapes; $b ln -s sub/../../x climbs
$b ln -s sub shortcut; $b ln sub/one twin; $b mkfifo pipe
echo odd > "$(printf '\033[31mred\nline\342\200\256fdp.exe')"
> /made
"""
NAMES = {"sub", "snapshots", "tool", "escapes", "climbs", "shortcut", "twin", "pipe", HOSTILE}


def listed(engine: Engine, name: str, path: str) -> dict[str, FileEntry]:
    from app.services.containers.files import folder_of

    folder = folder_of(engine, name, path, Cancel())
    assert not folder.cut
    return {each.name: each for each in folder.entries}


def facts(entries: dict[str, FileEntry]) -> dict[str, tuple[object, ...]]:
    """What every way to list tells alike: times to the second, no size of a hard link."""
    return {
        name: (each.kind, each.size if name != "twin" else None, each.mode, int(each.modified or 0))
        for name, each in entries.items()
    }


def test_folder_that_is_too_large_without_a_shell_is_cut_and_says_so(
    engine: Engine, docker: DockerEngine, container: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    from app.services.containers import files

    docker._docker("kill", container)
    monkeypatch.setattr(files, "ARCHIVE_BYTES", 100_000)  # less than what /bin has
    top = files.folder_of(engine, container, "/", Cancel())
    assert "too much" in top.cut
    # By name: what is after /bin in the archive was never read.
    assert {"bin", "data", "etc", "sys"} <= {each.name for each in top.entries}
    assert "made" not in {each.name for each in top.entries}


@pytest.fixture
def copies(engine: Engine) -> Callable[..., FileCopies]:
    def make(name: str, cancel: Cancel | None = None, tell: object = None) -> FileCopies:
        from app.services.containers.file_copies import FileCopies

        told = tell if callable(tell) else lambda _copying: None
        return FileCopies(engine, name, cancel or Cancel(), told)

    return make


@pytest.fixture
def change(tmp_path: Path) -> Change:
    from app.services.containers.file_copies import Change

    return Change(AuditLog(tmp_path / "audit.jsonl"), "lab", "files")


@pytest.fixture
def container(docker: DockerEngine, engine: Engine) -> str:
    from app.services.containers.top import processes_of

    docker.run("files", "sh", "-c", f"{MAKE} exec sleep 600")
    wait_for(lambda: "made" in listed(engine, "files", "/"))
    # It becomes `sleep` a moment later, and what listed the folder may still be ending.
    wait_for(lambda: [each.command for each in processes_of(engine, "files")] == ["sleep 600"])
    return "files"


def test_folder_is_listed_alike_with_and_without_a_shell(
    engine: Engine, docker: DockerEngine, container: str
) -> None:
    from app.services.containers.files import FileKind, folder_of

    by_shell = listed(engine, container, "/data")
    assert set(by_shell) == NAMES
    assert "\x1b" not in by_shell[HOSTILE].shown
    assert "\u202e" not in by_shell[HOSTILE].shown
    assert by_shell["tool"].mode == 0o755
    assert (by_shell["tool"].size, by_shell["sub"].size) == (4, None)
    assert by_shell["escapes"].kind is FileKind.LINK
    assert folder_of(engine, container, "/data/shortcut", Cancel()).path == "/data/sub"

    docker._docker("exec", container, "rm", "/bin/stat")
    assert facts(listed(engine, container, "/data")) == facts(by_shell)
    docker._docker("pause", container)
    paused = listed(engine, container, "/data")
    docker._docker("unpause", container)
    assert facts(paused) == facts(by_shell)
    docker._docker("kill", container)
    assert facts(listed(engine, container, "/data")) == facts(by_shell)
    assert {"bin", "data", "made"} <= set(listed(engine, container, "/"))

    with pytest.raises(BadInput, match="is no folder"):
        listed(engine, container, "/data/tool")
    with pytest.raises(NotThere, match="/nowhere is not there"):
        listed(engine, container, "/nowhere")
    docker._docker("rm", container)
    with pytest.raises(NotThere, match="No such container"):
        listed(engine, container, "/data")


def test_copies_are_whole_and_replace_nothing_unasked(
    copies: Callable[..., FileCopies], container: str, change: Change, tmp_path: Path
) -> None:
    from app.services.containers.file_copies import AlreadyThere

    source = tmp_path / "weights\n.bin"
    source.write_bytes(os.urandom(SIZE))
    source.chmod(0o750)
    told: list[Copying] = []
    sent = copies(container, tell=told.append).upload(source, "/data", change)
    assert (sent.place, sent.size) == ("/data/weights\n.bin", SIZE)
    assert (told[-1].done, told[-1].total, told[-1].leaves_part) == (SIZE, SIZE, False)
    with pytest.raises(AlreadyThere):
        copies(container).upload(source, "/data", change)
    source.write_bytes(os.urandom(SIZE))
    copies(container).upload(source, "/data", change, replace=True)

    out = tmp_path / "out.bin"
    assert copies(container).download("/data/weights\n.bin", out).size == SIZE
    assert out.read_bytes() == source.read_bytes()
    assert out.stat().st_mode & stat.S_IXUSR
    with pytest.raises(AlreadyThere):
        copies(container).download("/data/tool", out)
    copies(container).download("/data/tool", out, replace=True)
    assert out.read_text() == "run\n"
    said = [json.loads(line) for line in change.audit.path.read_text().splitlines()]
    assert [each["outcome"] for each in said] == ["begun", "done"] * 2
    assert "of container files, replacing what was there" in said[2]["what"]


def test_folders_are_copied_both_ways_and_stay_where_they_belong(
    copies: Callable[..., FileCopies],
    engine: Engine,
    docker: DockerEngine,
    container: str,
    change: Change,
    tmp_path: Path,
) -> None:
    from app.services.containers.file_copies import AlreadyThere

    out = tmp_path / "out"
    copied = copies(container).download("/data", out)
    assert (copied.left_out, copied.renamed) == (3, 1)  # two links that lead out, a pipe
    assert (out / "snapshots" / "kept").read_text() == "one\n"
    assert (out / "_[31mred_line_fdp.exe").read_text() == "odd\n"
    assert {path.name for path in out.iterdir()} == {
        *("_[31mred_line_fdp.exe", "shortcut", "snapshots", "sub", "tool", "twin")
    }
    with pytest.raises(AlreadyThere):
        copies(container).download("/data", out, replace=True)

    docker._docker("kill", container)
    told: list[Copying] = []
    copies(container, tell=told.append).upload(out, "/data", change)
    assert told[-1].leaves_part
    assert set(listed(engine, container, "/data/out")) == {path.name for path in out.iterdir()}
    with pytest.raises(UserError):  # there is no such folder to unpack into
        copies(container).upload(out / "tool", "/nowhere", change)
    (tmp_path / "sub").write_text("a file")
    with pytest.raises(BadInput, match="is a folder in the container"):
        copies(container).upload(tmp_path / "sub", "/data", change, replace=True)


def test_cancelled_copies_leave_nothing(
    copies: Callable[..., FileCopies],
    engine: Engine,
    container: str,
    change: Change,
    tmp_path: Path,
) -> None:
    source = tmp_path / "big"
    source.write_bytes(bytes(SIZE))
    folder = tmp_path / "downloads"
    folder.mkdir()

    def cancelled_by(cancel: Cancel) -> Callable[[Copying], None]:
        return lambda copying: cancel.cancel() if copying.done > 0 else None

    copies(container).upload(source, "/data", change)
    for target in (folder / "big", folder / "all"):
        cancel = Cancel()
        path = "/data/big" if target.name == "big" else "/data"
        with pytest.raises(Cancelled):
            copies(container, cancel, cancelled_by(cancel)).download(path, target)
    assert not list(folder.iterdir())

    source.rename(tmp_path / "new")
    cancel = Cancel()
    with pytest.raises(Cancelled):
        copies(container, cancel, cancelled_by(cancel)).upload(tmp_path / "new", "/data", change)
    assert set(listed(engine, container, "/data")) == {*NAMES, "big"}
    assert change.audit.path.read_text().count('"cancelled"') == 1
    with pytest.raises(SessionLost):
        copies(container, tell=lambda _copying: engine.session.close()).download(
            "/data/big", folder / "big"
        )
    assert not list(folder.iterdir())


def test_what_this_computer_cannot_hold_is_told(
    copies: Callable[..., FileCopies], container: str, tmp_path: Path
) -> None:
    with pytest.raises(UserError, match="cannot be written"):
        copies(container).download("/data/tool", tmp_path / "nowhere" / "tool")
    assert not [each for each in threading.enumerate() if each.name.startswith("container-files")]


def test_processes_are_those_that_the_node_sees(
    engine: Engine, docker: DockerEngine, container: str
) -> None:
    from app.core.errors import RemoteError
    from app.services.containers.top import processes_of

    (process,) = processes_of(engine, container)
    assert process.pid == docker.pid(container)
    assert process.command == "sleep 600"
    docker._docker("kill", container)
    with pytest.raises(RemoteError, match="is not running"):
        processes_of(engine, container)
