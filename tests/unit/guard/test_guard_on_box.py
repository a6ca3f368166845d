"""What is installed on a machine, and what is left after half of it."""

from __future__ import annotations

import io
import json
import tarfile
from collections.abc import Sequence
from pathlib import Path

import pytest

from app.core.audit import AuditLog
from app.core.cancel import Cancel
from app.core.errors import CommandFailed
from app.services.guard import on_box
from app.services.guard.api import GuardPolicy
from app.transport.api import Completed


class Machine:
    """A session that notes what root is asked for; `fails` are the first words that do not work."""

    host_key = "SHA256:synthetic"

    def __init__(self, *fails: str, policy: bytes = b"") -> None:
        self.asked: list[str] = []
        self._fails = fails
        self._policy = policy

    def exec(self, argv: Sequence[str], **_options: object) -> Completed:
        words = " ".join(argv).removeprefix("sudo -n ")
        self.asked.append(words)
        if words == "id -u":
            return Completed(tuple(argv), 0, b"1000\n", b"")
        if words.startswith("cat "):
            return Completed(tuple(argv), 0 if self._policy else 1, self._policy, b"")
        bad = any(words.startswith(each) for each in self._fails)
        return Completed(tuple(argv), int(bad), b"", b"no such unit" if bad else b"")


def remove(machine: Machine, audit_file: Path) -> None:
    audit = AuditLog(audit_file)
    on_box.remove(machine, audit=audit, name="spark", cancel=Cancel())  # type: ignore[arg-type]


def test_half_of_an_installation_can_be_removed(tmp_path: Path) -> None:
    machine = Machine("systemctl disable", "systemctl is-active")
    remove(machine, tmp_path / "audit.jsonl")
    assert f"rm -rf -- {on_box.FOLDER} {on_box.UNIT_FILE}" in machine.asked


def test_a_service_that_goes_on_is_not_said_to_be_gone(tmp_path: Path) -> None:
    with pytest.raises(CommandFailed, match="no such unit"):
        remove(Machine("systemctl disable"), tmp_path / "audit.jsonl")


def test_the_audit_log_has_how_it_was_before(tmp_path: Path) -> None:
    policy = json.dumps({"limit": 8 << 30, "stop_first": "vllm"}).encode()
    remove(Machine(policy=policy), tmp_path / "audit.jsonl")
    first = json.loads((tmp_path / "audit.jsonl").read_text().splitlines()[0])
    assert "before: below 8.0 GiB, vllm first" in first["what"]
    install, audit = Machine(), AuditLog(tmp_path / "audit.jsonl")
    on_box.install(install, GuardPolicy(), audit=audit, name="spark", cancel=Cancel())  # type: ignore[arg-type]
    last = json.loads((tmp_path / "audit.jsonl").read_text().splitlines()[-1])
    assert last["what"].endswith("before: none)")
    assert last["outcome"] == "done"


def test_only_root_can_change_what_root_runs() -> None:
    with tarfile.open(fileobj=io.BytesIO(on_box.files(GuardPolicy()))) as archive:
        entries = archive.getmembers()
    assert entries[0].name == on_box.FOLDER.lstrip("/")
    assert entries[0].isdir()
    assert entries[0].mode == 0o755
    assert {entry.mode for entry in entries[1:]} == {0o644}
    assert {(entry.uid, entry.gid) for entry in entries} == {(0, 0)}
    allowed = (on_box.FOLDER.lstrip("/"), on_box.UNIT_FILE.lstrip("/"))
    assert all(entry.name.startswith(allowed) for entry in entries)
    for line in ("NoNewPrivileges=yes", "ProtectSystem=strict", "PrivateNetwork=yes"):
        assert line in on_box.UNIT_TEXT.splitlines()
