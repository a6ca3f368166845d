"""Looks a model up on the Hub: what an engine would download, and what decides its memory."""

from __future__ import annotations

import functools
from collections.abc import Mapping
from dataclasses import replace
from urllib.parse import quote

from app.core.cancel import Cancel
from app.core.errors import BadInput
from app.core.i18n import tr
from app.core.said import said
from app.services.containers.reading import as_dict, as_dicts, as_size, as_text
from app.services.serving.api import ModelRef, Source
from app.services.serving.facts.api import FactsUnavailable, ModelFacts, ModelNotFound
from app.services.serving.facts.config_file import MAX_BYTES, read_config
from app.services.serving.facts.files import (
    INDEX,
    Chosen,
    RepoFile,
    choose_gguf,
    choose_safetensors,
    quantizations,
)
from app.services.serving.facts.gguf_config import config_of
from app.services.serving.facts.gguf_header import read_gguf_header
from app.services.serving.facts.hub import HubAccess, HubClient
from app.services.serving.facts.quantization import (
    FILE_TYPES,
    parameters_of,
    quantization_of,
)
from app.services.serving.facts.refs import repository_of
from app.services.serving.facts.safetensors_header import (
    FIRST,
    SafetensorsHeader,
    header_size,
    read_safetensors_header,
)
from app.services.serving.fit.api import Weights

__all__ = ["HubAccess", "look_up", "quantizations_of"]

MAX_INDEX = 32 * 1024 * 1024
MAX_FILES = 20_000


def look_up(
    ref: ModelRef, access: HubAccess, cancel: Cancel, *, revision: str = "main"
) -> ModelFacts:
    """Return what the Hub tells of a model.

    Raises ModelNotFound, ModelGated, FactsUnavailable, BadInput for what is on no Hub, Cancelled.
    """
    if not ref.is_on_hub:
        raise BadInput(
            tr("{repository} is not on Hugging Face.").format(repository=said(ref.handle))
        )
    repository, wanted = repository_of(ref)
    with HubClient(access, cancel) as hub:
        repo = _Repository(hub, repository, revision)
        return repo.gguf(ref, wanted) if ref.source is Source.GGUF else repo.safetensors(ref)


def quantizations_of(repository: str, access: HubAccess, cancel: Cancel) -> tuple[str, ...]:
    """Return the quantizations that a repository offers in GGUF; raises what `look_up` does."""
    name, _tag = repository_of(ModelRef(Source.GGUF, repository))
    with HubClient(access, cancel) as hub:
        return quantizations(_Repository(hub, name, "main").files)


