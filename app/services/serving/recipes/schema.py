"""Recipes as YAML: read with errors that say where and what, and written."""

from __future__ import annotations

import difflib
import hashlib
import re
from types import MappingProxyType

import msgspec

from app.core.errors import BadInput
from app.core.i18n import tr
from app.core.listed import any_of
from app.core.said import said
from app.services.serving.api import (
    NO_CONFIG,
    EnvironmentEntry,
    LaunchSettings,
    ModelRef,
    Origin,
    PlanFile,
    Recipe,
    Source,
)
from app.services.serving.recipes import yaml_text
from app.services.serving.recipes.form import (
    FORM,
    ModelForm,
    RecipeForm,
    SettingsForm,
    SourceForm,
)

SCHEMA_FILE = "recipe.schema.json"
"""Beside the recipes that come with the program."""
_TYPED = ("config",)
_SETTINGS = tuple(SettingsForm.__struct_fields__)
_PLACE = re.compile(r" - at `\$\.?([^`]*)`$")
_UNKNOWN = re.compile(r"Object contains unknown field `(.*)`", re.DOTALL)
_MISSING = re.compile(r"Object missing required field `(.*)`")
_EXPECTED = re.compile(r"Expected `(.+?)`(?:, got `(.+?)`)?(?: (.+))?", re.DOTALL)
_OF_KEY = re.compile(r" - at `key` in `\$\.?([^`]*)`$")
_LIMIT = re.compile(r"(of length )?(>=|<=) ([0-9.]+)")
_PARTS: dict[str, type[msgspec.Struct]] = {
    "": RecipeForm,
    "model": ModelForm,
    "settings": SettingsForm,
    "source": SourceForm,
}
_KINDS = {
    "int": tr("a whole number"),
    "float": tr("a number"),
    "str": tr("text"),
    "bool": tr("true or false"),
    "array": tr("a list"),
    "object": tr("keys with values"),
    "null": tr("nothing"),
}
_RULES = {
    "title": tr("a name in one line, 120 characters at most"),
    "engine": tr("the name of an engine as in vllm, llama_cpp or ollama"),
    "family": tr("small letters, digits, dashes and dots as in qwen3-8b"),
    "image_digest": tr("sha256: and 64 digits"),
    "secrets": tr("names of environment variables as in HF_TOKEN"),
    "environment": tr("names of variables with their values"),
    "source.url": tr("an address that begins with https://"),
    "source.date": tr("a date as in 2026-07-24"),
    "settings.kv_dtype": tr("bf16, fp8, q8_0 or q4_0"),
    "settings.memory_fraction": tr("a number above 0, 1 at most"),
    "features": tr("words as in tools, reasoning or vision"),
    "files": tr("whole paths in the container with their texts"),
}
"""What is wanted where a pattern would say nothing to a person."""


def read_recipe(text: str, name: str = "", *, is_own: bool = False) -> Recipe:
    """Read a recipe; BadInput says what is wrong in which line.

    Args:
        text: the YAML.
        name: its id; its file's name without `.yaml`.
        is_own: whether it is one of the user's.
    """
    document = yaml_text.read(text, typed=_TYPED)
    if not isinstance(document.value, dict):
        raise BadInput(
            tr("This is no recipe."), tr("A recipe has keys as in title, engine and model.")
        )
    _check_version(document)
    told = _without_empty(document.value)
    try:
        form = msgspec.convert(told, RecipeForm, strict=False)
    except msgspec.ValidationError as error:
        raise _explained(str(error), document) from None
    return _recipe(form, document, name, is_own)


def write_recipe(recipe: Recipe) -> str:
    """Return the YAML of a recipe, without what is as it would be anyway.

    What its settings hold of arguments, variables and image becomes the recipe's own. Who may
    reach the port is not a matter of recipes.
    """
    told = msgspec.to_builtins(_form(recipe))
    return yaml_text.write({"recipe": FORM} | {key: told[key] for key in told if told[key] != {}})


def fingerprint(recipe: Recipe) -> str:
    """Return what changes when anything in a recipe does."""
    return hashlib.sha256(write_recipe(recipe).encode()).hexdigest()[:12]


# Reading


def _check_version(document: yaml_text.Document) -> None:
    assert isinstance(document.value, dict)
    told = document.value.get("recipe")
    version = int(told) if isinstance(told, str) and re.fullmatch("[0-9]{1,9}", told) else FORM
    if version > FORM:
        raise BadInput(
            tr("It is written for a newer program (recipe: {version}).").format(version=version),
            tr("This one reads recipes up to version {version}.").format(version=FORM),
        )


def _without_empty(value: dict[str, object]) -> dict[str, object]:
    """Return a mapping without the keys that have no value."""
    return {
        key: _without_empty(each) if isinstance(each, dict) and key not in _TYPED else each
        for key, each in value.items()
        if each is not None
    }


