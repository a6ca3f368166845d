"""The words of chat: endpoints, what they can do, messages, and what an answer is on its way to.

Times are Unix seconds, durations seconds, sizes bytes. What is not known is None.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import TypeAlias

from app.core.errors import UserError
from app.core.ids import NodeId
from app.services.serving.answers import Timing
from app.services.serving.tool_calls import ToolCall as ToolCall

NO_TIMING = Timing()

# Endpoints


@dataclass(frozen=True, slots=True)
class ChatEndpoint:
    """Something that answers as OpenAI does: on a port of a node, or at an address."""

    id: str
    """Stable, also between runs: `spark-01:8000/v1` or the custom one's own id."""
    title: str
    """`vLLM on spark-01`, or what the user calls it."""
    node: NodeId | None = None
    """Whose session leads to it; None: this computer reaches `url` itself."""
    port: int = 0
    """On the node's 127.0.0.1."""
    base: str = "/v1"
    url: str = ""
    """`https://host/v1`, only where `node` is None."""
    engine: str = ""
    """Name of the engine (`vllm`, `llama_cpp`, …); empty: unknown."""
    is_custom: bool = False
    """Whether the user added it (its key, if any, is in the keyring under `id`)."""
    needs_key: bool = False
    is_ours: bool = False
    """Whether this program deployed what answers there."""


class ModelAt(StrEnum):
    """Where a model is, seen from its endpoint."""

    LOADED = "loaded"
    LOADING = "loading"
    SLEEPING = "sleeping"
    ON_DISK = "on disk"
    UNKNOWN = "unknown"  # the endpoint does not tell


@dataclass(frozen=True, slots=True)
class ChatModel:
    """One model of an endpoint."""

    id: str
    """As requests name it; opaque, may be a path."""
    title: str
    at: ModelAt = ModelAt.UNKNOWN
    context: int | None = None
    """Tokens that fit, prompt and answer together."""
    takes_images: bool | None = None
    """None where the list of models does not tell."""
    detail: str = ""
    """`Q4_K_M · 4.7 GB`, or why it cannot be used."""
    embeds: bool = False
    """Whether it makes vectors of texts and does not answer."""


@dataclass(frozen=True, slots=True)
class EndpointView:
    """An endpoint and its models as they were seen last."""

    endpoint: ChatEndpoint
    models: tuple[ChatModel, ...] | None = None
    """None before they were told for the first time."""
    error: UserError | None = None
    """Why nothing newer is known."""
    told_at: float = 0.0


@dataclass(frozen=True, slots=True)
class Finding:
    """What a probe of the Endpoint Doctor found. `works` is None where it cannot be said."""

    works: bool | None
    detail: str = ""
    """One sentence: what was seen, and what follows."""
    tested_at: float = 0.0


class Ability(StrEnum):
    """What the Endpoint Doctor looks at."""

    MODELS = "models"
    AUTH = "auth"
    STREAMING = "streaming"
    USAGE = "usage"
    REASONING = "reasoning"
    TOOLS = "tools"
    VISION = "vision"
    OVERFLOW = "overflow"
    """Whether a prompt that is too long is refused rather than silently cut."""
    CANCEL = "cancel"
    """Whether the server stops to compute when its answer is given up."""
    CONTINUE = "continue"
    """Whether it goes on with an assistant message that is the last one."""
    EMBEDDINGS = "embeddings"
    PROMPT_PROGRESS = "prompt progress"


@dataclass(frozen=True, slots=True)
class Card:
    """What one model of one endpoint can do; the chat obeys it. Nothing tested: nothing is said."""

    endpoint: str
    model: str
    engine: str = ""
    context: int | None = None
    findings: Mapping[Ability, Finding] = field(default_factory=dict)
    reasoning_field: str = ""
    """`reasoning` or `reasoning_content`, as it was seen."""
    ignored: frozenset[str] = frozenset()
    """Names of parameters that the engine takes and ignores, or does not know."""
    refused: frozenset[str] = frozenset()
    """Names of parameters that it answers with an error."""
    embedding_dimensions: int | None = None
    tested_at: float = 0.0

    def works(self, ability: Ability) -> bool | None:
        """Return whether an ability is there; None where nobody knows."""
        found = self.findings.get(ability)
        return None if found is None else found.works


# Messages


class Role(StrEnum):
    """Who says it."""

    SYSTEM = "system"
    USER = "user"
    ASSISTANT = "assistant"
    TOOL = "tool"


class MessageState(StrEnum):
    """How a message came to its end."""

    WHOLE = "whole"
    ANSWERING = "answering"  # on its way; in a file: the program ended before it did
    STOPPED = "stopped"
    CUT_OFF = "cut off"
    FAILED = "failed"


@dataclass(frozen=True, slots=True)
class ImagePart:
    """A picture that goes to the model as base64."""

    sha256: str
    """Under which the library keeps its bytes."""
    media_type: str
    """`image/png`, `image/jpeg`, `image/webp`."""
    width: int
    height: int
    name: str = ""
    data: bytes = field(default=b"", repr=False, compare=False)
    """Its bytes, where they were read; `Library.attachment(sha256)` has them."""


