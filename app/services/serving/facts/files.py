"""Which files of a repository an engine downloads and loads."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from app.core.errors import BadInput
from app.core.i18n import tr
from app.core.said import said
from app.services.serving.facts.quantization import quantization_in

INDEX = "model.safetensors.index.json"
_SPLIT = re.compile(r"-(\d{5})-of-(\d{5})(?=\.(?:safetensors|gguf)$)")
_PREFERRED = ("Q4_K_M", "Q4_K_XL", "UD-Q4_K_XL", "MXFP4", "Q8_0", "Q4_0")
"""What llama.cpp takes when no quantization is named comes first."""
_OTHER_WEIGHTS = (
    ".bin", ".pt", ".pth", ".ckpt", ".msgpack", ".h5", ".ot", ".onnx", ".onnx_data", ".gguf",
    ".safetensors", ".tflite", ".mlmodel", ".npz", ".nemo",
)  # fmt: skip
_NOT_NEEDED = ("original/", "metal/", "onnx/", "openvino/", "coreml/", "assets/", "images/", ".")
_SECOND_COPIES = ("consolidated", "adapter_")
_PICTURES = (".png", ".jpg", ".jpeg", ".gif", ".webp", ".svg", ".mp4", ".pdf", ".md")


@dataclass(frozen=True, slots=True)
class RepoFile:
    """A file of a repository."""

    name: str
    size: int | None
    """None: the Hub did not say."""


@dataclass(frozen=True, slots=True)
class Chosen:
    """What an engine takes."""

    weights: tuple[RepoFile, ...]
    others: tuple[RepoFile, ...] = ()
    """Tokenizer, configuration."""
    quantization: str = ""
    """Of GGUF files."""

    @property
    def weights_bytes(self) -> int | None:
        """Return the weights' size; None when not all are known."""
        return _sum(self.weights)

    @property
    def download_bytes(self) -> int | None:
        """Return the size of all; None when the weights' is not known."""
        weights = self.weights_bytes
        return None if weights is None else weights + sum(each.size or 0 for each in self.others)

    @property
    def is_whole(self) -> bool:
        """Tell whether all parts of what is split are there."""
        return are_whole([each.name for each in self.weights])


def choose_safetensors(files: Sequence[RepoFile]) -> Chosen | None:
    """Return what an engine loads of a repository with safetensors; None without any.

    At the top of the repository: `original/` holds the same once more, and so does Mistral's
    `consolidated` beside what transformers reads.
    """
    top = [each for each in files if each.name.endswith(".safetensors") and "/" not in each.name]
    main = [each for each in top if not each.name.startswith(_SECOND_COPIES)]
    weights = main or top
    return Chosen(tuple(weights), _others(files)) if weights else None


def choose_gguf(files: Sequence[RepoFile], wanted: str, repository: str) -> Chosen:
    """Return the files of one quantization; BadInput with those there are when it is none of them.

    A projector for pictures (`mmproj`) is downloaded and loaded, too.
    """
    ggufs = [each for each in files if each.name.lower().endswith(".gguf")]
    projectors = [each for each in ggufs if "mmproj" in each.name.lower()]
    sets = gguf_sets(each for each in ggufs if each not in projectors)
    if not sets:
        raise BadInput(
            tr("{repository} has no GGUF files.").format(repository=said(repository)),
            tr(
                "Other engines take its safetensors; for llama.cpp look for a repository "
                "named …-GGUF."
            ),
        )
    label = _pick(sets, wanted)
    if label is None:
        there = ", ".join(sorted(filter(None, map(_label, sets))))
        raise BadInput(
            tr("{repository} has no {wanted}.").format(
                repository=said(repository), wanted=said(wanted)
            ),
            tr("It has: {names}.").format(names=said(there, limit=600)),
        )
    projector = _projector(projectors)
    return Chosen((*sets[label], *projector), (), _label(label) or quantization_in(wanted))


def gguf_sets(files: Iterable[RepoFile]) -> Mapping[str, tuple[RepoFile, ...]]:
    """Return models in GGUF by the name that their parts share."""
    sets: dict[str, list[RepoFile]] = {}
    for each in files:
        sets.setdefault(_stem(each.name), []).append(each)
    return {name: tuple(sorted(parts, key=lambda p: p.name)) for name, parts in sets.items()}


def are_whole(names: Iterable[str]) -> bool:
    """Tell whether all parts of split files are among the names."""
    parts: dict[tuple[str, int], set[int]] = {}
    for name in names:
        if match := _SPLIT.search(name):
            parts.setdefault((_stem(name), int(match[2])), set()).add(int(match[1]))
    return all(
        len(there) >= count and max(there) <= count for (_stem, count), there in parts.items()
    )


def quantizations(files: Sequence[RepoFile]) -> tuple[str, ...]:
    """Return the quantizations that a repository offers in GGUF."""
    named = (each for each in files if "mmproj" not in each.name.lower())
    sets = gguf_sets(each for each in named if each.name.lower().endswith(".gguf"))
    return tuple(sorted({_label(name) for name in sets} - {""}))


def _pick(sets: Mapping[str, tuple[RepoFile, ...]], wanted: str) -> str | None:
    if not wanted or wanted.lower() == "latest":
        by_label = {_label(name): name for name in reversed(list(sets))}
        return next((by_label[each] for each in _PREFERRED if each in by_label), next(iter(sets)))
    asked = wanted.upper()
    exact = [name for name in sets if _label(name) == asked]
    if not exact:  # a file's name in place of a quantization, or one with more around it
        like = re.compile(rf"(?i)(?:^|[-._/]){re.escape(wanted)}(?:[-._/]|$)")
        exact = [name for name in sets if like.search(name.removesuffix(".gguf"))]
    return exact[0] if exact else None


def _label(name: str) -> str:
    return quantization_in(name.removesuffix(".gguf"))


def _projector(projectors: Sequence[RepoFile]) -> tuple[RepoFile, ...]:
    """Return the one that llama.cpp takes, as far as its name says: of 16 bits before others."""
    for kind in ("F16", "BF16"):
        for each in projectors:
            if _label(each.name) == kind:
                return (each,)
    return tuple(projectors[:1])


def _others(files: Sequence[RepoFile]) -> tuple[RepoFile, ...]:
    return tuple(
        each
        for each in files
        if not each.name.lower().endswith((*_OTHER_WEIGHTS, *_PICTURES))
        and not each.name.startswith(_NOT_NEEDED)
    )


def _stem(name: str) -> str:
    return _SPLIT.sub("", name)


def _sum(files: Iterable[RepoFile]) -> int | None:
    total = 0
    for each in files:
        if each.size is None:
            return None
        total += each.size
    return total
