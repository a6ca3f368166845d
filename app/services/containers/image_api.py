"""What is known of images, and of getting them: frozen values, texts already fit to be shown.

What an engine or a registry does not tell is None, never 0.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum
from typing import TypeAlias

from app.core.errors import RemoteError


class RegistryRefused(RemoteError):
    """The registry wants an account, or another one."""


@dataclass(frozen=True, slots=True)
class Image:
    """One image of a node."""

    id: str
    """`sha256:…`."""
    tags: tuple[str, ...]
    """`nvcr.io/nim/meta/llama:1.2`; none for one that lost its tag to a newer one."""
    digests: tuple[str, ...]
    """`repository@sha256:…`: what registries call it; none for one that was never pulled."""
    size_bytes: int | None
    created: float | None
    """Unix seconds."""
    containers: int | None = None
    """How many containers use it, running or not."""
    architecture: str = ""
    """`arm64`; only a look at one image tells."""

    @property
    def name(self) -> str:
        """Its first tag, or the first twelve digits of its id."""
        return self.tags[0] if self.tags else self.id.removeprefix("sha256:")[:12]

    @property
    def is_dangling(self) -> bool:
        """Whether it has no name left: what `docker image prune` removes."""
        return not self.tags


@dataclass(frozen=True, slots=True)
class HistoryEntry:
    """One step by which an image was made, newest first."""

    created: float | None
    command: str
    size_bytes: int | None
    comment: str = ""


@dataclass(frozen=True, slots=True)
class ImageRemoval:
    """What a removal did, in the engine's words."""

    untagged: tuple[str, ...] = ()
    """Names that are gone."""
    deleted: tuple[str, ...] = ()
    """Ids of images and layers that are gone: none where another name or image holds them."""


class LayerPhase(StrEnum):
    """How far one layer of a pull is."""

    WAITING = "waiting"
    DOWNLOADING = "downloading"
    VERIFYING = "verifying"
    EXTRACTING = "extracting"
    DONE = "done"
    THERE = "there"  # it was on the node already


@dataclass(frozen=True, slots=True)
class LayerProgress:
    """One layer of a pull."""

    id: str
    """The first twelve digits of its digest, as the engine tells it."""
    phase: LayerPhase
    done_bytes: int | None = None
    """Of the download."""
    total_bytes: int | None = None


@dataclass(frozen=True, slots=True)
class PullProgress:
    """How far a pull is, over all layers."""

    reference: str
    layers: tuple[LayerProgress, ...] = ()
    done_bytes: int = 0
    """Downloaded, of what was not there already."""
    total_bytes: int | None = None
    """None while not all layers have told their size: then `known_bytes` only grows."""
    known_bytes: int = 0
    """Sum of the sizes told so far."""
    bytes_per_s: float | None = None
    left_s: float | None = None
    """Seconds left, an estimate; None while it cannot be said."""
    status: str = ""
    """In the engine's words: `Extracting`."""
    waiting_for: str = ""
    """Why nothing goes on now: `spark-01 is not connected.`"""

    @property
    def fraction(self) -> float | None:
        """0 to 1, of the bytes; None while the total is not known."""
        return self.done_bytes / self.total_bytes if self.total_bytes else None


@dataclass(frozen=True, slots=True)
class Login:
    """An account of a registry. The secret is in the keyring and travels with one request."""

    server: str
    """`nvcr.io`, `docker.io`, `127.0.0.1:5000`."""
    user: str


Credentials: TypeAlias = tuple[str, str]
"""User and secret of an account."""
LoginOf: TypeAlias = "Callable[[str], Credentials | None]"
"""Finds user and secret of a registry, None without an account; it may block."""


@dataclass(frozen=True, slots=True)
class UpdateCheck:
    """What the registry has under an image's tag, and beside it."""

    reference: str
    local_digest: str = ""
    """Empty for an image that was never pulled."""
    remote_digest: str = ""
    is_newer: bool | None = None
    """Whether the registry's is another one; None when that cannot be said, `why` says why."""
    why: str = ""
    newer_tags: tuple[str, ...] = ()
    """Higher versions in the same repository, highest first."""
    note: str = ""
    """What the registry itself says of them, word for word; empty where it says nothing."""


OnPull = Callable[[PullProgress], object]
