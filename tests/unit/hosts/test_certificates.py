"""Host certificates: read as ssh-keygen wrote them, hostile ones refused with a clean error."""

from __future__ import annotations

import base64
import shutil
import subprocess
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.hosts.certificates import Certificate, CertificateError, parse_certificate

pytestmark = pytest.mark.skipif(not shutil.which("ssh-keygen"), reason="needs ssh-keygen")

KINDS = ("ed25519", "ecdsa", "rsa")
HOST = ("-h", "-n", "spark.local,10.0.0.5", "-z", "7", "-V", "20260101:20360101")
IN_TIME = 1_800_000_000.0  # 2027
Make = Callable[..., bytes]


def blob_of(file: Path) -> bytes:
    return base64.b64decode(file.read_text().split()[1])


@pytest.fixture(scope="module")
def keys(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with a CA and a host key of each kind."""
    folder = tmp_path_factory.mktemp("keys")
    for kind in KINDS:
        for name in ("ca", "host"):
            command = ["ssh-keygen", "-q", "-t", kind, "-N", "", "-f", f"{folder}/{name}_{kind}"]
            subprocess.run(command, check=True)
    return folder


@pytest.fixture(scope="module")
def make(keys: Path) -> Make:
    """Make certificates with ssh-keygen."""

    def sign(*options: str, ca: str = "ed25519", kind: str = "ed25519", via: str = "") -> bytes:
        command = ["ssh-keygen", "-q", "-s", f"{keys}/ca_{ca}", "-I", "lab 1", *options]
        command += ["-t", via] if via else []
        subprocess.run([*command, f"{keys}/host_{kind}.pub"], check=True, capture_output=True)
        return blob_of(keys / f"host_{kind}-cert.pub")

    return sign


@pytest.mark.parametrize("ca", KINDS)
@pytest.mark.parametrize("kind", KINDS)
def test_certificate_is_read_as_it_was_made(make: Make, keys: Path, kind: str, ca: str) -> None:
    certificate = parse_certificate(make(*HOST, ca=ca, kind=kind))

    assert certificate.key.blob == blob_of(keys / f"host_{kind}.pub")
    assert certificate.authority.blob == blob_of(keys / f"ca_{ca}.pub")
    assert certificate.principals == ("spark.local", "10.0.0.5")
    assert (certificate.serial, certificate.key_id) == (7, "lab 1")
    assert certificate.valid_from < IN_TIME < certificate.valid_until
    certificate.check("spark.local", now=IN_TIME)
    certificate.check("SPARK.local", now=IN_TIME)
    certificate.check("10.0.0.5", now=IN_TIME)


@pytest.mark.parametrize(
    ("options", "host", "now", "reason"),
    [
        (("-n", "spark.local"), "spark.local", IN_TIME, "a user's"),
        (HOST, "spark2.local", IN_TIME, r"for spark\.local, 10\.0\.0\.5, not for spark2\.local"),
        (("-h",), "spark.local", IN_TIME, "for no host at all"),
        (("-h", "-n", "*"), "spark.local", IN_TIME, "not for spark"),
        (HOST, "spark.local", 1_500_000_000, "not valid before 2026"),
        (HOST, "spark.local", 2_200_000_000, "expired on 203"),
        ((*HOST, "-O", "critical:a@b=c"), "spark.local", IN_TIME, "asks for a@b"),
    ],
    ids=["user", "name", "no name", "pattern", "early", "late", "critical"],
)
def test_certificate_says_why_it_does_not_count(
    make: Make, options: tuple[str, ...], host: str, now: float, reason: str
) -> None:
    with pytest.raises(CertificateError, match=reason):
        parse_certificate(make(*options)).check(host, now=now)


def test_certificate_without_an_end_is_valid_for_ever(make: Make) -> None:
    certificate = parse_certificate(make("-h", "-n", "spark", "-V", "always:forever"))

    certificate.check("spark", now=0)
    certificate.check("spark", now=2.0**60)


def test_certificate_counts_to_its_last_second(make: Make) -> None:
    certificate = parse_certificate(make(*HOST))

    certificate.check("spark.local", now=certificate.valid_from)
    certificate.check("spark.local", now=certificate.valid_until - 1)
    with pytest.raises(CertificateError, match="expired"):
        certificate.check("spark.local", now=certificate.valid_until)


def test_sha1_signature_is_not_believed(make: Make) -> None:
    certificate = parse_certificate(make(*HOST, ca="rsa"))
    old = b"\0\0\0\x07ssh-rsa" + certificate.signature[16:]

    with pytest.raises(CertificateError, match="not believed"):
        replace(certificate, signature=old).check("spark.local", now=IN_TIME)


@pytest.mark.parametrize("ca", KINDS)
def test_certificate_of_a_pretended_ca_is_not_believed(make: Make, ca: str) -> None:
    """Anybody may write a CA's public key into a certificate; only the CA can sign it."""
    genuine = parse_certificate(make(*HOST, ca=ca))
    forged = replace(genuine, signed=genuine.signed.replace(b"spark.local", b"SPARK.local"))

    with pytest.raises(CertificateError, match="its signature is not its CA's"):
        forged.check("spark.local", now=IN_TIME)


def judge(blob: bytes) -> Certificate | None:
    """Read and check: a certificate, or None after a clean error, the only one there may be."""
    try:
        certificate = parse_certificate(blob)
        certificate.check("spark.local", now=IN_TIME)
    except CertificateError:
        return None
    return certificate


@given(blob=st.binary(max_size=400))
def test_any_bytes_are_refused_cleanly(blob: bytes) -> None:
    assert judge(blob) is None


@given(data=st.data())
@settings(deadline=None)
@pytest.mark.parametrize("kind", KINDS)
def test_no_changed_byte_is_accepted(
    blobs: dict[str, bytes], kind: str, data: st.DataObject
) -> None:
    blob = blobs[kind]
    where = data.draw(st.integers(0, len(blob) - 1))
    change = data.draw(st.integers(1, 255))
    changed = blob[:where] + bytes([blob[where] ^ change]) + blob[where + 1 :]

    assert judge(changed) is None


@given(size=st.integers(0, 10_000), tail=st.binary(max_size=8))
@settings(deadline=None)
def test_no_cut_or_longer_certificate_is_accepted(
    blobs: dict[str, bytes], size: int, tail: bytes
) -> None:
    blob = blobs["ed25519"]
    changed = blob[:size] + tail

    assert (judge(changed) is None) == (changed != blob)


@pytest.fixture(scope="module")
def blobs(make: Make) -> dict[str, bytes]:
    """A valid certificate of each kind."""
    return {kind: make(*HOST, kind=kind, ca=kind) for kind in KINDS}
