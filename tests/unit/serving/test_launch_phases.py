"""PhaseBoard: what an engine's log says of its phase, and how long is left."""

from __future__ import annotations

import io
import re
import tarfile

from hypothesis import given, settings
from hypothesis import strategies as st

from app.services.serving.api import (
    DeployProgress,
    LaunchPlan,
    LaunchSettings,
    ModelRef,
    NodeFacts,
    NodeId,
    Phase,
    Recipe,
    Sign,
    Source,
)
from app.services.serving.launching import eta
from app.services.serving.launching.launched import pack_files, received_bytes
from app.services.serving.launching.phases import PhaseBoard, read_fraction, read_left, read_size
from app.services.serving.measured import StartSeen

SIGNS = (
    Sign(Phase.DOWNLOADING, re.compile(r"Downloading .* (?P<percent>\d+)%")),
    Sign(
        Phase.LOADING, re.compile(r"shards:.*\| (?P<done>\d+)/(?P<total>\d+) .*<(?P<left>[\d:]+)")
    ),
    Sign(Phase.COMPILING, re.compile(r"torch\.compile")),
)
TYPED = st.text() | st.from_regex(r"[\d.:kKmMgGiBb ]{0,40}")


class Clock:
    """A clock that a test sets."""

    def __init__(self) -> None:
        self.now = 1000.0

    def __call__(self) -> float:
        return self.now


def plan_of() -> LaunchPlan:
    recipe = Recipe("tiny", "Tiny", "llama_cpp", ModelRef(Source.GGUF, "lab/tiny"))
    return LaunchPlan(NodeFacts(NodeId("n"), "n"), recipe, LaunchSettings(), 8000, "tiny")


def board_of(
    expected: eta.Expected = eta.Expected(),  # noqa: B008 - a frozen value
) -> tuple[PhaseBoard, Clock, list[DeployProgress]]:
    clock, told = Clock(), list[DeployProgress]()
    return PhaseBoard(plan_of(), SIGNS, expected, told.append, clock=clock), clock, told


def test_lines_move_the_phase_on_and_never_back() -> None:
    board, clock, told = board_of()
    board.hear("Downloading tiny.gguf ─────  40%")
    board.publish()
    clock.now += 10
    board.hear("Loading shards: 50% | 3/6 [00:10<00:20, 1s/it]")
    board.publish()
    board.hear("Downloading mmproj.gguf  10%")
    board.publish()
    assert [each.phase for each in told] == [Phase.DOWNLOADING, Phase.LOADING, Phase.LOADING]
    assert (told[0].fraction, told[0].detail) == (0.4, "40 %")
    assert (told[1].fraction, told[1].detail, told[1].eta_s) == (0.5, "3 of 6", 20.0)
    assert told[1].eta_origin == "as it says itself"
    assert dict((each.phase, each.seconds) for each in told[1].times)[Phase.DOWNLOADING] == 10.0


def test_what_ended_too_quickly_to_be_heard_is_in_the_phase_it_printed_last() -> None:
    board, _clock, told = board_of()
    board.enter(Phase.DOWNLOADING)
    board.hear("Downloading tiny.gguf 40%")
    lines = ("Downloading tiny.gguf 40%", "Loading shards: 50% | 3/6 [00:10<00:20, 1s/it]")
    board.catch_up((*lines, "torch.compile takes 3 s"))
    board.publish()
    assert told[-1].phase is Phase.COMPILING
    assert board.lines == (*lines, "torch.compile takes 3 s"), "each line once"


def test_while_it_waits_nothing_is_promised() -> None:
    board, _clock, told = board_of(eta.Expected({Phase.LOADING: 60.0}, "as here on 3 Nov"))
    board.enter(Phase.LOADING)
    board.wait_for("The connection was lost.")
    board.publish()
    board.wait_for("")
    board.publish()
    assert (told[0].waiting_why, told[0].eta_s) == ("The connection was lost.", None)
    assert (told[1].eta_s, told[1].eta_origin) == (60.0, "as here on 3 Nov")


def test_the_bar_over_all_phases_never_goes_back_and_ends_with_ready() -> None:
    expected = eta.Expected({Phase.LOADING: 60.0, Phase.COMPILING: 30.0, Phase.CHECKING: 10.0}, "x")
    board, clock, told = board_of(expected)
    board.enter(Phase.LOADING)
    for _second in range(200):  # three times as long as expected
        clock.now += 1
        board.publish()
    board.enter(Phase.COMPILING)
    board.publish()
    board.enter(Phase.READY)
    board.publish()
    bars = [each.overall for each in told]
    assert None not in bars
    assert bars == sorted(bars, key=lambda bar: bar or 0.0)
    assert bars[-3:] == [0.57, 0.6, 1.0]
    assert told[100].eta_s is None, "longer than ever before: nothing is promised"


