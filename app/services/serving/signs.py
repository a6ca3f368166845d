"""Signs in logs that several engines share: vLLM's loader and graphs are in many of them."""

from __future__ import annotations

import re

from app.services.serving.api import Phase, Sign

DOWNLOADED = Sign(Phase.LOADING, re.compile(r"Time spent downloading weights"))
"""vLLM says “Starting to load model” before it downloads, and this afterwards."""
SHARDS = Sign(
    Phase.LOADING,
    re.compile(
        r"Loading [\w ]{1,40}checkpoint shards: {1,8}(?P<percent>\d{1,3})% Completed \| "
        r"(?P<done>\d{1,6})/(?P<total>\d{1,6})(?: \[[\d:]{1,9}<(?P<left>[\d:]{1,9}))?"
    ),
)
"""`Loading safetensors checkpoint shards:  56% Completed | 5/9 [00:13<00:11,  2.87s/it]`"""
TORCH_COMPILE = Sign(Phase.COMPILING, re.compile(r"torch\.compile|Dynamo bytecode transform"))
CUDA_GRAPHS = Sign(
    Phase.COMPILING,
    re.compile(
        r"Capturing CUDA graphs?[^:]{0,60}: {1,8}(?P<percent>\d{1,3})%[^\d]{1,400}"
        r"(?P<done>\d{1,6})/(?P<total>\d{1,6})"
    ),
)
"""`Capturing CUDA graphs (decode, FULL): 100%|██████| 51/51 [00:12<00:00,  5.43it/s]`"""
UVICORN = Sign(Phase.CHECKING, re.compile(r"Application startup complete"))
