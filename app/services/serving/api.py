"""The words of the model deployer: what is to run, how an engine runs it, and what came of it.

Sizes are bytes, times seconds, contexts tokens. What is not known is None.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from types import MappingProxyType
from typing import TypeAlias

from app.core.ids import NodeId
from app.services.containers.run_spec import Restart, RunSpec
from app.services.serving.fit.api import Fit, Overhead
from app.services.serving.running.api import Endpoint

HF_TOKEN = "HF_TOKEN"  # noqa: S105 - a name
"""The environment variable in which engines find the token of Hugging Face."""
NO_CONFIG: Mapping[str, object] = MappingProxyType({})


class Source(StrEnum):
    """Where an engine takes a model from; says what its handle looks like."""

    HUGGING_FACE = "huggingface"
    """A repository with safetensors: `Qwen/Qwen3-8B`."""
    GGUF = "gguf"
    """A repository with GGUF files and a quantization: `unsloth/Qwen3-8B-GGUF:Q4_K_M`."""
    FILE = "file"
    """A whole path on the node: a GGUF file or a folder as from Hugging Face."""
    OLLAMA = "ollama"
    """`qwen2.5:32b`."""
    NGC = "ngc"
    """What a NIM image brings itself: `meta/llama-3.1-8b-instruct`."""
    DOCKER = "docker"
    """An artifact of Docker Model Runner: `ai/smollm2:360M-Q4_K_M`."""
    LM_STUDIO = "lmstudio"
    """`qwen/qwen3-8b`."""


@dataclass(frozen=True, slots=True)
class ModelRef:
    """A model as one engine calls it."""

    source: Source
    handle: str

    @property
    def short(self) -> str:
        """Return the last part of the name: `Qwen3-8B`."""
        return self.handle.rstrip("/").rsplit("/", 1)[-1]

    @property
    def is_on_hub(self) -> bool:
        """Whether it is a repository of Hugging Face, which can be asked about it."""
        return self.source in (Source.HUGGING_FACE, Source.GGUF)

    @property
    def page(self) -> str:
        """Return its page on Hugging Face, where a licence is accepted; empty: it has none."""
        return f"https://huggingface.co/{self.handle.partition(':')[0]}" if self.is_on_hub else ""


@dataclass(frozen=True, slots=True)
class EnvironmentEntry:
    """An environment variable that is no secret."""

    name: str
    value: str


@dataclass(frozen=True, slots=True)
class PlanFile:
    """A small text file that is put into the container before it starts."""

    path: str
    """Inside the container."""
    text: str


@dataclass(frozen=True, slots=True)
class LaunchSettings:
    """What a person may choose for a launch; None and empty stand for what the engine does."""

    context: int | None = None
    """Tokens that one request may have, prompt and answer."""
    users: int | None = None
    """Requests at the same time."""
    kv_dtype: str = ""
    """`bf16`, `fp8`, `q8_0`, `q4_0`."""
    memory_fraction: float | None = None
    """Of the memory the engine sees (vLLM's `--gpu-memory-utilization`), 0 to 1."""
    kv_bytes: int | None = None
    """Of the KV cache on each GPU, where the engine can be told (`launch_settings.fitted`
    takes it of a `Fit`)."""
    batch_tokens: int | None = None
    """Tokens that one step may compute."""
    port: int | None = None
    """On the node."""
    served_name: str = ""
    """What the endpoint calls the model."""
    open_to_network: bool = False
    """Whether other machines may reach the port; otherwise it is the node's own 127.0.0.1."""
    restart: Restart = Restart.NO
    use_gpu: bool = True
    image: str = ""
    """In place of the recipe's."""
    container_name: str = ""
    arguments: tuple[str, ...] = ()
    """Further arguments of the engine, after the recipe's."""
    environment: tuple[EnvironmentEntry, ...] = ()


@dataclass(frozen=True, slots=True)
class Origin:
    """Where a recipe was taken from, and how far it is proved."""

    title: str
    url: str = ""
    date: str = ""
    """`2026-07-24`: of the source."""
    verified: str = ""
    """On which machine it ran, and who says so: `DGX Spark, says …`; empty: nobody does."""


@dataclass(frozen=True, slots=True)
class Recipe:
    """How one model is run by one engine. The known-good starting point of a launch."""

    id: str
    """Its file's name without `.yaml`: `gpt-oss-120b-vllm`."""
    title: str
    """`gpt-oss 120B`."""
    engine: str
    """`EngineSpec.name`."""
    model: ModelRef
    family: str = ""
    """The same for one model under several engines and quantizations: `gpt-oss-120b`."""
    quantization: str = ""
    """`BF16`, `FP8`, `NVFP4`, `MXFP4`, `Q4_K_M`."""
    summary: str = ""
    image: str = ""
    """In place of the engine's own."""
    image_digest: str = ""
    """`sha256:…` that it was checked with."""
    command: tuple[str, ...] | None = None
    """The container's whole command, its program first (the image's entrypoint is not used), where
    the engine's own way does not do: settings that stand in it cannot be changed from here."""
    arguments: tuple[str, ...] = ()
    environment: tuple[EnvironmentEntry, ...] = ()
    files: tuple[PlanFile, ...] = ()
    settings: LaunchSettings = LaunchSettings()
    secrets: tuple[str, ...] = ()
    """Names of the environment variables that must be had: `HF_TOKEN`."""
    gated: bool = False
    """Whether the model's licence must be accepted on its page first."""
    features: tuple[str, ...] = ()
    """`tools`, `reasoning`, `vision`, `audio`, `embeddings`, `reranking`."""
    nodes: int = 1
    """How many machines it takes."""
    weights_bytes: int | None = None
    download_bytes: int | None = None
    parameters: float | None = None
    active_parameters: float | None = None
    """Of a mixture of experts, per token."""
    config: Mapping[str, object] = field(default_factory=lambda: NO_CONFIG)
    """What of the model's config.json decides its memory, so that it can be told offline."""
    drafts: bool = False
    """Whether it predicts several tokens at once (MTP, EAGLE), so that speeds are higher."""
    notes: tuple[str, ...] = ()
    """What a person has to know or do, in whole sentences."""
    origin: Origin = Origin("")
    copied_from: str = ""
    """`gpt-oss-120b-vllm@3f2a…`: the recipe it was copied from, and its state then."""
    is_own: bool = False
    """Whether it is one of the user's."""


@dataclass(frozen=True, slots=True)
class NodeFacts:
    """What of a node decides how engines run there."""

    node: NodeId
    name: str
    architecture: str = ""
    """As Docker says it: `arm64`, `amd64`."""
    home: str = ""
    """The account's home folder there, a whole path."""
    gpus: tuple[str, ...] = ()
    unified: bool = False
    """GPU and CPU share one pool, as on GB10."""
    is_gb10: bool = False
    has_docker: bool = False
    programs: Mapping[str, str] = field(default_factory=dict)
    """Version of engines that are installed without Docker, by program: `ollama`, `lms`,
    `docker-model`, `llama-server`."""
    addresses: tuple[str, ...] = ()
    """IPv4 addresses of its network interfaces."""
    program_paths: Mapping[str, str] = field(default_factory=dict)
    """Where `programs` are, whole paths, by the same names."""
    uid: int | None = None
    """Of the account."""


@dataclass(frozen=True, slots=True)
class LaunchRequest:
    """A recipe with what the person chose, for one node."""

    recipe: Recipe
    settings: LaunchSettings
    """Over the recipe's."""
    node: NodeFacts


@dataclass(frozen=True, slots=True)
class SecretUse:
    """A secret that a launch hands to the engine, by name only."""

    variable: str
    """The environment variable: `HF_TOKEN`."""
    required: bool = False


@dataclass(frozen=True, slots=True)
class Step:
    """A command on the node, for an engine that is a program there."""

    title: str
    """`Loading the model`."""
    argv: tuple[str, ...]
    phase: Phase


@dataclass(frozen=True, slots=True)
class LaunchPlan:
    """All that will be done. Either `run` or `steps` is there."""

    node: NodeFacts
    recipe: Recipe
    settings: LaunchSettings
    """As they will be used: what matters is no longer None."""
    port: int
    """On the node."""
    model_id: str
    """What the endpoint lists it as."""
    run: RunSpec | None = None
    """Without secrets."""
    files: tuple[PlanFile, ...] = ()
    steps: tuple[Step, ...] = ()
    undo: tuple[tuple[str, ...], ...] = ()
    """Commands that take back what `steps` did."""
    log: str = ""
    """File of the node that the program of `steps` prints into; empty: none."""
    folders: tuple[str, ...] = ()
    """Folders of the node that are made before, so that Docker does not make them root's."""
    secrets: tuple[SecretUse, ...] = ()
    to_pull_bytes: int | None = None
    """Of the image, as looked at before; 0: it is there; None: not known."""
    to_download_bytes: int | None = None
    """Of the model, the same."""
    notes: tuple[str, ...] = ()
    fit: Fit | None = None
    """What it will take, judged before; the launch judges again with the room of that moment."""
    overrides: tuple[str, ...] = ()
    """Names of checks that refused and that the person set aside."""


class Phase(StrEnum):
    """How far a deployment is, in order."""

    WAITING = "waiting"  # for memory that a stopped engine still has
    PULLING = "pulling"  # the image
    DOWNLOADING = "downloading"  # the model
    LOADING = "loading"  # weights into memory
    COMPILING = "compiling"  # kernels, graphs
    CHECKING = "checking"  # health, the list of models, one token
    READY = "ready"


@dataclass(frozen=True, slots=True)
class Sign:
    """What a line of an engine's log says of its phase.

    Named groups of the pattern: `percent`, or `done` and `total` (plain counts), or `done_size`
    and `total_size` (`1.2G`); `left` (`02:31`) is the engine's own estimate.
    """

    phase: Phase
    pattern: re.Pattern[str]


@dataclass(frozen=True, slots=True)
class Option:
    """A flag of an engine, for the page with all of them."""

    flag: str
    """`--max-model-len`."""
    help: str
    value: str = ""
    """What it takes, as in `TOKENS`; empty: nothing."""
    setting: str = ""
    """Name of the field of `LaunchSettings` that sets it."""
    also: tuple[str, ...] = ()
    """Other ways to write the flag: `-c`."""


@dataclass(frozen=True, slots=True)
class Images:
    """The images of an engine, by the node's architecture."""

    gb10: str = ""
    arm64: str = ""
    amd64: str = ""
    cpu: str = ""
    """Where there is no GPU; empty: it needs one."""
    cpu_arm64: str = ""
    """In place of `cpu` on arm64, where that is another one."""


class Runtime(StrEnum):
    """Who runs an engine."""

    CONTAINER = "container"
    PROGRAM = "program"  # installed on the node
    ENDPOINT = "endpoint"  # somebody else: only its address is known


@dataclass(frozen=True, slots=True)
class Health:
    """How an engine says that it is there. Paths; empty where it has none."""

    ready: str = "/health"
    """200 when it answers requests."""
    models: str = "/v1/models"
    metrics: str = "/metrics"
    base: str = "/v1"
    """What an OpenAI client gets as the end of its base URL."""


@dataclass(frozen=True, slots=True)
class EngineSpec:
    """An engine: one folder of `engines` exports one as `ENGINE`."""

    name: str
    """`vllm`: used in recipes and on the command line."""
    title: str
    summary: str
    """One line for whoever chooses."""
    runtimes: tuple[Runtime, ...]
    """The preferred one first."""
    sources: tuple[Source, ...]
    port: int
    plan: Callable[[LaunchRequest], LaunchPlan]
    """Pure; raises BadInput with what to change when it cannot run there."""
    overhead: Overhead
    """What it takes beside weights and KV cache."""
    health: Health = Health()
    images: Images = Images()
    kv_dtypes: tuple[str, ...] = ("bf16",)
    minimum: str = ""
    """Oldest version for GB10, and why: a sentence."""
    options: tuple[Option, ...] = ()
    signs: tuple[Sign, ...] = ()
    owned_by: tuple[str, ...] = ()
    """What its list of models says in `owned_by`."""
    images_like: tuple[str, ...] = ()
    """Parts of image names by which a container of somebody else's is known as this engine's."""
    programs_like: tuple[str, ...] = ()
    """Names of programs by which it is known among processes and listeners."""
    start_s: tuple[float, float] = (10.0, 600.0)
    """Seconds that starts took, as seen by others: quick and slow."""
    proved: str = ""
    """What was proved of it how, and what was not: a sentence."""
    order: int = 50
    """Place in lists, low first."""


class CheckVerdict(StrEnum):
    """What came of one check before a launch."""

    GOOD = "good"
    NOTE = "note"  # goes, but the person should know
    REFUSED = "refused"
    UNKNOWN = "unknown"  # could not be found out


@dataclass(frozen=True, slots=True)
class Check:
    """One thing that was looked at before a launch."""

    name: str
    """`memory`, `disk`, `port`, `image`, `secrets`, `gpu`, `restart`, `licence`, `model`,
    `container` (its name), `waiting` (another launch comes first)."""
    verdict: CheckVerdict
    message: str
    hint: str = ""


@dataclass(frozen=True, slots=True)
class PhaseTime:
    """How long a phase took."""

    phase: Phase
    seconds: float


@dataclass(frozen=True, slots=True)
class DeployProgress:
    """How far a deployment is; what an errand's `Progress.value` holds."""

    plan: LaunchPlan
    phase: Phase
    fraction: float | None = None
    """Of this phase, 0 to 1; None while that cannot be said."""
    overall: float | None = None
    """Of all phases, by the times they took here before; None where nothing is known."""
    eta_s: float | None = None
    eta_origin: str = ""
    """`as here on 3 Nov`, `as others saw`."""
    detail: str = ""
    """`6.2 of 9.8 GB`."""
    begun: float = 0.0
    """When the deployment began, Unix seconds."""
    phase_begun: float = 0.0
    times: tuple[PhaseTime, ...] = ()
    """Phases that are over."""
    container_id: str = ""
    waiting_why: str = ""
    """Why nothing goes on: the session is lost."""


@dataclass(frozen=True, slots=True)
class Deployed:
    """A deployment that came to its end: what its errand returns."""

    endpoint: Endpoint
    container_id: str
    times: tuple[PhaseTime, ...]


@dataclass(frozen=True, slots=True)
class RecipeProblem:
    """Why a recipe of the user's folder cannot be used."""

    file: str
    message: str


@dataclass(frozen=True, slots=True)
class Recipes:
    """All recipes, and what is wrong with others."""

    recipes: tuple[Recipe, ...] = ()
    problems: tuple[RecipeProblem, ...] = ()

    def find(self, recipe: str) -> Recipe | None:
        """Return one by its id."""
        return next((each for each in self.recipes if each.id == recipe), None)


SecretOf: TypeAlias = Callable[[str], "str | None"]
"""Returns the secret for an environment variable, None where there is none."""
