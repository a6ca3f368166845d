"""A node's authorized_keys: one line comes and goes, nothing else is touched.

The commands are those a node runs, run here by this computer's shell.
"""

from __future__ import annotations

import os
import stat
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest

from app.core.errors import CommandFailed, RemoteError
from app.hosts.own_key import AccessKey, make_key
from app.services.access import authorized_keys
from app.services.access.authorized_keys import AuthorizedKeys
from app.transport.local import LocalSession

pytestmark = pytest.mark.skipif(os.name != "posix", reason="the commands are for Linux nodes")

OTHER = "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIDdEmJKK5r1siQkV2y9w6FzxEsMvZJITpQXsusxSYIeb me@laptop"
FILES = {
    "nothing": b"",
    "one key": f"{OTHER}\n".encode(),
    "no newline at the end": OTHER.encode(),
    "comments and blank lines": f"# mine\n\n   \n{OTHER}\n# end".encode(),
    "options": f'from="10.0.0.*",command="echo \\"hi there\\"" {OTHER}\n'.encode(),
    "CRLF": f"{OTHER}\r\n# windows\r\n".encode(),
    "bytes that are no text": b"\xff\xfe\x00 garbage\n" + OTHER.encode() + b"\n",
    "a very long line": b"# " + b"x" * 100_000 + b"\n",
    "a line that would take minutes to try every way": b'"a\\"' * 20_000 + b"\n",
}


@pytest.fixture
def key(tmp_path: Path) -> AccessKey:
    return make_key(tmp_path / "id_ed25519")


@pytest.fixture
def session() -> LocalSession:
    return LocalSession()


@pytest.fixture
def file(fresh_home: Path) -> Path:
    """The file on the node; its folder does not exist yet."""
    return fresh_home / ".ssh" / "authorized_keys"


Program = Callable[[str, str], None]