@dataclass(frozen=True, slots=True)
class FilePart:
    """The text of a file that goes to the model as a whole."""

    name: str
    text: str = field(repr=False)
    detail: str = ""
    """`12 pages · 41 kB`."""


class ContextKind(StrEnum):
    """What of a node was attached."""

    LOG = "log"
    CHARTS = "charts"
    ALERT = "alert"  # an alert, or an incident that is over


@dataclass(frozen=True, slots=True)
class ContextPart:
    """Something of a node that goes to the model: a container's log, the last minutes of charts."""

    kind: ContextKind
    title: str
    """`Log of vllm on spark-01, last 200 lines`."""
    text: str = field(repr=False)
    taken_at: float = 0.0


@dataclass(frozen=True, slots=True)
class Source:
    """A passage of an own document that went to the model under a number."""

    number: int
    collection: str
    document: str
    """Path of the file."""
    title: str
    page: int | None
    """From 1; None where the file has no pages."""
    start: int
    """Character of the document's text where the passage begins."""
    end: int
    heading: str = ""
    text: str = field(default="", repr=False)
    score: float = 0.0


Part: TypeAlias = ImagePart | FilePart | ContextPart


@dataclass(frozen=True, slots=True)
class Figures:
    """How an answer came about."""

    timing: Timing = NO_TIMING
    prompt_tokens: int | None = None
    cached_tokens: int | None = None
    completion_tokens: int | None = None
    reasoning_s: float | None = None
    """How long it thought before it answered."""
    joules: float | None = None
    """What the node's GPU used meanwhile, above nothing; None: its power is not known."""
    joules_note: str = ""
    """Why there is none, or what else it holds (others' requests)."""
    others: float | None = None
    """Requests of others that the server had beside this one; None: it does not tell."""


@dataclass(frozen=True, slots=True)
class Message:
    """One message; messages of a conversation form a tree, `parent` is the one before it."""

    id: int
    """0 before the library has given one."""
    parent: int | None
    role: Role
    text: str
    parts: tuple[Part, ...] = ()
    reasoning: str = ""
    calls: tuple[ToolCall, ...] = ()
    sources: tuple[Source, ...] = ()
    state: MessageState = MessageState.WHOLE
    note: str = ""
    """What the reader has to know: cut off, thinking used all tokens, the prompt was cut."""
    endpoint: str = ""
    """Title of what answered."""
    model: str = ""
    figures: Figures | None = None
    created: float = 0.0


# Conversations


@dataclass(frozen=True, slots=True)
class Parameters:
    """How a model shall answer; None: as the server does by itself."""

    max_tokens: int | None = None
    temperature: float | None = None
    top_p: float | None = None
    top_k: int | None = None
    min_p: float | None = None
    frequency_penalty: float | None = None
    presence_penalty: float | None = None
    repeat_penalty: float | None = None
    seed: int | None = None
    stop: tuple[str, ...] = ()
    reasoning_effort: str = ""
    """`none`, `low`, `medium`, `high`; empty: as the server does."""
    thinking: bool | None = None
    """`chat_template_kwargs.enable_thinking`."""


@dataclass(frozen=True, slots=True)
class Preset:
    """A system prompt and parameters under a name."""

    name: str
    system: str = ""
    parameters: Parameters = Parameters()


@dataclass(frozen=True, slots=True)
class Conversation:
    """A conversation without its messages."""

    id: int
    title: str
    created: float
    updated: float
    endpoint: str = ""
    """`ChatEndpoint.id` that it is with."""
    model: str = ""
    system: str = ""
    parameters: Parameters = Parameters()
    collections: tuple[str, ...] = ()
    """Collections of documents that it asks."""
    folder: str = ""
    tags: tuple[str, ...] = ()
    pinned: bool = False
    leaf: int | None = None
    """The last message of the branch that is shown."""
    draft: str = ""
    """What is typed and not sent."""
    trashed: float | None = None
    """When it was thrown away; None: it was not."""
    has_own_title: bool = False
    """Whether a person named it: then no model does."""


@dataclass(frozen=True, slots=True)
class Found:
    """A message that a search found."""

    conversation: int
    title: str
    message: int
    snippet: str
    """With what was found between `\\x02` and `\\x03`."""
    created: float


# Asking


class AskPhase(StrEnum):
    """What an answer waits for."""

    CONNECTING = "connecting"
    QUEUED = "queued"  # sent; the server works for others or does not tell
    READING = "reading prompt"
    THINKING = "thinking"
    ANSWERING = "answering"
    STOPPING = "stopping"


@dataclass(frozen=True, slots=True)
class AskState:
    """How far an answer is."""

    phase: AskPhase
    since: float
    """`time.monotonic()` when the phase began."""
    fraction: float | None = None
    """Of the prompt that was read."""
    detail: str = ""
    """`still waiting, the server is alive`."""


class Stopped(StrEnum):
    """Whether the server stopped to compute after Stop."""

    YES = "yes"
    NO = "no"
    """It still computed 3 s later."""
    UNKNOWN = "unknown"
    """It does not tell."""
