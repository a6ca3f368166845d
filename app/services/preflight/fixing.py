"""Do what a fix says, once a person said so: its commands in order, in the audit log."""

from __future__ import annotations

from typing import TYPE_CHECKING

from app.core.errors import BadInput, CommandFailed, CommandNotFound, RemoteError
from app.core.i18n import tr
from app.core.said import said

if TYPE_CHECKING:
    from app.core.cancel import Cancel
    from app.services.preflight.api import Fix
    from app.services.serving.reach import NodeReach

LIMIT_S = 180.0
"""Seconds that one command may take: restarting Docker ends containers first."""

_SUDO = ("env", "LC_ALL=C", "sudo", "-n")
"""In English, whichever language the node speaks: it is read what sudo says."""


class PasswordNeeded(RemoteError):
    """sudo asks for a password: the commands have to be entered by hand."""


def apply_fix(reach: NodeReach, fix: Fix, cancel: Cancel) -> None:
    """Run the commands of a fix; blocks.

    Raises PasswordNeeded, another RemoteError with what went wrong, BadInput for this computer,
    SessionLost, SettingsUnwritable (nothing is changed without the audit log), Cancelled.
    """
    session = reach.session()
    if not fix.commands:
        return
    if session.is_local:
        raise BadInput(
            tr("This computer is not changed from here."),
            tr("Enter the commands in a terminal of your own."),
        )
    with reach.audit.change(reach.subject(), "; ".join(fix.lines)):
        for argv in fix.commands:
            asks = argv[0] == "sudo"
            run = (*_SUDO, *argv[1:]) if asks else argv
            done = session.exec(run, timeout=LIMIT_S, cancel=cancel)
            cancel.raise_if_cancelled()
            if asks and done.exit_status:
                told = done.stderr.decode("utf-8", "replace").strip().rpartition("\n")[2]
                if "password" in told or "authentication is required" in told:  # sudo, sudo-rs
                    raise PasswordNeeded(tr("sudo asks for a password there."))
                if done.exit_status == 127:
                    raise CommandNotFound(tr("There is no sudo on this node."))
                raise CommandFailed(
                    tr("It went wrong there: {reason}").format(
                        reason=said(told) or tr("it gave no reason")
                    ),
                    exit_status=done.exit_status,
                )
            done.check()
