"""Ask a port what it is: an OpenAI-compatible endpoint of which engine, with which models.

A handful of small questions, each limited in size and time. Nothing that is answered is taken for
granted: what is read here returns a value with what could be read.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import TYPE_CHECKING

from app.core.errors import OutputTooLarge, RemoteError, SourceUnavailable, TimedOut
from app.core.i18n import tr
from app.core.said import said
from app.services.containers.reading import as_dict, as_dicts, as_size, as_text, as_whole
from app.services.serving.asking import Reply, ask
from app.services.telemetry.fetch import Address, Ports

if TYPE_CHECKING:
    from app.core.cancel import Cancel

MAX_MODELS = 200
MAX_CONTEXT = 10**9
RUNNER_BASE = "/engines/v1"
"""Where Docker Model Runner has what others have under /v1."""
_OWNERS = {
    "vllm": "vllm",
    "sglang": "sglang",
    "llamacpp": "llama_cpp",
    "docker": "docker_model_runner",
    "tensorrt_llm": "tensorrt_llm",
    "organization_owner": "lm_studio",
    "organization-owner": "lm_studio",
    "library": "ollama",
}


class Answering(StrEnum):
    """How a port answers."""

    READY = "ready"
    LOADING = "loading"  # the engine is there, its model is not yet
    LOCKED = "locked"  # it answers those who have its key
    UNWELL = "unwell"  # an engine that does not answer as it should
    SILENT = "silent"  # nothing, or a connection that ends at once
    STRANGER = "stranger"  # something else


@dataclass(frozen=True, slots=True)
class Served:
    """One model that an endpoint lists."""

    id: str
    context: int | None = None
    """Tokens that a request may have."""
    parent: str = ""
    """The model it adapts (LoRA)."""
    loaded: bool = True
    gpu_bytes: int | None = None
    """What it has on the GPU, where the engine says so."""


@dataclass(frozen=True, slots=True)
class Probe:
    """What came of asking a port."""

    answering: Answering
    engine: str = ""
    """`EngineSpec.name` by what it says of itself; empty where that says nothing."""
    base: str = "/v1"
    models: tuple[Served, ...] = ()
    lists_installed: bool = False
    """Whether `models` holds also what is only installed, to be loaded when it is asked for."""
    needs_key: bool = False
    trouble: str = ""


@dataclass(frozen=True, slots=True)
class Question:
    """A port, and what is believed of it."""

    port: int
    engine: str = ""
    """`EngineSpec.name` that something suggests."""
    sure: bool = False
    """Whether more than the number of the port suggests it."""
    owners: tuple[tuple[str, str], ...] = ()
    """What engines call themselves in `owned_by`, beside those that are known here."""
    health: str = ""
    """Path that answers 200 when the engine is well."""


def probe(ports: Ports, question: Question, cancel: Cancel) -> Probe:
    """Ask a port. Raises SessionLost and Cancelled, nothing else."""
    try:
        return _Asking(ports, question, cancel).probe()
    except TimedOut:
        return _failed(question, tr("It does not answer in time."))
    except OutputTooLarge:
        return _failed(question, tr("It answers without end."))
    except (RemoteError, SourceUnavailable):
        return Probe(Answering.SILENT, question.engine)


def _failed(question: Question, trouble: str) -> Probe:
    if not question.sure:
        return Probe(Answering.STRANGER)
    return Probe(Answering.UNWELL, question.engine, trouble=trouble)


class _Asking:
    """The questions to one port."""

    def __init__(self, ports: Ports, question: Question, cancel: Cancel) -> None:
        self._ports = ports
        self._question = question
        self._cancel = cancel

    def probe(self) -> Probe:
        if self._question.engine == "triton":
            return self._triton() or self._openai("/v1")
        runner = self._question.engine == "docker_model_runner"
        return self._openai(RUNNER_BASE if runner else "/v1")

    def _openai(self, base: str) -> Probe:
        answer = self._get(f"{base}/models")
        models = read_models(answer.told)
        if answer.status == 200 and models is not None:
            return self._known(replace(self._named(answer.told, models), base=base))
        return self._refused(answer)

    def _refused(self, answer: Reply) -> Probe:
        """Return what a list of models that was not had says."""
        question, message = self._question, read_error(answer.told)
        if not question.sure and not message:
            return Probe(Answering.STRANGER)
        if answer.status in (401, 403):
            return Probe(Answering.LOCKED, question.engine, needs_key=True)
        if answer.status == 503:
            return Probe(Answering.LOADING, question.engine, trouble=message)
        if not question.sure:
            return Probe(Answering.STRANGER)
        words = tr("It answers with status {status}{detail}.").format(
            status=answer.status, detail=f": {message}" if message else ""
        )
        return Probe(Answering.UNWELL, question.engine, trouble=words)

    def _named(self, told: object, models: tuple[Served, ...]) -> Probe:
        """Return a list of models with the engine that it gives away."""
        names = [name for owner in _owners(told) for name in self._engines_of(owner)]
        suggested = self._question.engine
        engine = suggested if suggested in names else next(iter(names), "")
        return Probe(Answering.READY, engine, models=models)

    def _engines_of(self, owner: str) -> list[str]:
        """Return the engines that call themselves so in `owned_by`."""
        found = [name for each, name in self._question.owners if each.casefold() == owner]
        return found or ([_OWNERS[owner]] if owner in _OWNERS else [])

    def _known(self, found: Probe) -> Probe:
        """Ask what only this engine tells."""
        engine = found.engine or self._question.engine
        more: dict[str, Callable[[Probe], Probe]] = {
            "llama_cpp": self._llama_cpp,
            "ollama": self._ollama,
            "docker_model_runner": self._runner,
            "lm_studio": self._lm_studio,
        }
        if engine in more:
            return more[engine](found)
        if not engine:
            found = self._llama_cpp(found)  # its models may be named by anything
        return self._healthy(found, self._question.health)

    def _llama_cpp(self, found: Probe) -> Probe:
        found = self._healthy(found, "/health")
        answer = self._get("/props")
        if answer.status == 401:  # its list of models is there for everybody
            return replace(found, needs_key=True)
        context = read_props(answer.told) if answer.status == 200 else None
        if context is None:
            return found
        models = tuple(replace(each, context=context) for each in found.models)
        return replace(found, engine="llama_cpp", models=models)

    def _ollama(self, found: Probe) -> Probe:
        loaded = read_ollama_loaded(self._told("/api/ps"))
        return replace(found, models=_with_loaded(found.models, loaded), lists_installed=True)

    def _runner(self, found: Probe) -> Probe:
        loaded = read_runner_loaded(self._told("/engines/ps"))
        return replace(found, models=_with_loaded(found.models, loaded), lists_installed=True)

    def _lm_studio(self, found: Probe) -> Probe:
        loaded = read_lm_studio(self._told("/api/v1/models"))
        if loaded is None:
            loaded = read_lm_studio_before(self._told("/api/v0/models"))
        if loaded is None:
            return found
        models = _with_loaded(found.models, loaded)
        return replace(found, models=models, lists_installed=True)

    def _healthy(self, found: Probe, path: str) -> Probe:
        """Ask an engine that lists its models whether it is well."""
        if not path:
            return found
        answer = self._get(path)
        if answer.status == 503:
            message = read_error(answer.told)
            if "loading" in message.casefold():
                return replace(found, answering=Answering.LOADING, trouble=message)
        if answer.status >= 500:
            trouble = tr(
                "It lists its models, but {path} says {status}: it does not compute."
            ).format(path=path, status=answer.status)
            return replace(found, answering=Answering.UNWELL, trouble=trouble)
        return found

    def _triton(self) -> Probe | None:
        """Ask Triton in its own words; None when it is not there."""
        if as_text(as_dict(self._told("/v2")).get("name")) != "triton":
            return None
        ready = self._get("/v2/health/ready").status == 200
        told = self._get("/v2/repository/index", method="POST").told
        loaded = read_triton_models(told)
        answering = Answering.READY if ready else Answering.LOADING
        return Probe(answering, "triton", base="", models=loaded)

    def _told(self, path: str) -> object:
        answer = self._get(path)
        return answer.told if answer.status == 200 else None

    def _get(self, path: str, *, method: str = "GET") -> Reply:
        return ask(self._ports, Address(self._question.port, path), self._cancel, method=method)


# What they answer


def read_models(told: object) -> tuple[Served, ...] | None:
    """Read a list of models in any engine's shape; None when it is no such list."""
    listed = as_dict(told).get("data")
    if not isinstance(listed, list):
        return None
    models = (_model(each) for each in as_dicts(listed[:MAX_MODELS]))
    return tuple(each for each in models if each is not None)


