"""Start the service behind a tunnel, where its tunnel says how."""

from __future__ import annotations

import shlex

from app.core.audit import AuditLog, AuditSubject
from app.core.cancel import Cancel
from app.core.errors import ChannelRefused, CommandFailed, TimedOut
from app.core.i18n import numeral, tr
from app.services.tunnels.api import TunnelSpec
from app.transport.api import Session

START_TIMEOUT = 60.0
"""Seconds a start command may take."""
LOOK_TIMEOUT = 5.0


def start_service(
    session: Session, spec: TunnelSpec, node_name: str, audit: AuditLog, cancel: Cancel
) -> None:
    """Run a tunnel's start command unless its service answers already; blocks.

    What is run is in the audit log. Raises CommandFailed or TimedOut with what to do.
    """
    if answers(session, spec):
        return
    cancel.raise_if_cancelled()
    subject = AuditSubject(node_name, session.host_key)
    with audit.change(
        subject,
        f"Start command of “{spec.name}”: {shlex.join(spec.start_command)}",
    ):
        _run(session, spec, cancel)


def answers(session: Session, spec: TunnelSpec) -> bool:
    """Whether something listens where a tunnel leads, as the node sees it."""
    try:
        channel = session.open_tcp(spec.remote_port, spec.remote_host, timeout=LOOK_TIMEOUT)
    except (ChannelRefused, TimedOut):
        return False
    channel.close()
    return True


def _run(session: Session, spec: TunnelSpec, cancel: Cancel) -> None:
    program = spec.start_command[0]
    try:
        session.exec(spec.start_command, timeout=START_TIMEOUT, cancel=cancel).check()
    except TimedOut as error:
        raise TimedOut(
            tr("The start command {program} did not end within {seconds} s.").format(
                program=program, seconds=numeral(START_TIMEOUT, grouped=False)
            ),
            tr("Let it start the service in the background, such as: docker start NAME"),
        ) from error
    except CommandFailed as error:
        raise CommandFailed(
            tr("The start command failed: {message}").format(message=error.message),
            tr("Correct it in the tunnel's form, or start the service on the node yourself."),
            exit_status=error.exit_status,
        ) from error