class _Repository:
    """One repository of the Hub, at one commit."""

    def __init__(self, hub: HubClient, name: str, revision: str) -> None:
        self._hub = hub
        self._name = name
        path = f"/api/models/{quote(name)}/revision/{quote(revision, safe='')}?blobs=true"
        self._told = as_dict(hub.json(path, name))
        commit = self._told.get("sha")
        self.revision = commit if isinstance(commit, str) and commit.isalnum() else revision
        self.files = tuple(_files(self._told.get("siblings")))

    def gguf(self, ref: ModelRef, wanted: str) -> ModelFacts:
        """Return the facts of one quantization."""
        chosen = choose_gguf(self.files, wanted, self._name)
        first = chosen.weights[0].name
        header = read_gguf_header(functools.partial(self._part, first))
        file_type = header.values.get("general.file_type")
        by_header = FILE_TYPES.get(file_type, "") if isinstance(file_type, int) else ""
        total = as_size(as_dict(self._told.get("gguf")).get("total"))
        return self._facts(
            ref,
            chosen,
            config=config_of(header),
            parameters=float(total) if total else None,
            quantization=chosen.quantization or by_header,
            origin=tr("GGUF files"),
        )

    def safetensors(self, ref: ModelRef) -> ModelFacts:
        """Return the facts of a repository for vLLM and the like."""
        chosen = choose_safetensors(self.files)
        if chosen is None:
            return self._without_weights(ref)
        config = self._config()
        header = self._header(chosen)
        counts = self._counts() or (header.counts if header else {})
        dtype = max(counts, key=lambda each: counts[each], default="")
        quantization = quantization_of(config, dtype)
        facts = self._facts(
            ref,
            chosen,
            config=config,
            parameters=parameters_of(counts, quantization),
            quantization=quantization,
            origin=tr("safetensors files"),
        )
        return facts if facts.weights else self._with_weights(facts, chosen, header)

    def _facts(
        self,
        ref: ModelRef,
        chosen: Chosen,
        *,
        config: Mapping[str, object],
        parameters: float | None,
        quantization: str,
        origin: str,
    ) -> ModelFacts:
        size, reasons = chosen.weights_bytes, {}
        if not config:
            reasons["config"] = tr("The repository has no config.json.")
        if size is None:
            reasons["weights"] = tr("The Hub does not say how large its files are.")
        if not chosen.is_whole:
            reasons["weights"] = tr("Parts of its files are missing in the repository.")
            size = None
        if not quantization:
            reasons["quantization"] = tr("Neither config.json nor the file's name says it.")
        if parameters is None:
            reasons["parameters"] = tr("The Hub did not count them.")
        return ModelFacts(
            ref,
            revision=self.revision,
            config=config,
            weights=Weights(size, origin) if size else None,
            download_bytes=chosen.download_bytes if size else None,
            parameters=parameters,
            quantization=quantization,
            gated=self.is_gated,
            licence=self._licence(),
            files=tuple((each.name, each.size or 0) for each in chosen.weights),
            reasons=reasons,
        )

    def _with_weights(
        self, facts: ModelFacts, chosen: Chosen, header: SafetensorsHeader | None
    ) -> ModelFacts:
        """Return the facts with sizes from the index or a header, where no file told its own."""
        if not chosen.is_whole:
            return facts
        size, origin = (header.bytes, tr("safetensors header")) if header else (None, "")
        if INDEX in {each.name for each in self.files}:
            size, origin = self._size_by_index(), tr("safetensors index")
        if not size:
            return facts
        reasons = {key: why for key, why in facts.reasons.items() if key != "weights"}
        weights = Weights(size, origin)
        return replace(facts, weights=weights, download_bytes=size, reasons=reasons)

    def _without_weights(self, ref: ModelRef) -> ModelFacts:
        if offered := quantizations(self.files):
            raise BadInput(
                tr("{repository} has GGUF files only, for llama.cpp and Ollama.").format(
                    repository=said(self._name)
                ),
                tr("Name one: {name}:{first}. It has: {all}.").format(
                    name=self._name, first=offered[0], all=", ".join(offered)
                ),
            )
        others = [e for e in self.files if e.name.endswith((".bin", ".pt", ".pth")) and e.size]
        if not others:
            raise ModelNotFound(
                tr("{repository} has no weights.").format(repository=said(self._name)),
                tr("It may be an adapter, or for other uses."),
            )
        chosen = Chosen(tuple(others))
        config = self._config()
        return self._facts(
            ref,
            chosen,
            config=config,
            parameters=None,
            quantization=quantization_of(config),
            origin=tr("PyTorch files"),
        )

    # What is asked

    @property
    def is_gated(self) -> bool:
        """Whether its licence has to be accepted."""
        return self._told.get("gated") in ("auto", "manual", True)

    def _licence(self) -> str:
        card = as_dict(self._told.get("cardData"))
        name = card.get("license_name") or card.get("license")
        if isinstance(name, str) and name:
            return as_text(name)
        tags = self._told.get("tags")
        found = (e for e in (tags if isinstance(tags, list) else ()) if isinstance(e, str))
        return next((said(e.partition(":")[2]) for e in found if e.startswith("license:")), "")

    def _counts(self) -> dict[str, int]:
        """Return how many numbers of which type the Hub counted."""
        told = as_dict(as_dict(self._told.get("safetensors")).get("parameters"))
        sizes = {str(key)[:20]: as_size(value) for key, value in told.items()}
        return {key: size for key, size in sizes.items() if size}

    def _config(self) -> Mapping[str, object]:
        if "config.json" not in {each.name for each in self.files}:
            self._need_access()
            return {}
        answer = self._hub.get(self._path("config.json"), self._name, limit=MAX_BYTES)
        return read_config(answer.body)

    def _need_access(self) -> None:
        """Raise ModelGated where not even the smallest file is given."""
        if self.is_gated and self.files:
            self._hub.get(self._path(self.files[0].name), self._name, part=(0, 0), limit=1)

    def _header(self, chosen: Chosen) -> SafetensorsHeader | None:
        """Return the header of the only file, where the Hub did not tell what it says."""
        knows_size = chosen.weights_bytes is not None
        if len(chosen.weights) != 1 or not chosen.is_whole or (knows_size and self._counts()):
            return None
        try:
            return self._read_header(chosen.weights[0].name)
        except (FactsUnavailable, ModelNotFound):
            if knows_size:  # the rest can be told without it
                return None
            raise

    def _read_header(self, file: str) -> SafetensorsHeader:
        start = self._part(file, 0, FIRST)
        size = header_size(start)
        text = start[8 : 8 + size]
        if len(text) < size:
            text += self._part(file, 8 + len(text), size - len(text))
        return read_safetensors_header(text)

    def _size_by_index(self) -> int | None:
        index = as_dict(self._hub.json(self._path(INDEX), self._name, limit=MAX_INDEX))
        size = as_dict(index.get("metadata")).get("total_size")
        return as_size(int(size)) if isinstance(size, int | float) and 0 < size < 2**60 else None

    def _part(self, file: str, offset: int, size: int) -> bytes:
        """Return some bytes of a file."""
        if size <= 0:
            return b""
        last = offset + size - 1
        answer = self._hub.get(
            self._path(file), self._name, part=(offset, last), limit=max(size, offset + size)
        )
        return answer.body[:size] if answer.status == 206 else answer.body[offset : last + 1]

    def _path(self, file: str) -> str:
        return f"/{quote(self._name)}/resolve/{quote(self.revision, safe='')}/{quote(file)}"


def _files(told: object) -> list[RepoFile]:
    found = []
    for each in as_dicts(told):
        name = each.get("rfilename")
        if isinstance(name, str) and name.isprintable() and 0 < len(name) < 1000:
            size = as_size(each.get("size"))
            if size is None:
                size = as_size(as_dict(each.get("lfs")).get("size"))
            found.append(RepoFile(name, size))
        if len(found) >= MAX_FILES:
            break
    return found