def _model(told: dict[str, object]) -> Served | None:
    name = model_id(told.get("id"))
    if not name:
        return None
    runner, meta = as_dict(told.get("dmr")), as_dict(told.get("meta"))
    status = as_text(as_dict(told.get("status")).get("value"))
    return Served(
        name,
        _context(told.get("max_model_len"))
        or _context(runner.get("context_window"))
        or _context(meta.get("n_ctx")),
        model_id(told.get("parent")),
        loaded=status in ("", "loaded", "sleeping"),  # llama.cpp as a router tells it
    )


def read_error(told: object) -> str:
    """Return the message of a refusal in any engine's shape, empty when it is none."""
    answer = as_dict(told)
    error = answer.get("error")
    message = as_dict(error).get("message") if isinstance(error, dict) else error
    if not isinstance(message, str) or not message:
        message = answer.get("message") or answer.get("detail")
    return said(message).rstrip(".") if isinstance(message, str) else ""


def read_props(told: object) -> int | None:
    """Return the context of llama.cpp's /props: what one request may have."""
    defaults = as_dict(as_dict(told).get("default_generation_settings"))
    return _context(defaults.get("n_ctx"))


def read_ollama_loaded(told: object) -> tuple[Served, ...] | None:
    """Read /api/ps: what Ollama has in memory."""
    if not isinstance(listed := as_dict(told).get("models"), list):
        return None
    return tuple(
        Served(name, _context(each.get("context_length")), gpu_bytes=as_size(each.get("size_vram")))
        for each in as_dicts(listed[:MAX_MODELS])
        if (name := model_id(each.get("name")) or model_id(each.get("model")))
    )


