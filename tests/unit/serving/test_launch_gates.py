"""What keeps a launch from beginning: memory that is not there, ports, disks."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any, cast

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.core.cancel import Cancel
from app.core.errors import Cancelled
from app.core.ids import NodeId
from app.services.serving.api import (
    CheckVerdict,
    LaunchPlan,
    LaunchSettings,
    ModelRef,
    NodeFacts,
    Recipe,
    Source,
)
from app.services.serving.catalogue import engine
from app.services.serving.fit.api import GIB, Demand, Fit, Room, Verdict
from app.services.serving.launching import memory_gate
from app.services.serving.launching.disk_room import (
    FileSystem,
    Wanted,
    judge_disk,
    parse_df_line,
)
from app.services.serving.launching.failure import NoRoom
from app.services.serving.launching.memory_gate import MemoryGate, again, parse_gpus
from app.services.serving.launching.ports import TakenPorts, choose_port, next_free
from app.services.serving.measured import MeasuredBook
from app.services.serving.reach import NodeReach
from app.services.telemetry.api import Gpu
from tests.unit.serving.kernels import TOTAL, Kernel, Slot

ROOM = Room(60 * GIB, TOTAL, 20 * GIB, 64 * GIB, unified=True)


def fit_of(takes: int, room: Room = ROOM, verdict: Verdict = Verdict.FITS) -> Fit:
    demand = Demand(8192)
    return Fit(
        verdict, takes, 0, 0, takes, room, demand, 8192, 1, None, None, "", takes_bytes=takes
    )


def gate_of(available: list[int], takes: int, tmp_path: Path, **more: Any) -> MemoryGate:
    reach = NodeReach(
        NodeId("spark"), "spark", cast("Any", Slot(Kernel(iter(available)))), cast("Any", None),
        cast("Any", None), lambda: None, lambda: None,
    )  # fmt: skip
    recipe = Recipe("tiny", "Tiny", "vllm", ModelRef(Source.HUGGING_FACE, "lab/tiny"))
    node = NodeFacts(NodeId("spark"), "spark", unified=True)
    plan = LaunchPlan(node, recipe, LaunchSettings(), 8000, "tiny", fit=fit_of(takes))
    plan = replace(plan, **more)
    return MemoryGate(reach, plan, engine("vllm"), MeasuredBook(tmp_path / "m"), still_s=0.0)


@pytest.fixture(autouse=True)
def quick(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(memory_gate, "LOOK_S", 0.0)


def test_memory_that_is_coming_back_is_waited_for(tmp_path: Path) -> None:
    waited: list[str] = []
    gate = gate_of([20 * GIB, 40 * GIB, 100 * GIB], 50 * GIB, tmp_path)
    gate.wait(Cancel(), waited.append)
    assert [bool(each) for each in waited] == [True, True, False]
    assert "40.0 GiB" in waited[1]


def test_memory_that_does_not_come_is_refused_with_the_figures(tmp_path: Path) -> None:
    gate = gate_of([20 * GIB, 20 * GIB], 50 * GIB, tmp_path)
    with pytest.raises(NoRoom, match=r"50\.0 GiB"):
        gate.wait(Cancel(), lambda _why: None)


def test_whoever_overrides_is_not_asked_again(tmp_path: Path) -> None:
    gate_of([], 500 * GIB, tmp_path, overrides=("memory",)).wait(Cancel(), lambda _why: None)


def test_what_is_not_known_is_not_refused_and_said(tmp_path: Path) -> None:
    check = gate_of([100 * GIB], 0, tmp_path, fit=None).look(Cancel()).check
    assert check.verdict is CheckVerdict.UNKNOWN
    node = NodeFacts(NodeId("spark"), "spark", gpus=("RTX 4090",))
    check = gate_of([100 * GIB], GIB, tmp_path, node=node).look(Cancel()).check
    assert check.verdict is CheckVerdict.UNKNOWN, "its GPU has memory of its own, and tells none"


def test_without_its_shape_the_share_and_the_weights_have_to_be_there(tmp_path: Path) -> None:
    """An engine takes its share whatever the model is."""
    half = LaunchSettings(memory_fraction=0.5)
    check = gate_of([60 * GIB], 0, tmp_path, fit=None, settings=half).look(Cancel()).check
    assert check.verdict is CheckVerdict.REFUSED
    assert "at least 59.5 GiB" in check.message
    assert "at most 0.33" in check.hint
    check = gate_of([90 * GIB], 0, tmp_path, fit=None, settings=half).look(Cancel()).check
    assert check.verdict is CheckVerdict.UNKNOWN, "it may be enough"
    gate = gate_of([60 * GIB], 0, tmp_path, fit=None)
    gate = MemoryGate(
        gate._reach,
        replace(gate._plan, recipe=replace(gate._plan.recipe, weights_bytes=70 * GIB)),
        engine("vllm"),
        MeasuredBook(tmp_path / "m"),
    )
    check = gate.look(Cancel()).check
    assert check.verdict is CheckVerdict.REFUSED
    assert "smaller model" in check.hint


def test_a_config_that_says_too_little_is_said_and_forbids_nothing(tmp_path: Path) -> None:
    gate = gate_of([90 * GIB], 0, tmp_path, fit=None)
    whisper = {"model_type": "whisper", "num_hidden_layers": 32, "d_model": 1280}
    recipe = replace(gate._plan.recipe, config=whisper, weights_bytes=3 * GIB)
    gate = MemoryGate(
        gate._reach,
        replace(gate._plan, recipe=recipe),
        engine("vllm"),
        MeasuredBook(tmp_path / "m"),
    )
    check = gate.look(Cancel()).check
    assert check.verdict is CheckVerdict.UNKNOWN
    assert "num_attention_heads" in check.message
    gate.wait(Cancel(), lambda _why: None)


def test_a_model_on_one_of_two_gpus_has_that_ones_room() -> None:
    one = Room(20 * GIB, 24 * GIB, GIB, 21 * GIB)
    two = replace(one, bytes=40 * GIB, total_bytes=48 * GIB, gpus=2)
    assert again(fit_of(30 * GIB, one), two).verdict is Verdict.NO
    assert again(fit_of(30 * GIB, two), two).verdict is Verdict.FITS


def test_without_telemetry_the_reserve_stays_all_the_same(tmp_path: Path) -> None:
    room = gate_of([59 * GIB], GIB, tmp_path).look(Cancel()).room
    assert room is not None
    assert room.bytes == 39 * GIB, "what is available without the reserve"


def test_gpus_are_read_as_their_driver_prints_them() -> None:
    assert parse_gpus("24564, 1024, GPU-1, NVIDIA GeForce RTX 4090\n") == (
        Gpu("NVIDIA GeForce RTX 4090", "GPU-1", None, 24564 * 1024**2, 1024**3,
            None, None, None, None, unified_memory=False),
    )  # fmt: skip
    (spark,) = parse_gpus("[N/A], [N/A], GPU-2, NVIDIA GB10") or ()
    assert (spark.unified_memory, spark.memory_total_bytes) == (True, None)
    assert parse_gpus("No devices were found\n") is None


@given(st.text() | st.from_regex(r"([\d\[\]N/A]{0,6}, ?){0,4}.*\n"))
def test_whatever_the_driver_prints_is_no_error(text: str) -> None:
    parse_gpus(text)


@given(
    takes=st.integers(1, 200 * GIB),
    room=st.integers(0, 120 * GIB),
    before=st.integers(0, 120 * GIB),
    verdict=st.sampled_from(Verdict),
)
def test_a_launch_never_begins_with_less_room_than_it_takes(
    takes: int, room: int, before: int, verdict: Verdict
) -> None:
    fit = fit_of(takes, replace(ROOM, bytes=before), verdict)
    now = again(fit, replace(ROOM, bytes=room))
    if takes > room:
        assert now.verdict is Verdict.NO
    elif verdict is not Verdict.NO:
        assert now.verdict is verdict


def test_a_port_is_free_on_both_sides_or_the_next_one_is_taken() -> None:
    taken = TakenPorts({8000: "vllm", 8001: ""})

    def choose(port: int, *, is_fixed: bool, here: tuple[int, ...] = ()) -> tuple[int, str, str]:
        found = choose_port(
            port, taken, is_fixed=is_fixed, node="spark", is_free_here=lambda p: p not in here
        )
        return found.port, found.check.verdict.value, f"{found.check.message} {found.check.hint}"

    assert choose(9000, is_fixed=True)[:2] == (9000, "good")
    assert choose(8000, is_fixed=False)[:2] == (8002, "note")
    assert choose(8000, is_fixed=False, here=(8002,))[0] == 8003
    port, verdict, words = choose(8000, is_fixed=True)
    assert (port, verdict) == (8000, "refused")
    assert "taken by vllm" in words
    assert "8002" in words
    assert choose(9000, is_fixed=True, here=(9000,))[1] == "note"
    blind = choose_port(
        1, TakenPorts({}, "no ss"), is_fixed=False, node="n", is_free_here=lambda _p: True
    )
    assert blind.check.verdict is CheckVerdict.UNKNOWN


@given(st.integers(1, 65535), st.sets(st.integers(1, 65535), max_size=50))
def test_the_next_port_is_one_and_not_taken(wanted: int, taken: set[int]) -> None:
    found = next_free(wanted, taken, lambda port: port % 2 == 0)
    assert found is None or (wanted < found <= 65535 and found not in taken)


ROOT = FileSystem("/dev/nvme0n1p2", 50 * 10**9, "/")
HOME = FileSystem("/dev/nvme1n1", 20 * 10**9, "/home")


@pytest.mark.parametrize(
    ("wanted", "docker", "cache", "verdict"),
    [
        (Wanted(12 * 10**9, 15 * 10**9), ROOT, ROOT, CheckVerdict.NOTE),
        (Wanted(8 * 10**9, 40 * 10**9), ROOT, ROOT, CheckVerdict.REFUSED),  # together too much
        (Wanted(8 * 10**9, 15 * 10**9), ROOT, HOME, CheckVerdict.NOTE),
        (Wanted(4 * 10**9, 1 * 10**9), ROOT, HOME, CheckVerdict.GOOD),
        (Wanted(30 * 10**9, 0), ROOT, HOME, CheckVerdict.REFUSED),  # unpacked it is larger
        (Wanted(0, 0), ROOT, HOME, CheckVerdict.GOOD),
        (Wanted(None, 5), ROOT, HOME, CheckVerdict.UNKNOWN),
        (Wanted(None, 40 * 10**9), ROOT, HOME, CheckVerdict.REFUSED),
        (Wanted(1, 1), None, HOME, CheckVerdict.UNKNOWN),
    ],
)
def test_a_disk_holds_image_and_model_or_says_why_not(
    wanted: Wanted, docker: FileSystem | None, cache: FileSystem, verdict: CheckVerdict
) -> None:
    assert judge_disk(wanted, docker, cache, "spark").verdict is verdict


def test_df_is_read_whatever_the_device_is_called() -> None:
    text = "Filesystem 1024-blocks Used Available Capacity Mounted on\n"
    assert parse_df_line(f"{text}//nas/my disk 100 40 60 40% /mnt/my disk\n") == FileSystem(
        "//nas/my disk", 60 * 1024, "/mnt/my disk"
    )
    assert parse_df_line("df: nothing\n") is None


@given(st.text())
def test_whatever_df_prints_is_no_error(text: str) -> None:
    parse_df_line(text)
    parse_df_line(f"head\n{text}")


def test_the_gate_ends_with_its_cancel(tmp_path: Path) -> None:
    cancel = Cancel()
    gate = gate_of([10 * GIB * step for step in range(1, 50)], 500 * GIB, tmp_path)
    with pytest.raises(Cancelled):
        gate.wait(cancel, lambda _why: cancel.cancel())
