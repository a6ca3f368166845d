"""Recipes as YAML: what is read, how wrong ones are refused, and that nothing is lost."""

from __future__ import annotations

import contextlib
import json
import string
from dataclasses import replace
from types import MappingProxyType
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.core.errors import BadInput
from app.core.paths import resource
from app.services.serving.api import (
    EnvironmentEntry,
    LaunchSettings,
    ModelRef,
    Origin,
    PlanFile,
    Recipe,
    Source,
)
from app.services.serving.recipes import yaml_text
from app.services.serving.recipes.form import HELP, json_schema
from app.services.serving.recipes.schema import (
    SCHEMA_FILE,
    fingerprint,
    read_recipe,
    write_recipe,
)

LEAST = "title: Qwen3 8B\nengine: vllm\nmodel:\n  huggingface: Qwen/Qwen3-8B\n"


def test_read_recipe_takes_values_as_they_stand() -> None:
    text = LEAST + (
        "arguments: [--max-num-seqs, 8, --rope, 1.10, --flag, no]\n"
        "environment:\n  A: 0\n  B: true\n  C: 2026-07-24\n"
        "image:\n"
        "settings:\n  context: 8192\n  memory_fraction: 0.5\n  use_gpu: false\n"
        "config:\n  num_hidden_layers: 36\n  tie: true\n  none: null\n  theta: 1e6\n  name: '8'\n"
    )

    recipe = read_recipe(text, "qwen3-8b-vllm")

    assert recipe.arguments == ("--max-num-seqs", "8", "--rope", "1.10", "--flag", "no")
    assert [each.value for each in recipe.environment] == ["0", "true", "2026-07-24"]
    assert recipe.image == ""
    assert recipe.settings == LaunchSettings(context=8192, memory_fraction=0.5, use_gpu=False)
    assert recipe.config == {
        "num_hidden_layers": 36, "tie": True, "none": None, "theta": 1e6, "name": "8",
    }  # fmt: skip


def test_read_recipe_takes_a_file_as_windows_saves_it() -> None:
    text = LEAST + "notes:\n  - |\n    One line.\n    Another one.\n"

    assert read_recipe("\ufeff" + text.replace("\n", "\r\n")) == read_recipe(text)


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("", "This is no recipe. A recipe has keys as in title, engine and model."),
        (LEAST + "sumary: x\n", "Line 5: “sumary” is no key of a recipe. Is summary meant?"),
        (
            LEAST + "settings:\n  contxt: 8\n",
            "Line 6: “settings.contxt” is no key of a recipe. Is context meant?",
        ),
        (
            LEAST + "settings:\n  context: lots\n",
            "Line 6: settings.context takes a whole number, not text.",
        ),
        (
            LEAST + "settings:\n  memory_fraction: 2\n",
            "Line 6: settings.memory_fraction takes a number above 0, 1 at most.",
        ),
        (LEAST + "nodes: 0\n", "Line 5: nodes takes a whole number, 1 or more."),
        (
            LEAST + "weights_bytes: 22 GB\n",
            "Line 5: weights_bytes takes a whole number, not text.",
        ),
        (LEAST + "arguments: --a 8\n", "Line 5: arguments takes a list, not text."),
        (LEAST + "gated: maybe\n", "Line 5: gated takes true or false, not text."),
        (
            LEAST + "source:\n  date: yesterday\n",
            "Line 6: source.date takes a date as in 2026-07-24.",
        ),
        (
            LEAST + "environment:\n  2X: 1\n",
            "Line 5: environment takes names of variables with their values.",
        ),
        ("engine: vllm\nmodel:\n  huggingface: a/b\n", "title is missing."),
        (
            "title: a\nengine: vllm\nmodel: {}\n",
            (
                "Line 3: model takes one of huggingface, gguf, file, ollama, ngc, docker, "
                "lmstudio, and its handle."
            ),
        ),
        (
            "title: a\nengine: vllm\nmodel: {huggingface: --rm}\n",
            "Line 3: model.huggingface takes text with other characters.",
        ),
        (
            "recipe: 2\nnew: 1\n",
            (
                "It is written for a newer program (recipe: 2). "
                "This one reads recipes up to version 1."
            ),
        ),
        (LEAST + "title: b\n", "Line 5: “title” is there twice."),
        (LEAST + "notes: [a\n", "Line 6: This is no YAML: did not find expected ',' or ']'."),
        ("a: &x [1]\nb: *x\n", "Line 1: Anchors (&) and aliases (*) are not read here."),
        (
            "a: !!python/object/apply:os.system [ls]\n",
            "Line 1: Tags (!) are not read here.",
        ),
        ("a: 1\n---\nb: 1\n", "Line 2: Only one document may stand in a file."),
        ('title: "a\\0"\n', "Line 1: There is a character of no text."),
        ("[" * 30 + "]" * 30, "Line 1: It holds too much: a recipe is a small text."),
        ("a: " + "x" * yaml_text.MAX_BYTES, "It is larger than 256 KiB. A recipe is a small text."),
    ],
)  # fmt: skip
def test_read_recipe_says_what_is_wrong_where(text: str, message: str) -> None:
    with pytest.raises(BadInput) as caught:
        read_recipe(text)

    assert str(caught.value) == message


