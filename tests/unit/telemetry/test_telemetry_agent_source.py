from __future__ import annotations

import ast
import contextlib
import json
import os
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.core.cancel import Cancel
from app.core.errors import Cancelled, OutputTooLarge, SourceUnavailable
from app.services.telemetry import hello as hello_module
from app.services.telemetry.api import Machine, Reading
from app.services.telemetry.observation import Slowly, observe_slow, observe_tick
from app.services.telemetry.raw import Garbage, decode_hello, decode_tick
from app.services.telemetry.reading import Assembler
from app.services.telemetry.sources import agent
from app.services.telemetry.wire import sample_to_json
from app.transport.local import LocalSession
from tests.unit.telemetry.replay import ReplaySession, capture
from tests.waiting import wait_for

AGENT = Path(agent.__file__).parents[4] / "resources" / "agent" / "agent.py"
HELLO = b'{"spark_agent":1,"hostname":"spark-1","arch":"aarch64"}'
linux_only = pytest.mark.skipif(sys.platform != "linux", reason="the agent reads /proc")


def tick(at: float) -> bytes:
    meminfo = capture("proc_meminfo_spark_nvsh.txt")
    return json.dumps({"t": at, "w": 1.0, "f": {"meminfo": meminfo}}).encode()


def read(session: ReplaySession) -> Iterator[Reading]:
    return agent.read(session, "spark", 1.0, Cancel())


def test_agent_reads_the_first_tick_as_baseline() -> None:
    session = ReplaySession([HELLO, tick(1), tick(2), tick(3)])
    readings = read(session)
    assert next(readings).sample.monotonic_s == 2
    assert next(readings).sample.monotonic_s == 3
    with pytest.raises(SourceUnavailable, match="ended"):
        next(readings)
    assert session.started.closed


def test_agent_source_skips_what_a_bashrc_prints() -> None:
    noise = [b"Welcome!", b"", b"{not json", b'{"t": 1}', b"\xff\xfe", b"conda: activated"]
    session = ReplaySession([*noise, HELLO, tick(1), tick(2)])
    assert next(read(session)).sample.node == "spark"


def test_agent_source_skips_garbage_between_ticks() -> None:
    session = ReplaySession([HELLO, tick(1), b"wall: the system goes down", b"[]", tick(2)])
    assert next(read(session)).sample.monotonic_s == 2


def test_agent_source_without_python3_says_so() -> None:
    session = ReplaySession([b"bash: python3: command not found"], status=127)
    with pytest.raises(SourceUnavailable, match="python3 is not installed there"):
        next(read(session))


def test_agent_source_gives_the_last_line_of_a_traceback() -> None:
    stderr = "Traceback (most recent call last):\nSyntaxError: invalid syntax\n"
    with pytest.raises(SourceUnavailable, match="SyntaxError: invalid syntax"):
        next(read(ReplaySession([], status=1, stderr=stderr)))


def test_agent_source_refuses_another_protocol() -> None:
    with pytest.raises(SourceUnavailable, match="version 9"):
        next(read(ReplaySession([b'{"spark_agent":9}'])))


def test_agent_source_passes_on_a_line_without_end() -> None:
    session = ReplaySession([HELLO, tick(1), OutputTooLarge("A line longer than 1024 KiB.")])
    with pytest.raises(OutputTooLarge):
        next(read(session))


def test_agent_source_stops_when_cancelled() -> None:
    cancel = Cancel()
    readings = agent.read(ReplaySession([HELLO, tick(1), tick(2), tick(3)]), "x", 1.0, cancel)
    next(readings)
    cancel.cancel()
    with pytest.raises(Cancelled):
        next(readings)


def test_agent_source_gives_up_on_a_python3_that_says_nothing(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(hello_module, "HELLO_LIMIT_S", 0.05)
    session = ReplaySession()
    gone = threading.Event()

    def silence() -> Iterator[bytes]:
        gone.wait(10)
        yield from ()

    session.started._output = silence()
    session.started.close = gone.set  # type: ignore[method-assign]
    with pytest.raises(SourceUnavailable, match="did not answer within"):
        next(read(session))


@given(st.binary() | st.text().map(str.encode))
def test_lines_of_a_hostile_agent_are_only_garbage(line: bytes) -> None:
    for decode in (decode_hello, decode_tick):
        with contextlib.suppress(Garbage):
            decode(line)


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=4), inner),
    max_leaves=8,
)
FIELDS = st.fixed_dictionaries(
    {"t": st.floats() | st.integers()},
    optional={
        "w": st.none() | st.floats(),
        "f": st.dictionaries(
            st.sampled_from(["stat", "meminfo", "netdev", "diskstats"]), st.text()
        ),
        "gpu": st.fixed_dictionaries(
            {"via": st.sampled_from(["nvml", "nvidia-smi", "none"])},
            optional={
                "devices": st.lists(
                    st.fixed_dictionaries(
                        {"name": st.none() | st.text(max_size=8)},
                        optional={
                            "v": st.dictionaries(
                                st.sampled_from(["memory", "pstate", "throttle", "power_mw"]),
                                st.integers() | st.lists(st.integers(), max_size=3),
                            ),
                            "p": st.lists(
                                st.tuples(
                                    st.integers(),
                                    st.text(),
                                    st.none() | st.integers(),
                                    st.booleans(),
                                )
                            ),
                        },
                    )
                ),
                "age": st.floats(),
            },
        ),
        "slow": JSON,
        "e": st.dictionaries(st.text(max_size=4), st.text(max_size=4)),
    },
)


