"""LaunchFailed: why a launch did not come to its end, with the engine's last words."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from app.core.errors import RemoteError, UserError
from app.core.log import redact
from app.core.said import said
from app.services.serving.api import Phase

if TYPE_CHECKING:
    from app.services.containers.api import ContainerDetails

_KILLED = 137
_IN = {
    Phase.DOWNLOADING: "while it fetched the model",
    Phase.LOADING: "while it loaded the model",
    Phase.COMPILING: "while it compiled",
    Phase.CHECKING: "when it was asked for a first token",
}
_SHOWN = 3
"""Last lines that stand in an error's hint; `lines` has more."""


class LaunchFailed(RemoteError):
    """An engine did not become ready. `lines` are its last words, `phase` where it was."""

    def __init__(
        self,
        message: str,
        hint: str = "",
        *,
        phase: Phase,
        lines: Sequence[str] = (),
        exit_status: int | None = None,
    ) -> None:
        super().__init__(redact(message), redact(hint))  # an engine may print its environment
        self.phase = phase
        self.lines = tuple(redact(line) for line in lines)
        self.exit_status = exit_status


class NoRoom(UserError):
    """There is no memory for it now: nothing was started."""


def ended(
    title: str, phase: Phase, details: ContainerDetails, lines: Sequence[str], *, stopped: bool
) -> LaunchFailed:
    """Return why a container is no longer there, `stopped` by somebody else or of its own."""
    when = _IN.get(phase, "before it was ready")
    code = details.exit_code
    if details.out_of_memory:
        message = f"{title} ended {when}: the kernel stopped it for want of memory."
        hint = "Choose a smaller context, fewer users or a smaller quantization."
    elif stopped:
        message = f"{title} was stopped from outside {when}."
        hint = ""
    elif code == _KILLED:
        message = f"{title} was killed {when} (code 137)."
        hint = "That is no proof that memory ran out: somebody may have killed it."
    else:
        told = "" if code is None else f" with code {code}"
        message = f"{title} ended{told} {when}."
        hint = ""
    words = details.error or last_words(lines)
    hint = " ".join(part for part in (hint, f"It said: {words}" if words else "") if part)
    return LaunchFailed(message, hint, phase=phase, lines=lines, exit_status=code)


def removed(title: str, phase: Phase, lines: Sequence[str]) -> LaunchFailed:
    """Return that a container was removed by somebody else, or by itself when it ended."""
    when = _IN.get(phase, "before it was ready")
    words = last_words(lines)
    return LaunchFailed(
        f"The container of {title} was removed from outside {when}.",
        f"It said: {words}" if words else "",
        phase=phase,
        lines=lines,
    )


def last_words(lines: Sequence[str]) -> str:
    """Return the last lines that say something, in one."""
    told = [each for each in lines if each.strip()][-_SHOWN:]
    return said(" · ".join(told), limit=600)
