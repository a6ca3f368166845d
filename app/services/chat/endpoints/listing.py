"""Ask an endpoint which models it has, where each is, and what it can take."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from app.core.errors import OutputTooLarge, RemoteError, SourceUnavailable, TimedOut
from app.core.i18n import tr
from app.core.log import redact
from app.services.chat.api import ChatModel, ModelAt
from app.services.chat.endpoints import reading
from app.services.chat.endpoints.reading import in_order, with_facts
from app.services.serving.catalogue import engines
from app.services.serving.running.joining import ANY_ENGINE
from app.services.serving.running.probing import read_error

if TYPE_CHECKING:
    from app.services.chat.endpoints.reaching import Door


class KeyWanted(SourceUnavailable):
    """An endpoint lets in those only who have its key."""


class StillLoading(RemoteError):
    """An engine is there, its model is not yet."""


@dataclass(frozen=True, slots=True)
class Listed:
    """What an endpoint told."""

    models: tuple[ChatModel, ...]
    engine: str = ""
    """As it was known, or as the list gives it away; empty: neither."""


def list_models(door: Door, engine: str) -> Listed:
    """Return the models of an endpoint; `engine` is what is known of it, empty: nothing.

    Raises KeyWanted, StillLoading, SourceUnavailable where no list came, TimedOut, OutputTooLarge,
    RemoteError, SessionLost, Cancelled.
    """
    reply = door.get("/models")
    if reply.status in (401, 403):
        raise _key_wanted(has_key=bool(door.key))
    words = redact(read_error(reply.told))  # a server may repeat the key
    if reply.status == 503:
        raise StillLoading(
            tr("It is not ready: {words}.").format(words=words or tr("it loads its model")),
            tr("Wait a moment."),
        )
    models = reading.read_models(reply.told) if reply.status == 200 else None
    if models is None:
        what = tr("status {status}{detail}").format(
            status=reply.status, detail=f": {words}" if words else ""
        )
        raise SourceUnavailable(
            tr("It has no list of models ({what}).").format(what=what),
            tr("The address of an OpenAI-compatible server ends in /v1, as a rule."),
        )
    if engine in ("", ANY_ENGINE):
        engine = _engine_of(reply.told) or engine
    is_known = engine in engines() and engine != ANY_ENGINE
    ask = _ASK.get(engine, _all_loaded if is_known else _as_told)
    return Listed(in_order(ask(door, models)), engine)


def _key_wanted(*, has_key: bool) -> KeyWanted:
    if has_key:
        return KeyWanted(
            tr("It does not take the key that is kept for it."), tr("Give it another one.")
        )
    return KeyWanted(
        tr("It answers those only who have its key."), tr("Give the key it was started with.")
    )


def _engine_of(told: object) -> str:
    """Return the engine that a list gives away by who owns its models."""
    for owner in reading.read_owners(told):
        for name, spec in engines().items():
            if owner in (each.casefold() for each in spec.owned_by):
                return name
    return ""


def _as_told(_door: Door, models: tuple[ChatModel, ...]) -> tuple[ChatModel, ...]:
    return models


def _all_loaded(_door: Door, models: tuple[ChatModel, ...]) -> tuple[ChatModel, ...]:
    """Engines with one model begin to answer when they have it."""
    return tuple(
        replace(each, at=ModelAt.LOADED) if each.at is ModelAt.UNKNOWN else each for each in models
    )


def _vllm(door: Door, models: tuple[ChatModel, ...]) -> tuple[ChatModel, ...]:
    told = _told(door, "//is_sleeping")  # there with VLLM_SERVER_DEV_MODE only
    sleeps = isinstance(told, dict) and told.get("is_sleeping") is True
    at = ModelAt.SLEEPING if sleeps else ModelAt.LOADED
    return tuple(replace(each, at=at) for each in models)


def _llama_cpp(door: Door, models: tuple[ChatModel, ...]) -> tuple[ChatModel, ...]:
    if any(each.at is not ModelAt.UNKNOWN for each in models):  # a router, which tells
        return models
    reply = door.get("//props")
    if reply.status in (401, 403):  # its list is there for everybody
        raise _key_wanted(has_key=bool(door.key))
    loading = reply.status == 503
    props = reading.read_props(reply.told)
    at = ModelAt.LOADING if loading else ModelAt.SLEEPING if props.sleeps else ModelAt.LOADED
    return tuple(
        replace(
            each,
            at=at,
            context=props.context or each.context,
            takes_images=each.takes_images if props.takes_images is None else props.takes_images,
        )
        for each in models
    )


def _ollama(door: Door, models: tuple[ChatModel, ...]) -> tuple[ChatModel, ...]:
    installed = reading.read_ollama_installed(_told(door, "//api/tags"))
    loaded = reading.read_ollama_loaded(_told(door, "//api/ps"))
    return with_facts(models, installed, loaded)


def _runner(door: Door, models: tuple[ChatModel, ...]) -> tuple[ChatModel, ...]:
    return with_facts(models, reading.read_runner_loaded(_told(door, "//ps")))


def _lm_studio(door: Door, models: tuple[ChatModel, ...]) -> tuple[ChatModel, ...]:
    facts = reading.read_lm_studio(_told(door, "//api/v1/models"))
    if facts is None:
        facts = reading.read_lm_studio_before(_told(door, "//api/v0/models"))
    return models if facts is None else with_facts(models, facts)


_ASK: dict[str, Callable[[Door, tuple[ChatModel, ...]], tuple[ChatModel, ...]]] = {
    "vllm": _vllm,
    "llama_cpp": _llama_cpp,
    "ollama": _ollama,
    "docker_model_runner": _runner,
    "lm_studio": _lm_studio,
}
"""What only one engine tells."""


def _told(door: Door, path: str) -> object:
    """Return what a path tells, None where it tells nothing."""
    try:
        reply = door.get(path)
    except (TimedOut, OutputTooLarge, SourceUnavailable):
        return None
    return reply.told if reply.status == 200 else None
