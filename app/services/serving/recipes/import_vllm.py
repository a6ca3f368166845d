"""Recipes made of one of vLLM's (recipes.vllm.ai, Apache-2.0): its JSON, or the YAML behind it.

A whole recipe has variants, each with what it needs on some hardware: one recipe is made of each
variant that a DGX Spark can run. The page of one hardware (`/hw/dgx_spark_gb10.json`) is a
finished command.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from typing import TypeAlias

from app.core.errors import BadInput
from app.core.i18n import numeral, tr
from app.core.said import said
from app.services.containers.run_spec import RunSpec, Variable
from app.services.serving.api import Origin, Recipe
from app.services.serving.recipes.import_command import recipe_of
from app.services.serving.recipes.imported import Imported, quantization_said

Told: TypeAlias = Mapping[str, object]

SPARK = "dgx_spark_gb10"
SPARK_GB = 128.0
_LAYERS = ("default", "nvidia", "blackwell", SPARK)
"""Keys of its overrides that hold for a Spark, the most particular last."""
_IMAGE = "vllm/vllm-openai:latest"
_SITE = "https://recipes.vllm.ai/"
_MOST_VARIANTS = 20
_COUNT = re.compile(r"([0-9]{1,5}(?:\.[0-9]{1,3})?)\s?([TBMtbm])")
_UNITS = {"T": 1e12, "B": 1e9, "M": 1e6}
_NAMES = {"tool_calling": "tools", "reasoning": "reasoning"}


def is_vllm(told: Told) -> bool:
    """Tell whether a mapping looks like one of vLLM's recipes, or the page of one hardware."""
    return (isinstance(told.get("model"), dict) and isinstance(told.get("variants"), dict)) or (
        isinstance(told.get("argv"), list) and "docker_image" in told
    )


def read_vllm(told: Told) -> Imported:
    """Make recipes of it; BadInput when a Spark can run none of it."""
    if "argv" in told:
        return _finished(told)
    verdict = _text(_map(_map(told, "meta"), "hardware"), SPARK)
    if verdict == "unsupported":
        raise BadInput(tr("vLLM's recipe says that it does not run on a DGX Spark yet."))
    if "omni" in _words(_map(told, "meta").get("tasks")):
        raise BadInput(tr("This model makes pictures, sound or video, and needs vLLM-Omni."))
    recipes: list[Recipe] = []
    notes: list[str] = []
    for name, variant in list(_map(told, "variants").items())[:_MOST_VARIANTS]:
        if not isinstance(variant, dict):
            continue
        if why := _unfit(variant):
            notes.append(
                tr("Variant {name} was left out: {why}.").format(name=said(name, limit=40), why=why)
            )
            continue
        made = _variant(told, variant, verdict == "verified")
        recipes += made.recipes
        notes += made.notes
    if not recipes:
        raise BadInput(tr("No variant of this recipe is for a DGX Spark."), " ".join(notes))
    return Imported(tuple(recipes), tuple(dict.fromkeys(notes)))


def _finished(told: Told) -> Imported:
    if _text(told, "deploy_type") not in ("", "single_node"):
        raise BadInput(
            tr("This command is for several machines."), tr("Take that of a single node.")
        )
    words = tuple(_words(told.get("argv")))
    made = _recipe(
        words, _texts(told, "env"), _text(told, "docker_image"), Origin("recipes.vllm.ai")
    )
    hardware = _text(told, "hardware")
    notes = list(made.notes)
    if hardware and hardware != SPARK:
        notes.append(
            tr("It was written for {hardware}, not for a DGX Spark.").format(
                hardware=said(hardware)
            )
        )
    return Imported(made.recipes, tuple(notes))


def _unfit(variant: Told) -> str:
    """Return why a variant is not for a Spark; empty when it is."""
    supported = _words(variant.get("supported_hardware"))
    if supported and SPARK not in supported:
        return tr("it is for other hardware")
    try:
        least = float(str(variant.get("vram_minimum_gb", 0)))
    except ValueError:
        least = 0.0
    if least > SPARK_GB:
        return tr("it takes {least} GB, more than a DGX Spark has").format(
            least=numeral(least, grouped=False)
        )
    return ""


