"""What a pre-flight finds out about a node: one `Finding` per check, some with a fix."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from app.core.i18n import tr
from app.transport.quoting import command_line


class Check(StrEnum):
    """What is looked at, in the order in which it is told."""

    DRIVER = "driver"
    MEMORY = "memory"
    DISK = "disk"
    CLOCK = "clock"
    DOCKER = "docker"
    DOCKER_GROUP = "docker-group"
    GPU_CONTAINERS = "gpu-containers"
    NVCC = "nvcc"
    EXPOSED = "exposed"
    HF_TOKEN = "hf-token"  # noqa: S105 - a name, not a secret
    NGC_KEY = "ngc-key"


TITLES = {
    Check.DRIVER: tr("System and driver"),
    Check.MEMORY: tr("Free memory"),
    Check.DISK: tr("Free disk space"),
    Check.CLOCK: tr("Clock"),
    Check.DOCKER: tr("Docker"),
    Check.DOCKER_GROUP: tr("Right to use Docker"),
    Check.GPU_CONTAINERS: tr("GPU in containers"),
    Check.NVCC: tr("CUDA compiler"),
    Check.EXPOSED: tr("Open services"),
    Check.HF_TOKEN: tr("Hugging Face token"),
    Check.NGC_KEY: tr("NVIDIA NGC key"),
}


class Verdict(StrEnum):
    """What came of a check."""

    OK = "ok"
    WARN = "warn"  # it works, but will cost somebody an evening
    FAIL = "fail"  # something will not work
    UNKNOWN = "unknown"  # could not be found out
    NOT_NEEDED = "not-needed"  # not there, and this node can do without


@dataclass(frozen=True, slots=True)
class Fix:
    """Commands that change the node; run only when a person has seen them and said so."""

    title: str
    """What it does: `Add ann to the group docker`."""
    explanation: str
    """What changes, and what that lets happen."""
    commands: tuple[tuple[str, ...], ...] = ()
    """Argument lists, as a person would type them. Those that begin with `sudo` need rights that
    the account may lack; sudo must not ask for a password."""
    connects_again: bool = False
    """It counts from the next login on, so a new session is opened afterwards."""

    @property
    def lines(self) -> tuple[str, ...]:
        """The commands, as one types them into a shell."""
        return tuple(command_line(argv) for argv in self.commands)


@dataclass(frozen=True, slots=True)
class Finding:
    """What one check found."""

    check: Check
    verdict: Verdict
    found: str
    """What is there, in a sentence with numbers and units; for `UNKNOWN` why it is not known."""
    meaning: str = ""
    """What that means for whoever uses the node, or what to do by hand."""
    fix: Fix | None = None

    @property
    def title(self) -> str:
        """What was looked at."""
        return TITLES[self.check]


def worst(findings: tuple[Finding, ...]) -> Verdict:
    """Return the worst of all verdicts; `OK` when nothing is wrong."""
    for verdict in (Verdict.FAIL, Verdict.WARN, Verdict.UNKNOWN):
        if any(each.verdict is verdict for each in findings):
            return verdict
    return Verdict.OK


def summary(findings: tuple[Finding, ...]) -> str:
    """Say how many checks are good, bad and unknown: `2 to fix, 1 to look at, 1 unknown`."""
    counts = {verdict: sum(each.verdict is verdict for each in findings) for verdict in Verdict}
    parts = []
    if counts[Verdict.FAIL]:
        parts.append(tr("%n to fix", "%n to fix", counts[Verdict.FAIL]))
    if counts[Verdict.WARN]:
        parts.append(tr("%n to look at", "%n to look at", counts[Verdict.WARN]))
    if counts[Verdict.UNKNOWN]:
        parts.append(tr("%n unknown", "%n unknown", counts[Verdict.UNKNOWN]))
    return ", ".join(parts) or tr("Everything is ready")
