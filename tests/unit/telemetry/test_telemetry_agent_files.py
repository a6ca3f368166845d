"""The agent's own modules, loaded as they are sent."""

from __future__ import annotations

import importlib.util
import sys
from pathlib import Path
from types import ModuleType

import pytest

from app.core.paths import resource

linux_only = pytest.mark.skipif(sys.platform != "linux", reason="the agent reads /proc")


def load(name: str) -> ModuleType:
    spec = importlib.util.spec_from_file_location(name, resource("agent", f"{name}.py"))
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@linux_only
def test_agent_reads_a_file_that_the_kernel_gives_in_pieces(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    system = load("agent_system")
    content = b"".join(b"eth%d: 1 2 3\n" % number for number in range(1000))
    path = tmp_path / "dev"
    path.write_bytes(content)
    whole = system.os.pread
    monkeypatch.setattr(
        system.os, "pread", lambda fd, size, offset: whole(fd, min(size, 4096), offset)
    )
    source = system.OpenFile(str(path))
    assert source.read_all() == content
    assert source.read_all() == content
    source.close()


@linux_only
def test_agent_reads_a_file_of_proc_to_its_end() -> None:
    source = load("agent_system").OpenFile("/proc/self/smaps")  # many records, several pages
    found = source.read_all()
    source.close()
    assert len(found) > 8192
    assert found.count(b"VmFlags:") == found.count(b"\nSize:") == found.count(b"\nKernelPageSize:")
