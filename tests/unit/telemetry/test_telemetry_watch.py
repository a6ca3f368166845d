from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import fields

import pytest

from app.core.cancel import Cancel
from app.core.errors import Cancelled, ChannelRefused, SessionLost, SourceUnavailable
from app.services.telemetry import api, wire
from app.services.telemetry import watch as watch_module
from app.services.telemetry.api import Machine, Reading, SourceSpec
from app.services.telemetry.observation import Observation, observe_files
from app.services.telemetry.reading import Assembler
from app.services.telemetry.watch import find_sources, watch
from app.services.telemetry.wire import sample_to_json
from app.transport.api import Session
from app.transport.local import LocalSession
from tests.unit.telemetry.replay import ReplaySession, capture


def reading(source: str) -> Reading:
    return Assembler("spark", source, Machine()).reading(Observation(at=1.0))


def source(name: str, rank: int, *steps: Reading | Exception, fits: bool = True) -> SourceSpec:
    def read(session: Session, node: str, interval_s: float, cancel: Cancel) -> Iterator[Reading]:
        for step in steps:
            cancel.raise_if_cancelled()
            if isinstance(step, Exception):
                raise step
            yield step

    return SourceSpec(name, name.title(), rank, lambda session: fits, read)


def test_find_sources_has_the_agent_before_the_shell_loop() -> None:
    assert [item.name for item in find_sources()] == ["local", "agent", "nvidia-smi"]


@pytest.mark.parametrize(
    ("is_local", "names"), [(True, ["local"]), (False, ["agent", "nvidia-smi"])]
)
def test_sources_fit_this_computer_or_an_ssh_session(is_local: bool, names: list[str]) -> None:
    session = ReplaySession(is_local=is_local)
    assert [item.name for item in find_sources() if item.works_on(session)] == names


def test_watch_falls_to_the_next_source() -> None:
    sources = [source("a", 1, SourceUnavailable("no python3.")), source("b", 2, reading("b"))]
    readings = watch(ReplaySession(), "spark", 1.0, Cancel(), sources)
    assert next(readings).sample.source == "b"


def test_watch_says_what_each_source_said_when_none_works() -> None:
    sources = [
        source("a", 1, SourceUnavailable("no python3.")),
        source("b", 2, SourceUnavailable("no sh.")),
        source("c", 3, reading("c"), fits=False),
    ]
    with pytest.raises(SourceUnavailable, match=r"A: no python3\. B: no sh\."):
        next(watch(ReplaySession(), "spark", 1.0, Cancel(), sources))


def test_watch_starts_a_source_that_ended_again(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(watch_module, "RESTART_S", 0.0)
    sources = [source("a", 1, reading("a"), SourceUnavailable("killed."))]
    readings = watch(ReplaySession(), "spark", 1.0, Cancel(), sources)
    assert [next(readings).sample.source for _ in range(3)] == ["a", "a", "a"]


def test_watch_passes_on_a_lost_session() -> None:
    sources = [source("a", 1, SessionLost("gone.")), source("b", 2, reading("b"))]
    with pytest.raises(SessionLost):
        next(watch(ReplaySession(), "spark", 1.0, Cancel(), sources))


def test_watch_stops_when_cancelled_while_it_waits(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(watch_module, "RESTART_S", 60.0)
    cancel = Cancel()
    readings = watch(ReplaySession(), "x", 1.0, cancel, [source("a", 1, reading("a"))])
    next(readings)
    cancel.cancel()
    with pytest.raises(Cancelled):
        next(readings)


def test_watch_of_this_computer_has_true_values() -> None:
    readings = watch(LocalSession(), "local", 0.1, Cancel())
    first = next(readings)
    second = next(readings).sample
    readings.close()  # type: ignore[attr-defined]
    assert first.machine is not None
    assert first.machine.hostname
    assert second.source == "local"
    assert second.cpu.percent is not None
    assert sum(part.bytes for part in second.memory.parts) == second.memory.total_bytes
    assert second.gpus or second.reasons["gpus"]


def test_sample_to_json_has_the_documented_shape() -> None:
    files = {"meminfo": capture("proc_meminfo_spark_driver_pool_retained.txt")}
    sample = Assembler("spark", "agent", Machine(), clock=lambda: 0.5).reading(
        observe_files(1.0, 2.0, files)
    ).sample  # fmt: skip
    found = json.loads(json.dumps(sample_to_json(sample)))
    assert found["time"] == "1970-01-01T00:00:00.500Z"
    assert (found["node"], found["source"]) == ("spark", "agent")
    memory = found["memory"]
    assert {"total_bytes", "available_bytes", "swap_total_bytes", "swap_free_bytes"} < set(memory)
    assert sum(part["bytes"] for part in memory["parts"]) == memory["total_bytes"]
    assert {"name", "kind", "bytes"} <= set(memory["parts"][0])
    assert {"percent", "per_core_percent", "load_1m"} <= set(found["cpu"])
    assert {"gpus", "temperatures", "disks", "networks", "reasons"} <= set(found)


def test_telemetry_imports_nothing_heavy() -> None:
    code = (
        "import sys\n"
        "from app.services.telemetry import watch, wire\n"
        "watch.find_sources()\n"
        "print([m for m in ('psutil', 'pynvml', 'paramiko', 'PySide6') if m in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, timeout=60)
    assert done.stdout.strip() == "[]", done.stderr


def test_watch_falls_to_the_next_source_when_one_is_refused_a_channel() -> None:
    sources = [source("a", 1, ChannelRefused("No channel.")), source("b", 2, reading("b"))]
    assert next(watch(ReplaySession(), "x", 1.0, Cancel(), sources)).sample.source == "b"


def test_sample_to_json_documents_every_field_of_a_sample() -> None:
    text = wire.__doc__ or ""
    told = [api.Sample, api.Memory, api.MemoryPart, api.Gpu, api.GpuProcess, api.Cpu, api.Disk]
    told += [api.Temperature, api.Network, api.Pressure, api.Owner, api.Process, api.PowerRail]
    names = {field.name for each in (*told, api.KernelEvent) for field in fields(each)}
    assert {name for name in names if f'"{name}"' not in text} == set()
