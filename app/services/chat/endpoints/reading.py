"""Read lists of models in every engine's shape. Whatever it is, a value comes of it.

Engines list models by different words: what is listed may be loaded, or only installed.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace

from app.core import units
from app.core.i18n import tr
from app.services.chat.api import ChatModel, ModelAt
from app.services.chat.endpoints.naming import model_title
from app.services.containers.reading import as_dict, as_dicts, as_size, as_text, as_whole
from app.services.serving.running.probing import MAX_CONTEXT, MAX_MODELS, model_id

_ROUTER = {
    "loaded": ModelAt.LOADED,
    "loading": ModelAt.LOADING,
    "downloading": ModelAt.LOADING,
    "sleeping": ModelAt.SLEEPING,
    "unloaded": ModelAt.ON_DISK,
}
"""What llama.cpp says as a router."""
_GUESSED = "(guessed) all "
"""What llama.cpp puts before a type that the file does not name."""
_EMBEDDERS = ("bert", "nomic-bert", "nomic-bert-moe", "xlm-roberta", "jina-bert-v2")
"""Architectures that only make vectors."""


@dataclass(frozen=True, slots=True)
class Props:
    """What llama.cpp says of the model it has."""

    context: int | None = None
    """What one request may have: `-c` divided by its slots."""
    takes_images: bool | None = None
    sleeps: bool = False


@dataclass(frozen=True, slots=True)
class Facts:
    """What an engine's own list knows of a model beside its name."""

    at: ModelAt = ModelAt.UNKNOWN
    context: int | None = None
    takes_images: bool | None = None
    detail: str = ""
    embeds: bool = False


def read_models(told: object) -> tuple[ChatModel, ...] | None:
    """Read `/v1/models`; None when it is no such list. An empty one is one."""
    listed = as_dict(told).get("data")
    if not isinstance(listed, list):
        return None
    models = (_model(each) for each in as_dicts(listed[:MAX_MODELS]))
    return tuple({each.id: each for each in models if each is not None}.values())


def read_owners(told: object) -> tuple[str, ...]:
    """Return who owns the models that are listed, in lower case."""
    owners = (as_text(each.get("owned_by")) for each in as_dicts(as_dict(told).get("data")))
    return tuple(dict.fromkeys(owner.casefold() for owner in owners if owner))


def read_props(told: object) -> Props:
    """Read llama.cpp's `/props`."""
    props = as_dict(told)
    sees = as_dict(props.get("modalities")).get("vision")
    context = as_dict(props.get("default_generation_settings")).get("n_ctx")
    takes_images = sees if isinstance(sees, bool) else None
    return Props(_context(context), takes_images, props.get("is_sleeping") is True)


def read_ollama_installed(told: object) -> Mapping[str, Facts]:
    """Read Ollama's `/api/tags`."""
    found = {}
    for each in as_dicts(as_dict(told).get("models")):
        details = as_dict(each.get("details"))
        able = each.get("capabilities")  # newer ones say so here
        known = able if isinstance(able, list) else []
        found[model_id(each.get("name"))] = Facts(
            ModelAt.ON_DISK,
            takes_images="vision" in known if known else None,
            detail=detail(
                as_text(details.get("parameter_size")),
                as_text(details.get("quantization_level")),
                as_size(each.get("size")),
            ),
            embeds=known == ["embedding"] or as_text(details.get("family")) in _EMBEDDERS,
        )
    return found


def read_ollama_loaded(told: object) -> Mapping[str, Facts]:
    """Read Ollama's `/api/ps`."""
    return {
        model_id(each.get("name")): Facts(ModelAt.LOADED, _context(each.get("context_length")))
        for each in as_dicts(as_dict(told).get("models"))
    }


def read_runner_loaded(told: object) -> Mapping[str, Facts]:
    """Read `/engines/ps` of Docker Model Runner."""
    return {
        model_id(each.get("model_name")): Facts(
            ModelAt.LOADED, embeds=as_text(each.get("mode")) == "embedding"
        )
        for each in as_dicts(told)
    }


