"""What came of reading a recipe that was written for something else."""

from __future__ import annotations

import re
from dataclasses import dataclass

from app.services.serving.api import Recipe

_QUANTIZATION = re.compile(
    r"(?i)(?<![a-z0-9])(nvfp4|mxfp4|fp4|fp8|bf16|fp16|int4|int8|awq|gptq|"
    r"(?:ud-)?i?q[2-8](?:_[a-z0-9]{1,3}){0,2})(?![a-z0-9])"
)
_TOOLS = ("--enable-auto-tool-choice", "--tool-call-parser", "--tool_parser")
_REASONING = ("--reasoning-parser", "--reasoning_parser")
_EMBEDDINGS = ("--embedding", "--embeddings", "--is-embedding")
_DRAFTS = ("--speculative-config", "--speculative_config", "--spec-type", "--model-draft", "-md",
           "--speculative-algorithm")  # fmt: skip


@dataclass(frozen=True, slots=True)
class Imported:
    """Recipes that nobody has kept yet, and what a person should know of them."""

    recipes: tuple[Recipe, ...]
    notes: tuple[str, ...] = ()
    """What was left out or taken out, or is otherwise here: a sentence each."""


def quantization_named(handle: str) -> str:
    """Return the quantization that a model's handle names; empty: none."""
    found = _QUANTIZATION.findall(handle.replace(":", "-"))
    return str(found[-1]).upper() if found else ""


def quantization_said(text: str) -> str:
    """Return a quantization that somebody wrote down; empty for what cannot be a name."""
    return text.upper() if re.fullmatch(r"[A-Za-z0-9_.-]{1,40}", text) else ""


def features_of(arguments: tuple[str, ...]) -> tuple[str, ...]:
    """Return what arguments say that a model can do."""
    names = {word.partition("=")[0] for word in arguments}
    by_flag = (("tools", _TOOLS), ("reasoning", _REASONING), ("embeddings", _EMBEDDINGS))
    return tuple(feature for feature, flags in by_flag if names.intersection(flags))


def has_drafts(arguments: tuple[str, ...]) -> bool:
    """Tell whether arguments make a model predict several tokens at once."""
    return bool({word.partition("=")[0] for word in arguments}.intersection(_DRAFTS))


def family_of(handle: str) -> str:
    """Return a family's name made of a handle: `qwen3-8b`."""
    name = handle.rstrip("/").rsplit("/", 1)[-1].lower().removesuffix(".gguf")
    name = _QUANTIZATION.sub("", name.replace(":", "-"))
    name = re.sub(r"[^a-z0-9.]+", "-", name.replace("-gguf", ""))
    return re.sub(r"-{2,}", "-", name).strip("-.")[:80]
