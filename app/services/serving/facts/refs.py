"""Reads what a person types or pastes for a model."""

from __future__ import annotations

import re
from urllib.parse import unquote, urlsplit

from app.core.errors import BadInput
from app.core.i18n import tr
from app.core.said import said
from app.services.serving.api import ModelRef, Source
from app.services.serving.facts.quantization import quantization_in

MAX_TEXT = 2000
_HUB_HOSTS = ("huggingface.co", "www.huggingface.co", "hf.co")
_OLLAMA_HOSTS = ("ollama.com", "www.ollama.com", "registry.ollama.ai")
_PART = re.compile(r"(?=[A-Za-z0-9_])(?!.*(?:--|\.\.))[\w.-]{1,96}(?<=[A-Za-z0-9_])", re.ASCII)
_TAG = re.compile(r"[A-Za-z0-9_][A-Za-z0-9_.-]{0,95}")
_PREFIXES = (
    ("docker://", Source.DOCKER),
    ("ollama://", Source.OLLAMA),
    ("ngc://", Source.NGC),
    ("lmstudio://", Source.LM_STUDIO),
)
_COMMANDS = (
    ("ollama", ("run", "pull"), Source.OLLAMA),
    ("docker", ("model",), Source.DOCKER),
    ("lms", ("get", "load"), Source.LM_STUDIO),
)
_EXAMPLES = tr(
    "Write it as Qwen/Qwen3-8B, unsloth/Qwen3-8B-GGUF:Q4_K_M, qwen2.5:32b, a page of "
    "huggingface.co, or a whole path on the node."
)


def parse_model(text: str) -> ModelRef:
    """Return the model that a text means; BadInput when it means none."""
    wanted = text.strip().strip("\"'").strip()
    if not wanted or len(wanted) > MAX_TEXT or not wanted.isprintable():
        raise _bad(text)
    if wanted.startswith(("/", "~/")):
        return _file(wanted)
    for prefix, source in _PREFIXES:
        if wanted.lower().startswith(prefix):
            return _named(source, wanted[len(prefix) :], text)
    if command := _from_command(wanted):
        return command
    if address := _from_address(wanted):
        return address
    if "://" in wanted or " " in wanted:
        raise _bad(text)
    return _from_name(wanted, text)


def repository_of(ref: ModelRef) -> tuple[str, str]:
    """Cut a reference of the Hub in two: its repository, and the quantization of a GGUF."""
    repository, _, tag = ref.handle.partition(":")
    parts = repository.split("/")
    good = 1 <= len(parts) <= 2 and all(_PART.fullmatch(part) for part in parts)
    if not good or (tag and not _TAG.fullmatch(tag)):
        raise BadInput(
            tr("“{text}” is no repository of Hugging Face.").format(text=said(ref.handle)),
            _EXAMPLES,
        )
    return repository, tag


def _from_command(wanted: str) -> ModelRef | None:
    """Read a pasted command: `ollama run qwen2.5:32b`, `docker model pull ai/smollm2`."""
    words = wanted.split()
    for program, verbs, source in _COMMANDS:
        if len(words) > 2 and words[0] == program and words[1] in verbs:
            return _named(source, words[-1], wanted)
    return None


def _from_address(wanted: str) -> ModelRef | None:
    """Read an address of a page, with or without its scheme."""
    if "://" not in wanted and wanted.partition("/")[0].lower() not in (
        *_HUB_HOSTS,
        *_OLLAMA_HOSTS,
    ):
        return None
    try:
        parts = urlsplit(wanted if "://" in wanted else f"https://{wanted}")
        host = parts.hostname or ""
    except ValueError:
        return None
    path = unquote(parts.path)
    if parts.scheme not in ("http", "https", "hf"):
        return None
    if host in _HUB_HOSTS:
        return _from_page([each for each in path.split("/") if each], wanted)
    if host in _OLLAMA_HOSTS:
        name = path.strip("/").removeprefix("library/")
        return _named(Source.OLLAMA, name, wanted)
    return None


def _from_page(parts: list[str], wanted: str) -> ModelRef:
    """Read the path of a page: `OWNER/NAME`, perhaps with `blob/main/FILE` behind it."""
    if parts[:1] == ["models"]:
        parts = parts[1:]
    if parts[:1] and parts[0] in ("datasets", "spaces", "collections", "papers", "docs", "blog"):
        raise BadInput(
            tr("“{text}” is no model.").format(text=said(wanted)),
            tr("Paste the address of a model's page, or its name."),
        )
    owner, name, rest = parts[0] if parts else "", parts[1] if len(parts) > 1 else "", parts[2:]
    if not name:
        raise _bad(wanted)
    file = rest[-1] if len(rest) > 2 and rest[0] in ("blob", "resolve", "tree") else ""
    if file.lower().endswith(".gguf") and ":" not in name:
        name += f":{quantization_in(file) or file.removesuffix('.gguf')}"
    return _from_name(f"{owner}/{name}", wanted)


def _from_name(wanted: str, text: str) -> ModelRef:
    name, colon, tag = wanted.partition(":")
    parts = name.split("/")
    if not all(_PART.fullmatch(part) for part in parts) or (colon and not _TAG.fullmatch(tag)):
        raise _bad(text)
    if len(parts) == 1:
        return _named(Source.OLLAMA, wanted, text)
    if len(parts) != 2:
        raise _bad(text)
    if parts[0] == "ai":  # the name of Docker's own models on Docker Hub
        return ModelRef(Source.DOCKER, wanted)
    if tag and not (quantization_in(tag) or "gguf" in name.lower()):
        return ModelRef(Source.OLLAMA, wanted)
    is_gguf = bool(tag) or name.lower().endswith(("-gguf", "_gguf", ".gguf"))
    return ModelRef(Source.GGUF if is_gguf else Source.HUGGING_FACE, wanted)


def _named(source: Source, name: str, text: str) -> ModelRef:
    """Return a model by an engine's own name for it."""
    bare, colon, tag = name.strip("/").partition(":")
    if bare.startswith(("hf.co/", "huggingface.co/")):
        return _from_name(name.split("/", 1)[1], text)
    parts = bare.split("/")
    good = all(_PART.fullmatch(part) for part in parts) and len(parts) <= 4
    if not good or (colon and not _TAG.fullmatch(tag)):
        raise _bad(text)
    return ModelRef(source, name.strip("/"))


def _file(wanted: str) -> ModelRef:
    if "/../" in f"{wanted}/":
        raise BadInput(
            tr("“{text}” leads through “..”.").format(text=said(wanted)),
            tr("Write the whole path."),
        )
    return ModelRef(Source.FILE, wanted.rstrip("/") or "/")


def _bad(text: str) -> BadInput:
    return BadInput(tr("“{text}” names no model.").format(text=said(text, limit=80)), _EXAMPLES)
