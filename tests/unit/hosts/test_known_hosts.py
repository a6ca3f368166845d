"""Host keys: trusted, unknown or refused, as OpenSSH reads the same files."""

from __future__ import annotations

import base64
import os
import shutil
import subprocess
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from app.core.errors import HostKeyChanged, SettingsUnwritable
from app.hosts.known_hosts import HostKey, KnownHosts, Trust, fingerprint

needs_ssh_keygen = pytest.mark.skipif(not shutil.which("ssh-keygen"), reason="needs ssh-keygen")


def key(name: str, kind: str = "ssh-ed25519") -> HostKey:
    """Return a synthetic key: well formed, of nobody."""
    head = len(kind).to_bytes(4, "big") + kind.encode()
    return HostKey(kind, head + (32).to_bytes(4, "big") + name.encode().ljust(32, b"."))


MINE, THEIRS, RSA = key("mine"), key("theirs"), key("mine", "ssh-rsa")


@pytest.fixture
def own(tmp_path: Path) -> Path:
    return tmp_path / "known_hosts"


@pytest.fixture
def known(own: Path) -> KnownHosts:
    return KnownHosts(own, also=())


def hashed(host: str, tmp_path: Path) -> str:
    """Return the line for MINE with the host name hashed by OpenSSH itself."""
    file = tmp_path / "to_hash"
    file.write_text(f"{host} {MINE.line}\n")
    subprocess.run(["ssh-keygen", "-H", "-f", file], check=True, capture_output=True)
    return file.read_text()


def test_check_without_files_is_unknown(known: KnownHosts) -> None:
    assert known.check("spark", 22, MINE) is Trust.UNKNOWN


@pytest.mark.parametrize(
    ("line", "host", "port"),
    [
        ("spark {}", "spark", 22),
        ("SPARK {}", "spark", 22),
        ("spark {}", "SPARK", 22),
        ("spark,10.0.0.5 {}", "10.0.0.5", 22),
        ("[spark]:2222 {}", "spark", 2222),
        ("[fe80::1]:2222 {}", "fe80::1", 2222),
        ("*.local {}", "spark.local", 22),
        ("[*.local]:2222 {}", "spark.local", 2222),
        ("spark-? {}", "spark-1", 22),
        ("*.local,!other.local {}", "spark.local", 22),
        ("\tspark   {}  a comment", "spark", 22),
        ("spark {}\r", "spark", 22),
    ],
)
def test_check_trusts_a_matching_line(
    known: KnownHosts, own: Path, line: str, host: str, port: int
) -> None:
    own.write_text("# first\n\ngarbage\n" + line.format(MINE.line))

    assert known.check(host, port, MINE) is Trust.TRUSTED
    with pytest.raises(HostKeyChanged):
        known.check(host, port, THEIRS)


@pytest.mark.parametrize(
    ("line", "host", "port"),
    [
        ("spark {}", "spark2", 22),
        ("spark {}", "spark", 2222),
        ("[spark]:2222 {}", "spark", 22),
        ("*.local,!spark.local {}", "spark.local", 22),
        ("!spark.local,*.local {}", "spark.local", 22),
        ("!spark {}", "spark", 22),
        ("s[p]ark {}", "spark", 22),
        ("#spark {}", "spark", 22),
        ("@cert-authority spark {}", "spark", 22),
        ("spark ssh-ed25519", "spark", 22),
        ("spark ssh-ed25519 AAAA", "spark", 22),
        ("spark ssh-ed25519 not*base64", "spark", 22),
        ("spark 1024 35 1234567890123456", "spark", 22),
        ("|1|broken|hash {}", "spark", 22),
        ("|1|x {}", "spark", 22),
    ],
)
def test_check_ignores_other_lines(
    known: KnownHosts, own: Path, line: str, host: str, port: int
) -> None:
    own.write_text(line.format(MINE.line) + "\n")

    assert known.check(host, port, THEIRS) is Trust.UNKNOWN
    assert known.check(host, port, MINE) is Trust.UNKNOWN


