"""What a question to own documents costs, whether the best are found, and what indexing costs.

The index holds 100,000 chunks with vectors of 384 numbers; texts follow the frequencies of words in
a language. A question is embedded by the model of this computer, searched, and its passages read.
Recall is told beside the same search in double precision. Indexing is compared with the model's own
speed on the same texts, in turns.
"""

from __future__ import annotations

import argparse
import time
from collections.abc import Sequence
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

import numpy as np

from app.core.cancel import Cancel
from app.services.documents.api import (
    Chunk,
    Collection,
    EmbedderChoice,
    Extracted,
    FileState,
    IndexedFile,
)
from app.services.documents.embedders.embedded import DIMENSIONS, EmbeddedEmbedder
from app.services.documents.embedders.naming import embedder_id, text_to_embed
from app.services.documents.index import DocumentIndex
from app.services.documents.indexer import Indexer
from app.services.documents.pause import Pause
from app.services.documents.retrieve import retrieve
from scripts.bench.figures import Figure, Target, print_machine, print_table, verdict

if TYPE_CHECKING:
    from app.services.documents.api import Vectors

CHUNKS = 100_000
PER_FILE = 50
WORDS = 150
VOCABULARY = 50_000
QUESTIONS = 40
CLUSTERS = 500
ROUNDS = 2
INDEXED = 120
RETRIEVAL_LIMIT_S = 0.06
SPEED_LIMIT = 0.9
COMMON = "the of and to in a is that for it as was with be by on not this are or from at which"
CHOICE = EmbedderChoice("embedded")


class KeptOpen(EmbeddedEmbedder):
    """The model, open for all of the benchmark."""

    def close(self) -> None:
        """Leave it open."""


def main(arguments: list[str]) -> int:
    """Measure and return the exit status."""
    parser = argparse.ArgumentParser(prog="bench rag", description=__doc__)
    parser.add_argument("--chunks", type=int, default=CHUNKS, help="in the index")
    parser.add_argument("--rounds", type=int, default=ROUNDS, help="of indexing")
    options = parser.parse_args(arguments)
    print_machine(f"{options.chunks:,} chunks × {DIMENSIONS}, a question, and indexing")
    embedder = KeptOpen()
    with TemporaryDirectory() as name:
        folder = Path(name)
        asked = Asked(folder, options.chunks, embedder)
        figures = asked.ask()
        recall = asked.recall()
        asked.close()
        own, ours = indexing(folder, embedder, options.rounds)
    print_table((*figures, own, ours))
    return verdict(
        "rag",
        (
            Target("retrieval, p95", figures[0].percentile(0.95) / 1e3, RETRIEVAL_LIMIT_S, "s", 3),
            Target("recall@10", recall, 1.0, "of the ten nearest", 3, at_least=True),
            Target(
                "indexing", ours.median / own.median, SPEED_LIMIT, "× the model's own speed",
                at_least=True,
            ),
        ),
    )  # fmt: skip


