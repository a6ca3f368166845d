"""Facts of a model that is a file or a folder on a node, read there by the account's own rights."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from app.core.errors import BadInput, OutputTooLarge
from app.core.i18n import tr
from app.core.said import said
from app.services.serving.api import ModelRef, Source
from app.services.serving.facts.api import FactsUnavailable, ModelFacts, ModelNotFound
from app.services.serving.facts.config_file import MAX_BYTES, read_config
from app.services.serving.facts.files import (
    Chosen,
    RepoFile,
    choose_gguf,
    choose_safetensors,
    gguf_sets,
)
from app.services.serving.facts.gguf_config import config_of
from app.services.serving.facts.gguf_header import read_gguf_header
from app.services.serving.facts.quantization import (
    FILE_TYPES,
    parameters_of,
    quantization_in,
    quantization_of,
)
from app.services.serving.facts.safetensors_header import (
    MAX_HEADER,
    header_size,
    read_safetensors_header,
)
from app.services.serving.fit.api import Weights

if TYPE_CHECKING:
    from app.core.cancel import Cancel
    from app.services.serving.reach import NodeReach
    from app.transport.api import Session

MAX_LISTING = 1024 * 1024
READ_S = 30.0
_PRINT = "%y\\t%s\\t%f\\0"


def look_on_node(ref: ModelRef, reach: NodeReach, home: str, cancel: Cancel) -> ModelFacts:
    """Return what a GGUF file or a folder with safetensors says of itself.

    Raises ModelNotFound, FactsUnavailable, RemoteError, SessionLost, Cancelled.
    """
    path = _whole_path(ref, home)
    place = _Place(reach.session(), path, cancel)
    if path.endswith(".gguf"):
        return place.gguf(ref)
    return place.folder(ref)


def _whole_path(ref: ModelRef, home: str) -> str:
    path = ref.handle
    if path.startswith("~/") and home.startswith("/"):
        path = f"{home.rstrip('/')}/{path.removeprefix('~/')}"
    if ref.source is not Source.FILE or not path.startswith("/") or "\0" in path:
        raise BadInput(
            tr("“{text}” is no whole path.").format(text=said(ref.handle)),
            tr("It begins with / or ~/."),
        )
    return path.rstrip("/") or "/"


@dataclass(frozen=True, slots=True)
class _Place:
    """A path of a node."""

    session: Session
    path: str
    cancel: Cancel

    def gguf(self, ref: ModelRef) -> ModelFacts:
        """Return the facts of a GGUF file and the parts that belong to it."""
        folder, _, name = self.path.rpartition("/")
        files = self._listed(folder or "/")
        sets = gguf_sets(each for each in files if each.name.endswith(".gguf"))
        parts = next((e for e in sets.values() if name in {p.name for p in e}), None)
        if parts is None:
            raise self._not_there()
        label = quantization_in(name.removesuffix(".gguf"))
        return self._gguf_facts(ref, folder, Chosen(parts, (), label))

    def folder(self, ref: ModelRef) -> ModelFacts:
        """Return the facts of a folder."""
        files = self._listed(self.path)
        chosen = choose_safetensors(files)
        if chosen is None:
            if not any(each.name.endswith(".gguf") for each in files):
                raise ModelNotFound(
                    tr("{path} holds neither safetensors nor GGUF files.").format(
                        path=said(self.path)
                    ),
                    tr("Write the path of a GGUF file, or of a folder as from Hugging Face."),
                )
            return self._gguf_facts(ref, self.path, choose_gguf(files, "", self.path))
        return self._safetensors_facts(ref, files, chosen)

    def _gguf_facts(self, ref: ModelRef, folder: str, chosen: Chosen) -> ModelFacts:
        file = f"{folder}/{chosen.weights[0].name}"
        header = read_gguf_header(lambda offset, size: self._part(file, offset, size))
        kind = header.values.get("general.file_type")
        by_header = FILE_TYPES.get(kind, "") if isinstance(kind, int) else ""
        return _facts(
            ref, chosen, config_of(header), chosen.quantization or by_header, tr("GGUF files")
        )

    def _safetensors_facts(
        self, ref: ModelRef, files: tuple[RepoFile, ...], chosen: Chosen
    ) -> ModelFacts:
        config: Mapping[str, object] = {}
        if "config.json" in {each.name for each in files}:
            config = read_config(self._part(f"{self.path}/config.json", 0, MAX_BYTES + 1))
        counts = self._counts(chosen)
        quantization = quantization_of(config, max(counts, key=lambda e: counts[e], default=""))
        parameters = parameters_of(counts, quantization)
        return _facts(ref, chosen, config, quantization, tr("safetensors files"), parameters)

    def _counts(self, chosen: Chosen) -> Mapping[str, int]:
        """Return how many numbers of which type there are, by the header of the only file."""
        if len(chosen.weights) != 1:
            return {}
        file = f"{self.path}/{chosen.weights[0].name}"
        try:
            size = header_size(self._part(file, 0, 8))
            return read_safetensors_header(self._part(file, 8, min(size, MAX_HEADER))).counts
        except FactsUnavailable:  # the rest can be told without it
            return {}

    def _listed(self, folder: str) -> tuple[RepoFile, ...]:
        """Return the files of a folder, links followed."""
        argv = ["find", "-L", folder, "-maxdepth", "1", "-printf", _PRINT]
        try:
            done = self.session.exec(
                argv, timeout=READ_S, max_output=MAX_LISTING, cancel=self.cancel
            )
        except OutputTooLarge:
            raise FactsUnavailable(
                tr("{folder} holds more files than any model.").format(folder=said(folder))
            ) from None
        files = []
        for row in done.stdout.decode("utf-8", "replace").split("\0"):
            kind, _, rest = row.partition("\t")
            size, _, name = rest.partition("\t")
            if kind == "f" and size.isascii() and size.isdigit() and len(size) < 19:
                files.append(RepoFile(name, int(size)))
        if not files:
            raise self._not_there()
        return tuple(files)

    def _part(self, file: str, offset: int, size: int) -> bytes:
        """Return some bytes of a file."""
        argv = ["dd", f"if={file}", "bs=64K", "iflag=skip_bytes,count_bytes,fullblock"]
        argv += [f"skip={offset}", f"count={size}", "status=none"]
        done = self.session.exec(argv, timeout=READ_S, max_output=size + 65_536, cancel=self.cancel)
        return done.check().stdout

    def _not_there(self) -> ModelNotFound:
        return ModelNotFound(
            tr("{path} is not on the node, or this account may not read it.").format(
                path=said(self.path)
            ),
            tr("Check the path and its permissions."),
        )


def _facts(
    ref: ModelRef,
    chosen: Chosen,
    config: Mapping[str, object],
    quantization: str,
    origin: str,
    parameters: float | None = None,
) -> ModelFacts:
    size, reasons = chosen.weights_bytes, {}
    if not chosen.is_whole:
        size, reasons["weights"] = None, tr("Parts of its files are missing.")
    if not config:
        reasons["config"] = tr("There is no config.json beside it.")
    if parameters is None:
        reasons["parameters"] = tr("No file there counts them.")
    return ModelFacts(
        ref,
        config=config,
        weights=Weights(size, origin) if size else None,
        download_bytes=0 if size else None,
        parameters=parameters,
        quantization=quantization,
        files=tuple((each.name, each.size or 0) for each in chosen.weights),
        reasons=reasons,
    )
