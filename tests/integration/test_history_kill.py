from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.integration import killed_history

TIMES = 50


@pytest.mark.skipif(os.name == "nt", reason="the writers are forked")
def test_history_loses_no_committed_row_when_killed_50_times(tmp_path: Path) -> None:
    command = [sys.executable, "-m", killed_history.__name__, tmp_path / "h.sqlite", str(TIMES)]
    root = Path(__file__).parents[2]
    done = subprocess.run(command, capture_output=True, text=True, timeout=110, cwd=root)
    assert done.returncode == 0, done.stderr
    found = json.loads(done.stdout)
    assert found["missing_in"] == []
    assert found["kept"] >= found["committed"] >= TIMES
    assert found["minutes_in"] == TIMES, "blocks of coarser rows were lost"
    assert found["check"] == "ok"