def test_read_recipe_refuses_what_only_a_person_decides() -> None:
    """A stranger's recipe neither opens a port to the network nor restarts a container."""
    for key in ("open_to_network: true", "restart: always"):
        with pytest.raises(BadInput, match="is no key of a recipe"):
            read_recipe(LEAST + f"settings:\n  {key}\n")


@given(st.text(max_size=300))
def test_read_recipe_raises_nothing_but_its_own_error(text: str) -> None:
    for each in (text, LEAST + text):
        with contextlib.suppress(BadInput):
            read_recipe(each)


_JSON = st.recursive(
    st.none() | st.booleans() | st.integers(-(10**17), 10**17) | st.text(max_size=20),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=9), inner),
    max_leaves=8,
)


@given(st.dictionaries(st.sampled_from(sorted(HELP["RecipeForm"])), _JSON))
def test_read_recipe_survives_any_value_under_any_key(told: dict[str, Any]) -> None:
    with contextlib.suppress(BadInput):
        read_recipe(json.dumps(told))


_TEXT = st.text(
    st.characters(exclude_categories=("Cc", "Cs", "Zl", "Zp"), exclude_characters="\ufeff"),
    max_size=40,
)
_LONG = st.lists(_TEXT, max_size=3).map("\n".join)
_SLUG = st.text(string.ascii_lowercase + string.digits + "-.", max_size=20).map(
    lambda text: text.lstrip("-.")
)
_NAME = st.from_regex(r"[A-Za-z_][A-Za-z0-9_]{0,20}", fullmatch=True)
_HANDLE = st.from_regex(r"[A-Za-z0-9][A-Za-z0-9/:._-]{0,30}", fullmatch=True)
_WHOLE = st.none() | st.integers(1, 10**9)
_CONFIG = st.recursive(
    st.none() | st.booleans() | st.integers(-(10**17), 10**17) | _TEXT
    | st.floats(allow_nan=False, allow_infinity=False, width=32),
    lambda inner: st.lists(inner, max_size=6)
    | st.dictionaries(_SLUG.map("k".__add__), inner, max_size=3),
    max_leaves=10,
)  # fmt: skip
_RECIPES = st.builds(
    Recipe,
    id=st.just("any"),
    title=_TEXT.map("t".__add__),
    engine=st.sampled_from(["vllm", "llama_cpp"]),
    model=st.builds(ModelRef, st.sampled_from([Source.GGUF, Source.OLLAMA]), _HANDLE),
    family=_SLUG,
    quantization=st.sampled_from(["", "NVFP4", "Q4_K_M"]),
    summary=_TEXT,
    image=st.just("") | _HANDLE,
    command=st.none() | st.lists(_LONG, max_size=4).map(tuple),
    arguments=st.lists(_LONG, max_size=5).map(tuple),
    environment=st.dictionaries(_NAME, _LONG, max_size=3).map(
        lambda told: tuple(EnvironmentEntry(*each) for each in told.items())
    ),
    files=st.just(()) | st.builds(lambda text: (PlanFile("/etc/a.yml", text),), _LONG),
    settings=st.builds(
        LaunchSettings,
        context=_WHOLE,
        users=_WHOLE,
        memory_fraction=st.none() | st.floats(0.01, 1),
        served_name=_SLUG,
        use_gpu=st.booleans(),
    ),
    secrets=st.lists(_NAME, max_size=2).map(tuple),
    gated=st.booleans(),
    nodes=st.integers(1, 64),
    weights_bytes=_WHOLE,
    parameters=st.none() | st.floats(1, 1e13),
    config=st.just(MappingProxyType({}))
    | st.dictionaries(_SLUG.map("k".__add__), _CONFIG, max_size=4).map(MappingProxyType),
    drafts=st.booleans(),
    notes=st.lists(_LONG, max_size=3).map(tuple),
    origin=st.builds(Origin, _TEXT, date=st.sampled_from(["", "2026-07-24"])),
    features=st.just(("tools", "reasoning")) | st.just(()),
)


