"""Open a node in VS Code or Cursor, through their Remote-SSH."""

from __future__ import annotations

import shutil
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from app.core.errors import UserError
from app.core.i18n import tr
from app.hosts.nodes import Node
from app.services.launch.programs import start
from app.services.launch.ssh_files import alias_of

Which = Callable[[str], str | None]


@dataclass(frozen=True, slots=True)
class Editor:
    """An editor that works on remote machines, and its command."""

    name: str
    program: str


_KNOWN = (
    ("VS Code", "code", "Visual Studio Code.app/Contents/Resources/app/bin/code"),
    ("Cursor", "cursor", "Cursor.app/Contents/Resources/app/bin/cursor"),
)


def installed(which: Which = shutil.which) -> tuple[Editor, ...]:
    """Return the editors of this computer; looks at a few files, in a worker."""
    found = []
    for name, command, in_applications in _KNOWN:
        program = which(command)
        bundle = Path("/Applications") / in_applications
        if program is None and sys.platform == "darwin" and bundle.is_file():
            program = str(bundle)
        if program is not None:
            found.append(Editor(name, program))
    return tuple(found)


def open_editor(editor: Editor, node: Node, folder: str = "") -> None:
    """Open a node's folder (default: its home); the user's SSH configuration knows the alias."""
    argv = [editor.program, "--remote", f"ssh-remote+{alias_of(node)}"]
    if not start([*argv, folder] if folder else argv):
        raise UserError(
            tr("{name} could not be started.").format(name=editor.name),
            tr("Is its command {program} usable?").format(program=editor.program),
        )
