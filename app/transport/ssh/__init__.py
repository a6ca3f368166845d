"""SSH on paramiko: a transport that is safe to poll over, connecting, and the session on top.

Private names of paramiko that are relied on are pinned by a test (test_paramiko_contract.py).
"""

from __future__ import annotations

import sys

# WORKAROUND: paramiko imports invoke for `Match exec` of ssh_config files, which we do not read
# through it, and invoke imports asyncio, yaml and unittest: half the time of connecting first
# (260 ms) and 12 MB. paramiko takes a failing import for "not installed".
sys.modules.setdefault("invoke", None)  # type: ignore[arg-type]
