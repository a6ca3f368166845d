"""What was seen on a machine is remembered, and a damaged file costs nothing but itself."""

from __future__ import annotations

from pathlib import Path

import pytest

from app.services.serving.measured import KEPT, MeasuredBook, SpeedSeen, StartSeen

BOX, OTHER = "SHA256:box", "SHA256:other"


def speed(tokens_per_s: float, at: float, machine: str = BOX) -> SpeedSeen:
    return SpeedSeen(machine, "vllm", "openai/gpt-oss-120b", "MXFP4", tokens_per_s, at)


def test_measured_book_answers_with_the_newest_of_the_machine(tmp_path: Path) -> None:
    MeasuredBook(tmp_path / "measured.json").add(
        speed(41.0, 1.0), speed(42.5, 3.0), speed(40.0, 2.0), speed(99.0, 9.0, OTHER)
    )
    read = MeasuredBook(tmp_path / "measured.json")
    newest = read.speed(BOX, "vllm", "openai/gpt-oss-120b")
    assert newest is not None
    assert newest.tokens_per_s == 42.5
    assert read.speed(BOX, "sglang", "openai/gpt-oss-120b") is None
    assert [each.tokens_per_s for each in read.speeds(BOX)] == [42.5, 40.0, 41.0]


def test_measured_book_keeps_the_newest_time_of_each_phase(tmp_path: Path) -> None:
    book = MeasuredBook(tmp_path / "measured.json")
    for seconds, at in ((90.0, 1.0), (60.0, 2.0)):
        book.add(StartSeen(BOX, "vllm", "m", "loading", seconds, at))
    book.add(StartSeen(BOX, "vllm", "m", "compiling", 30.0, 1.5))
    seen = {each.phase: each.seconds for each in book.starts(BOX, "vllm", "m")}
    assert seen == {"loading": 60.0, "compiling": 30.0}


def test_measured_book_of_two_programs_loses_nothing(tmp_path: Path) -> None:
    one, two = (MeasuredBook(tmp_path / "measured.json") for _ in range(2))
    assert one.speeds(BOX) == two.speeds(BOX) == ()
    one.add(speed(1.0, 1.0))
    two.add(speed(2.0, 2.0))
    assert len(MeasuredBook(tmp_path / "measured.json").speeds(BOX)) == 2


def test_measured_book_forgets_the_oldest(tmp_path: Path) -> None:
    book = MeasuredBook(tmp_path / "measured.json")
    book.add(*(speed(float(number), float(number)) for number in range(KEPT + 5)))
    assert book.speeds(BOX)[-1].tokens_per_s == 5.0


@pytest.mark.parametrize(
    "data", [b"{", b"[]", b'{"speeds": 3}', b"\xff", b'{"speeds": [{"machine": null}]}']
)
def test_measured_book_sets_a_damaged_file_aside(tmp_path: Path, data: bytes) -> None:
    file = tmp_path / "measured.json"
    file.write_bytes(data)
    book = MeasuredBook(file)
    assert book.speeds(BOX) == ()
    book.add(speed(3.0, 1.0))
    assert (tmp_path / "measured.json.damaged").read_bytes() == data
    assert len(MeasuredBook(file).speeds(BOX)) == 1


def test_measured_book_that_cannot_be_written_fails_no_work(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("not a folder")
    book = MeasuredBook(tmp_path / "file" / "measured.json")
    book.add(speed(3.0, 1.0))
    assert book.speeds(BOX) == ()


def test_measured_book_that_cannot_be_read_is_not_written_over(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = tmp_path / "kept.json"
    MeasuredBook(file).add(speed(3.0, 1.0))
    before = file.read_bytes()

    def refuse(_path: Path) -> bytes:
        raise PermissionError(13, "Permission denied")

    with monkeypatch.context() as patched:
        patched.setattr(Path, "read_bytes", refuse)
        book = MeasuredBook(file)
        book.add(speed(4.0, 2.0))
        assert not book.speeds(BOX)
    assert file.read_bytes() == before