@pytest.mark.parametrize("text", ["0E0", "1e5", "12", ".5", "no", "true", "~", ""])
def test_text_of_a_config_stays_a_text(text: str) -> None:
    model = ModelRef(Source.GGUF, "m")
    recipe = Recipe("any", "t", "vllm", model, config=MappingProxyType({"k": text, "l": [text]}))
    assert read_recipe(write_recipe(recipe), "any") == recipe


@given(_RECIPES)
def test_write_recipe_loses_nothing(recipe: Recipe) -> None:
    assert read_recipe(write_recipe(recipe), "any") == recipe


@pytest.mark.parametrize("number", [35e9, 116.8e9, 7.578543601940491e23, 1e300, float("inf")])
def test_numbers_of_a_config_are_written_whatever_their_size(number: float) -> None:
    recipe = replace(read_recipe(LEAST, "any"), config=MappingProxyType({"k": number}))
    assert read_recipe(write_recipe(recipe), "any").config["k"] in (number, ".inf")


def test_write_recipe_keeps_what_was_chosen_for_a_launch() -> None:
    """A recipe saved from the wizard holds the settings as its own; the port stays closed."""
    recipe = read_recipe(LEAST + "arguments: [--a]\nenvironment: {A: 1}\nimage: x/y\n")
    chosen = LaunchSettings(
        context=8192,
        image="x/z",
        arguments=("--b", "two words"),
        environment=(EnvironmentEntry("A", "2"),),
        open_to_network=True,
    )

    back = read_recipe(write_recipe(Recipe(**{**_fields(recipe), "settings": chosen})))

    assert back.image == "x/z"
    assert back.arguments == ("--a", "--b", "two words")
    assert back.environment == (EnvironmentEntry("A", "2"),)
    assert back.settings == LaunchSettings(context=8192)


def _fields(recipe: Recipe) -> dict[str, Any]:
    return {name: getattr(recipe, name) for name in Recipe.__dataclass_fields__}


def test_fingerprint_changes_with_anything() -> None:
    recipe = read_recipe(LEAST)

    assert fingerprint(recipe) == fingerprint(read_recipe("# words\n" + LEAST))
    assert fingerprint(recipe) != fingerprint(read_recipe(LEAST + "notes: [x]\n"))


def test_json_schema_beside_the_recipes_is_that_of_the_program() -> None:
    told = json.loads(resource("recipes", SCHEMA_FILE).read_text(encoding="utf-8"))

    assert told == json.loads(json.dumps(json_schema()))
    forms = told["$defs"]
    for form, texts in HELP.items():
        assert set(forms[form]["properties"]) == set(texts)
