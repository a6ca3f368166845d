"""The recipes that came with the program, and those of the user's folder."""

from __future__ import annotations

import csv
from dataclasses import replace
from pathlib import Path

import pytest

from app.core.errors import BadInput, SettingsUnwritable
from app.services.serving.api import LaunchSettings, Recipe, Recipes, Source
from app.services.serving.catalogue import engine, engines
from app.services.serving.fit.launch_fit import fit_of
from app.services.serving.fit.shape import read_shape
from app.services.serving.launching.admission import idle_spark
from app.services.serving.measured import MeasuredBook
from app.services.serving.recipes.book import RecipeBook, own_copy
from app.services.serving.recipes.drift import newer_recipe, pinned
from app.services.serving.recipes.schema import read_recipe, write_recipe
from app.services.serving.recipes.sharing import shared

LEAST = "title: Qwen3 8B\nengine: vllm\nmodel:\n  huggingface: Qwen/Qwen3-8B\n"


@pytest.fixture(scope="module")
def shipped() -> Recipes:
    return RecipeBook(Path("/nonexistent")).load()


@pytest.fixture
def book(tmp_path: Path) -> RecipeBook:
    """A book whose shipped recipes are one."""
    ours = tmp_path / "shipped"
    ours.mkdir()
    (ours / "qwen3-8b-vllm.yaml").write_text(LEAST, encoding="utf-8")
    return RecipeBook(tmp_path / "own", shipped=ours)


def test_shipped_recipes_are_whole(shipped: Recipes) -> None:
    assert shipped.problems == ()
    for recipe in shipped.recipes:
        assert recipe.origin.title, recipe.id
        assert recipe.origin.url, recipe.id
        assert recipe.engine in engines(), recipe.id
        assert recipe.model.source in engines()[recipe.engine].sources, recipe.id


def test_shipped_recipes_hold_every_model_of_the_playbooks(shipped: Recipes) -> None:
    engine_of = {"vllm": "vllm", "sglang": "sglang", "trt-llm": "tensorrt_llm"}
    known = {(each.engine, each.model.handle) for each in shipped.recipes}
    rows = Path(__file__).parents[2] / "data" / "playbook_models.csv"
    with rows.open(encoding="utf-8") as file:
        listed = [(engine_of[row["engine"]], row["hf_handle"]) for row in csv.DictReader(file)]

    assert len(listed) == 67
    assert [pair for pair in listed if pair not in known] == []


def test_shipped_recipes_of_one_family_are_of_one_model(shipped: Recipes) -> None:
    """What several files say of the same model is the same."""
    families: dict[str, list[Recipe]] = {}
    for recipe in shipped.recipes:
        families.setdefault(recipe.family, []).append(recipe)
    for family, recipes in families.items():
        assert len({each.parameters for each in recipes}) == 1, family
        configs = [dict(each.config) for each in recipes if each.config]
        assert all(each == configs[0] for each in configs), family


def test_what_promises_tools_tells_the_engine_how_to_read_them(shipped: Recipes) -> None:
    """vLLM and SGLang refuse or ignore tools without a parser (openai-protocol §2.5)."""
    silent = [
        recipe.id
        for recipe in shipped.recipes
        if recipe.engine in ("vllm", "sglang")
        and "tools" in recipe.features
        and "--tool-call-parser" not in (*recipe.arguments, *(recipe.command or ()))
    ]
    assert silent == []
    vllm = [recipe for recipe in shipped.recipes if recipe.engine == "vllm"]
    for recipe in vllm:
        assert ("--tool-call-parser" in recipe.arguments) == (
            "--enable-auto-tool-choice" in recipe.arguments
        ), recipe.id


def test_shipped_recipes_are_shared_as_they_are(shipped: Recipes) -> None:
    for recipe in shipped.recipes:
        told = shared(recipe, ["spark-1", "10.0.0.5"])
        assert told.notes == ()
        assert read_recipe(told.text, recipe.id) == recipe


@pytest.mark.parametrize(
    ("family", "kib_per_token"),
    [
        ("gpt-oss-120b", 36.0),
        ("qwen3.6-35b-a3b", 20.0),
        ("qwen3.8-27b", 64.0),
        ("llama-3.3-70b", 320.0),
        ("gemma-4-31b", 80.0),
    ],
)
def test_shipped_configs_give_the_memory_that_was_worked_out(
    shipped: Recipes, family: str, kib_per_token: float
) -> None:
    """The KV cache that grows with the context, in bf16, as memory-fit §4.3 has it."""
    recipe = next(each for each in shipped.recipes if each.family == family and each.config)
    groups = read_shape(recipe.config).groups
    growing = sum(each.layers * each.per_token for each in groups if each.window is None)

    assert growing * 2 / 1024 == kib_per_token


def test_shipped_recipes_have_some_for_any_computer(shipped: Recipes) -> None:
    small = [each for each in shipped.recipes if (each.parameters or 1e12) < 1e9]

    assert {Source.GGUF, Source.OLLAMA} <= {each.model.source for each in small}


