"""What a node, or whoever may run something on it, says to harm us: plain text, and not much."""

from __future__ import annotations

import json
import math
from collections.abc import Iterator

import pytest

from app.core.errors import BadInput, SourceUnavailable
from app.core.said import plain, said
from app.services.guard.raw import ActionLine
from app.services.guard.raw import decode_line as guard_line
from app.services.history.orders import Row
from app.services.telemetry.api import Reading
from app.services.telemetry.exposition import parse_exposition
from app.services.telemetry.machine import read_machine
from app.services.telemetry.metrics import row_of
from app.services.telemetry.observation import Slowly, observe_slow, observe_tick
from app.services.telemetry.owners import owner_of
from app.services.telemetry.procfs import MAX_DEVICES
from app.services.telemetry.rates import MAX_COUNTERS, Rates
from app.services.telemetry.raw import Garbage, Hello, decode_tick
from app.services.telemetry.reading import Assembler
from app.services.telemetry.sections import MAX_LINE, MAX_SECTION_LINES, LoopReader, SmiTags
from app.services.telemetry.source_settings import prometheus_place
from app.services.telemetry.sources.engines import read_models
from app.services.telemetry.sources.kernel_log import read_message

EVIL = "\x1b]0;owned\x07 \u202egnp.exe\u2066\r\n\x9b31m\x00"
ID = "ab" * 32


def reading_of(*ticks: dict[str, object]) -> Reading:
    """Return the last reading of what an agent sends, line by line."""
    assembler = Assembler("spark", "agent", read_machine(Hello(1)))
    slowly = Slowly()
    for content in ticks:
        tick = decode_tick(json.dumps(content).encode())
        if tick.slow is not None:
            slowly = observe_slow(tick.slow, tick.e)
        reading = assembler.reading(observe_tick(tick, slowly))
    return reading


def test_names_of_a_node_cannot_steer_a_terminal_or_turn_text_round() -> None:
    row = {
        "pid": 7,
        "name": EVIL,
        "command": f"run {EVIL}",
        "user": EVIL,
        "cgroup": f"0::/system.slice/docker-{ID}.scope",
    }
    gpu = {"name": f"GPU {EVIL}", "p": [[8, f"/opt/{EVIL}", 5, False]]}
    sample = reading_of(
        {
            "t": 1.0,
            "slow": {
                "t": 1.0,
                "processes": {"rows": [row], "containers": {ID: f"vllm{EVIL}"}},
                "sensors": [{"id": EVIL, "chip": EVIL, "value": 41000}],
            },
            "gpu": {"via": "nvml", "devices": [gpu]},
        }
    ).sample

    process = next(each for each in sample.processes if each.pid == 7)
    texts = [process.name, process.command, process.owner.user, process.owner.container]
    texts += [sample.gpus[0].name, sample.gpus[0].processes[0].name, sample.temperatures[0].sensor]
    assert all(text and text.isprintable() for text in texts), texts
    assert process.owner.container is not None
    assert process.owner.container.startswith("vllm")


def test_an_escape_in_a_units_name_becomes_no_control_character() -> None:
    assert (
        owner_of("0::/system.slice/a\\x1b[31m\\x2db.service", None, {}).unit == "a [31m-b.service"
    )


def test_texts_of_files_keep_their_lines() -> None:
    tick = decode_tick(b'{"t": 1, "f": {"stat": "cpu 1\\ncpu0\\t2 \\u202e"}}')

    assert tick.f["stat"] == "cpu 1\ncpu0\t2  "
    assert plain("grün ✓\n") == "grün ✓\n"
    assert said("a\n b\u200b") == "a b"


def test_labels_and_models_of_an_exporter_are_plain() -> None:
    page = 'vllm:num_requests_running{model_name="\u202eevil\\n\x1b[2J"} 1\n'.encode()

    ((labels, _),) = parse_exposition(page, ("vllm:",)).series("vllm:num_requests_running")
    assert labels["model_name"] == "evil [2J"
    assert read_models(json.dumps({"data": [{"id": EVIL}]}).encode()) == said(EVIL)


