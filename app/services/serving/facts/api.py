"""What can be found out about a model before it is downloaded. Sizes are bytes."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from app.core.errors import UserError
from app.services.serving.api import ModelRef
from app.services.serving.fit.api import Weights


class ModelNotFound(UserError):
    """There is no such model, or this account may not know of it."""


class ModelGated(UserError):
    """Its licence has to be accepted first, or a token is missing; `page` is where."""

    def __init__(self, message: str, hint: str = "", *, page: str = "") -> None:
        super().__init__(message, hint)
        self.page = page


class FactsUnavailable(UserError):
    """Nobody could be asked: no network, a limit was reached, nonsense was answered."""


@dataclass(frozen=True, slots=True)
class ModelFacts:
    """A model's files."""

    ref: ModelRef
    revision: str = ""
    """The commit that was looked at."""
    config: Mapping[str, object] = field(default_factory=dict)
    """config.json, or what of a GGUF header says the same; empty where there is none."""
    weights: Weights | None = None
    download_bytes: int | None = None
    """Of all files that an engine downloads."""
    parameters: float | None = None
    quantization: str = ""
    gated: bool = False
    licence: str = ""
    files: tuple[tuple[str, int], ...] = ()
    """Weight files by name, with their sizes."""
    reasons: Mapping[str, str] = field(default_factory=dict)
    """Why something is missing, by the field's name."""


@dataclass(frozen=True, slots=True)
class CachedModel:
    """A model that is on a node already."""

    ref: ModelRef
    path: str
    bytes: int
    is_whole: bool = True
    """Whether all of it is there, as far as can be seen."""
    origin: str = ""
    """`Hugging Face cache`, `Ollama`, `NIM cache`."""
