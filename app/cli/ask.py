"""`ask [TEXT]`: bring up the window's prompt, for a shortcut of the desktop's own."""

from __future__ import annotations

import argparse
import os
from typing import Any

from app import APP_SLUG
from app.cli.wording import add_command
from app.core.cancel import Cancel
from app.core.errors import UserError
from app.core.instance import MAX_TYPED, WINDOW, ask_all
from app.core.paths import user_paths

EPILOG = """\
For a shortcut of the desktop: it brings up the small window that takes a question, with TEXT typed
already and not sent. `chat` asks from a terminal instead.

Exit code: 0 when the window was asked, 1 when none is open."""


def add_ask(commands: argparse._SubParsersAction[Any]) -> None:
    """Describe the command."""
    command = add_command(commands, "ask", "bring up the window's prompt", EPILOG)
    command.add_argument("text", metavar="TEXT", nargs="*", help="what is typed there already")
    command.set_defaults(run=run)


def run(options: argparse.Namespace, _cancel: Cancel) -> int:
    """Hand over to the window."""
    request = {
        "text": " ".join(options.text)[:MAX_TYPED],
        "token": os.environ.get("XDG_ACTIVATION_TOKEN", ""),
    }
    replies = ask_all(user_paths().runtime, "ask", request, role=WINDOW)
    if not replies:
        raise UserError("No window is open.", f"Start {APP_SLUG} first.")
    if error := replies[0].body.get("error"):
        raise UserError(str(error))
    return 0
