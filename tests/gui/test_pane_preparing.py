"""What a pane is made of is imported by a worker, not while the window waits."""

from __future__ import annotations

import subprocess
import sys

_CHAT = """
import sys
from app.panes.chat import PANE
PANE.prepare()
before = set(sys.modules)
from app.panes.chat.conversation.view import ConversationView
print(*sorted(set(sys.modules) - before))
"""


def test_chat_pane_prepares_the_view_that_is_shown_first() -> None:
    done = subprocess.run(
        [sys.executable, "-c", _CHAT], capture_output=True, text=True, timeout=60, check=False
    )
    assert done.returncode == 0, done.stderr
    assert done.stdout.split() == []
