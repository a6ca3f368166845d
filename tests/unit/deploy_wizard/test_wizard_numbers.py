"""The scale of contexts, the parts of the memory bar, and what is typed as settings."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.core.errors import BadInput
from app.panes.deploy.wizard import context_scale as scale
from app.panes.deploy.wizard.bar_parts import BarContent, PartOf, widths, with_fit, without
from app.panes.deploy.wizard.limits import (
    environment_text,
    fit_words,
    most_context,
    read_arguments,
    read_environment,
    restart_words,
)
from app.services.containers.run_spec import Restart
from app.services.serving.api import EnvironmentEntry, LaunchSettings, ModelRef, Recipe, Source
from app.services.serving.facts.api import ModelFacts
from app.services.serving.fit.api import GIB, Demand, Fit, Room, Taker, Verdict

ROOM = Room(
    38 * GIB, 122 * GIB, 20 * GIB, 50 * GIB, takers=(Taker("gpt-oss-120b", 64 * GIB),), unified=True
)
FITS = Fit(
    Verdict.FITS, 20 * GIB, 4 * GIB, 7 * GIB, 31 * GIB, ROOM, Demand(8192), 65536, 4, 0.3, None, ""
)
REF = ModelRef(Source.HUGGING_FACE, "org/model")
RECIPE = Recipe("r", "R", "vllm", REF)
CONTEXTS = st.integers(min_value=1, max_value=2_000_000)
MOST = st.integers(min_value=1, max_value=2_000_000)


@given(share=st.floats(-1, 2), most=MOST)
def test_context_at_stays_on_the_scale(share: float, most: int) -> None:
    context = scale.context_at(share, most)
    assert 1 <= context <= most
    assert context >= min(scale.LEAST, most)


@given(context=CONTEXTS, most=MOST)
def test_share_of_is_between_the_ends(context: int, most: int) -> None:
    assert 0.0 <= scale.share_of(context, most) <= 1.0


@given(context=st.integers(2048, 262_144), steps=st.integers(-9, 9))
def test_stepped_moves_in_its_direction_until_the_end(context: int, steps: int) -> None:
    moved = scale.stepped(context, steps, 262_144)
    assert scale.LEAST <= moved <= 262_144
    if steps > 0:
        assert moved > context or moved == 262_144
    if steps < 0:
        assert moved < context or moved == scale.LEAST


def test_context_at_is_drawn_to_round_numbers_and_to_the_mark() -> None:
    near = scale.share_of(32_768, 131_072) + 0.004
    assert scale.context_at(near, 131_072) == 32_768
    mark = scale.share_of(44_965, 131_072) - 0.004
    assert scale.context_at(mark, 131_072, (44_965,)) == 44_965
    assert scale.context_at(1.0, 40_960) == 40_960


def test_eight_steps_double() -> None:
    assert scale.stepped(8192, 8, 131_072) == 16_384
    assert scale.stepped(8192, -8, 131_072) == 4096


def test_ticks_are_powers_of_two_in_short_words() -> None:
    assert [scale.tick_words(each) for each in scale.ticks(40_960)] == [
        "2k",
        "4k",
        "8k",
        "16k",
        "32k",
    ]
    assert scale.tick_words(1_048_576) == "1M"
    assert scale.tick_words(512) == "512"


def sizes(content: BarContent) -> dict[PartOf, float]:
    return {part.what: part.bytes / GIB for part in content.parts}


def test_bar_parts_sum_to_the_machine_and_the_limit_is_the_room() -> None:
    content = with_fit(FITS)
    assert sum(part.bytes for part in content.parts) == ROOM.total_bytes
    assert content.limit_bytes == (72 + 38) * GIB  # what is used, and what may be taken
    assert sizes(content) == {
        PartOf.TAKER: 64, PartOf.SYSTEM: 8, PartOf.WEIGHTS: 20, PartOf.OVERHEAD: 7, PartOf.KV: 4,
        PartOf.FREE: 7, PartOf.KEPT: 12,
    }  # fmt: skip
    assert sum(part.bytes for part in without(ROOM).parts) == ROOM.total_bytes


def test_bar_grows_past_the_machine_when_it_does_not_fit() -> None:
    content = with_fit(replace(FITS, kv_bytes=160 * GIB, need_bytes=187 * GIB))
    assert content.scale_bytes == (72 + 187) * GIB
    assert PartOf.FREE not in sizes(content)
    assert without(ROOM, content.scale_bytes).scale_bytes == content.scale_bytes


def test_bar_shows_the_rest_of_a_share_that_is_taken_at_once() -> None:
    assert sizes(with_fit(replace(FITS, takes_bytes=36 * GIB)))[PartOf.SPARE] == 5


def test_bar_without_available_memory_shows_engines_only() -> None:
    room = replace(ROOM, available_bytes=None)
    assert PartOf.SYSTEM not in sizes(without(room))


@given(parts=st.lists(st.integers(1, 10**12), min_size=1, max_size=8), room=st.floats(60, 3000))
def test_widths_give_every_part_a_few_pixels(parts: list[int], room: float) -> None:
    content = with_fit(FITS)
    made = [replace(content.parts[0], bytes=size) for size in parts]
    found = widths(made, sum(parts), room)
    assert all(width >= 3.0 for width in found)
    assert sum(found) == pytest.approx(max(room, 3.0 * len(parts)), rel=0.2)


def test_most_context_is_what_the_model_was_made_for() -> None:
    config = {
        "model_type": "qwen3", "num_hidden_layers": 2, "num_key_value_heads": 8, "head_dim": 128,
        "max_position_embeddings": 40_960,
    }  # fmt: skip
    assert most_context(replace(RECIPE, config=config), None) == 40_960
    assert most_context(RECIPE, ModelFacts(REF, config=config)) == 40_960
    longer = replace(RECIPE, config=config, settings=LaunchSettings(context=65_536))
    assert most_context(longer, None) == 65_536
    assert most_context(RECIPE, None) == 131_072


def test_fit_words_offer_what_would_fit() -> None:
    assert "7.0 GiB stay" in fit_words(FITS)
    refused = replace(FITS, verdict=Verdict.NO, need_bytes=60 * GIB, max_context=44_965)
    assert "44,965 tokens would fit" in fit_words(refused)
    assert "60.0 GiB, and " in fit_words(refused)  # "60 of 40" would be nonsense
    assert "No context fits" in fit_words(replace(refused, max_context=0))


def test_restart_words_warn_of_a_loop() -> None:
    assert "again and again" not in restart_words(Restart.NO)
    assert "again and again" in restart_words(Restart.UNLESS_STOPPED)


def test_read_arguments_never_splits_a_line() -> None:
    text = '--chat-template-kwargs\n{"a b": true}\n\n--x; rm -rf /\n'
    assert read_arguments(text) == ("--chat-template-kwargs", '{"a b": true}', "--x; rm -rf /")


def test_read_environment_refuses_secrets_and_says_where_they_belong() -> None:
    assert read_environment("A=1\nB=x=y\n") == (
        EnvironmentEntry("A", "1"),
        EnvironmentEntry("B", "x=y"),
    )
    for line in ("HF_TOKEN=hf_abcdefghijklmnopqrstuvwxyz", "NGC_API_KEY=abc"):
        with pytest.raises(BadInput) as caught:
            read_environment(line)
        assert "secret" in caught.value.message
        assert "keyring" in caught.value.hint
        assert "hf_abc" not in str(caught.value)


@given(st.text(max_size=200))
def test_read_environment_returns_or_raises_bad_input(text: str) -> None:
    try:
        entries = read_environment(text)
    except BadInput:
        return
    assert read_environment(environment_text(entries)) == entries
