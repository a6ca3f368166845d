"""DGX Spark Command Center: one window for DGX Spark and other Linux GPU machines, over SSH.

Unofficial: not made, endorsed or supported by NVIDIA.
"""

from __future__ import annotations

__version__ = "0.1.0"
APP_NAME = "DGX Spark Command Center"
APP_SLUG = "spark-command-center"