def test_what_the_guard_of_a_node_says_is_plain() -> None:
    line = {"kind": "action", "n": 1, "w": 1.0, "what": EVIL, "available": 1, "fall": 0, "delay": 0}

    told = guard_line(json.dumps(line).encode())
    assert isinstance(told, ActionLine)
    assert "\x1b" not in told.what
    assert "\u202e" not in told.what


def test_a_secret_in_a_line_of_the_kernel_is_masked() -> None:
    event = read_message("NVRM: Xid (PCI:000f:01:00): 79, name=serve --api-key=sk_live_1234", 1.0)

    assert event is not None
    assert "sk_live_1234" not in event.text


@pytest.mark.parametrize("number", [-(10**30), -1, 2**63, 10**60, 10**400])
def test_wild_numbers_are_no_values_and_no_faults(number: int) -> None:
    content = {
        "t": 1.0,
        "f": {
            "meminfo": f"MemTotal: {number} kB\nMemAvailable: {number} kB\nMemFree: {number} kB\n",
            "netdev": f" eth0: {number} 0 0 0 0 0 0 0 {number} 0 0 0 0 0 0 0\n",
        },
        "slow": {"t": 1.0, "space": [{"mount": "/", "total": number, "free": number}]},
        "gpu": {"via": "nvml", "devices": [{"name": "x", "v": {"power_mw": number}}]},
    }
    try:
        sample = reading_of(content).sample
    except Garbage:
        return
    row = row_of(sample)
    Row.of("key", 1.0, row)
    assert all(value is None or math.isfinite(value) for value in row.values())


def test_a_value_beyond_what_the_history_holds_is_unknown() -> None:
    sample = reading_of({"t": 1.0}).sample
    page = b"vllm:num_requests_running 1e308\n"
    assert parse_exposition(page, ("vllm:",)).value("vllm:num_requests_running") == 1e308
    from dataclasses import replace

    from app.services.telemetry.api import EngineReading

    engine = EngineReading(engine="vLLM", port=8000, requests_running=1e308)
    assert row_of(replace(sample, engines=(engine,)))["engines.8000.requests_running"] is None


def test_ever_new_devices_fill_no_memory() -> None:
    net = "".join(f" veth{n}: 1 0 0 0 0 0 0 0 1 0\n" for n in range(5000))
    sensors = [{"id": f"s{n}", "value": 40000} for n in range(5000)]
    sample = reading_of(
        {"t": 1.0, "f": {"netdev": net}, "slow": {"t": 1.0, "sensors": sensors}}
    ).sample

    assert len(sample.networks) == len(sample.temperatures) == MAX_DEVICES
    rates = Rates()
    for number in range(3 * MAX_COUNTERS):
        rates.latest(f"counter {number}", 1.0, 1.0)
        rates.latest(f"none {number}", None, 1.0)
    assert len(rates._last) <= MAX_COUNTERS
    assert len(rates._answers) <= MAX_COUNTERS


def test_a_shell_loop_without_end_fills_no_memory() -> None:
    def lines() -> Iterator[bytes]:
        yield b"@hello 1"
        yield b"@stat"
        yield b"x" * (1 << 20)
        for number in range(2 * MAX_SECTION_LINES):
            yield b"@section %d" % number

    reader = LoopReader(lines(), SmiTags())
    kept: dict[str, list[str]] = {}
    with pytest.raises(SourceUnavailable):
        kept = reader._sections()
    assert kept == {}
    first = LoopReader(iter([b"@stat", b"x" * (1 << 20), b"@end"]), SmiTags())._sections()
    assert [len(line) for line in first["stat"]] == [MAX_LINE]


@pytest.mark.parametrize(
    "url",
    [
        "http://ann:hunter22@host:9090",
        "https://ann:hunter22@host",
        "http://ann:hunter22@host:nonsense",
        "http://host:9090/?token=hunter22",
        "http://host:9090/#hunter22",
    ],
)
def test_a_prometheus_with_a_secret_in_its_address_is_refused_in_silence(url: str) -> None:
    with pytest.raises(BadInput) as caught:
        prometheus_place(url)

    assert "hunter22" not in str(caught.value) + caught.value.message + caught.value.hint
