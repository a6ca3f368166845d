"""Names of quantizations: in names of files, in config.json, in headers."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

_LABEL = re.compile(
    r"(?i)(?:^|[-._/])((?:UD-)?(?:IQ[1-4]_[A-Z]{1,3}(?:_[A-Z]{1,3})?|T?Q[1-8]_[0-9](?:_[0-9]{1,2}){0,2}"
    r"|Q[2-8]_K(?:_(?:XXL|XL|L|M|S|P|XS)){0,1}|MXFP4(?:_MOE)?|NVFP4|BF16|FP16|F16|F32|FP32))"
    r"(?=$|[-._/])"
)
FILE_TYPES: Mapping[int, str] = {
    0: "F32", 1: "F16", 2: "Q4_0", 3: "Q4_1", 7: "Q8_0", 8: "Q5_0", 9: "Q5_1", 10: "Q2_K",
    11: "Q3_K_S", 12: "Q3_K_M", 13: "Q3_K_L", 14: "Q4_K_S", 15: "Q4_K_M", 16: "Q5_K_S",
    17: "Q5_K_M", 18: "Q6_K", 19: "IQ2_XXS", 20: "IQ2_XS", 21: "Q2_K_S", 22: "IQ3_XS",
    23: "IQ3_XXS", 24: "IQ1_S", 25: "IQ4_NL", 26: "IQ3_S", 27: "IQ3_M", 28: "IQ2_S",
    29: "IQ2_M", 30: "IQ4_XS", 31: "IQ1_M", 32: "BF16", 36: "TQ1_0", 37: "TQ2_0",
    38: "MXFP4", 39: "NVFP4", 40: "Q1_0",
}  # fmt: skip
"""`general.file_type` of GGUF, as llama.cpp counts (llama.h, `llama_ftype`)."""
_DTYPES = {
    "bfloat16": "BF16", "float16": "FP16", "half": "FP16", "float32": "FP32",
    "float8_e4m3fn": "FP8", "bf16": "BF16", "f16": "FP16", "f32": "FP32", "f8_e4m3": "FP8",
}  # fmt: skip


def quantization_in(name: str) -> str:
    """Return the quantization that a file's name or a tag says, in capitals; empty without one."""
    found = _LABEL.findall(name[-300:])
    return str(found[-1]).upper() if found else ""


def quantization_of(config: Mapping[str, Any], dtype: str = "") -> str:
    """Return what config.json says of how weights are kept: `NVFP4`, `FP8`, `AWQ INT4`, `BF16`.

    `dtype` is what most tensors are, by a header, for a config that does not say.
    """
    told = config.get("quantization_config") or config.get("compression_config")
    if isinstance(told, dict) and (known := _by_config(told)):
        return known
    inner = config.get("text_config")
    for each in (config, inner if isinstance(inner, dict) else {}):
        for key in ("dtype", "torch_dtype"):
            name = str(each.get(key) or "").lower().removeprefix("torch.")
            if name in _DTYPES:
                return _DTYPES[name]
    return _DTYPES.get(dtype.lower(), "")


def _by_config(told: Mapping[str, Any]) -> str:
    method = str(told.get("quant_method") or "").lower()
    algorithm = str(told.get("quant_algo") or "").upper()
    bits = told.get("bits")
    if algorithm in ("NVFP4", "FP8", "MXFP4", "W4A16_AWQ", "MIXED_PRECISION"):
        return "NVFP4" if algorithm == "MIXED_PRECISION" else algorithm
    if method in ("fp8", "fbgemm_fp8"):
        return "FP8"
    if method == "mxfp4":
        return "MXFP4"
    if method in ("awq", "gptq", "auto-round", "autoround"):
        width = bits if isinstance(bits, int) and 0 < bits <= 8 else 4
        return f"{method.upper()} INT{width}"
    if method == "bitsandbytes":
        return "BNB INT4" if told.get("load_in_4bit") else "BNB INT8"
    if method == "compressed-tensors":
        return _by_groups(told)
    return algorithm or method.upper()


def _by_groups(told: Mapping[str, Any]) -> str:
    """Read what llm-compressor writes: groups of layers, each with a number format."""
    groups = told.get("config_groups")
    for group in groups.values() if isinstance(groups, dict) else ():
        weights = group.get("weights") if isinstance(group, dict) else None
        if not isinstance(weights, dict):
            continue
        bits, kind = weights.get("num_bits"), weights.get("type")
        if kind == "float" and bits == 4:
            return "MXFP4" if weights.get("group_size") == 32 else "NVFP4"
        if kind == "float" and bits == 8:
            return "FP8"
        if kind == "int" and isinstance(bits, int) and 0 < bits <= 8:
            return f"INT{bits}"
    return ""


def parameters_of(counts: Mapping[str, int], quantization: str) -> float | None:
    """Return how many parameters tensors hold, from their numbers by type; None without any.

    Four bits are packed: a byte holds two numbers, and there are scales beside them, which are no
    parameters. NVFP4 has a scale of a byte for 16 numbers, MXFP4 one for 32 among the same bytes.
    """
    told = {key.upper(): count for key, count in counts.items() if count > 0}
    if not told:
        return None
    total = float(sum(told.values()))
    packed = float(told.get("U8", 0))
    if quantization == "NVFP4" and packed:
        return total + packed - min(float(told.get("F8_E4M3", 0)), packed / 8)
    if quantization == "MXFP4" and packed:
        return total - packed + packed * 32 / 17
    if quantization.endswith("INT4") and "I32" in told:
        return total + 7 * told["I32"]
    if quantization.endswith("INT8") and "I32" in told:
        return total + 3 * told["I32"]
    if quantization == "BNB INT4" and packed:
        return total + packed
    return total
