"""LaunchFailed: why a launch did not come to its end, with the engine's last words."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from app.core.errors import RemoteError, UserError
from app.core.i18n import tr
from app.core.log import redact
from app.core.said import said
from app.services.serving.api import Phase

if TYPE_CHECKING:
    from app.services.containers.api import ContainerDetails

_KILLED = 137
_IN = {
    Phase.DOWNLOADING: tr("while it fetched the model"),
    Phase.LOADING: tr("while it loaded the model"),
    Phase.COMPILING: tr("while it compiled"),
    Phase.CHECKING: tr("when it was asked for a first token"),
}
_SHOWN = 3
"""Last lines that stand in an error's hint; `lines` has more."""


_ENDED_WITH = tr("{title} ended with code {code} {when}.")
IT_SAID = tr("It said: {words}")
"""Ends the hint of an error whose `lines` have more of that."""


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
    when = _IN.get(phase, tr("before it was ready"))
    code = details.exit_code
    if details.out_of_memory:
        message = tr("{title} ended {when}: the kernel stopped it for want of memory.").format(
            title=title, when=when
        )
        hint = tr("Choose a smaller context, fewer users or a smaller quantization.")
    elif stopped:
        message = tr("{title} was stopped from outside {when}.").format(title=title, when=when)
        hint = ""
    elif code == _KILLED:
        message = tr("{title} was killed {when} (code 137).").format(title=title, when=when)
        hint = tr("That is no proof that memory ran out: somebody may have killed it.")
    else:
        text = tr("{title} ended {when}.") if code is None else _ENDED_WITH
        message = text.format(title=title, when=when, code=code)
        hint = ""
    words = details.error or last_words(lines)
    hint = " ".join(part for part in (hint, IT_SAID.format(words=words) if words else "") if part)
    return LaunchFailed(message, hint, phase=phase, lines=lines, exit_status=code)


def removed(title: str, phase: Phase, lines: Sequence[str]) -> LaunchFailed:
    """Return that a container was removed by somebody else, or by itself when it ended."""
    when = _IN.get(phase, tr("before it was ready"))
    words = last_words(lines)
    return LaunchFailed(
        tr("The container of {title} was removed from outside {when}.").format(
            title=title, when=when
        ),
        IT_SAID.format(words=words) if words else "",
        phase=phase,
        lines=lines,
    )


def last_words(lines: Sequence[str]) -> str:
    """Return the last lines that say something, in one."""
    told = [each for each in lines if each.strip()][-_SHOWN:]
    return said(" · ".join(told), limit=600)