class Asked:
    """An index as large as was asked for, and questions to it."""

    def __init__(self, folder: Path, chunks: int, embedder: EmbeddedEmbedder) -> None:
        self._random = np.random.default_rng(7)
        self._words = COMMON.split() + [f"word{number}" for number in range(VOCABULARY)]
        shares = np.cumsum(1.0 / np.arange(1, len(self._words) + 1))
        self._shares = shares / shares[-1]
        self._centres = self._random.standard_normal((CLUSTERS, DIMENSIONS))
        self._embedder = embedder
        self._index = DocumentIndex(folder / "large.sqlite")
        self._index.save(Collection("large", "Large", ("/large",), CHOICE))
        self._vectors = np.empty((chunks, DIMENSIONS), np.float32)
        for start in range(0, chunks, PER_FILE):
            self._put(start, min(PER_FILE, chunks - start))

    def ask(self) -> tuple[Figure, Figure, Figure, Figure]:
        """Return the milliseconds of whole questions, of searching, of the first one, of search."""
        begun = time.perf_counter()
        store = self._index.store("large", embedder_id(CHOICE))
        first = time.perf_counter() - begun
        whole, searched, vectors = [], [], []
        for question in self._questions():
            begun = time.perf_counter()
            found = retrieve(
                self._index,
                lambda _id: self._embedder,
                question,
                ["large"],
                Cancel(),
                token_budget=4000,
            )
            whole.append((time.perf_counter() - begun) * 1e3)
            searched.append(found.search_s * 1e3)
            vector = self._random_unit(1)
            begun = time.perf_counter()
            store.search(vector, 40)
            vectors.append((time.perf_counter() - begun) * 1e3)
        return (
            Figure("a question, answered", tuple(whole), "ms", 1),
            Figure("  of it: search", tuple(searched), "ms", 1),
            Figure("vectors alone", tuple(vectors), "ms", 1),
            Figure("vectors into memory, once", (first * 1e3,), "ms", 0),
        )

    def recall(self) -> float:
        """Return the share of the ten nearest that are found."""
        store = self._index.store("large", embedder_id(CHOICE))
        exact = self._vectors.astype(np.float64)
        found = 0
        for _ in range(QUESTIONS):
            vector = self._random_unit(1)
            scores = exact @ vector[0].astype(np.float64)
            # Chunks are numbered from 1 in the order in which they were put.
            best = set((np.argpartition(scores, -10)[-10:] + 1).tolist())
            found += len(best & {hit.chunk for hit in store.search(vector, 10)})
        return found / (10 * QUESTIONS)

    def close(self) -> None:
        """Close the index."""
        self._index.close()

    def _put(self, start: int, count: int) -> None:
        texts = [self._text() for _ in range(count)]
        chunks = []
        at = 0
        for text in texts:
            chunks.append(Chunk(at, at + len(text), text))
            at += len(text) + 1
        vectors = self._random_unit(count)
        self._vectors[start : start + count] = vectors
        file = IndexedFile(f"/large/{start}.md", FileState.INDEXED, at, 1.0)
        extracted = Extracted("\n".join(texts), ())
        self._index.put("large", file, extracted, chunks, vectors, embedder_id(CHOICE))

    def _text(self) -> str:
        numbers = np.searchsorted(self._shares, self._random.random(WORDS))
        return " ".join([self._words[number] for number in numbers.tolist()])

    def _questions(self) -> list[str]:
        rare = self._random.choice(self._words[200:], (QUESTIONS, 3))
        return [f"what is the {one} of a {two} in {three}" for one, two, three in rare]

    def _random_unit(self, count: int) -> Vectors:
        centres = self._centres[self._random.integers(CLUSTERS, size=count)]
        vectors = centres + 0.7 * self._random.standard_normal((count, DIMENSIONS))
        return np.asarray(
            vectors / np.linalg.norm(vectors, axis=1, keepdims=True), dtype=np.float32
        )


def indexing(folder: Path, embedder: EmbeddedEmbedder, rounds: int) -> tuple[Figure, Figure]:
    """Return the chunks a second of the model by itself, and of indexing files."""
    documents = folder / "documents"
    documents.mkdir()
    write_files(documents)
    own, ours = [], []
    for number in range(rounds):
        index = DocumentIndex(folder / f"round-{number}.sqlite")
        collection = Collection("c", "Files", (str(documents),), CHOICE)
        index.save(collection)
        begun = time.perf_counter()
        Indexer(index, lambda _choice, _cancel: embedder).sync(
            collection, Cancel(), lambda _progress: None, Pause()
        )
        took = time.perf_counter() - begun
        texts = texts_of(index)
        index.close()
        ours.append(len(texts) / took)
        begun = time.perf_counter()
        embedder.embed(texts, Cancel())
        own.append(len(texts) / (time.perf_counter() - begun))
    return (
        Figure("chunks a second, the model itself", tuple(own), "/s", 1),
        Figure("chunks a second, indexed", tuple(ours), "/s", 1),
    )


def write_files(folder: Path) -> None:
    """Write Markdown files of sentences, eight chunks each or so."""
    random = np.random.default_rng(11)
    words = np.array(COMMON.split() + [f"term{number}" for number in range(2_000)])
    for number in range(INDEXED // 8):
        paragraphs = [
            " ".join(" ".join(random.choice(words, 14)) + "." for _ in range(10)) for _ in range(8)
        ]
        text = "\n\n".join(f"## Part {at}\n\n{each}" for at, each in enumerate(paragraphs))
        (folder / f"{number}.md").write_text(f"# File {number}\n\n{text}\n")


def texts_of(index: DocumentIndex) -> Sequence[str]:
    """Return the texts that were embedded."""
    return [
        text_to_embed(chunk, index.title_of("c", file.path))
        for file in index.files("c")
        for chunk in index.chunks_of("c", file.path)
    ]
