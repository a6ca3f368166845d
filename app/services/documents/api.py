"""The words of own documents: collections, what was read of them, and what a question finds.

Offsets are characters of a document's text, pages count from 1. Vectors are float32 of length 1.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from typing import TYPE_CHECKING, Protocol, TypeAlias

from app.core.errors import UserError

if TYPE_CHECKING:
    import numpy as np
    import numpy.typing as npt

    from app.core.cancel import Cancel

    Vectors: TypeAlias = npt.NDArray[np.float32]
    """(texts, dimensions)"""


@dataclass(frozen=True, slots=True)
class EmbedderChoice:
    """Which embedding model a collection uses."""

    kind: str
    """`embedded`, or `endpoint`."""
    endpoint: str = ""
    """`ChatEndpoint.id`."""
    model: str = ""


@dataclass(frozen=True, slots=True)
class StoreChoice:
    """Where a collection's vectors are searched."""

    kind: str = "sqlite"
    """`sqlite`, or `milvus`."""
    node: str = ""
    """Whose session leads to Milvus."""
    port: int = 19530


@dataclass(frozen=True, slots=True)
class Collection:
    """Folders and files that are asked together."""

    id: str
    name: str
    paths: tuple[str, ...]
    """Folders (with everything below them) and files."""
    embedder: EmbedderChoice
    store: StoreChoice = StoreChoice()
    created: float = 0.0
    reranker: EmbedderChoice | None = None
    """A model of an endpoint that reads question and passage together, where one was chosen."""


class FileState(StrEnum):
    """How a file is in the index."""

    WAITING = "waiting"
    INDEXED = "indexed"
    SKIPPED = "skipped"  # not a kind that is read, too large; `error` says which
    FAILED = "failed"


@dataclass(frozen=True, slots=True)
class IndexedFile:
    """One file of a collection."""

    path: str
    state: FileState
    size: int
    modified: float
    sha256: str = ""
    pages: int | None = None
    chunks: int = 0
    error: str = ""
    """Why it was skipped or failed, and what to do."""
    same_as: str = ""
    """Path of the file with the same bytes that stands for it."""


@dataclass(frozen=True, slots=True)
class CollectionStats:
    """What is in a collection's index."""

    files: int = 0
    chunks: int = 0
    failed: int = 0
    bytes: int = 0
    """Of the index on disk."""
    indexed_at: float | None = None
    embedder: str = ""
    """Id of the embedding model whose vectors are searched now."""
    is_stale: bool = False
    """Whether another embedding model was chosen: until it is indexed anew the old one answers."""
    note: str = ""
    """What is missing in it and why: a folder that cannot be reached, no embedding model."""


@dataclass(frozen=True, slots=True)
class IndexProgress:
    """How far indexing is."""

    done: int
    total: int | None
    """Files; None while they are counted."""
    chunks: int = 0
    file: str = ""
    """What is read now."""
    chunks_per_s: float | None = None
    is_paused: bool = False


# Reading


@dataclass(frozen=True, slots=True)
class Section:
    """A piece of a document's text with where it stands: a page, a part under a heading."""

    start: int
    end: int
    page: int | None = None
    heading: str = ""
    """`Install › On Debian`."""


@dataclass(frozen=True, slots=True)
class Extracted:
    """The text of a document."""

    text: str = field(repr=False)
    sections: tuple[Section, ...]
    title: str = ""
    pages: int | None = None
    note: str = ""
    """`Pages 4 and 7 hold pictures only`."""


@dataclass(frozen=True, slots=True)
class Chunk:
    """What is embedded and found as one."""

    start: int
    end: int
    text: str = field(repr=False)
    page: int | None = None
    heading: str = ""


# Finding


@dataclass(frozen=True, slots=True)
class Passage:
    """A chunk, or neighbouring ones, that answer a question."""

    collection: str
    document: str
    title: str
    start: int
    end: int
    text: str = field(repr=False)
    page: int | None = None
    heading: str = ""
    score: float = 0.0
    """Fused (RRF); only good for the order."""
    similarity: float | None = None
    """Cosine; None where only its words were found."""
    by_words: bool = False


@dataclass(frozen=True, slots=True)
class Retrieval:
    """What a question found, best first."""

    question: str
    passages: tuple[Passage, ...]
    searched_chunks: int = 0
    embed_s: float = 0.0
    search_s: float = 0.0
    notes: tuple[str, ...] = ()
    """What the user has to know: the embedding endpoint is gone, words only."""


@dataclass(frozen=True, slots=True)
class Hit:
    """One chunk that a store found."""

    chunk: int
    score: float


class Embedder(Protocol):
    """Makes vectors of texts. Its methods block; not thread-safe."""

    @property
    def id(self) -> str:
        """Return what tells its vectors from others': model, revision."""
        ...

    @property
    def dimensions(self) -> int:
        """Return the length of a vector; known after the first one where a server makes them."""
        ...

    def embed(self, texts: Sequence[str], cancel: Cancel) -> Vectors:
        """Return one vector a text, of length 1. Raises UserError, Cancelled."""
        ...

    def close(self) -> None:
        """Give up its memory or connection."""
        ...


class VectorStore(Protocol):
    """Searches vectors. What is in it can be made anew of the index (`DocumentIndex`)."""

    def add(self, chunks: Sequence[int], vectors: Vectors) -> None:
        """Take vectors of chunks; those of a chunk that it has are replaced."""
        ...

    def delete(self, chunks: Sequence[int]) -> None:
        """Forget chunks."""
        ...

    def search(self, vector: Vectors, limit: int) -> tuple[Hit, ...]:
        """Return the nearest chunks by cosine, best first; `vector` is (1, dimensions)."""
        ...

    def count(self) -> int:
        """Return how many chunks it has."""
        ...

    def clear(self) -> None:
        """Forget everything."""
        ...

    def close(self) -> None:
        """Give up its memory or connection."""
        ...


OnProgress: TypeAlias = Callable[[IndexProgress], object]


class DocumentsUnavailable(UserError):
    """Own documents cannot be read or asked, and what to do."""
