"""The list of models: its order, its words and what it is narrowed to."""

from __future__ import annotations

from dataclasses import replace

from app.panes.deploy.wizard.choosing import Family
from app.panes.deploy.wizard.rating import (
    Filter,
    Rating,
    best_of,
    model_rows,
    narrowed,
    parameter_words,
    speed_words,
    verdict_words,
)
from app.services.serving.api import ModelRef, Recipe, Source
from app.services.serving.fit.api import GIB, Demand, Fit, Room, Speed, Verdict

ROOM = Room(100 * GIB, 122 * GIB, 20 * GIB, 110 * GIB, limited_by="The reserve decides.")


def fit(verdict: Verdict, tokens_per_s: float = 50.0) -> Fit:
    speed = Speed(tokens_per_s, tokens_per_s * 0.7, tokens_per_s * 1.2, "273 GB/s")
    return Fit(
        verdict, 60 * GIB, 5 * GIB, 7 * GIB, 72 * GIB, ROOM, Demand(8192), 131072, 4, 0.8, speed, ""
    )


def recipe(name: str, **more: object) -> Recipe:
    ref = ModelRef(Source.HUGGING_FACE, f"org/{name}")
    return Recipe(name, name.title(), "vllm", ref, **more)  # type: ignore[arg-type]


FAST = recipe("fast", parameters=8e9, features=("tools",))
LARGE = recipe("large", parameters=120e9, features=("tools", "vision"))
SLOW = recipe("slow", parameters=70e9)
BIG = recipe("big", parameters=400e9)
UNKNOWN = recipe("unknown", parameters=4e9)
RATINGS = {
    "fast": Rating(fit(Verdict.FITS)),
    "large": Rating(fit(Verdict.TIGHT, 40.0)),
    "slow": Rating(fit(Verdict.FITS, 2.7)),
    "big": Rating(fit(Verdict.NO)),
    "unknown": Rating(why="It is not known how big it is."),
}
ALL = tuple(Family(each.id, each.title, (each,)) for each in (BIG, UNKNOWN, SLOW, LARGE, FAST))


def rows(on_node: frozenset[ModelRef] = frozenset()) -> list[str]:
    return [row.family.key for row in model_rows(ALL, rate, on_node, str)]


def rate(each: Recipe) -> Rating:
    return RATINGS[each.id]


def test_rows_begin_with_what_fits_and_is_fast_enough() -> None:
    assert rows() == ["fast", "slow", "large", "unknown", "big"]


def test_rows_have_models_of_the_node_before_larger_ones() -> None:
    other = Family("tiny", "Tiny", (recipe("fast", parameters=1e9),))
    known = (*ALL, other)
    on_node = frozenset({FAST.model})
    found = model_rows(known, rate, on_node, str)
    assert found[0].on_node
    assert [row.family.key for row in found if row.on_node] == ["fast", "tiny"]  # one reference


def test_best_of_prefers_what_fits_then_what_is_fast() -> None:
    family = Family("both", "Both", (BIG, SLOW, FAST))
    best = best_of(family, rate)
    assert best is FAST


def test_narrowed_takes_every_word_and_every_filter() -> None:
    found = model_rows(ALL, rate, frozenset({LARGE.model}), str)
    assert [r.family.key for r in narrowed(found, "LARGE vllm", ())] == ["large"]
    assert [r.family.key for r in narrowed(found, "org/slow", ())] == ["slow"]
    assert narrowed(found, "large nothing", ()) == ()
    assert [r.family.key for r in narrowed(found, "", {Filter.FITS})] == ["fast", "slow", "large"]
    assert [r.family.key for r in narrowed(found, "", {Filter.TOOLS, Filter.VISION})] == ["large"]
    assert [r.family.key for r in narrowed(found, "", {Filter.ON_NODE})] == ["large"]
    assert narrowed(found, "", {Filter.EMBEDDINGS}) == ()


def test_verdict_words_say_what_is_behind_them() -> None:
    assert verdict_words(Rating(fit(Verdict.FITS))).text == "Fits"
    no = verdict_words(Rating(fit(Verdict.NO)))
    assert (no.text, no.tone) == ("No", "err")
    assert "72.0 GiB are needed" in no.tip
    assert "The reserve decides." in no.tip
    unable = verdict_words(Rating(why="There is no Docker.", can_run=False))
    assert (unable.text, unable.tip) == ("n/a", "There is no Docker.")
    assert verdict_words(Rating()).tip  # unknown says so


def test_speed_words_tell_an_estimate_from_a_measurement() -> None:
    assert speed_words(Speed(50.2, 35.1, 60.4, "")) == "~50 tok/s, 35–60"
    assert speed_words(Speed(2.71, 1.9, 3.2, "")) == "~2.7 tok/s, 1.9–3.2"
    assert speed_words(Speed(52, 52, 52, "", is_measured=True)) == "52 tok/s, measured here"
    assert speed_words(None) == ""


def test_what_is_not_known_of_a_row_has_its_reason_beside_it() -> None:
    rows = {row.family.key: row for row in model_rows(ALL, rate, frozenset(), str)}
    assert rows["fast"].note == rows["fast"].speed
    assert rows["unknown"].note == "It is not known how big it is"
    assert rows["unknown"].note in rows["unknown"].said
    of_node = Rating(why="spark-01 is not connected.", is_node=True)
    assert replace(rows["unknown"], rating=of_node).note == ""  # it is said once, above


def test_parameter_words_are_short() -> None:
    words = [parameter_words(each) for each in (120e9, 8e9, 1.5e9, 360e6, None, 9.95e9)]
    assert words == ["120B", "8B", "1.5B", "360M", "", "10B"]


def test_a_row_is_said_whole() -> None:
    said = model_rows(ALL, rate, frozenset({FAST.model}), str)[0].said
    for part in ("Fast", "Fits", "~50 tok/s", "8B", "vllm", "on the node"):
        assert part in said
