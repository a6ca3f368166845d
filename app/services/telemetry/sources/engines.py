"""Source `engines`: vLLM, SGLang, llama.cpp, NIM, TensorRT-LLM and Triton by their own metrics."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import msgspec

from app.core.cancel import Cancel
from app.core.errors import ChannelRefused, RemoteError, SourceUnavailable
from app.core.said import said
from app.services.telemetry.api import ExtraSpec, Place, Reading
from app.services.telemetry.engine_look import EngineLook
from app.services.telemetry.engine_metrics import MAX_MODELS, WANTED, engine_of
from app.services.telemetry.exposition import parse_exposition
from app.services.telemetry.fetch import Address, get, get_metrics, poll
from app.services.telemetry.merge import blank
from app.services.telemetry.source_settings import DashboardLogin, NodeSources
from app.services.tunnels.presets import PRESETS
from app.transport.api import Session

NAME = "engines"
POLL_S = 2.0
ENGINE_PRESETS = ("vllm", "nim", "txt2kg-vllm", "sglang", "llama-cpp", "llama-server")
TENSORRT_PRESETS = ("trtllm", "trtllm-vlm", "nemotron")
TRITON_PORT = 8002
PATHS = ("/prometheus/metrics", "/metrics", "/v1/metrics")
"""Where engines keep their metrics: TensorRT-LLM, most, NIM.

/metrics of TensorRT-LLM is a list that reading empties, and somebody else may want it: it is not
asked where the first path or the port tells who is there.
"""
TENSORRT_PATHS = PATHS[:1]
MOST = PATHS[1]
NO_ENGINE = "It has no metrics of an inference engine that is known here."


class _Models(msgspec.Struct, frozen=True):
    """What /v1/models says."""

    class Model(msgspec.Struct, frozen=True):
        id: str

    data: list[Model]


def places(settings: NodeSources, _login: DashboardLogin | None) -> tuple[Place, ...]:
    """Return where engines may be."""
    ports: dict[int, tuple[str, ...]] = dict.fromkeys(settings.engine_ports, PATHS)
    if settings.automatic:
        for preset in PRESETS:
            if preset.key in TENSORRT_PRESETS:
                ports.setdefault(preset.port, TENSORRT_PATHS)
            elif preset.key in ENGINE_PRESETS:
                ports.setdefault(preset.port, PATHS)
        ports.setdefault(TRITON_PORT, PATHS)
    return tuple(_place(port, paths) for port, paths in ports.items())


def _place(port: int, paths: tuple[str, ...]) -> Place:
    def read(session: Session, node: str, cancel: Cancel) -> Iterator[Reading]:
        engine = _Engine(session, node, port, cancel)
        engine.find(paths)
        return poll(cancel, POLL_S, engine.look)

    return Place(f"127.0.0.1:{port}", read, port, POLL_S)


class _Engine:
    """One engine on one port."""

    def __init__(self, session: Session, node: str, port: int, cancel: Cancel) -> None:
        self._session = session
        self._node = node
        self._port = port
        self._cancel = cancel
        self._path = MOST
        self._look = EngineLook(port)
        self._model: str | None = None

    def find(self, paths: tuple[str, ...]) -> None:
        """Find where its metrics are; raises what most engines' path says when nowhere."""
        errors: dict[str, RemoteError | SourceUnavailable] = {}
        for path in paths:
            self._path = path
            try:
                page = get_metrics(self._session, Address(self._port, path), self._cancel)
                if engine_of(parse_exposition(page, WANTED)) is not None:
                    return
                errors[path] = SourceUnavailable(NO_ENGINE)
            except ChannelRefused:
                raise
            except (SourceUnavailable, RemoteError) as error:
                errors[path] = error
        raise errors.get(MOST, errors[path])

    def look(self) -> Reading:
        """Return what it says now."""
        found = self._look.look(self._session, self._path, self._cancel)
        if found is None:
            raise SourceUnavailable(NO_ENGINE)
        told, why = found
        if told.model is None:
            told = replace(told, model=self._model or self._ask_model())
        reasons = {f"engines.0.{name}": text for name, text in why.items()}
        return Reading(replace(blank(self._node, NAME), engines=(told,), reasons=reasons))

    def _ask_model(self) -> str | None:
        """Ask for the model's name where no label has it."""
        try:
            answer = get(self._session, Address(self._port, "/v1/models"), self._cancel)
        except (RemoteError, SourceUnavailable):
            return None
        self._model = read_models(answer.body)
        return self._model


def read_models(body: bytes) -> str | None:
    """Return the names in an answer of /v1/models, None when it has none."""
    try:
        models = msgspec.json.decode(body, type=_Models).data
    except (msgspec.MsgspecError, UnicodeDecodeError, RecursionError):
        return None
    return ", ".join(sorted(said(model.id) for model in models[:MAX_MODELS])) or None


EXTRA = ExtraSpec(name=NAME, title="Inference engine", rank=10, places=places)