@given(FIELDS)
def test_ticks_of_a_hostile_agent_never_break_a_reading(content: dict[str, object]) -> None:
    try:
        found = decode_tick(json.dumps(content).encode())
    except Garbage:
        return
    slowly = Slowly() if found.slow is None else observe_slow(found.slow)
    reading = Assembler("x", "agent", Machine()).reading(observe_tick(found, slowly))
    json.dumps(sample_to_json(reading.sample), allow_nan=False)


def test_deeply_nested_line_is_garbage() -> None:
    with pytest.raises(Garbage):
        decode_tick(b'{"t":1,"x":' + b"[" * 100_000 + b"]" * 100_000 + b"}")


@linux_only
def test_agent_runs_here_from_stdin_and_leaves_nothing() -> None:
    session = LocalSession()
    cancel = Cancel()
    readings = agent.read(session, "here", 0.1, cancel)
    samples = [next(readings).sample for _ in range(3)]
    readings.close()  # type: ignore[attr-defined]
    session.close()
    for sample in samples:
        assert sample.memory.total_bytes
        assert sum(part.bytes for part in sample.memory.parts) == sample.memory.total_bytes
        assert sample.cpu.percent is not None
        assert len(sample.cpu.per_core_percent) == os.cpu_count()
    assert samples[2].monotonic_s is not None
    assert samples[1].monotonic_s is not None
    assert samples[2].monotonic_s > samples[1].monotonic_s


def start(*arguments: str, **environment: str) -> subprocess.Popen[bytes]:
    return subprocess.Popen(
        [sys.executable, "-u", str(AGENT), *arguments],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        env={"PATH": os.environ["PATH"], **environment},
    )


@linux_only
def test_agent_ends_when_stdin_closes() -> None:
    with start("--interval", "60") as process:
        assert process.stdout is not None
        assert process.stdin is not None
        assert [process.stdout.readline()[:4] for _ in range(3)] == [b"\n", b'{"sp', b'{"t"']
        process.stdin.close()
        assert process.wait(60) == 0


@linux_only
def test_agent_ends_when_nobody_reads_it() -> None:
    with start("--interval", "0.1") as process:
        assert process.stdout is not None
        process.stdout.readline()
        process.stdout.close()
        assert process.wait(60) == 0


@linux_only
def test_agent_that_is_told_to_end_leaves_no_child(tmp_path: Path) -> None:
    """An nvidia-smi that has no process to tell of never writes: no broken pipe would end it."""
    program = tmp_path / "nvidia-smi"
    program.write_text(f"#!/bin/sh\necho $$ >>{tmp_path}/started\nexec sleep 300\n")
    program.chmod(0o755)
    started = tmp_path / "started"

    def children() -> list[str]:
        return started.read_text().split() if started.exists() else []

    with start("--interval", "60", PATH=f"{tmp_path}{os.pathsep}{os.environ['PATH']}") as process:
        wait_for(lambda: len(children()) == 3)
        process.terminate()
        assert process.wait(60) == 0
    wait_for(lambda: not any(Path(f"/proc/{child}").exists() for child in children()))


@linux_only
def test_agent_changes_its_pace_by_the_control_line() -> None:
    with start("--interval", "60") as process:
        assert process.stdout is not None
        assert process.stdin is not None
        for _ in range(4):  # an empty line, the hello, the baseline, the first tick
            process.stdout.readline()
        process.stdin.write(b"nonsense\ninterval x\ninterval 0.1\n")
        process.stdin.flush()
        started = time.monotonic()
        assert b'"t":' in process.stdout.readline()
        assert time.monotonic() - started < 30
        process.stdin.close()


@linux_only
def test_agent_speaks_ascii_whatever_the_locale() -> None:
    with start(
        "--interval", "0.1", "--count", "1", LC_ALL="C", PYTHONIOENCODING="ascii"
    ) as process:
        assert process.stdout is not None
        assert process.stdin is not None
        lines = process.stdout.read().splitlines()
    assert lines[0] == b""
    assert [next(iter(json.loads(line))) for line in lines[1:]] == ["spark_agent", "t", "t"]


@linux_only
@pytest.mark.parametrize(
    ("script", "reason"),
    [
        ("sleep 60", "has not answered yet"),
        ("echo 'Segmentation fault'; exit 139", "nvidia-smi says: Segmentation fault"),
        ("echo 'No devices were found'; exit 6", "nvidia-smi says: No devices were found"),
    ],
)
def test_agent_survives_an_nvidia_smi_that_is_no_help(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, script: str, reason: str
) -> None:
    program = tmp_path / "nvidia-smi"
    program.write_text(f"#!/bin/sh\n{script}\n")
    program.chmod(0o755)
    monkeypatch.setenv("PATH", f"{tmp_path}{os.pathsep}{os.environ['PATH']}")
    session = LocalSession()
    readings = agent.read(session, "here", 0.1, Cancel())
    for reading in readings:
        if reason in reading.sample.reasons.get("gpus", ""):
            break
        assert reading.sample.memory.total_bytes
    readings.close()  # type: ignore[attr-defined]
    session.close()


@pytest.mark.parametrize(
    "module", ["agent.py", "agent_gpu.py", "agent_smi.py", "agent_system.py", "agent_processes.py"]
)
def test_agent_is_python_3_6(module: str) -> None:
    ast.parse((AGENT.parent / module).read_text(encoding="utf-8"), feature_version=(3, 6))
