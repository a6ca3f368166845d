"""Several sources, one sample: the first is never overridden, what it lacks is filled and named."""

from __future__ import annotations

from dataclasses import replace

from app.services.telemetry.api import (
    Cpu,
    EngineReading,
    Gpu,
    KernelEvent,
    KernelEventKind,
    Memory,
    MemoryPart,
    PartKind,
    Pressure,
    Sample,
    Temperature,
)
from app.services.telemetry.merge import blank, gpu_index, merge

UUID = "GPU-2dee1e25-b3b5-007e-2b55-79f2d0f2ebe5"


def gpu(**values: object) -> Gpu:
    known = dict.fromkeys(
        (
            "uuid", "utilization_percent", "memory_total_bytes", "memory_used_bytes",
            "temperature_c", "power_w", "power_limit_w", "sm_clock_mhz",
        )
    )  # fmt: skip
    return Gpu(**{"name": "NVIDIA GB10", "unified_memory": False, **known, **values})  # type: ignore[arg-type]


def base(**values: object) -> Sample:
    return replace(blank("spark", "agent"), **values)  # type: ignore[arg-type]


def extra(source: str = "dcgm-exporter", **values: object) -> Sample:
    return replace(blank("spark", source), **values)  # type: ignore[arg-type]


def test_what_is_known_is_never_overridden() -> None:
    known = base(gpus=(gpu(uuid=UUID, power_w=10.0),), cpu=Cpu(5.0, (5.0,), 0.1))
    other = extra(gpus=(gpu(uuid=UUID, power_w=99.0),), cpu=Cpu(99.0, (99.0,), 9.0))
    merged = merge(known, [other])
    assert merged == known
    assert merged.origins == {}


def test_a_missing_value_is_filled_with_its_origin_and_without_its_reason() -> None:
    known = base(
        gpus=(gpu(uuid=UUID, power_w=10.0),),
        reasons={"gpus.0.xid": "not told", "gpus.0.power_limit_w": "not reported by GB10"},
    )
    merged = merge(known, [extra(gpus=(gpu(uuid=UUID, power_w=99.0, xid=79),))])
    assert merged.gpus[0].xid == 79
    assert merged.gpus[0].power_w == 10.0
    assert merged.origins == {"gpus.0.xid": "dcgm-exporter"}
    assert merged.reasons == {"gpus.0.power_limit_w": "not reported by GB10"}
    assert merged.source == "agent"


def test_gpus_are_matched_by_uuid_whatever_their_order() -> None:
    known = base(gpus=(gpu(uuid="A"), gpu(uuid="B")))
    merged = merge(known, [extra(gpus=(gpu(uuid="B", xid=1), gpu(uuid="A", xid=2)))])
    assert [each.xid for each in merged.gpus] == [2, 1]


def test_gpus_without_uuid_are_matched_by_their_place() -> None:
    assert gpu_index([gpu(uuid="A"), gpu(uuid="B")], gpu(), 1) == 1
    assert gpu_index([gpu(), gpu()], gpu(uuid="A"), 1) == 1
    assert gpu_index([gpu(uuid="A")], gpu(), 3) is None


def test_another_gpu_is_not_taken_for_one_that_is_known() -> None:
    merged = merge(base(gpus=(gpu(uuid="A"),)), [extra(gpus=(gpu(uuid="B", xid=48),))])
    assert merged.gpus[0].xid is None


def test_unified_memory_gets_no_vram() -> None:
    known = base(gpus=(gpu(uuid=UUID, unified_memory=True),))
    merged = merge(known, [extra(gpus=(gpu(uuid=UUID, memory_total_bytes=1, xid=0),))])
    assert merged.gpus[0].memory_total_bytes is None
    assert merged.gpus[0].xid == 0


def test_parts_are_taken_only_with_their_total() -> None:
    parts = (MemoryPart("Free", PartKind.FREE, 100),)
    told = Memory(100, 50, 10, 5, parts)
    assert merge(base(), [extra(memory=told)]).memory == told
    other = merge(base(memory=Memory(200, None, None, None)), [extra(memory=told)]).memory
    assert (other.total_bytes, other.available_bytes, other.parts) == (200, 50, ())


def test_devices_are_taken_as_a_whole_list_or_not_at_all() -> None:
    zone, other = Temperature("a", "a", 40.0), Temperature("b", "b", 50.0)
    known = base(temperatures=(zone,), reasons={"networks": "no file"})
    merged = merge(known, [extra("node-exporter", temperatures=(other,))])
    assert merged.temperatures == (zone,)
    filled = merge(
        base(reasons={"temperatures": "no"}), [extra("node-exporter", temperatures=(other,))]
    )
    assert filled.temperatures == (other,)
    assert filled.reasons == {}
    assert filled.origins == {"temperatures": "node-exporter"}


def test_engines_of_several_sources_are_collected_with_their_reasons() -> None:
    first = extra("engines", engines=(EngineReading("vLLM", 8000),))
    second = extra(
        "engines",
        engines=(EngineReading("llama.cpp", 8080),),
        reasons={"engines.0.first_token_s": "llama.cpp does not tell"},
    )
    merged = merge(base(reasons={"engines": "none"}), [first, second])
    assert [each.port for each in merged.engines] == [8000, 8080]
    assert merged.reasons == {"engines.1.first_token_s": "llama.cpp does not tell"}
    assert merged.origins == {"engines.0": "engines", "engines.1": "engines"}


def test_kernel_events_are_collected() -> None:
    event = KernelEvent(1.0, KernelEventKind.XID, "Xid 79", 79)
    merged = merge(base(), [extra("kernel-log", kernel_events=(event,))])
    assert merged.kernel_events == (event,)
    assert merged.origins == {"kernel_events.0": "kernel-log"}


def test_pressure_is_filled_value_by_value() -> None:
    known = base(pressure=Pressure(1.0, None, None, None))
    merged = merge(known, [extra("node-exporter", pressure=Pressure(9.0, 2.0, 3.0, None))])
    assert merged.pressure == Pressure(1.0, 2.0, 3.0, None)
    assert set(merged.origins) == {"pressure.memory_full", "pressure.cpu_some"}


def test_of_two_extras_the_first_is_believed() -> None:
    merged = merge(
        base(gpus=(gpu(uuid="A"),)),
        [extra("x", gpus=(gpu(uuid="A", xid=1),)), extra("y", gpus=(gpu(uuid="A", xid=2),))],
    )
    assert merged.gpus[0].xid == 1
    assert merged.origins == {"gpus.0.xid": "x"}


def test_where_the_source_knows_nothing_the_whole_comes_from_others() -> None:
    merged = merge(
        blank("spark", ""),
        [
            extra("node-exporter", cpu=Cpu(5.0, (5.0,), 1.0), reasons={"gpus": "not read"}),
            extra(
                "dcgm-exporter", gpus=(gpu(uuid="A", power_w=5.0),), reasons={"gpus.0.xid": "no"}
            ),
        ],
    )
    assert merged.cpu.percent == 5.0
    assert merged.gpus[0].power_w == 5.0
    assert merged.reasons == {"gpus.0.xid": "no"}
    assert merged.origins["gpus"] == "dcgm-exporter"