def test_of_the_whole_nothing_is_said_while_nobody_knows_how_long_fetching_takes() -> None:
    board, clock, told = board_of(eta.Expected({Phase.LOADING: 100.0}, "x"))
    board.enter(Phase.DOWNLOADING)
    board.publish()
    clock.now += 100
    board.say(0.5, "5 of 10 GB")
    board.publish()
    assert (told[0].overall, told[0].eta_s) == (None, None)
    assert told[1].overall == 100 / 300, "as long again, then the loading"
    assert told[1].eta_s == 200.0


def test_what_is_expected_is_what_it_took_here_before() -> None:
    seen = [
        StartSeen("m", "vllm", "q", "loading", 40.0, 1_793_700_000.0),
        StartSeen("m", "vllm", "q", "downloading", 100.0, 1_793_700_000.0, 1_000),
    ]
    found = eta.expected(seen, (10.0, 600.0), eta.ToMove(image_bytes=0, model_bytes=3_000))
    assert found.origin.startswith("as here on ")
    assert found.of(Phase.LOADING) == 40.0
    assert found.of(Phase.DOWNLOADING) == 300.0, "three times the bytes"
    assert found.of(Phase.PULLING) == 0.0
    near = [
        StartSeen("m", "vllm", "big", "loading", 60.0, 3.0, 60_000),
        StartSeen("m", "vllm", "old", "loading", 1.0, 2.0, 60_000),
        StartSeen("m", "vllm", "big", "compiling", 30.0, 3.0),
    ]
    scaled = eta.expected([], (10.0, 600.0), eta.ToMove(weights_bytes=20_000), near)
    assert scaled.origin == "by other models here"
    assert (scaled.of(Phase.LOADING), scaled.of(Phase.COMPILING)) == (20.0, 30.0)
    other = eta.expected([], (10.0, 1000.0))
    assert other.origin == "as others saw"
    assert sum(other.seconds.values()) == 100.0
    assert other.of(Phase.DOWNLOADING) is None


def test_sizes_and_times_are_read_as_engines_write_them() -> None:
    assert read_size("1.2G") == 1.2e9
    assert read_size("512 MiB") == 512e6
    assert read_left("02:31") == 151
    assert read_left("1:02:03") == 3723
    assert read_fraction({"done_size": "500M", "total_size": "2G"}) == (0.25, "500 MB of 2.0 GB")
    assert read_fraction({"percent": "250"}) == (1.0, "100 %")


@given(TYPED, TYPED)
def test_whatever_is_printed_is_read_without_an_error(first: str, second: str) -> None:
    for told in ({"percent": first}, {"done": first, "total": second},
                 {"done_size": first, "total_size": second}):  # fmt: skip
        fraction, _words = read_fraction(told)
        assert fraction is None or 0.0 <= fraction <= 1.0
    left = read_left(first)
    assert left is None or left >= 0
    board, _clock, _told = board_of()
    board.hear(first)
    assert all(line.isprintable() for line in board.lines)


@settings(max_examples=30)
@given(st.recursive(st.none() | st.integers() | st.text(), lambda inner: st.lists(inner) | (
    st.dictionaries(st.sampled_from(["networks", "eth0", "rx_bytes", "x"]), inner)
)))  # fmt: skip
def test_whatever_docker_tells_of_traffic_is_read(told: object) -> None:
    received = received_bytes(told)
    assert received is None or received >= 0


def test_traffic_of_all_networks_is_added() -> None:
    assert received_bytes({"networks": {"a": {"rx_bytes": 5}, "b": {"rx_bytes": 7}}}) == 12
    assert received_bytes({}) is None, "a container in the node's network has none of its own"


@settings(max_examples=30)
@given(st.dictionaries(st.from_regex(r"(/[a-z.]{1,8}){1,3}", fullmatch=True), st.text()))
def test_files_of_a_plan_are_packed_at_their_places(files: dict[str, str]) -> None:
    packed = pack_files(list(files.items()))
    with tarfile.open(fileobj=io.BytesIO(packed)) as archive:
        found = {f"/{each.name}": archive.extractfile(each) for each in archive}
        assert {path: (file.read() if file else b"") for path, file in found.items()} == {
            path: text.encode() for path, text in files.items()
        }
