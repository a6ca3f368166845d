"""One progress out of what an engine tells of each layer."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.core.errors import RemoteError
from app.services.containers.image_api import LayerPhase, PullProgress
from app.services.containers.pull_progress import PullTracker
from app.services.containers.pulls import messages

DATA = Path(__file__).parents[2] / "data" / "docker"
A, B, C = "aaaaaaaaaaaa", "bbbbbbbbbbbb", "cccccccccccc"


def told(file: str) -> list[dict[str, object]]:
    return list(messages(iter([(DATA / file).read_bytes()])))


def after(tracker: PullTracker, *rows: dict[str, object]) -> PullProgress:
    for row in rows:
        tracker.take(row)
    return tracker.progress(0.0)


def row(layer: str, status: str, current: object = None, total: object = None) -> dict[str, object]:
    detail = {"current": current, "total": total}
    detail = {key: value for key, value in detail.items() if value is not None}
    return {"id": layer, "status": status, "progressDetail": detail}


def test_a_real_pull_only_goes_on_and_ends_whole() -> None:
    tracker = PullTracker("nim/llama:1.0")
    seen = [after(tracker, message) for message in told("pull_20.10.24.jsonl")]
    assert [each.done_bytes for each in seen] == sorted(each.done_bytes for each in seen)
    assert [each.known_bytes for each in seen] == sorted(each.known_bytes for each in seen)
    last = seen[-1]
    assert len(last.layers) == 5
    assert {each.phase for each in last.layers} == {LayerPhase.DONE}
    assert (last.fraction, last.done_bytes) == (1.0, last.total_bytes)
    assert last.status.startswith("Status: Downloaded newer image")
    early = next(each for each in seen if each.known_bytes)
    assert early.total_bytes is None, "three of five layers have not said how large they are"


def test_sizes_of_the_registry_make_the_total_known_at_once() -> None:
    tracker = PullTracker("x")
    tracker.expect({A: 700, B: 300, C: 5000})
    first = after(tracker, row(A, "Pulling fs layer"), row(B, "Pulling fs layer"))
    assert first.total_bytes == 6000
    then = after(tracker, row(C, "Already exists"), row(A, "Downloading", 350, 700))
    assert (then.done_bytes, then.total_bytes, then.fraction) == (350, 1000, 0.35)


def test_unpacking_in_seconds_is_not_taken_for_bytes() -> None:
    tracker = PullTracker("x")
    seen = [after(tracker, message) for message in told("synthetic_pull_29_extracting.jsonl")]
    assert max(each.known_bytes for each in seen) == 4194304 + 500
    extracting = next(each for each in seen if each.layers and each.status == "Extracting")
    layer = extracting.layers[0]
    assert (layer.phase, layer.done_bytes, layer.total_bytes) == (
        LayerPhase.EXTRACTING,
        4194304,
        4194304,
    )
    assert seen[-1].done_bytes == seen[-1].total_bytes == 4194304


def test_download_that_fails_begins_again_and_says_so() -> None:
    tracker = PullTracker("x")
    after(tracker, row(A, "Downloading", 900, 1000))
    again = after(tracker, row(A, "Retrying in 5 seconds"))
    assert (again.done_bytes, again.total_bytes, again.status) == (0, 1000, "Waiting")


def test_what_came_before_the_connection_was_lost_still_counts() -> None:
    tracker = PullTracker("x")
    after(
        tracker,
        row(A, "Already exists"),
        row(B, "Downloading", 800, 1000),
        row(C, "Downloading", 100, 1000),
    )
    tracker.restart()
    assert tracker.progress(1.0).done_bytes == 900, "nothing is known to be lost yet"
    again = after(
        tracker,
        row(A, "Already exists"),
        row(B, "Already exists"),
        row(C, "Downloading", 300, 1000),
    )
    assert [each.phase for each in again.layers] == [
        LayerPhase.THERE,
        LayerPhase.DONE,
        LayerPhase.DOWNLOADING,
    ]
    assert (again.done_bytes, again.total_bytes) == (1300, 2000)
    tracker.restart()
    lost = after(tracker, row(B, "Pulling fs layer"), row(C, "Pulling fs layer"))
    assert lost.done_bytes == 0, "the engine has thrown it away"


def test_what_was_finished_while_nobody_looked_is_whole() -> None:
    tracker = PullTracker("x")
    after(tracker, row(A, "Downloading", 200, 1000), row(B, "Already exists"))
    tracker.restart()
    after(tracker, {"status": "Status: Image is up to date for x"})
    tracker.finish()
    done = tracker.progress(1.0)
    assert (done.done_bytes, done.total_bytes) == (1000, 1000)
    assert [each.phase for each in done.layers] == [LayerPhase.DONE, LayerPhase.THERE]


def test_speed_is_a_mean_and_time_left_follows() -> None:
    tracker = PullTracker("x")
    seen = []
    for second in range(21):
        tracker.take(row(A, "Downloading", 100 * second, 10_000))
        seen.append(tracker.progress(float(second)))
    assert seen[0].bytes_per_s is None
    assert seen[20].bytes_per_s == pytest.approx(100)
    assert seen[20].left_s == pytest.approx(80)


def test_error_inside_a_success_is_raised_in_the_engine_s_words() -> None:
    chunks = [b'{"status":"x"}\r\n{"errorDetail":{"code":5,"message":"no space ', b'left"}}\r\n']
    heard = messages(iter(chunks))
    assert next(heard) == {"status": "x"}
    with pytest.raises(RemoteError, match=r"^No space left\.$"):
        next(heard)
    with pytest.raises(RemoteError, match="denied"):
        list(messages(iter([b'{"error":"denied: \x1b[31mred"}'])))
    for garbage in (b"<html>\n", b"\xff\xfe\n", b"[" * 100_000 + b"\n", b"x" * 2_000_000):
        with pytest.raises(RemoteError):
            list(messages(iter([garbage])))


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=20),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner),
    max_leaves=6,
)
STATUS = st.sampled_from(
    ["Pulling fs layer", "Waiting", "Downloading", "Verifying Checksum", "Download complete",
     "Extracting", "Pull complete", "Already exists", "Retrying in 3 seconds", "\x1b[31mother"]
)  # fmt: skip
NUMBER = st.integers(-5, 2000) | st.none() | st.just(2**70) | st.text(max_size=3)
ROWS = st.builds(row, st.sampled_from([A, B, C, "latest", ""]), STATUS, NUMBER, NUMBER)


@settings(deadline=None)
@given(st.lists(ROWS | JSON, max_size=30), st.sets(st.integers(0, 29)))
def test_whatever_an_engine_tells_stays_true_to_itself(
    rows: list[object], restarts: set[int]
) -> None:
    tracker = PullTracker("x")
    for number, message in enumerate(rows):
        if number in restarts:
            tracker.restart()
        tracker.take(message)
        now = tracker.progress(number / 2)
        assert 0 <= now.done_bytes <= now.known_bytes or now.total_bytes is None
        assert now.total_bytes is None or now.total_bytes == now.known_bytes
        assert now.fraction is None or 0.0 <= now.fraction <= 1.0
        assert now.status.isprintable()
        assert now.left_s is None or now.left_s >= 0
    json.dumps([str(each) for each in tracker.progress(99.0).layers])
