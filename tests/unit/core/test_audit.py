"""What changed a node is written down before and after, and never holds a secret."""

from __future__ import annotations

import errno
import json
import os
import stat
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from app.core.audit import AuditLog, AuditSubject
from app.core.cancel import Cancel
from app.core.errors import Cancelled, RemoteError, SettingsUnwritable
from app.core.log import register_secret

SPARK = AuditSubject("spark-01", "SHA256:abc")
posix = pytest.mark.skipif(os.name != "posix", reason="POSIX modes")


def lines(path: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]


def outcomes(path: Path) -> list[str]:
    return [line["outcome"] for line in lines(path)]


def test_change_is_on_disk_before_it_is_made(tmp_path: Path) -> None:
    audit = AuditLog(tmp_path / "data" / "audit.jsonl")

    with audit.change(SPARK, "let in a key"):
        assert outcomes(audit.path) == ["begun"]

    assert outcomes(audit.path) == ["begun", "done"]
    first = lines(audit.path)[0]
    assert (first["node"], first["host_key"], first["what"]) == (
        "spark-01",
        "SHA256:abc",
        "let in a key",
    )
    assert first["time"].endswith("Z")


@pytest.mark.parametrize(
    ("error", "told"),
    [
        (RemoteError("The disk there is full."), "The disk there is full."),
        (Cancelled(), "cancelled"),
        (KeyError("x"), "unexpected KeyError"),
    ],
)
def test_change_that_fails_says_why(tmp_path: Path, error: Exception, told: str) -> None:
    audit = AuditLog(tmp_path / "audit.jsonl")

    with pytest.raises(type(error)), audit.change(SPARK, "let in a key"):
        raise error

    assert outcomes(audit.path) == ["begun", told]


def test_change_that_cannot_be_recorded_is_not_made(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    audit = AuditLog(tmp_path / "file" / "audit.jsonl")
    made = Cancel()

    with pytest.raises(SettingsUnwritable), audit.change(SPARK, "let in a key"):
        made.cancel()

    assert not made.cancelled


@pytest.mark.parametrize("error", [None, RemoteError("The disk there is full."), Cancelled()])
def test_end_that_cannot_be_recorded_hides_nothing(
    tmp_path: Path, error: Exception | None, monkeypatch: pytest.MonkeyPatch
) -> None:
    audit = AuditLog(tmp_path / "audit.jsonl")
    raised: list[BaseException] = []

    def full(_descriptor: int, _data: bytes) -> int:
        raise OSError(errno.ENOSPC, "No space left on device")

    try:
        with audit.change(SPARK, "let in a key"):
            monkeypatch.setattr(os, "write", full)
            if error is not None:
                raise error
    except (RemoteError, Cancelled, SettingsUnwritable) as failure:
        raised.append(failure)

    assert raised == ([] if error is None else [error])
    assert outcomes(audit.path) == ["begun"]


def test_record_masks_secrets(tmp_path: Path) -> None:
    audit = AuditLog(tmp_path / "audit.jsonl")
    register_secret("correct horse")

    audit.record(SPARK, "tried correct horse", "password=hunter22")

    text = audit.path.read_text(encoding="utf-8")
    assert "correct horse" not in text
    assert "hunter22" not in text


@posix
def test_record_takes_any_text(tmp_path: Path) -> None:
    AuditLog(tmp_path / "audit.jsonl").record(AuditSubject("a", "b"), "Remove \udcff\n\x1b", "done")
    (line,) = (tmp_path / "audit.jsonl").read_text().splitlines()
    assert json.loads(line)["what"] == "Remove \udcff\n\x1b"


def test_line_that_a_full_disk_left_half_costs_no_other(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    audit, write = AuditLog(tmp_path / "audit.jsonl"), os.write
    with monkeypatch.context() as disk:
        disk.setattr(os, "write", lambda handle, data: write(handle, data[:20]))
        with pytest.raises(SettingsUnwritable):
            audit.record(SPARK, "remove a volume", "begun")

    audit.record(SPARK, "let in a key", "done")

    half, whole = audit.path.read_text().splitlines()
    assert len(half) == 20
    assert json.loads(whole)["what"] == "let in a key"


def test_record_is_for_its_owner_only(tmp_path: Path) -> None:
    audit = AuditLog(tmp_path / "audit.jsonl")

    audit.record(SPARK, "anything", "done")

    assert stat.S_IMODE(audit.path.stat().st_mode) == 0o600


def test_full_log_is_set_aside_and_the_oldest_dropped(tmp_path: Path) -> None:
    audit = AuditLog(tmp_path / "audit.jsonl", limit=400, kept=2)

    for number in range(40):
        audit.record(SPARK, f"change {number}", "done")

    aside = sorted(tmp_path.glob("audit-*.jsonl"))
    assert len(aside) == 2
    told = [line["what"] for file in (*aside, audit.path) for line in lines(file)]
    assert told == [f"change {number}" for number in range(40 - len(told), 40)]


def test_two_processes_lose_no_line(tmp_path: Path) -> None:
    path = tmp_path / "audit.jsonl"
    code = (
        "import sys; from pathlib import Path; from app.core.audit import *\n"
        "log = AuditLog(Path(sys.argv[1]), limit=8000)\n"
        "for n in range(50): log.record(AuditSubject(sys.argv[2], ''), 'x' * 500, 'done')\n"
    )
    root = Path(__file__).parents[3]
    both = [
        subprocess.Popen([sys.executable, "-c", code, str(path), name], cwd=root)
        for name in ("one", "two")
    ]

    assert [each.wait(60) for each in both] == [0, 0]
    told = [line["node"] for file in tmp_path.glob("audit*.jsonl") for line in lines(file)]
    assert sorted(told) == ["one"] * 50 + ["two"] * 50
