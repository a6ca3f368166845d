"""How big weights are, where nobody can be asked for the sizes of the files."""

from __future__ import annotations

import re

from app.core.errors import BadInput
from app.core.i18n import tr
from app.core.said import said
from app.services.serving.fit.api import Weights
from app.services.serving.fit.parameters import Parameters

BITS = {
    "F32": 32.0,
    "BF16": 16.0,
    "F16": 16.0,
    "FP8": 8.0,
    "INT8": 8.0,
    "NVFP4": 4.5,
    "MXFP4": 4.25,
    "FP4": 4.5,
    "INT4": 4.5,
    "AWQ": 4.5,
    "GPTQ": 4.5,
    "Q8_0": 8.5,
    "Q6_K": 6.6,
    "Q5_K_M": 5.7,
    "Q5_K_S": 5.5,
    "Q5_1": 6.0,
    "Q5_0": 5.5,
    "Q4_K_M": 4.85,
    "Q4_K_XL": 4.9,
    "Q4_K_S": 4.6,
    "Q4_1": 5.1,
    "Q4_0": 4.55,
    "IQ4_NL": 4.7,
    "IQ4_XS": 4.3,
    "Q3_K_L": 4.3,
    "Q3_K_M": 3.9,
    "Q3_K_S": 3.65,
    "IQ3_M": 3.8,
    "IQ3_S": 3.7,
    "IQ3_XS": 3.5,
    "IQ3_XXS": 3.3,
    "Q2_K": 3.0,
    "IQ2_M": 2.95,
    "IQ2_S": 2.75,
    "IQ2_XS": 2.6,
    "IQ2_XXS": 2.4,
    "IQ1_M": 2.15,
    "IQ1_S": 2.05,
}
"""Bits per parameter, with the scales of its blocks. Of GGUF a mean over the tensors of a model,
as llama.cpp's llama-quantize has it."""
_OF_SAFETENSORS = ("FP8", "NVFP4", "MXFP4", "FP4", "INT", "AWQ", "GPTQ", "W4A16", "W8A", "BNB")
MOST_PARAMETERS = 1e14
UNKNOWN_WIDE, UNKNOWN_WIDE_SHARE = 11e9, 0.3
"""Parameters that a quantization is taken to leave at 16 bits where config.json does not tell:
words, towers for pictures, and of some models all attention. As many as files are known to have:
gemma-4-31B in NVFP4 is 32.6 GB, and 31 billion × 4.5 bits are 17.6 GB (record 19)."""


def bits_of(quantization: str) -> float | None:
    """Return the bits per parameter; None for a quantization nobody knows."""
    name = re.sub(r"[\s-]", "_", quantization.strip().upper()).removeprefix("UD_")
    aliases = {"FP16": "F16", "BFLOAT16": "BF16", "FLOAT16": "F16", "FP32": "F32", "": "BF16"}
    name = aliases.get(name, name)
    if name in BITS:
        return BITS[name]
    if name.endswith(("INT4", "W4A16", "W4A16_AWQ")):
        return BITS["INT4"]
    if name.endswith(("INT8", "W8A8", "W8A16")):
        return BITS["INT8"]
    found = [known for known in BITS if name.startswith(known)]
    return BITS[max(found, key=len)] if found else None


def estimate_weights(
    parameters: float, quantization: str, counted: Parameters | None = None
) -> Weights:
    """Return parameters × bits; BadInput when either cannot be.

    Quantizations of safetensors leave the words that go in and come out at 16 bits, towers for
    pictures and sound, and what they list; MXFP4 leaves all but the experts. Where that is not
    counted the estimate is on the safe side: on GB10 what is too small freezes the machine.
    """
    bits = bits_of(quantization)
    if bits is None:
        raise BadInput(
            tr("There is no quantization “{quantization}”.").format(
                quantization=said(quantization)
            ),
            tr("There are {names}.").format(names=", ".join(BITS)),
        )
    if not 0 < parameters <= MOST_PARAMETERS:
        raise BadInput(
            tr("A model does not have {parameters:g} parameters.").format(parameters=parameters)
        )
    name = said(quantization).upper() or "BF16"
    wide = min(parameters, _left_alone(name, parameters, counted))
    if not wide:
        text = tr("{parameters:.3g} billion parameters × {bits:g} bits ({name})")
    elif counted is None:
        text = tr(
            "{parameters:.3g} billion parameters × {bits:g} bits ({name}), up to {wide:.2g} "
            "billion of them at 16 bits"
        )
    else:
        text = tr(
            "{parameters:.3g} billion parameters × {bits:g} bits ({name}), {wide:.2g} billion of "
            "them at 16 bits"
        )
    origin = text.format(parameters=parameters / 1e9, bits=bits, name=name, wide=wide / 1e9)
    size = (parameters - wide) * bits / 8 + wide * 2
    return Weights(int(size), origin, is_estimate=True)


def _left_alone(quantization: str, parameters: float, counted: Parameters | None) -> float:
    """Return the parameters that a quantization leaves at 16 bits."""
    if not quantization.startswith(_OF_SAFETENSORS):
        return 0.0
    if counted is None:
        return min(UNKNOWN_WIDE_SHARE * parameters, UNKNOWN_WIDE)
    beside = max(0.0, parameters - counted.total)
    if quantization.startswith("MXFP4") and counted.experts:
        return counted.total - counted.experts + beside
    return counted.words + counted.spared + counted.towers + beside
