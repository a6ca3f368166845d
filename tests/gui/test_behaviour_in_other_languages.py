"""No behaviour hangs on a text that is shown: in another language all works as in English."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path


def test_window_works_in_a_language_whose_texts_are_all_others() -> None:
    ran = subprocess.run(
        [sys.executable, "-m", "tests.gui.pseudo_behaviour"],
        cwd=Path(__file__).resolve().parents[2],
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert ran.returncode == 0, ran.stderr[-2000:]
    assert json.loads(ran.stdout) == []