def _variant(told: Told, variant: Told, verified: bool) -> Imported:
    model, meta = _map(told, "model"), _map(told, "meta")
    own = [_map(_map(variant, "hardware_overrides"), key) for key in _LAYERS]
    general = [_map(_map(told, "hardware_overrides"), key) for key in _LAYERS]
    chosen = _features(told, variant)
    words = [*_words(model.get("base_args"))]
    environment = _texts(model, "base_env")
    for layer in (*general, variant, *own):
        words += _words(layer.get("extra_args"))
        environment |= _texts(layer, "extra_env")
    for feature in chosen.values():
        words += _words(feature.get("args"))
        environment |= _texts(feature, "env")
    handle = _text(variant, "model_id") or _text(model, "model_id")
    image = next(filter(None, map(_image, (*reversed(own), variant, model))), _IMAGE)
    page = _text(told, "hf_id") or _text(model, "model_id")
    origin = Origin(
        "recipes.vllm.ai",
        f"{_SITE}{page}" if re.fullmatch(r"[\w.-]+/[\w.-]+", page) else _SITE,
        _day(_text(meta, "date_updated")),
        tr("DGX Spark, says recipes.vllm.ai") if verified else "",
    )
    made = _recipe(("vllm", "serve", handle, *_last_of_each(words)), environment, image, origin)
    features = [_NAMES[each] for each in chosen if each in _NAMES]
    if "multimodal" in _words(meta.get("tasks")):
        features.append("vision")
    recipe = replace(
        made.recipes[0],
        title=said(_text(meta, "title"), limit=120) or made.recipes[0].title,
        summary=said(_text(variant, "description"), limit=200),
        quantization=quantization_said(_text(variant, "precision")),
        parameters=_count(_text(model, "parameter_count")),
        active_parameters=_count(_text(model, "active_parameters")),
        features=tuple(features),
        notes=_notes(model, variant),
    )
    if recipe.active_parameters == recipe.parameters:
        recipe = replace(recipe, active_parameters=None)
    return Imported((recipe,), made.notes)


def _recipe(words: tuple[str, ...], env: Mapping[str, str], image: str, origin: Origin) -> Imported:
    variables = tuple(Variable(*each) for each in env.items())
    return recipe_of(RunSpec(image=image, command=words, environment=variables), origin)


def _features(told: Told, variant: Told) -> dict[str, Told]:
    """Return the features that are on unless somebody chooses, in their form for a Spark."""
    optional = set(_words(told.get("opt_in_features")))
    optional |= set(_words(_map(told, "hardware_opt_in_features").get(SPARK)))
    found: dict[str, Told] = {}
    for name, feature in _map(told, "features").items():
        if name in optional and name not in _map(variant, "default_modes"):
            continue
        if not isinstance(feature, dict):
            continue
        modes = _map(feature, "modes")
        wanted = _text(_map(variant, "default_modes"), name) or _text(feature, "default_mode")
        base = _map(modes, wanted or next(iter(modes), "")) if modes else feature
        for key in _LAYERS:
            base = {**base, **_map(_map(base, "hardware_overrides"), key)}
        found[name] = base
    return found


def _notes(model: Told, variant: Told) -> tuple[str, ...]:
    oldest = _text(variant, "min_vllm_version") or _text(model, "min_vllm_version")
    if not re.fullmatch(r"[0-9.]{1,20}", oldest):
        return ()
    return (tr("It needs vLLM {oldest} or newer.").format(oldest=oldest),)


def _last_of_each(words: Sequence[str]) -> list[str]:
    """Return arguments in which the last of each flag counts, as vLLM's site builds them."""
    groups: list[list[str]] = []
    for word in words:
        if word.startswith("--") or not groups:
            groups.append([word])
        else:
            groups[-1].append(word)
    last = {group[0].partition("=")[0]: group for group in groups}
    return [word for group in last.values() for word in group]


# Values of a stranger's file


def _map(told: Told, key: str) -> dict[str, object]:
    value = told.get(key)
    return value if isinstance(value, dict) else {}


def _text(told: Told, key: str) -> str:
    value = told.get(key)
    return value if isinstance(value, str) else ""


def _words(value: object) -> list[str]:
    return list(_each_word(value)) if isinstance(value, list) else []


def _each_word(values: list[object]) -> Iterator[str]:
    for value in values:
        if isinstance(value, (str, int, float)):
            yield str(value)


def _texts(told: Told, key: str) -> dict[str, str]:
    return {
        name: str(value)
        for name, value in _map(told, key).items()
        if isinstance(value, (str, int, float))
    }


def _image(told: Told) -> str:
    value = told.get("docker_image")
    if isinstance(value, dict):
        value = value.get("nvidia") or value.get("cu130")
    if isinstance(value, dict):
        value = value.get("cu130")
    return value if isinstance(value, str) else ""


def _day(text: str) -> str:
    return text[:10] if re.match(r"\d{4}-\d{2}-\d{2}", text) else ""


def _count(text: str) -> float | None:
    found = _COUNT.fullmatch(text)
    return float(found[1]) * _UNITS[found[2].upper()] if found else None