def test_load_tells_a_broken_file_and_reads_the_others(tmp_path: Path, book: RecipeBook) -> None:
    book.add(read_recipe(LEAST.replace("8B", "14B")))
    (tmp_path / "own" / "broken.yaml").write_text("title: [", encoding="utf-8")
    (tmp_path / "own" / "binary.yaml").write_bytes(b"\xff\xfe\x00")
    (tmp_path / "own" / "Bad Name.yaml").write_text(LEAST, encoding="utf-8")
    (tmp_path / "own" / "qwen3-8b-vllm.yaml").write_text(LEAST, encoding="utf-8")
    (tmp_path / "own" / "folder.yaml").mkdir()
    (tmp_path / "own" / "other.yml").write_text(LEAST, encoding="utf-8")
    (tmp_path / "own" / "engine.yaml").write_text(LEAST.replace("vllm", "vlm"), encoding="utf-8")

    found = book.load()

    assert [each.title for each in found.recipes] == ["Qwen3 14B", "Qwen3 8B"]
    told = {Path(each.file).name: each.message for each in found.problems}
    assert "Line 2: This is no YAML" in told["broken.yaml"]
    assert "no text" in told["binary.yaml"]
    assert "cannot be a recipe's name" in told["Bad Name.yaml"]
    assert "came with the program has this name" in told["qwen3-8b-vllm.yaml"]
    assert "cannot be read" in told["folder.yaml"]
    assert "call it other.yaml" in told["other.yml"]
    assert "There is no engine “vlm”. Is vllm meant?" in told["engine.yaml"]


def test_add_takes_no_other_recipes_place(book: RecipeBook) -> None:
    recipe = replace(read_recipe(LEAST), family="qwen3-8b")

    names = [book.add(recipe).id for _ in range(3)]

    assert names == ["qwen3-8b-vllm-2", "qwen3-8b-vllm-3", "qwen3-8b-vllm-4"]
    assert {each.is_own for each in book.load().recipes} == {True, False}


def test_replace_keeps_words_and_refuses_a_wrong_text(book: RecipeBook) -> None:
    own = book.add(read_recipe(LEAST))
    text = "# mine\n" + LEAST.replace("8B", "14B", 1)

    assert book.replace(own.id, text).title == "Qwen3 14B"
    with pytest.raises(BadInput, match="no key of a recipe"):
        book.replace(own.id, LEAST + "x: 1\n")

    kept = book.load().find(own.id)
    assert kept is not None
    assert book.text(kept) == text


def test_remove_can_be_undone_and_leaves_what_was_shipped(book: RecipeBook) -> None:
    own = book.add(read_recipe(LEAST))

    text = book.remove(own.id)

    assert book.load().find(own.id) is None
    book.restore(own.id, text)
    assert book.load().find(own.id) == own
    with pytest.raises(BadInput, match="another recipe"):
        book.restore(own.id, text)
    with pytest.raises(BadInput, match="no recipe"):
        book.remove("qwen3-8b-vllm")
    with pytest.raises(BadInput, match="cannot be a recipe's name"):
        book.remove("../shipped/qwen3-8b-vllm")


def test_newer_recipe_is_told_when_the_one_that_was_copied_changed(
    tmp_path: Path, book: RecipeBook
) -> None:
    recipe = book.load().recipes[0]
    own = book.add(own_copy(recipe))

    assert newer_recipe(own, book.load()) is None

    changed = replace(recipe, notes=("New words.",))
    (tmp_path / "shipped" / "qwen3-8b-vllm.yaml").write_text(write_recipe(changed), "utf-8")
    assert newer_recipe(own, book.load()) == changed


def test_pinned_names_the_digest_and_keeps_words() -> None:
    digest, other = "sha256:" + "a" * 64, "sha256:" + "b" * 64
    text = f"# mine\n{LEAST}image: vllm/vllm-openai:v0.28.0  # checked\n"

    once = pinned(text, digest)
    assert once == f"{text}image_digest: {digest}\n"
    assert pinned(once, other) == f"{text}image_digest: {other}\n"
    with pytest.raises(BadInput, match="names no image"):
        pinned(LEAST, digest)


def test_folder_that_cannot_be_written_is_told(tmp_path: Path) -> None:
    (tmp_path / "own").write_text("a file", encoding="utf-8")
    book = RecipeBook(tmp_path / "own")

    assert len(book.load().recipes) > 50
    with pytest.raises(SettingsUnwritable, match="cannot be written"):
        book.add(read_recipe(LEAST))


@pytest.mark.parametrize(
    ("recipe", "measured"),
    [
        ("gemma-4-31b-nvfp4-vllm", 6.8),
        ("llama-3.3-70b-nvfp4-vllm", 5.4),
        ("nemotron-3-super-120b-a12b-nvfp4-vllm", 14.6),
        ("qwen3-32b-nvfp4-vllm", 11.0),
        ("llama-3.1-8b-nvfp4-vllm", 42.0),
        ("qwen3.6-35b-a3b-nvfp4-agent-vllm", 75.0),
    ],
)
def test_shipped_recipes_promise_the_speed_that_was_measured(
    shipped: Recipes, recipe: str, measured: float, tmp_path: Path
) -> None:
    """heitor-mocelin on GB10, June 2026 (resources/benchmarks)."""
    found = shipped.find(recipe)
    assert found is not None
    fit = fit_of(
        found, LaunchSettings(), engine("vllm"), None, idle_spark(),
        MeasuredBook(tmp_path / "none.json"), "",
    )  # fmt: skip
    assert fit is not None
    assert fit.speed is not None
    assert fit.speed.low <= measured <= fit.speed.high