@pytest.fixture
def program(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Program:
    """Put a program first on the PATH."""
    folder = tmp_path / "bin"
    folder.mkdir()
    monkeypatch.setenv("PATH", f"{folder}:{os.environ['PATH']}")

    def install(name: str, script: str) -> None:
        (folder / name).write_text(f"#!/bin/sh\n{script}\n")
        (folder / name).chmod(0o755)

    return install


def put(file: Path, content: bytes, mode: int = 0o600) -> None:
    file.parent.mkdir(mode=0o700, exist_ok=True)
    file.write_bytes(content)
    file.chmod(mode)


def add(session: LocalSession, key: AccessKey) -> AuthorizedKeys:
    before = authorized_keys.read(session)
    authorized_keys.write(session, before, before.with_line(key))
    return before


def remove(session: LocalSession, key: AccessKey) -> None:
    now = authorized_keys.read(session)
    authorized_keys.write(session, now, now.without_our_lines(key))


def mode(path: Path) -> int:
    return stat.S_IMODE(path.stat().st_mode)


@pytest.mark.parametrize("name", FILES)
def test_line_comes_and_goes_and_the_rest_stays_byte_for_byte(
    session: LocalSession, key: AccessKey, file: Path, name: str
) -> None:
    put(file, FILES[name])

    add(session, key)
    assert file.read_bytes() == f"{key.line}\n".encode() + FILES[name]
    remove(session, key)

    assert file.read_bytes() == FILES[name]
    assert [each.name for each in file.parent.iterdir()] == ["authorized_keys"]


def test_no_file_and_no_folder_are_made_private(
    session: LocalSession, key: AccessKey, file: Path
) -> None:
    before = add(session, key)

    assert not before.exists
    assert file.read_text() == f"{key.line}\n"
    assert (mode(file), mode(file.parent)) == (0o600, 0o700)


def test_same_key_twice_is_one_line(session: LocalSession, key: AccessKey, file: Path) -> None:
    put(file, FILES["one key"])

    add(session, key)
    add(session, key)

    assert file.read_text().count(key.line) == 1


def test_key_that_somebody_else_let_in_is_no_line_of_ours(
    session: LocalSession, key: AccessKey, file: Path
) -> None:
    theirs = " ".join(key.line.split()[:2]) + " ann@laptop\n"
    put(file, theirs.encode())

    found = authorized_keys.read(session)

    assert (found.lines_of(key), found.our_lines_of(key), found.keys()) == (1, 0, 1)
    assert found.with_line(key) == theirs.encode()
    assert found.without_our_lines(key) == theirs.encode()


def test_all_our_lines_of_the_key_go_also_restricted_ones(
    session: LocalSession, key: AccessKey, file: Path
) -> None:
    restricted = f'from="192.168.0.0/16, 10.*",no-pty {key.line}'
    other_computer = OTHER.replace("me@laptop", "spark-command-center other")
    commented = f"# {key.line}"
    rest = f"{commented}\n{other_computer}\n"
    put(file, f"{restricted}\n{key.line}\n{rest}{key.line}".encode())

    remove(session, key)

    assert file.read_text() == rest


@pytest.mark.parametrize(
    ("before", "after"), [(0o644, 0o600), (0o664, 0o600), (0o600, 0o600), (0o640, 0o600)]
)
def test_modes_are_narrowed_and_said_beforehand(
    session: LocalSession, key: AccessKey, file: Path, before: int, after: int
) -> None:
    put(file, FILES["one key"], before)
    file.parent.chmod(0o755)

    told = add(session, key)

    assert (mode(file), mode(file.parent)) == (after, 0o700)
    assert len(told.corrections) == 1 + (before != after)


def test_link_stays_a_link_and_its_folder_as_it_was(
    session: LocalSession, key: AccessKey, file: Path, fresh_home: Path
) -> None:
    dotfiles = fresh_home / "dotfiles"
    dotfiles.mkdir(mode=0o755)
    (dotfiles / "keys").write_bytes(FILES["no newline at the end"])
    file.parent.mkdir(mode=0o700)
    file.symlink_to("../dotfiles/keys")

    found = add(session, key)

    assert found.path == str(dotfiles / "keys")
    assert file.is_symlink()
    assert (dotfiles / "keys").read_text() == f"{key.line}\n{OTHER}"
    assert mode(dotfiles) == 0o755
    remove(session, key)
    assert (dotfiles / "keys").read_text() == OTHER


def test_selinux_label_is_restored_where_there_is_one(
    session: LocalSession, key: AccessKey, file: Path, program: Program, tmp_path: Path
) -> None:
    program("restorecon", f'echo "$@" >> {tmp_path}/restored; exit 1')

    add(session, key)

    assert (tmp_path / "restored").read_text() == f"{file.parent} {file}\n"
    assert file.read_text() == f"{key.line}\n"


def test_file_that_changed_meanwhile_is_not_overwritten(
    session: LocalSession, key: AccessKey, file: Path
) -> None:
    put(file, FILES["one key"])
    before = authorized_keys.read(session)
    put(file, b"# somebody was faster\n")

    with pytest.raises(CommandFailed, match="somebody else changed it meanwhile"):
        authorized_keys.write(session, before, before.with_line(key))

    assert file.read_bytes() == b"# somebody was faster\n"
    assert [each.name for each in file.parent.iterdir()] == ["authorized_keys"]


def test_file_that_came_to_be_meanwhile_is_not_overwritten(
    session: LocalSession, key: AccessKey, file: Path
) -> None:
    before = authorized_keys.read(session)
    put(file, FILES["one key"])

    with pytest.raises(CommandFailed, match="meanwhile"):
        authorized_keys.write(session, before, before.with_line(key))

    assert file.read_bytes() == FILES["one key"]


def test_content_cut_short_on_the_way_is_not_used(session: LocalSession, file: Path) -> None:
    put(file, FILES["one key"])
    before = authorized_keys.read(session)
    argv = ["sh", "-c", authorized_keys._WRITE, "sh", before.path, before.checksum, "5000"]

    done = session.exec(argv, stdin=b"half of it")

    assert done.exit_status == 1
    assert b"the connection was lost" in done.stderr
    assert file.read_bytes() == FILES["one key"]
    assert [each.name for each in file.parent.iterdir()] == ["authorized_keys"]


def test_full_disk_leaves_the_file_as_it_was(
    session: LocalSession, key: AccessKey, file: Path
) -> None:
    put(file, FILES["one key"])
    before = authorized_keys.read(session)
    argv = ["sh", "-c", f"ulimit -f 0\n{authorized_keys._WRITE}", "sh", before.path]

    done = session.exec([*argv, before.checksum, "5000"], stdin=b"x" * 5000)

    assert done.exit_status != 0
    assert file.read_bytes() == FILES["one key"]
    assert [each.name for each in file.parent.iterdir()] == ["authorized_keys"]


def test_what_bashrc_prints_is_not_part_of_the_file(
    key: AccessKey, file: Path, fresh_home: Path
) -> None:
    put(file, FILES["one key"])
    script = f"echo Welcome; echo; echo file /etc/passwd; {authorized_keys._READ}"

    class Noisy(LocalSession):
        def exec(self, argv, **more):  # type: ignore[no-untyped-def]  # noqa: ANN001, ANN003, ANN202
            return super().exec([*argv[:2], script], **more)

    found = authorized_keys.read(Noisy())

    assert (found.path, found.content) == (str(file), FILES["one key"])


def test_restricted_shell_is_said(file: Path) -> None:
    class Restricted(LocalSession):
        def exec(self, argv, **more):  # type: ignore[no-untyped-def]  # noqa: ANN001, ANN003, ANN202
            return super().exec(["echo", "This account may only use SFTP."], **more)

    with pytest.raises(RemoteError, match="does not run our command"):
        authorized_keys.read(Restricted())


@pytest.mark.parametrize(
    ("says", "found", "refused"),
    [
        (".ssh/authorized_keys .ssh/authorized_keys2", ".ssh/authorized_keys", ""),
        ("%h/.config/ssh/keys", ".config/ssh/keys", ""),
        ("/etc/ssh/keys/%u .ssh/extra", ".ssh/extra", ""),
        ("/etc/ssh/keys/%u", None, "keys from /etc/ssh/keys/%u"),
        ("none", None, "reads no key files"),
    ],
)
def test_file_is_where_the_server_says(
    session: LocalSession,
    fresh_home: Path,
    program: Program,
    says: str,
    found: str | None,
    refused: str,
) -> None:
    program("sshd", f"[ $1 = -G ] && echo port 22 && echo authorizedkeysfile {says}")

    keys = authorized_keys.read(session)

    if found is not None:
        assert keys.path == str(fresh_home / found)
    assert refused in keys.refusal
    assert bool(keys.refusal) == bool(refused)


def test_home_that_others_may_write_is_warned_of(session: LocalSession, fresh_home: Path) -> None:
    fresh_home.chmod(0o775)

    (warning,) = authorized_keys.read(session).warnings

    assert "chmod go-w ~" in warning


@pytest.mark.skipif(os.geteuid() != 0, reason="needs a second user")
def test_file_of_another_user_is_refused(fresh_home: Path, file: Path, key: AccessKey) -> None:
    """As a plain user, with a file that root keeps."""
    put(file, FILES["one key"], 0o644)
    for folder in (fresh_home, *fresh_home.parents):
        if folder.owner() == "root" and folder != Path("/") and "pytest" in str(folder):
            folder.chmod(0o755)
    file.parent.chmod(0o777)
    script = authorized_keys._READ
    done = subprocess.run(
        ["setpriv", "--reuid=65534", "--clear-groups", "sh", "-c", script],
        capture_output=True, env={"HOME": str(fresh_home), "PATH": os.environ["PATH"]}, cwd="/",
    )  # fmt: skip

    assert b"forbidden root" in done.stdout