def read_lm_studio(told: object) -> Mapping[str, Facts] | None:
    """Read LM Studio's `/api/v1/models`, by key and by the names of what is loaded."""
    listed = as_dict(told).get("models")
    if not isinstance(listed, list):
        return None
    found = {}
    for each in as_dicts(listed):
        sees = as_dict(each.get("capabilities")).get("vision")
        facts = Facts(
            ModelAt.ON_DISK,
            _context(each.get("max_context_length")),
            sees if isinstance(sees, bool) else None,
            detail(
                as_text(each.get("params_string")),
                as_text(as_dict(each.get("quantization")).get("name")),
                as_size(each.get("size_bytes")),
            ),
            embeds=each.get("type") == "embedding",
        )
        key = model_id(each.get("key"))
        found[key] = facts
        for instance in as_dicts(each.get("loaded_instances")):
            context = _context(as_dict(instance.get("config")).get("context_length"))
            loaded = replace(facts, at=ModelAt.LOADED, context=context)
            found[model_id(instance.get("id")) or key] = loaded
    return found


def read_lm_studio_before(told: object) -> Mapping[str, Facts] | None:
    """Read `/api/v0/models`, as older ones have it."""
    listed = as_dict(told).get("data")
    if not isinstance(listed, list):
        return None
    found = {}
    for each in as_dicts(listed):
        kind, loaded = as_text(each.get("type")), each.get("state") == "loaded"
        context = each.get("loaded_context_length") if loaded else None
        found[model_id(each.get("id"))] = Facts(
            ModelAt.LOADED if loaded else ModelAt.ON_DISK,
            _context(context) or _context(each.get("max_context_length")),
            {"vlm": True, "llm": False}.get(kind),
            detail("", as_text(each.get("quantization")), None),
            embeds=kind == "embeddings",
        )
    return found


def with_facts(
    models: Iterable[ChatModel], *facts: Mapping[str, Facts], rest: ModelAt = ModelAt.ON_DISK
) -> tuple[ChatModel, ...]:
    """Return models with what engines' own lists know; later lists count more.

    Models that none of them names are `rest`; what only they name is a model, too.
    """
    known = {each.id: replace(each, at=rest) for each in models}
    for each in facts:
        for name, more in each.items():
            if name:
                known[name] = _with(known.get(name) or ChatModel(name, model_title(name)), more)
    return in_order(known.values())


def in_order(models: Iterable[ChatModel]) -> tuple[ChatModel, ...]:
    """Return models as people look for them: what is loaded first."""
    places = list(ModelAt)
    return tuple(sorted(models, key=lambda each: (places.index(each.at), each.title.casefold())))


def detail(parameters: str, quantization: str, size: int | None) -> str:
    """Return what a model is in a few words: `8.0B · Q4_K_M · 4.9 GB`."""
    on_disk = units.disk_size(size) if size else ""
    return " · ".join(each for each in (parameters, quantization, on_disk) if each)


def _with(model: ChatModel, facts: Facts) -> ChatModel:
    return replace(
        model,
        at=facts.at,
        context=facts.context or model.context,
        takes_images=model.takes_images if facts.takes_images is None else facts.takes_images,
        detail=facts.detail or model.detail,
        embeds=facts.embeds or model.embeds,
    )


def _model(told: dict[str, object]) -> ChatModel | None:
    name = model_id(told.get("id"))
    if not name:
        return None
    runner, meta = as_dict(told.get("dmr")), as_dict(told.get("meta"))
    inputs = as_dict(told.get("architecture")).get("input_modalities")
    parent = model_id(told.get("parent"))
    parameters = as_whole(meta.get("n_params"))
    return ChatModel(
        name,
        model_title(name),
        _ROUTER.get(as_text(as_dict(told.get("status")).get("value")), ModelAt.UNKNOWN),
        _context(told.get("max_model_len"))
        or _context(runner.get("context_window"))
        or _context(meta.get("n_ctx")),
        "image" in inputs if isinstance(inputs, list) else None,
        tr("adapter of {model}").format(model=model_title(parent))
        if parent
        else detail(
            as_text(runner.get("parameters")) or (_billions(parameters) if parameters else ""),
            as_text(runner.get("quantization"))
            or as_text(meta.get("ftype")).removeprefix(_GUESSED),
            as_size(meta.get("size")),
        )
        or as_text(runner.get("size")),
    )


def _billions(parameters: int) -> str:
    """Return how many parameters a model has: `8.0B`, `135M`."""
    if parameters >= 10**9:
        return f"{parameters / 10**9:.1f}B"
    return f"{parameters / 10**6:.0f}M" if parameters >= 10**6 else ""


def _context(value: object) -> int | None:
    tokens = as_whole(value)
    return tokens if tokens is not None and 0 < tokens <= MAX_CONTEXT else None
