"""Recipes made of whatever a person pastes or opens: ours, vLLM's, sparkrun's, a command."""

from __future__ import annotations

import json
import re
from dataclasses import replace

from app.core.errors import BadInput
from app.core.i18n import tr
from app.services.serving.api import Origin
from app.services.serving.recipes import yaml_text
from app.services.serving.recipes.book import checked_text
from app.services.serving.recipes.import_command import read_command
from app.services.serving.recipes.import_sparkrun import is_sparkrun, read_sparkrun
from app.services.serving.recipes.import_vllm import is_vllm, read_vllm
from app.services.serving.recipes.imported import Imported
from app.services.serving.recipes.schema import read_recipe

MAX_BYTES = 1024 * 1024
_COMMAND = re.compile(
    r"\s*(?:```\w*\s+)?(?:[$#] )?(?:\w+=\S* )*(?:sudo (?:-\w+ )*)?(?:\S*/)?"
    r"(?:docker|podman|nvidia-docker|vllm|python3?|llama-server|ollama|lms|trtllm-serve|sglang)\s"
)
_HINT = tr(
    "Paste a recipe of this program, the JSON of recipes.vllm.ai, a recipe of "
    "sparkrun, or a command as in docker run … vllm/vllm-openai Qwen/Qwen3-8B."
)


def read_import(text: str, *, day: str = "") -> Imported:
    """Read it as what it is; BadInput with what is wrong, or with what can be read.

    Args:
        text: what was pasted.
        day: the date of recipes whose source has none (`2026-11-21`).
    """
    if len(text.encode("utf-8", "replace")) > MAX_BYTES:
        raise BadInput(tr("It is larger than {most} KiB.").format(most=MAX_BYTES // 1024), _HINT)
    if not text.strip():
        raise BadInput(tr("There is nothing to read yet."), _HINT)
    imported = _read(text)
    recipes = tuple(
        replace(recipe, origin=_dated(recipe.origin, day), is_own=True)
        for recipe in imported.recipes
    )
    for recipe in recipes:
        checked_text(recipe)
    return Imported(recipes, imported.notes)


def _read(text: str) -> Imported:
    if _COMMAND.match(text):
        return read_command(text)
    told = _from_json(text) if text.lstrip().startswith("{") else yaml_text.read(text).value
    if not isinstance(told, dict):
        raise BadInput(tr("That is nothing that recipes can be made of."), _HINT)
    if is_vllm(told):
        return read_vllm(told)
    if is_sparkrun(told):
        return read_sparkrun(told)
    return Imported((read_recipe(text),))


def _from_json(text: str) -> object:
    """Read JSON; what is none may be YAML in its short form."""
    try:
        return json.loads(text)
    except RecursionError:
        raise BadInput(tr("It holds too much: a recipe is a small text.")) from None
    except ValueError:
        return yaml_text.read(text).value


def _dated(origin: Origin, day: str) -> Origin:
    return origin if origin.date or not day else replace(origin, date=day)
