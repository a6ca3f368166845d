"""What the kernel complains of, out of the journal and dmesg."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.core.cancel import Cancel
from app.core.errors import SourceUnavailable
from app.services.telemetry.api import KernelEvent, KernelEventKind
from app.services.telemetry.source_settings import NodeSources
from app.services.telemetry.sources.kernel_log import (
    CHECK,
    DMESG,
    JOURNAL,
    places,
    read,
    read_entry,
    read_line,
    read_message,
)
from app.transport.api import Completed
from tests.captures import captured
from tests.unit.telemetry.replay import ReplaySession


def lines(name: str) -> list[str]:
    return captured(f"detectors/{name}").decode().splitlines()


def test_a_gsp_failure_of_a_real_log_is_an_xid_and_a_gpu_that_cannot_start() -> None:
    found = [read_message(line, None) for line in lines("dmesg_gsp_init_failure_ota2607.txt")]
    assert [event and event.kind for event in found] == [
        KernelEventKind.XID,
        KernelEventKind.GPU_INIT,
        KernelEventKind.GPU_INIT,
        KernelEventKind.GPU_INIT,
    ]
    assert found[0] is not None
    assert found[0].xid == 119


def test_the_driver_out_of_memory_of_a_real_log() -> None:
    (line,) = lines("kernel_oom_nvrm_line.txt")
    event = read_message(line, 5.0)
    assert event is not None
    assert (event.kind, event.time) == (KernelEventKind.GPU_MEMORY, 5.0)


def test_a_benign_line_of_a_real_log_is_no_event() -> None:
    assert [read_message(line, None) for line in lines("dmesg_cx7_slot_power_benign.txt")] == [None]


@pytest.mark.parametrize(
    "text",
    [
        "Out of memory: Killed process 4242 (python3) total-vm:1kB, anon-rss:1kB",
        "Memory cgroup out of memory: Killed process 4242 (vllm) total-vm:1kB",
    ],
)
def test_a_process_that_the_kernel_ended(text: str) -> None:
    event = read_message(text, None)
    assert event is not None
    assert event.kind is KernelEventKind.OOM_KILL


def entry(message: object, at: object = "1795225281000001") -> bytes:
    return json.dumps({"MESSAGE": message, "__REALTIME_TIMESTAMP": at, "_BOOT_ID": "x"}).encode()


def test_an_entry_of_the_journal_has_its_time() -> None:
    event = read_entry(entry("NVRM: Xid (PCI:000f:01:00): 79, GPU has fallen off the bus."))
    assert event == KernelEvent(
        1795225281.000001,
        KernelEventKind.XID,
        "NVRM: Xid (PCI:000f:01:00): 79, GPU has fallen off the bus.",
        79,
    )


def test_a_message_that_is_no_utf8_is_a_list_of_bytes() -> None:
    event = read_entry(entry([*b"NV_ERR_NO_MEMORY ", 255, 27]))
    assert event is not None
    assert event.text == "NV_ERR_NO_MEMORY �"


def test_a_line_of_dmesg_has_its_time() -> None:
    event = read_line(b"2026-11-21T10:00:00,500000+00:00 NVRM: Xid (PCI:000f:01:00): 13, x")
    assert event is not None
    assert event.time == 1795255200.5


@settings(deadline=None)
@given(st.binary(max_size=200))
def test_no_bytes_raise_anything(data: bytes) -> None:
    read_line(data)
    read_entry(data)


@settings(deadline=None)
@given(st.none() | st.booleans() | st.floats() | st.text() | st.lists(st.integers() | st.text()))
def test_no_entry_raises_anything(value: object) -> None:
    read_entry(entry(value, value))


class LogSession(ReplaySession):
    """A node whose journal an account may, or may not, read."""

    def __init__(self, output: Sequence[bytes], *, may_read: bool, stderr: str = "") -> None:
        super().__init__(output, stderr=stderr)
        self._may_read = may_read

    def exec(self, argv: Sequence[str], **_options: object) -> Completed:
        assert argv == CHECK
        return Completed(tuple(argv), 0, b"Linux version 6.17\n" if self._may_read else b"", b"")


def events(session: LogSession) -> Iterator[KernelEvent]:
    for reading in read(session, "spark", Cancel()):
        yield from reading.sample.kernel_events


def test_the_journal_is_followed_where_it_may_be_read() -> None:
    session = LogSession([entry("usb 1-1: new device"), entry("x NV_ERR_NO_MEMORY")], may_read=True)
    assert next(events(session)).kind is KernelEventKind.GPU_MEMORY
    assert session.commands == [JOURNAL]


def test_dmesg_is_followed_where_there_is_no_journal() -> None:
    line = b"2026-11-21T10:00:00,5+00:00 NVRM: Xid (PCI:000f:01:00): 13, x"
    session = LogSession([line], may_read=False)
    assert next(events(session)).xid == 13
    assert session.commands == [DMESG]


def test_an_account_that_may_read_nothing_is_told_what_would_help() -> None:
    session = LogSession([], may_read=False, stderr="dmesg: Operation not permitted\n")
    with pytest.raises(SourceUnavailable, match="Operation not permitted") as caught:
        list(events(session))
    assert "systemd-journal" in caught.value.hint
    assert session.started.closed


def test_the_log_is_left_alone_when_nothing_is_asked_unasked() -> None:
    assert places(NodeSources("k", automatic=False), None) == ()