def _recipe(form: RecipeForm, document: yaml_text.Document, name: str, is_own: bool) -> Recipe:
    model = _model(form.model, document)
    plain = {
        key: getattr(form, key)
        for key in (
            "title", "engine", "family", "quantization", "summary", "image", "image_digest",
            "gated", "nodes", "weights_bytes", "download_bytes", "parameters",
            "active_parameters", "drafts", "copied_from",
        )
    }  # fmt: skip
    return Recipe(
        id=name,
        model=model,
        command=None if form.command is None else tuple(form.command),
        arguments=tuple(form.arguments),
        environment=tuple(EnvironmentEntry(*each) for each in form.environment.items()),
        files=tuple(PlanFile(*each) for each in form.files.items()),
        settings=LaunchSettings(**{key: getattr(form.settings, key) for key in _SETTINGS}),
        secrets=tuple(form.secrets),
        features=tuple(form.features),
        config=MappingProxyType(form.config) if form.config else NO_CONFIG,
        notes=tuple(form.notes),
        origin=Origin(**msgspec.structs.asdict(form.source)),
        is_own=is_own,
        **plain,
    )


def _model(form: ModelForm, document: yaml_text.Document) -> ModelRef:
    told = [(key, value) for key, value in msgspec.structs.asdict(form).items() if value]
    if len(told) != 1:
        names = ", ".join(ModelForm.__struct_fields__)
        raise _at(
            document, "model", tr("model takes one of {names}, and its handle.").format(names=names)
        )
    return ModelRef(Source(told[0][0]), told[0][1])


# Errors


def _explained(text: str, document: yaml_text.Document) -> BadInput:
    """Say in words what msgspec found."""
    found = _PLACE.search(text)
    place = found[1] if found else ""
    text = text[: found.start()] if found else text
    if unknown := _UNKNOWN.fullmatch(text):
        return _unknown_key(document, place, unknown[1])
    if missing := _MISSING.fullmatch(text):
        key = f"{place}.{missing[1]}" if place else missing[1]
        return _at(document, place, tr("{key} is missing.").format(key=key))
    if of_key := _OF_KEY.search(text):
        place, text = of_key[1], text[: of_key.start()]
    place = place.replace("[...]", "")
    return _at(
        document,
        place,
        tr("{place} takes {wanted}.").format(
            place=said(place) or tr("A recipe"), wanted=_wanted(text, place)
        ),
    )


def _wanted(text: str, place: str) -> str:
    """Return what a key takes, of msgspec's words: `Expected `int`, got `str``."""
    rule = _RULES.get(re.sub(r"\[\d+\]", "", place))
    found = _EXPECTED.fullmatch(text)
    if found is None:
        return rule or said(text)
    kinds = [_KINDS.get(kind, kind) for kind in found[1].split(" | ") if kind != "null"]
    wanted = rule or any_of(kinds)
    if found[2]:
        return tr("{wanted}, not {found}").format(
            wanted=wanted, found=_KINDS.get(found[2], found[2])
        )
    if rule or not found[3]:
        return wanted
    if limit := _LIMIT.fullmatch(found[3]):
        return _limited(limit).format(wanted=wanted, limit=limit[3])
    return tr("{wanted} with other characters").format(wanted=wanted)


def _limited(limit: re.Match[str]) -> str:
    is_least = limit[2] == ">="
    if limit[1]:
        return (
            tr("{wanted}, {limit} characters or entries or more")
            if is_least
            else tr("{wanted}, {limit} characters or entries at most")
        )
    return tr("{wanted}, {limit} or more") if is_least else tr("{wanted}, {limit} at most")


def _unknown_key(document: yaml_text.Document, place: str, key: str) -> BadInput:
    form = _PARTS.get(place)
    known = form.__struct_fields__ if form else ()
    near = difflib.get_close_matches(key, known, 1)
    whole = f"{place}.{key}" if place else key
    hint = (
        tr("Is {near} meant?").format(near=near[0])
        if near
        else tr("There are {known}.").format(known=", ".join(known))
    )
    return _at(
        document,
        whole,
        tr("“{key}” is no key of a recipe.").format(key=said(whole, limit=80)),
        hint,
    )


def _at(document: yaml_text.Document, place: str, message: str, hint: str = "") -> BadInput:
    line = document.line(place) if place else None
    return BadInput(
        tr("Line {line}: {message}").format(line=line, message=message) if line else message, hint
    )


# Writing


def _form(recipe: Recipe) -> RecipeForm:
    chosen = recipe.settings
    model = ModelForm(**{recipe.model.source.value: recipe.model.handle})
    environment = {each.name: each.value for each in (*recipe.environment, *chosen.environment)}
    plain = {
        key: getattr(recipe, key)
        for key in (
            "title", "engine", "family", "quantization", "summary", "image_digest", "gated",
            "nodes", "weights_bytes", "download_bytes", "drafts", "copied_from",
        )
    }  # fmt: skip
    return RecipeForm(
        model=model,
        image=chosen.image or recipe.image,
        command=None if recipe.command is None else list(recipe.command),
        arguments=[*recipe.arguments, *chosen.arguments],
        environment=environment,
        files={each.path: each.text for each in recipe.files},
        settings=SettingsForm(**{key: getattr(chosen, key) for key in _SETTINGS}),
        secrets=list(recipe.secrets),
        features=list(recipe.features),
        parameters=_number(recipe.parameters),
        active_parameters=_number(recipe.active_parameters),
        config=dict(recipe.config),
        notes=list(recipe.notes),
        source=SourceForm(
            recipe.origin.title, recipe.origin.url, recipe.origin.date, recipe.origin.verified
        ),
        **plain,
    )


def _number(value: float | None) -> float | None:
    return None if value is None else float(value)
