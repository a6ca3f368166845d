"""What models are on a node already, as far as the account there may look.

One `find` over the folders where engines keep what they downloaded, and one question to Ollama.
"""

from __future__ import annotations

import contextlib
import json
import logging
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from app.core.errors import ChannelRefused, RemoteError, SourceUnavailable
from app.core.i18n import tr
from app.services.containers.reading import as_dict, as_dicts, as_size
from app.services.serving.api import ModelRef, Source
from app.services.serving.facts.api import CachedModel
from app.services.serving.facts.files import RepoFile, are_whole, gguf_sets
from app.services.serving.facts.quantization import quantization_in
from app.services.telemetry.fetch import Address, get

if TYPE_CHECKING:
    from app.core.cancel import Cancel
    from app.services.serving.reach import NodeReach
    from app.transport.api import Session

log = logging.getLogger(__name__)

HF_CACHE = tr("Hugging Face cache")
NIM_CACHE = tr("NIM cache")
OLLAMA = "Ollama"
OLLAMA_PORT = 11434
FOLDERS: Mapping[str, str] = {
    ".cache/huggingface/hub": HF_CACHE,
    ".cache/nim": NIM_CACHE,
    ".cache/llama.cpp": tr("llama.cpp cache"),
    ".lmstudio/models": tr("LM Studio"),
    ".cache/lm-studio/models": tr("LM Studio"),
    "models": tr("models folder"),
}
"""Folders of the account's home."""
SHARED_FOLDERS = ("/models", "/data/models", "/opt/models", "/srv/models")
MAX_LISTING = 16 * 1024 * 1024
DEPTH = 7
FIND_S = 30.0
MAX_MODELS = 2000
_PRINT = "%y\\t%s\\t%T@\\t%l\\t%p\\0"
_REPOSITORY = re.compile(r"(.*/models--([^/]+))/(blobs|snapshots|refs)/(.+)", re.DOTALL)
_INCOMPLETE = ".incomplete"
_WEIGHTS = (".safetensors", ".gguf", ".bin", ".pth", ".pt")


@dataclass(frozen=True, slots=True)
class FoundFile:
    """A file as `find` told it."""

    path: str
    size: int
    modified: float = 0.0
    link: str = ""
    """Where a symbolic link leads; empty for a file."""

    @property
    def name(self) -> str:
        """Return the last part of its path."""
        return self.path.rsplit("/", 1)[-1]

    @property
    def folder(self) -> str:
        """Return what it is in."""
        return self.path.rsplit("/", 1)[0]


def cached_models(reach: NodeReach, home: str, cancel: Cancel) -> tuple[CachedModel, ...]:
    """Return the models that are there, by name. Raises RemoteError, SessionLost, Cancelled."""
    session = reach.session()
    files = _listed(session, home, cancel)
    found = [*read_cached(files, home), *_of_ollama(session, cancel)]
    found.sort(key=lambda each: (each.ref.handle.lower(), each.path))
    return tuple(found[:MAX_MODELS])


def read_cached(files: Iterable[FoundFile], home: str) -> Iterator[CachedModel]:
    """Yield the models that files belong to: caches by their layout, others by their folders."""
    repositories: dict[str, _Repository] = {}
    loose: list[FoundFile] = []
    for file in files:
        match = _REPOSITORY.fullmatch(file.path)
        if match is None:
            loose.append(file)
            continue
        repository = repositories.setdefault(match[1], _Repository(match[1], match[2]))
        repository.add(match[3], match[4], file)
    for each in repositories.values():
        yield from each.models()
    yield from _loose(loose, home)


@dataclass(slots=True)
class _Repository:
    """One `models--OWNER--NAME` of a cache: blobs, and snapshots of links to them."""

    folder: str
    name: str
    blobs: dict[str, int] = field(default_factory=dict)
    snapshots: dict[str, dict[str, FoundFile]] = field(default_factory=dict)

    def add(self, part: str, rest: str, file: FoundFile) -> None:
        if part == "blobs":
            self.blobs[rest] = file.size
        elif part == "snapshots":
            commit, _, name = rest.partition("/")
            self.snapshots.setdefault(commit, {})[name] = file

    def models(self) -> Iterator[CachedModel]:
        """Yield what its newest snapshot holds."""
        files = self._newest()
        if self.name.startswith("nim--"):
            handle = self.name.removeprefix("nim--").replace("--", "/")
            yield self._model(ModelRef(Source.NGC, handle), files, NIM_CACHE)
            return
        handle = self.name.replace("--", "/", 1)
        names = [name for name in files if name.endswith(_WEIGHTS)]
        ggufs = [name for name in names if name.endswith(".gguf")]
        for stem, parts in gguf_sets(RepoFile(name, 0) for name in ggufs).items():
            if "mmproj" not in stem.lower():
                label = quantization_in(stem.removesuffix(".gguf"))
                ref = ModelRef(Source.GGUF, f"{handle}:{label}" if label else handle)
                own = {part.name: files[part.name] for part in parts}
                yield self._model(ref, own, HF_CACHE)
        if len(names) > len(ggufs) or (not ggufs and self._arriving):
            yield self._model(ModelRef(Source.HUGGING_FACE, handle), files, HF_CACHE)

    @property
    def _arriving(self) -> list[int]:
        """Return the sizes of blobs that are not whole, but for leftovers of those that are."""
        return [
            size
            for name, size in self.blobs.items()
            if name.endswith(_INCOMPLETE) and name.partition(".")[0] not in self.blobs
        ]

    def _newest(self) -> Mapping[str, FoundFile]:
        newest = max(
            self.snapshots,
            key=lambda commit: max(file.modified for file in self.snapshots[commit].values()),
            default=None,
        )
        return {} if newest is None else self.snapshots[newest]

    def _model(self, ref: ModelRef, files: Mapping[str, FoundFile], origin: str) -> CachedModel:
        sizes = [self._size(file) for file in files.values()]
        arriving = self._arriving
        whole = bool(sizes) and None not in sizes and not arriving and are_whole(files)
        first = next(iter(sorted(files.values(), key=lambda each: each.path)), None)
        path = self.folder if first is None else _snapshot(first.path)
        return CachedModel(ref, path, sum(filter(None, sizes)) + sum(arriving), whole, origin)

    def _size(self, file: FoundFile) -> int | None:
        """Return a file's size; None when what a link leads to is not there."""
        if not file.link:
            return file.size
        return self.blobs.get(file.link.rsplit("/", 1)[-1])