@needs_ssh_keygen
@pytest.mark.parametrize(("host", "port"), [("spark.local", 22), ("spark.local", 2222)])
def test_check_reads_names_that_openssh_hashed(
    known: KnownHosts, own: Path, tmp_path: Path, host: str, port: int
) -> None:
    name = host if port == 22 else f"[{host}]:{port}"
    own.write_text(hashed(name, tmp_path))

    assert "spark" not in own.read_text()
    assert known.check(host, port, MINE) is Trust.TRUSTED
    assert known.check("other", port, MINE) is Trust.UNKNOWN


@needs_ssh_keygen
@pytest.mark.parametrize(
    "patterns",
    [
        "spark.local", "*.local", "sp?rk.local", "*.local,!spark.local", "!x,*", "[spark.local]:22",
        "[spark.local]:2222", "[*]:2222", "s[p]ark.local", "*:2222", "SPARK.LOCAL", "spark.local.",
    ],
)  # fmt: skip
@pytest.mark.parametrize("port", [22, 2222])
def test_check_matches_as_openssh_does(
    known: KnownHosts, own: Path, patterns: str, port: int
) -> None:
    own.write_text(f"{patterns} {MINE.line}\n")
    name = "spark.local" if port == 22 else f"[spark.local]:{port}"
    asked = subprocess.run(["ssh-keygen", "-F", name, "-f", own], capture_output=True, text=True)

    ours = known.check("spark.local", port, MINE) is Trust.TRUSTED

    assert ours == (asked.returncode == 0)


@needs_ssh_keygen
def test_accept_writes_what_openssh_finds(known: KnownHosts, own: Path) -> None:
    known.accept("spark.local", 2222, MINE)

    asked = ["ssh-keygen", "-F", "[spark.local]:2222", "-f", str(own)]
    assert MINE.line in subprocess.run(asked, capture_output=True, text=True, check=True).stdout


@pytest.mark.parametrize("blank", [" ", "\t", "  "])
def test_check_refuses_a_revoked_key(known: KnownHosts, own: Path, blank: str) -> None:
    own.write_text(f"spark {MINE.line}\n@revoked{blank}* {MINE.line}\n")

    with pytest.raises(HostKeyChanged, match="revoked"):
        known.check("spark", 22, MINE)


def test_check_refuses_a_key_of_another_type(known: KnownHosts) -> None:
    known.accept("spark", 22, MINE)

    with pytest.raises(HostKeyChanged):
        known.check("spark", 22, RSA)
    assert known.known_types("spark", 22) == ("ssh-ed25519",)


def test_changed_key_names_both_fingerprints_and_the_file(known: KnownHosts, own: Path) -> None:
    known.accept("spark", 22, MINE)

    with pytest.raises(HostKeyChanged) as caught:
        known.check("spark", 22, THEIRS)

    told = str(caught.value)
    assert MINE.fingerprint in told
    assert THEIRS.fingerprint in told
    assert str(own) in told


def test_check_accepts_any_of_several_keys(known: KnownHosts) -> None:
    known.accept("spark", 22, MINE)
    known.accept("spark", 22, RSA)

    assert known.check("spark", 22, MINE) is Trust.TRUSTED
    assert known.check("spark", 22, RSA) is Trust.TRUSTED
    assert [each for each, _path in known.trusted("spark", 22)] == [MINE, RSA]


def test_accept_completes_a_last_line_without_newline(known: KnownHosts, own: Path) -> None:
    own.write_text(f"other {THEIRS.line}")

    known.accept("spark", 22, MINE)

    assert known.check("other", 22, THEIRS) is Trust.TRUSTED
    assert known.check("spark", 22, MINE) is Trust.TRUSTED


def test_accept_that_cannot_be_saved_says_so(tmp_path: Path) -> None:
    (tmp_path / "blocked").write_text("a file")
    known = KnownHosts(tmp_path / "blocked" / "known_hosts", also=())

    with pytest.raises(SettingsUnwritable, match="host key could not be saved"):
        known.accept("spark", 22, MINE)


def test_forget_removes_our_lines_and_no_other_byte(known: KnownHosts, own: Path) -> None:
    before = (
        b"# a comment\r\n"
        + f"other {THEIRS.line}\r\n".encode()
        + b"\xff\xfe garbage here\n\n"
        + f"@revoked spark {THEIRS.line}\n".encode()
    )
    own.write_bytes(before + f"spark {MINE.line}\nspark {RSA.line}\n".encode() + b"last")

    assert known.forget("spark", 22) == 2

    assert own.read_bytes() == before + b"last"
    assert known.forget("spark", 22) == 0


