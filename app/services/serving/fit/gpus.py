"""How fast GPUs read their memory, by name: what decides how fast a model writes.

Of the data sheets of their makers, in GB/s (10^9). GB10: NVIDIA DGX Spark, 273 GB/s LPDDR5X.
"""

from __future__ import annotations

import re

GB10_BANDWIDTH = 273e9

_GB_PER_S: tuple[tuple[str, float], ...] = (  # the longer name first where one begins another
    ("GB10", 273),
    ("THOR", 273),
    ("GB300", 8000),
    ("B300", 8000),
    ("GB200", 8000),
    ("B200", 8000),
    ("GH200 480GB", 4000),
    ("GH200", 4900),
    ("H200 NVL", 4800),
    ("H200", 4800),
    ("H100 NVL", 3938),
    ("H100 PCIE", 2039),
    ("H100", 3352),
    ("H20", 4000),
    ("A100-PCIE-80GB", 1935),
    ("A100 80GB PCIE", 1935),
    ("A100-SXM4-80GB", 2039),
    ("A100", 1555),
    ("A30", 933),
    ("A40", 696),
    ("A10G", 600),
    ("A10", 600),
    ("L40S", 864),
    ("L40", 864),
    ("L4", 300),
    ("T4", 320),
    ("V100-SXM2", 900),
    ("V100-PCIE", 900),
    ("V100", 900),
    ("RTX PRO 6000 BLACKWELL SERVER", 1597),
    ("RTX PRO 6000 BLACKWELL", 1792),
    ("RTX PRO 5000 BLACKWELL", 1344),
    ("RTX PRO 4500 BLACKWELL", 896),
    ("RTX PRO 4000 BLACKWELL", 672),
    ("RTX 6000 ADA", 960),
    ("RTX 5000 ADA", 576),
    ("RTX 4500 ADA", 432),
    ("RTX 4000 ADA", 360),
    ("RTX A6000", 768),
    ("RTX A5000", 768),
    ("RTX A4000", 448),
    ("RTX 5090 LAPTOP", 896),
    ("RTX 5090", 1792),
    ("RTX 5080 LAPTOP", 896),
    ("RTX 5080", 960),
    ("RTX 5070 TI LAPTOP", 672),
    ("RTX 5070 TI", 896),
    ("RTX 5070 LAPTOP", 384),
    ("RTX 5070", 672),
    ("RTX 5060 TI", 448),
    ("RTX 5060", 448),
    ("RTX 4090 LAPTOP", 576),
    ("RTX 4090", 1008),
    ("RTX 4080 SUPER", 736),
    ("RTX 4080 LAPTOP", 432),
    ("RTX 4080", 717),
    ("RTX 4070 TI SUPER", 672),
    ("RTX 4070 TI", 504),
    ("RTX 4070 LAPTOP", 256),
    ("RTX 4070 SUPER", 504),
    ("RTX 4070", 504),
    ("RTX 4060 TI", 288),
    ("RTX 4060", 272),
    ("RTX 3090 TI", 1008),
    ("RTX 3090", 936),
    ("RTX 3080 TI", 912),
    ("RTX 3080", 760),
    ("RTX 3070 TI", 608),
    ("RTX 3070", 448),
    ("RTX 3060 TI", 448),
    ("RTX 3060", 360),
    ("RTX 2080 TI", 616),
)

_OTHERS = re.compile(r" (?:TI|SUPER|LAPTOP|MAX-Q|MOBILE)\b")
"""Words after a name that make it another GPU, whose speed may be another one."""


def bandwidth_of(name: str) -> float | None:
    """Return the bytes per second of a GPU by the name its driver gives; None: not known here."""
    said = name.upper()
    for known, speed in _GB_PER_S:
        found = re.search(rf"(?<![A-Z0-9]){re.escape(known)}(?![0-9])", said)
        if found is not None:
            return None if _OTHERS.search(said, found.end()) else speed * 1e9
    return None


def sharing(gpus: int) -> int:
    """Return how many of some GPUs share each layer: heads are shared by 2, 4, 8 and so on."""
    return 1 << (gpus.bit_length() - 1) if gpus > 0 else 1