def read_runner_loaded(told: object) -> tuple[Served, ...] | None:
    """Read /engines/ps: what Docker Model Runner has in memory."""
    if not isinstance(told, list):
        return None
    names = (model_id(each.get("model_name")) for each in as_dicts(told[:MAX_MODELS]))
    return tuple(Served(name) for name in names if name)


def read_lm_studio(told: object) -> tuple[Served, ...] | None:
    """Read /api/v1/models: what LM Studio has in memory."""
    if not isinstance(listed := as_dict(told).get("models"), list):
        return None
    return tuple(
        Served(name, _context(as_dict(instance.get("config")).get("context_length")))
        for each in as_dicts(listed[:MAX_MODELS])
        for instance in as_dicts(each.get("loaded_instances"))
        if (name := model_id(instance.get("id")) or model_id(each.get("key")))
    )


def read_lm_studio_before(told: object) -> tuple[Served, ...] | None:
    """Read /api/v0/models, as older ones have it."""
    if not isinstance(listed := as_dict(told).get("data"), list):
        return None
    return tuple(
        Served(name, _context(each.get("loaded_context_length")))
        for each in as_dicts(listed[:MAX_MODELS])
        if each.get("state") == "loaded" and (name := model_id(each.get("id")))
    )


def read_triton_models(told: object) -> tuple[Served, ...]:
    """Read the index of Triton's repository."""
    listed = told[:MAX_MODELS] if isinstance(told, list) else []
    return tuple(
        Served(name, loaded=each.get("state") == "READY")
        for each in as_dicts(listed)
        if (name := model_id(each.get("name")))
    )


def _with_loaded(
    installed: tuple[Served, ...], loaded: tuple[Served, ...] | None
) -> tuple[Served, ...]:
    """Return what is loaded, then what is only installed."""
    there = loaded or ()
    names = {each.id for each in there}
    rest = (replace(each, loaded=False) for each in installed if each.id not in names)
    return (*there, *rest)


def _owners(told: object) -> list[str]:
    listed = as_dicts(as_dict(told).get("data"))
    return [as_text(each.get("owned_by")).casefold() for each in listed]


def model_id(value: object) -> str:
    """Return the name of a model as it is asked for; empty when it is none that can be shown."""
    if not isinstance(value, str) or not value.isprintable() or len(value) > 512:
        return ""
    return value.strip()


def _context(value: object) -> int | None:
    tokens = as_whole(value)
    return tokens if tokens is not None and 0 < tokens <= MAX_CONTEXT else None