def test_forget_without_a_file_is_nothing(known: KnownHosts, own: Path) -> None:
    assert known.forget("spark", 22) == 0
    assert not own.exists()


def test_users_files_are_read_and_never_written(own: Path, tmp_path: Path) -> None:
    users = tmp_path / "users_known_hosts"
    users.write_text(f"spark {MINE.line}")
    os.utime(users, (1_000_000, 1_000_000))
    known = KnownHosts(own, also=[users, tmp_path / "missing"])

    assert known.check("spark", 22, MINE) is Trust.TRUSTED
    with pytest.raises(HostKeyChanged, match=r"users_known_hosts"):
        known.check("spark", 22, THEIRS)
    known.accept("spark", 22, RSA)
    known.forget("spark", 22)

    assert users.read_text() == f"spark {MINE.line}"
    assert users.stat().st_mtime == 1_000_000
    assert known.check("spark", 22, MINE) is Trust.TRUSTED


def test_users_revoked_keys_count(own: Path, tmp_path: Path) -> None:
    users = tmp_path / "users_known_hosts"
    users.write_text(f"@revoked * {MINE.line}\n")
    known = KnownHosts(own, also=[users])
    known.accept("spark", 22, MINE)

    with pytest.raises(HostKeyChanged, match="revoked"):
        known.check("spark", 22, MINE)


@pytest.mark.parametrize(
    ("hosts", "host", "port", "counts"),
    [
        ("spark.local", "spark.local", 22, True),
        ("*.local", "SPARK.local", 22, True),
        ("*.local", "spark.local", 2222, True),
        ("[spark.local]:2222", "spark.local", 2222, True),
        ("[spark.local]:2222", "spark.local", 22, False),
        ("*.local,!spark.local", "spark.local", 22, False),
        ("other.local", "spark.local", 22, False),
    ],
)
def test_authorities_are_those_of_the_host(
    own: Path, tmp_path: Path, hosts: str, host: str, port: int, counts: bool
) -> None:
    users = tmp_path / "users_known_hosts"
    users.write_text(f"@cert-authority {hosts} {MINE.line} the CA\n@revoked {hosts} {RSA.line}\n")
    known = KnownHosts(own, also=[users])

    assert known.authorities(host, port) == ([MINE] if counts else [])
    assert known.check(host, port, MINE) is Trust.UNKNOWN  # a CA's key is no host's


def test_revocation_without_a_port_counts_for_every_port(known: KnownHosts, own: Path) -> None:
    own.write_text(f"[spark]:2222 {MINE.line}\n@revoked spark {MINE.line}\n")

    with pytest.raises(HostKeyChanged, match="revoked") as caught:
        known.check("spark", 2222, MINE)

    assert (caught.value.host, caught.value.port) == ("spark", 2222)


def test_find_returns_a_key_by_its_fingerprint(known: KnownHosts, own: Path) -> None:
    own.write_text(f"#spark {THEIRS.line}\n@cert-authority * {THEIRS.line}\nspark {MINE.line}\n")

    assert known.find(MINE.fingerprint) == MINE
    assert known.find(THEIRS.fingerprint) is None
    assert known.find("") is None


@needs_ssh_keygen
def test_fingerprint_is_that_of_openssh(tmp_path: Path) -> None:
    file = tmp_path / "key"
    subprocess.run(["ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-f", file], check=True)
    public = (tmp_path / "key.pub").read_text()
    told = subprocess.run(["ssh-keygen", "-lf", file], check=True, capture_output=True, text=True)

    assert fingerprint(base64.b64decode(public.split()[1])) == told.stdout.split()[1]


@given(st.binary(max_size=200))
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
def test_any_file_is_survived(known: KnownHosts, own: Path, content: bytes) -> None:
    own.write_bytes(content)

    assert known.check("spark", 22, MINE) is Trust.UNKNOWN
    assert known.authorities("spark", 22) == []
    assert known.find(MINE.fingerprint) is None
    known.accept("spark", 22, MINE)
    assert known.check("spark", 22, MINE) is Trust.TRUSTED
    known.forget("spark", 22)

    kept = content if not content or content.endswith(b"\n") else content + b"\n"
    assert own.read_bytes() == kept
