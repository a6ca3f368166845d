"""The guard installed on a machine itself, as a systemd unit: it needs no connection.

Its files lie in one folder and can be read there; `remove` takes away all that `install` put.
"""

from __future__ import annotations

import io
import tarfile

import msgspec

from app.core.audit import AuditLog, AuditSubject
from app.core.cancel import Cancel
from app.core.errors import CommandFailed
from app.core.i18n import tr
from app.core.paths import resource
from app.services.guard.api import GuardPolicy
from app.services.guard.keeper import MODULES, audited, options
from app.transport.api import Session

FOLDER = "/usr/local/lib/spark-memory-guard"
UNIT = "spark-memory-guard.service"
UNIT_FILE = f"/etc/systemd/system/{UNIT}"
POLICY_FILE = f"{FOLDER}/policy.json"
UNIT_TEXT = f"""\
[Unit]
Description=Stops GPU work before memory runs out (Spark Command Center)

[Service]
Type=exec
ExecStart=/usr/bin/python3 -E -s -S {FOLDER}/guard.py {POLICY_FILE}
Restart=always
RestartSec=2
OOMScoreAdjust=-900
LimitMEMLOCK=infinity
MemorySwapMax=0
StandardOutput=null
NoNewPrivileges=yes
PrivateNetwork=yes
PrivateTmp=yes
ProtectHome=yes
ProtectSystem=strict

[Install]
WantedBy=multi-user.target
"""


class Installed(msgspec.Struct, frozen=True):
    """The policy file as it is on the machine."""

    limit: int
    stop_first: str = ""
    grace: float = 5.0
    dry_run: bool = False


def install(
    session: Session, policy: GuardPolicy, *, audit: AuditLog, name: str, cancel: Cancel
) -> None:
    """Install the unit and start it, in place of one that is there; it also starts at boot.

    Needs root, or sudo without a password; raises CommandFailed.
    """
    subject = AuditSubject(name, session.host_key)
    what = f"Install the memory guard as {UNIT} ({audited(policy)}; {before(session, cancel)})"
    with audit.change(subject, what):
        as_root(session, cancel, "tar", "-x", "--no-same-owner", "-C", "/", data=files(policy))
        as_root(session, cancel, "systemctl", "daemon-reload")
        as_root(session, cancel, "systemctl", "enable", UNIT)
        as_root(session, cancel, "systemctl", "restart", UNIT)


def remove(session: Session, *, audit: AuditLog, name: str, cancel: Cancel) -> None:
    """Stop the unit and take away everything of it; raises CommandFailed."""
    subject = AuditSubject(name, session.host_key)
    with audit.change(
        subject,
        f"Remove the memory guard {UNIT} ({before(session, cancel)})",
    ):
        refused = None
        try:
            as_root(session, cancel, "systemctl", "disable", "--now", UNIT)
        except CommandFailed as error:  # half of it was installed: what is there goes all the same
            refused = error
        as_root(session, cancel, "rm", "-rf", "--", FOLDER, UNIT_FILE)
        as_root(session, cancel, "systemctl", "daemon-reload")
        if refused is not None and is_active(session, cancel):
            raise refused


def before(session: Session, cancel: Cancel) -> str:
    """Say how the guard on the machine was set until now, for the audit log."""
    try:
        policy = installed(session, cancel)
    except CommandFailed:
        return "before: one that is not understood"
    return "before: none" if policy is None else f"before: {audited(policy)}"


def is_active(session: Session, cancel: Cancel) -> bool:
    """Whether the unit runs."""
    return session.exec(["systemctl", "is-active", "--quiet", UNIT], cancel=cancel).exit_status == 0


def installed(session: Session, cancel: Cancel) -> GuardPolicy | None:
    """Return how the guard on the machine itself is set, None when there is none."""
    found = session.exec(["cat", POLICY_FILE], cancel=cancel)
    if found.exit_status != 0:
        return None
    try:
        policy = msgspec.json.decode(found.stdout, type=Installed)
    except msgspec.MsgspecError as error:
        raise CommandFailed(
            tr("{file} there is not understood: {error}.").format(file=POLICY_FILE, error=error)
        ) from error
    return GuardPolicy(policy.limit, policy.stop_first, policy.grace, policy.dry_run)


def files(policy: GuardPolicy) -> bytes:
    """Return the program, its policy and the unit as a tar archive."""
    asked = options(policy) | {"stay": True}
    texts = {
        f"{FOLDER}/{module}.py": resource("agent", f"{module}.py").read_bytes()
        for module in MODULES
    }
    texts |= {POLICY_FILE: msgspec.json.encode(asked) + b"\n", UNIT_FILE: UNIT_TEXT.encode()}
    buffer = io.BytesIO()
    with tarfile.open(fileobj=buffer, mode="w", format=tarfile.USTAR_FORMAT) as archive:
        folder = tarfile.TarInfo(FOLDER.lstrip("/"))
        # Root's own whatever the umask is, and in place of a link that somebody put there.
        folder.type, folder.mode = tarfile.DIRTYPE, 0o755
        archive.addfile(folder)
        for path, text in texts.items():
            entry = tarfile.TarInfo(path.lstrip("/"))
            entry.size, entry.mode = len(text), 0o644
            archive.addfile(entry, io.BytesIO(text))
    return buffer.getvalue()


def as_root(session: Session, cancel: Cancel, *argv: str, data: bytes = b"") -> None:
    """Run a command as root, with sudo unless the log-in is root's; raises CommandFailed."""
    root = session.exec(["id", "-u"], cancel=cancel).text.strip() == "0"
    order = argv if root else ("sudo", "-n", *argv)
    done = session.exec(order, stdin=data, cancel=cancel)
    if not root and done.exit_status != 0 and b"password" in done.stderr:
        raise CommandFailed(
            tr("sudo asks for a password there."),
            tr("Allow this log-in to use sudo without one, or log in as root."),
            exit_status=done.exit_status,
        )
    done.check()
