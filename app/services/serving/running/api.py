"""The words of what runs: endpoints, the models behind them, and what is left of engines.

Sizes are bytes, times Unix seconds, contexts tokens. What is not known is None.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from app.core.errors import UserError
from app.core.ids import NodeId


@dataclass(frozen=True, slots=True)
class Endpoint:
    """Where a model answers."""

    node: NodeId
    port: int
    """On the node, on its 127.0.0.1."""
    model_id: str
    engine: str
    base: str = "/v1"
    needs_key: bool = False


class ModelState(StrEnum):
    """How a model on a node is."""

    STARTING = "starting"
    READY = "ready"
    UNWELL = "unwell"  # it listens, and does not answer as it should
    STOPPED = "stopped"  # a container of ours that ended


@dataclass(frozen=True, slots=True)
class RunningModel:
    """A model that a node serves, whoever started it."""

    endpoint: Endpoint
    title: str
    state: ModelState
    container_id: str = ""
    container: str = ""
    """The container's name."""
    recipe: str = ""
    """Id of the recipe, where it was deployed from here."""
    started_by: str = ""
    """`ann@laptop` where this program started it, else the account there, else empty."""
    is_ours: bool = False
    program: str = ""
    """`ollama.service`, a process' name."""
    pid: int | None = None
    started: float | None = None
    """Unix seconds."""
    context: int | None = None
    gpu_bytes: int | None = None
    requests_running: float | None = None
    requests_waiting: float | None = None
    tokens_per_s: float | None = None
    kv_percent: float | None = None
    reasons: Mapping[str, str] = field(default_factory=dict)
    """Why a value is None, by the field's name."""
    trouble: str = ""
    """What is wrong with it, a sentence."""
    also: tuple[str, ...] = ()
    """Further models that its endpoint would answer with: adapters, other names, installed ones."""
    gpu_pids: tuple[int, ...] = ()
    """Its processes that have memory on the GPU, as far as they are seen."""

    @property
    def runs(self) -> bool:
        """Whether it is more than a container that ended."""
        return self.state is not ModelState.STOPPED


@dataclass(frozen=True, slots=True)
class Orphan:
    """GPU memory that a process without its engine still holds."""

    pid: int
    name: str
    gpu_bytes: int
    why: str


LABEL = "org.spark-command-center."
"""Prefix of the labels of containers that this program deployed: recipe, model, engine, port,
model_id, base, context, by, at."""


@dataclass(frozen=True, slots=True)
class NodeModels:
    """What a node serves now."""

    models: tuple[RunningModel, ...] | None = None
    """None before they were told for the first time."""
    orphans: tuple[Orphan, ...] = ()
    error: UserError | None = None
    """Why nothing newer is known; `models` are those of before it."""
    told_at: float = 0.0
    """Unix seconds."""
    limits: tuple[str, ...] = ()
    """What could not be looked at, in sentences: there may be more than `models`."""
