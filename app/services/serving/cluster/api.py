"""The words of a plan for several machines."""

from __future__ import annotations

import ipaddress
from dataclasses import dataclass, field
from enum import StrEnum

from app.core.i18n import tr
from app.core.ids import NodeId
from app.services.serving.api import Check, LaunchSettings, Recipe, Source
from app.services.serving.fit.api import Fit, Room


class Way(StrEnum):
    """How machines share a model."""

    VLLM_RAY = "vllm-ray"
    TENSORRT_LLM = "tensorrt-llm"
    LLAMA_RPC = "llama-rpc"


@dataclass(frozen=True, slots=True)
class WaySpec:
    """What a way is about."""

    way: Way
    title: str
    engine: str
    """`EngineSpec.name`: whose recipes it takes."""
    summary: str
    source: Source
    port: int
    """Of the endpoint, on the first machine's 127.0.0.1."""


WAYS: tuple[WaySpec, ...] = (
    WaySpec(
        Way.VLLM_RAY,
        tr("vLLM with Ray"),
        "vllm",
        tr("Tensor parallel: every machine computes a part of each layer."),
        Source.HUGGING_FACE,
        8000,
    ),
    WaySpec(
        Way.TENSORRT_LLM,
        "TensorRT-LLM",
        "tensorrt_llm",
        tr("Tensor parallel, started on all machines by mpirun over SSH."),
        Source.HUGGING_FACE,
        8355,
    ),
    WaySpec(
        Way.LLAMA_RPC,
        tr("llama.cpp over RPC"),
        "llama_cpp",
        tr("Layer after layer: the first machine asks the others for theirs."),
        Source.GGUF,
        30000,
    ),
)


def can_take(spec: WaySpec, recipe: Recipe) -> bool:
    """Tell whether a recipe can be run a way: by its engine, without a command of its own."""
    fits = recipe.engine == spec.engine and recipe.model.source is spec.source
    return fits and recipe.command is None and not recipe.files


def spec_of(way: Way) -> WaySpec:
    """Return what a way is about."""
    return next(each for each in WAYS if each.way is way)


@dataclass(frozen=True, slots=True)
class Link:
    """A network interface with an IPv4 address, or a port of the CX-7 with or without one."""

    name: str
    """`enp1s0f1np1`."""
    is_rail: bool
    """Whether it is a port of the CX-7."""
    is_up: bool
    mtu: int | None = None
    speed_bits_per_s: float | None = None
    address: str = ""
    prefix: int = 32

    @property
    def network(self) -> ipaddress.IPv4Network | None:
        """Return the network that it is in, None without an address."""
        if not self.address:
            return None
        return ipaddress.IPv4Network((self.address, self.prefix), strict=False)


@dataclass(frozen=True, slots=True)
class ClusterNode:
    """What of a machine decides whether it can be one of several."""

    node: NodeId
    name: str
    user: str = ""
    home: str = ""
    links: tuple[Link, ...] = ()
    gpus: tuple[str, ...] = ()
    driver: str = ""
    system: str = ""
    """`DGX OS 7.4.0`."""
    has_docker: bool = False
    has_rdma: bool = False
    """Whether /dev/infiniband is there."""
    has_image: bool | None = None
    """None: could not be asked."""
    has_programs: bool = False
    """Whether `rpc-server` and `llama-server` are found there."""
    room: Room | None = None


@dataclass(frozen=True, slots=True)
class ClusterRequest:
    """A recipe on several machines; the first one answers."""

    way: Way
    recipe: Recipe
    nodes: tuple[ClusterNode, ...]
    settings: LaunchSettings = field(default_factory=LaunchSettings)


@dataclass(frozen=True, slots=True)
class Fabric:
    """One link of each machine, in the order of the machines, that are in one network."""

    links: tuple[Link, ...]

    @property
    def is_rail(self) -> bool:
        """Return whether all of it is CX-7."""
        return all(link.is_rail for link in self.links)


@dataclass(frozen=True, slots=True)
class Script:
    """What is run on one machine, in the order of the plan."""

    node: str
    """The machine's name."""
    title: str
    file_name: str
    text: str


@dataclass(frozen=True, slots=True)
class ClusterPlan:
    """The plan: what was looked at, what it would take, and what to run where."""

    request: ClusterRequest
    checks: tuple[Check, ...]
    scripts: tuple[Script, ...] = ()
    """Empty where the machines have no network in common."""
    fit: Fit | None = None
    notes: tuple[str, ...] = ()
