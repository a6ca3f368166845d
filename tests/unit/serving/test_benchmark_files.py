"""Benchmarks as files: saved, damaged, imported, compared, exported."""

from __future__ import annotations

import contextlib
import csv
import io
import json
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.core.errors import BadInput, UserError
from app.services.serving.benchmarks.api import BenchmarkRun, Ending, Level, Subject, Sweep
from app.services.serving.benchmarks.export import Format, compare, export, names
from app.services.serving.benchmarks.figures import FIGURES, figure
from app.services.serving.benchmarks.options import levels_text, read_levels
from app.services.serving.benchmarks.reference import SOURCE, read_reference
from app.services.serving.benchmarks.store import BenchmarkStore, decode, references
from tests.captures import captured

RUN = BenchmarkRun(
    "2026-11-21-140512-gpt-oss-1f3a2c",
    Subject("gpt-oss-120b", "gpt-oss 120B", "vllm", "spark-01", "SHA256:abc", context=131072),
    Sweep((1, 4)),
    1_795_000_000.0,
    (
        Level(1, 3, seconds=9.0, first_token_s=0.162, tokens_per_s=41.7, total_tokens_per_s=40.0,
              power_w=44.0, joules_per_token=1.1, tokens=384, reasons={"kv_percent": "no metrics"}),
        Level(4, 8, 1, seconds=20.0, first_token_s=0.4, tokens_per_s=30.0,
              total_tokens_per_s=110.0, prompt_tokens_per_s=812.0, failure="queue full"),
    ),
    Ending.STOPPED,
    "With 4 users 1 of 8 questions failed.",
    ("Others asked the same server meanwhile.",),
    0.002,
)  # fmt: skip


@pytest.fixture
def store(tmp_path: Path) -> BenchmarkStore:
    return BenchmarkStore(tmp_path / "benchmarks")


def test_store_gives_back_what_was_saved(store: BenchmarkStore) -> None:
    older = replace(RUN, id="older", at=1.0)
    store.save(older)
    path = store.save(RUN)
    assert path.name == f"{RUN.id}.json"
    assert store.load().runs == (RUN, older)
    store.delete("older")
    store.delete("older")
    assert store.load().runs == (RUN,)


def test_figures_that_cannot_be_are_refused() -> None:
    impossible = replace(RUN, levels=(replace(RUN.levels[0], power_w=-4.0),))
    (data,) = json.loads(export([impossible], Format.JSON))
    with pytest.raises(BadInput, match="cannot be"):
        decode(json.dumps(data).encode(), "a")


def test_store_without_a_folder_is_empty(store: BenchmarkStore) -> None:
    assert store.load().runs == ()


@pytest.mark.parametrize(
    "data",
    [
        b"", b"{", b"[]", b"{}", b"\xff\xfe", b"[" * 200_000, b'{"id": 5}',
        b'{"id":"a","at":0,"subject":{"model":"m","title":"t","engine":"e","node":"n"},"sweep":{}}]',
    ],
)  # fmt: skip
def test_store_tells_of_a_damaged_file_and_leaves_it(store: BenchmarkStore, data: bytes) -> None:
    good = store.save(RUN)
    bad = good.with_name("bad.json")
    bad.write_bytes(data)
    stored = store.load()
    assert stored.runs == (RUN,)
    (problem,) = stored.problems
    assert problem.file == "bad.json"
    assert bad.read_bytes() == data


@pytest.mark.parametrize("name", ["../up", "", "a/b", ".hidden", ".."])
def test_store_writes_nowhere_else(store: BenchmarkStore, name: str) -> None:
    with pytest.raises(BadInput):
        store.save(replace(RUN, id=name))
    with pytest.raises(BadInput):
        store.delete(name)


def test_store_says_that_it_cannot_write(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(UserError, match="cannot be saved"):
        BenchmarkStore(tmp_path / "file").save(RUN)


@settings(max_examples=60, deadline=None)
@given(st.binary(max_size=300) | st.text(max_size=200).map(lambda text: json.dumps(text).encode()))
def test_files_of_strangers_are_read_or_refused(data: bytes) -> None:
    for read in (decode, read_reference):
        try:
            read(data, "a")
        except UserError:
            continue


NUMBERS = st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=5)
ROWS = st.lists(
    st.dictionaries(
        st.sampled_from(["c", "concurrency", "ttft_p50_ms", "agg_tok_s_mean", "telemetry"]),
        NUMBERS | st.dictionaries(st.text(max_size=3), NUMBERS, max_size=2),
        max_size=5,
    ),
    max_size=3,
)


@settings(max_examples=60, deadline=None)
@given(
    st.dictionaries(
        st.sampled_from(["single_stream", "concurrency", "phases", "label", "started", "model"]),
        ROWS | NUMBERS | st.dictionaries(st.sampled_from(["sweep", "tok_s"]), ROWS | NUMBERS),
        max_size=6,
    )
)
def test_references_with_anything_in_them_are_read_or_refused(facts: dict[str, object]) -> None:
    try:
        run = read_reference(json.dumps(facts).encode(), "a")
    except BadInput:
        return
    assert run.levels
    export([run], Format.CSV)


