"""What the details say of a container. No Qt."""

from __future__ import annotations

from dataclasses import dataclass

from app.core import units
from app.core.i18n import tr
from app.panes.containers.list.rows import state_words
from app.services.containers.api import Container, ContainerDetails, Health, State

_HEALTH = {
    Health.STARTING: tr("Its health check has not passed yet"),
    Health.HEALTHY: tr("Its health check passes"),
    Health.UNHEALTHY: tr("Its health check fails"),
}
_OUT_OF_MEMORY = tr("Ended by the kernel, out of memory")
_SIGNALS_FROM = 128
_LAST_SIGNAL = 64


@dataclass(frozen=True, slots=True)
class Condition:
    """How a container is: a word in a colour, and one sentence more."""

    word: str
    tone: str
    story: str = ""
    is_bad: bool = False


def condition_of(container: Container, details: ContainerDetails | None) -> Condition:
    """Say how a container is; without details, as far as the list knows."""
    state = container.state
    word, tone = state_words(container)
    if state.runs and container.health is not None:
        bad = container.health is Health.UNHEALTHY
        return Condition(word, tone, _HEALTH[container.health], bad)
    if state is State.CREATED:
        return Condition(word, tone, tr("It never ran"))
    if state not in (State.EXITED, State.DEAD, State.RESTARTING):
        return Condition(word, tone)
    if details is not None and details.out_of_memory:
        return Condition(word, "err", _OUT_OF_MEMORY, True)
    if details is not None and details.error:
        return Condition(word, "err", details.error, True)
    code = details.exit_code if details is not None else container.exit_code
    meaning = exit_meaning(code)
    return Condition(word, tone, f"{meaning[:1].upper()}{meaning[1:]}", tone == "err")


def exit_meaning(code: int | None) -> str:
    """Say what an exit code means, "" where it is the program's own: `ended by signal KILL`."""
    if code is None:
        return ""
    number = code - _SIGNALS_FROM
    if 0 < number <= _LAST_SIGNAL:
        return tr("ended by signal {signal}").format(signal=_SIGNALS.get(number, number))
    return _EXITS.get(code, "")


def exit_words(code: int | None) -> str:
    """Return an exit code with its meaning: `137: ended by signal KILL`."""
    if code is None:
        return units.NOT_AVAILABLE
    return ": ".join(filter(None, (str(code), exit_meaning(code))))


def restart_words(policy: str) -> str:
    """Say what a restart policy does."""
    return f"{policy}: {_POLICIES[policy]}" if policy in _POLICIES else policy


_POLICIES = {
    "no": tr("it stays ended"),
    "always": tr("starts again whenever it ends, and with the node"),
    "unless-stopped": tr("starts again whenever it ends, and with the node, unless it was stopped"),
    "on-failure": tr("starts again after a failure"),
}
_SIGNALS = {
    1: "HUP",
    2: "INT",
    3: "QUIT",
    4: "ILL",
    6: "ABRT",
    7: "BUS",
    8: "FPE",
    9: "KILL",
    11: "SEGV",
    13: "PIPE",
    15: "TERM",
}
"""Those of Linux, whatever this computer has."""
_EXITS = {
    125: tr("Docker could not start it"),
    126: tr("its command cannot be run"),
    127: tr("its command was not found"),
}
