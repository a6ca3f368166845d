"""What files of this computer say of a model: config.json, a folder with it, a GGUF file."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from app.core.errors import BadInput
from app.core.i18n import tr
from app.core.said import said
from app.services.serving.api import ModelRef, Source
from app.services.serving.facts.api import ModelFacts
from app.services.serving.facts.gguf_config import config_of
from app.services.serving.facts.gguf_header import GgufHeader, read_gguf_header
from app.services.serving.facts.quantization import FILE_TYPES, quantization_in, quantization_of
from app.services.serving.fit.api import Weights
from app.services.serving.fit.fields import MAX_BYTES, decode_config


def read_model(path: Path) -> ModelFacts:
    """Return what the files tell; BadInput when they cannot be read or are no model's."""
    try:
        if path.is_dir():
            return _read_folder(path)
        if path.suffix.lower() == ".gguf":
            return _read_gguf(path)
        return _facts(path, decode_config(_text(path)), None)
    except OSError as error:
        raise BadInput(
            tr("{path} cannot be read: {why}.").format(
                path=said(str(path)), why=error.strerror or error
            )
        ) from error


def _read_folder(folder: Path) -> ModelFacts:
    if not (folder / "config.json").is_file():
        raise BadInput(
            tr("{folder} holds no config.json.").format(folder=said(str(folder))),
            tr("Name the folder of one model."),
        )
    size = sum(file.stat().st_size for file in folder.glob("*.safetensors"))
    weights = Weights(size, tr("safetensors files")) if size else None
    return _facts(folder, decode_config(_text(folder / "config.json")), weights)


def _read_gguf(path: Path) -> ModelFacts:
    with path.open("rb") as file:

        def read_at(offset: int, size: int) -> bytes:
            file.seek(offset)
            return file.read(size)

        header = read_gguf_header(read_at)
    weights = Weights(path.stat().st_size, tr("GGUF file"))
    return _facts(path, config_of(header), weights, _quantization(path, header))


def _quantization(path: Path, header: GgufHeader) -> str:
    number = header.values.get("general.file_type")
    return quantization_in(path.name) or (
        FILE_TYPES.get(number, "") if isinstance(number, int) else ""
    )


def _facts(
    path: Path, config: Mapping[str, object], weights: Weights | None, quantization: str = ""
) -> ModelFacts:
    return ModelFacts(
        ModelRef(Source.FILE, str(path)),
        config=config,
        weights=weights,
        quantization=quantization or quantization_of(config),
    )


def _text(path: Path) -> bytes:
    with path.open("rb") as file:
        return file.read(MAX_BYTES + 1)