def _snapshot(path: str) -> str:
    """Return the folder of a snapshot that a file is in."""
    before, _, rest = path.partition("/snapshots/")
    return f"{before}/snapshots/{rest.partition('/')[0]}"


def _loose(files: Iterable[FoundFile], home: str) -> Iterator[CachedModel]:
    """Yield models in folders: GGUF files each, safetensors by their folder."""
    folders: dict[str, list[FoundFile]] = {}
    for file in files:
        folders.setdefault(file.folder, []).append(file)
    for folder, here in folders.items():
        origin = _origin(folder, home)
        sizes = {file.name: file.size for file in here if not file.link}
        ggufs = (RepoFile(name, size) for name, size in sizes.items() if name.endswith(".gguf"))
        for stem, parts in gguf_sets(ggufs).items():
            if "mmproj" not in stem.lower():
                path = f"{folder}/{parts[0].name}"
                total = sum(part.size or 0 for part in parts)
                whole = are_whole(part.name for part in parts)
                yield CachedModel(ModelRef(Source.FILE, path), path, total, whole, origin)
        tensors = [name for name in sizes if name.endswith(".safetensors")]
        if tensors and "config.json" in sizes:
            total = sum(sizes.values())
            yield CachedModel(
                ModelRef(Source.FILE, folder), folder, total, are_whole(tensors), origin
            )


def _origin(folder: str, home: str) -> str:
    for name, origin in FOLDERS.items():
        if folder == f"{home}/{name}" or folder.startswith(f"{home}/{name}/"):
            return origin
    return tr("models folder")


def _listed(session: Session, home: str, cancel: Cancel) -> Iterator[FoundFile]:
    roots = [f"{home.rstrip('/')}/{name}" for name in FOLDERS] if home.startswith("/") else []
    wanted = ["(", "-path", "*/models--*"]
    for name in ("*.gguf", "*.safetensors", "config.json"):
        wanted += ["-o", "-name", name]
    kinds = [")", "(", "-type", "f", "-o", "-type", "l", ")"]
    done = session.exec(
        ["find", *roots, *SHARED_FOLDERS, "-maxdepth", str(DEPTH), *wanted, *kinds,
         "-printf", _PRINT],
        timeout=FIND_S,
        max_output=MAX_LISTING,
        cancel=cancel,
    )  # fmt: skip
    # Folders that are not there, or may not be read, are told on stderr and by the status.
    if not done.stdout and b"-printf" in done.stderr:
        log.info("%s: its find is not GNU's; caches are not looked through", session.title)
    return read_listing(done.stdout)


def read_listing(data: bytes) -> Iterator[FoundFile]:
    """Yield the files that `find` printed; what is cut off or cannot be shown is left out."""
    for row in data.split(b"\0"):
        cells = row.decode("utf-8", "replace").split("\t", 4)
        if len(cells) != 5 or not cells[4].isprintable() or "\ufffd" in cells[4]:
            continue
        kind, size, modified, link, path = cells
        if not size.isascii() or not size.isdigit() or len(size) > 18 or kind not in ("f", "l"):
            continue
        when = 0.0
        with contextlib.suppress(ValueError):
            when = float(modified)
        yield FoundFile(path, int(size), when, link if kind == "l" else "")


def _of_ollama(session: Session, cancel: Cancel) -> list[CachedModel]:
    try:
        answer = get(session, Address(OLLAMA_PORT, "/api/tags"), cancel)
        told = json.loads(answer.body) if answer.status == 200 else {}
    except (ChannelRefused, SourceUnavailable):  # it does not run
        return []
    except (RemoteError, ValueError, RecursionError) as error:
        log.info("%s: Ollama does not tell its models: %s", session.title, error)
        return []
    return list(read_ollama(told))


def read_ollama(told: object) -> Iterator[CachedModel]:
    """Yield the models of Ollama's `/api/tags`."""
    for each in as_dicts(as_dict(told).get("models")):
        name, size = each.get("name"), as_size(each.get("size"))
        if isinstance(name, str) and 0 < len(name) < 300 and name.isprintable():
            yield CachedModel(ModelRef(Source.OLLAMA, name), "", size or 0, True, OLLAMA)
