"""No secret reaches the log."""

from __future__ import annotations

import errno
import io
import json
import logging
import os
import stat
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.cli.bench import key_from
from app.core.log import MASK, LogFile, redact, register_secret, start_logging

SECRET = "correct-horse"


@pytest.mark.parametrize(
    "text",
    [
        f"password={SECRET}",
        f"Password: {SECRET}",
        f"'password': '{SECRET}'",
        f'{{"token": "{SECRET}", "port": 22}}',
        f'passphrase="two words {SECRET}"',
        f'"secret": "quo\\"te {SECRET}"',
        f'password="never closed {SECRET}',
        f"HF_TOKEN={SECRET}",
        f"DB_PASSWORD={SECRET} make",
        f"login --password {SECRET} now",
        f"run --hf-token {SECRET}",
        f"jupyter lab --IdentityProvider.token {SECRET}",
        f"Authorization: Bearer {SECRET}",
        f"authorization: Basic {SECRET}",
        f"Authorization: token {SECRET}",
        f"args: {{'api_key': ['{SECRET}'], 'port': 8000}}",
        f"ran {['serve', '--api-key', SECRET, '--port', '80']}",
        f'{{"auths": {{"nvcr.io": {{"auth": "{SECRET}"}}}}}}',
        f"X-Registry-Auth: {SECRET}",
        f"sent bearer {SECRET}",
        f"https://ann:{SECRET}@host/path",
        f"redis://:{SECRET}@host",
        f"http://ann:at@{SECRET}@host",
        f"AWS_SECRET_ACCESS_KEY={SECRET}",
        f"DB_PASS={SECRET}",
        f"Cookie: {SECRET}",
        f"serve --access-key {SECRET}",
        f"SECRET_KEY={SECRET}",
        f"MYSQL_PWD={SECRET} mysql",
        f"sshpass -p {SECRET} ssh a",
        f"curl -u ann:{SECRET} http://host",
        f"api_key={SECRET}&n=1",
        f"-----BEGIN OPENSSH PRIVATE KEY-----\n{SECRET}\n-----END OPENSSH PRIVATE KEY-----",
        f"-----BEGIN RSA PRIVATE KEY-----\n{SECRET}",
    ],
)
def test_redact_masks_what_looks_like_a_secret(text: str) -> None:
    assert SECRET not in redact(text)
    assert MASK in redact(text)


@pytest.mark.parametrize(
    "shaped",
    [
        "hf_" + "a" * 20,
        "nvapi-" + "b" * 20,
        "ghp_" + "c" * 20,
        "github_pat_" + "d1" * 15,
        "glpat-" + "e" * 20,
        "xoxb-" + "1" * 12 + "-" + "f" * 12,
        "tskey-auth-" + "g" * 12,
        "AKIA" + "H" * 16,
        "AIza" + "i" * 35,
        "eyJ" + "j" * 20 + ".eyJ" + "k" * 20 + "." + "l" * 20,
    ],
)
def test_redact_masks_known_shapes(shaped: str) -> None:
    assert redact(f"using {shaped} now") == f"using {MASK} now"


@pytest.mark.parametrize(
    "text",
    [
        "connected to ann@spark.local:2222",
        "ssh://ann@spark.local:22",
        "the password was wrong",
        "passwords are never written",
        "it accepts: publickey, password. Tried: key id_ed25519",
        "max_tokens=512",
        "docker run -u 1000:1000 image",
        "ran ['serve', '--hf-token', '--port', '80']",
    ],
)
def test_redact_leaves_ordinary_words(text: str) -> None:
    assert redact(text) == text


def test_redact_takes_no_more_when_it_is_done_again() -> None:
    text = json.dumps(f"DB_PASSWORD='{SECRET}'\nSerial Number : 1642")
    once = redact(text)

    assert SECRET not in once
    assert redact(once) == once
    assert redact(f"password={MASK}rest") == f"password={MASK}"
    listed = redact(f"api_key=['{SECRET}'], --hf-token', '{SECRET}']")
    assert redact(listed) == listed


def test_redact_does_not_take_long_for_long_lines() -> None:
    text = "a" * 300_000 + "-" * 300_000

    assert redact(text) == text


@given(
    secret=st.text(min_size=4, max_size=30).filter(lambda text: "•" not in text),
    before=st.text(max_size=20),
    after=st.text(max_size=20),
)
def test_redact_masks_every_registered_secret(secret: str, before: str, after: str) -> None:
    register_secret(secret)

    for spelled in (secret, repr(secret)[1:-1], json.dumps(secret)[1:-1]):
        assert spelled not in redact(f"{before}{spelled}{after}")


def test_key_of_the_environment_is_masked(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("MY_LLM", "not-shaped-like-one")

    assert key_from("MY_LLM") == "not-shaped-like-one"

    assert redact("refused: not-shaped-like-one") == f"refused: {MASK}"


def test_log_file_holds_no_secret(tmp_path: Path) -> None:
    file = tmp_path / "log" / "app.log"
    register_secret("swordfish'\"\\")
    start_logging(file)
    log = logging.getLogger("test")

    log.info("typed %s", "swordfish'\"\\")
    log.info("typed %r", ["swordfish'\"\\"])
    log.info("a file that is called caf\udce9")
    try:
        raise ValueError("cannot use swordfish'\"\\")
    except ValueError:
        log.exception("failed")

    told = file.read_text()
    if os.name == "posix":
        assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert "swordfish" not in told
    assert "called caf\\udce9" in told
    assert "ValueError: cannot use •••" in told


def test_start_logging_goes_on_without_a_file(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "blocked").touch()

    start_logging(tmp_path / "blocked" / "app.log")

    assert "No log file" in capsys.readouterr().err


def test_log_file_keeps_what_is_newest(tmp_path: Path) -> None:
    file = tmp_path / "app.log"
    handler = LogFile(file, limit=100, kept=2)
    for number in range(12):
        handler.emit(logging.makeLogRecord({"msg": f"line {number} {'x' * 40}"}))
    handler.close()
    names = sorted(path.name for path in tmp_path.glob("app.log*"))
    assert names == ["app.log", "app.log.1", "app.log.2"]
    numbers = [
        int(line.split()[1])
        for name in ("app.log.2", "app.log.1", "app.log")
        for line in (tmp_path / name).read_text().splitlines()
    ]
    assert numbers == list(range(numbers[0], 12))
    assert len(numbers) > 4


def test_log_file_that_cannot_be_set_aside_grows_on(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(_self: Path, _target: Path) -> Path:
        raise PermissionError

    file = tmp_path / "app.log"
    handler = LogFile(file, limit=10)
    monkeypatch.setattr(Path, "replace", refuse)
    for number in range(3):
        handler.emit(logging.makeLogRecord({"msg": f"line {number} is long enough"}))
    handler.close()
    assert len(file.read_text().splitlines()) == 3


class _FullDisk(io.StringIO):
    def write(self, _text: str) -> int:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))


def test_log_on_a_full_disk_says_so_once_and_nothing_of_the_records(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = LogFile(tmp_path / "app.log")
    opened = file.setStream(_FullDisk())  # type: ignore[arg-type]
    assert opened is not None
    opened.close()
    for _ in range(3):
        file.handle(logging.LogRecord("app", logging.INFO, "", 1, "password=%s", (SECRET,), None))
    file.close()

    told = capsys.readouterr().err
    assert told.count("The log cannot be written") == 1
    assert SECRET not in told
    assert "Traceback" not in told