def test_import_takes_our_files_and_those_of_the_study(
    store: BenchmarkStore, tmp_path: Path
) -> None:
    theirs = tmp_path / "gemma4 31b.json"
    theirs.write_bytes(captured("detectors/bench/gemma4-31b-nvfp4.json"))
    run = store.take_in(theirs)
    assert run.id == "gemma4-31b"
    assert run.source == SOURCE
    ours = tmp_path / "mine.json"
    ours.write_bytes(store.save(RUN).read_bytes())
    assert store.take_in(ours) == replace(RUN, id="mine")
    assert {each.id for each in store.load().runs} == {"gemma4-31b", "mine", RUN.id}


def test_run_that_measured_nothing_is_refused() -> None:
    with pytest.raises(BadInput, match="could not be run"):
        read_reference(captured("bench/gpt-oss-20b.json"), "gpt-oss-20b")


def test_references_are_the_published_figures() -> None:
    found = {run.id: run for run in references()}
    assert len(found) == 6
    gemma = found["gemma4-31b-nvfp4"]
    alone, full = gemma.level(1), gemma.level(128)
    assert alone is not None
    assert full is not None
    assert (alone.tokens_per_s, alone.first_token_s, alone.power_w) == (6.8, 0.162, 39.2)
    assert alone.joules_per_token == pytest.approx(39.2 / 6.8)
    assert (full.total_tokens_per_s, full.tokens_per_s) == (513.4, None)
    assert full.reasons["tokens_per_s"] == "its source does not tell it"
    pair = found["glm47_tp2_cluster"]
    level = pair.level(8)
    assert level is not None
    assert pair.subject.node == "two DGX Sparks"
    assert level.power_w == pytest.approx(47.565 + 46.2565, abs=0.01), "of both machines"
    assert (level.total_tokens_per_s, level.seconds, level.tokens) == (48.7, 42.08, 2048)


def test_compare_gives_ratios_to_the_first_run() -> None:
    faster = replace(RUN, levels=(replace(RUN.levels[0], tokens_per_s=83.4), Level(8)))
    rows = compare((RUN, faster), figure("tokens_per_s"))
    assert [row.users for row in rows] == [1, 4, 8]
    assert rows[0].values == (41.7, 83.4)
    assert rows[0].ratios == (1.0, pytest.approx(2.0))
    assert rows[1].ratios == (1.0, None)
    assert rows[2].values == (None, None)


def test_names_beside_each_other_are_never_the_same() -> None:
    other = replace(RUN, subject=replace(RUN.subject, node="spark-02"))
    later = replace(RUN, at=RUN.at + 60)
    assert names((RUN, other)) == ("gpt-oss 120B on spark-01", "gpt-oss 120B on spark-02")
    assert len(set(names((RUN, later)))) == 2
    assert names((RUN,)) == ("gpt-oss 120B",)


def test_csv_has_plain_numbers_and_no_formula() -> None:
    armed = replace(RUN, subject=replace(RUN.subject, model="=cmd()"))
    rows = list(csv.DictReader(io.StringIO(export([armed], Format.CSV).decode())))
    assert rows[0]["model"] == "'=cmd()"
    assert rows[0]["first_token_s (s)"] == "0.162"
    assert rows[0]["kv_percent (%)"] == "", "unknown is empty, never 0"
    assert rows[1]["failures"] == "1"


def test_markdown_says_what_the_figures_mean_and_what_went_wrong() -> None:
    text = export([RUN], Format.MARKDOWN).decode()
    assert "| 1 | 162 ms | n/a | 41.7 tok/s | 40.0 tok/s | 44.0 W | 1.10 J |" in text
    assert "With 4 users 1 of 8 questions failed." in text
    assert figure("first_token_s").meaning in text


def test_json_export_can_be_imported_again() -> None:
    (data,) = json.loads(export([RUN], Format.JSON))
    assert decode(json.dumps(data).encode(), RUN.id) == RUN


def test_every_figure_is_a_field_with_a_meaning() -> None:
    level = Level(1)
    for each in FIGURES:
        assert each.of(level) is None
        assert each.text(level) == "n/a"
        assert len(each.meaning) > 20
    assert figure("prompt_tokens_per_s").text(RUN.levels[1]) == "~812.0 tok/s"


@pytest.mark.parametrize(
    ("text", "levels"), [("1,2,4", (1, 2, 4)), (" 8 ", (8,)), ("1, 2 16", (1, 2, 16))]
)
def test_levels_are_read_as_people_write_them(text: str, levels: tuple[int, ...]) -> None:
    assert read_levels(text) == levels
    assert read_levels(levels_text(levels)) == levels


@given(st.text(max_size=30))
def test_levels_are_read_or_refused(text: str) -> None:
    with contextlib.suppress(BadInput):
        assert all(level >= 0 for level in read_levels(text))
