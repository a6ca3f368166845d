"""Judgements about the machine itself: driver, memory, disk, clock, compiler. Pure functions."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from app.core import units
from app.core.i18n import tr
from app.core.said import said
from app.services.detectors.torn_driver import ADVICE, unstarted_gpu, version_conflicts
from app.services.preflight.api import Check, Finding, Fix, Verdict

if TYPE_CHECKING:
    from app.services.preflight.node_look import NodeLook
    from app.services.serving.launching.disk_room import FileSystem
    from app.services.telemetry.api import Machine, Sample

GB = 1000**3
NO_SAMPLE = tr("Nothing was read from this node yet.")
NEWEST_DGX_OS = (7, 6, 0)
"""The newest that was known when this was written (October 2026)."""
LITTLE_MEMORY, VERY_LITTLE_MEMORY = 24 * units.GIB, 16 * units.GIB
"""Below these a Spark was seen to stall; a machine with less has its share of them."""
LITTLE_SHARE, VERY_LITTLE_SHARE = 0.2, 0.14
LITTLE_DISK, VERY_LITTLE_DISK = 100 * GB, 10 * GB
SKEW_S, FAR_SKEW_S = 2.0, 60.0
NVCC_LINE = (
    'case ":$PATH:" in *:/usr/local/cuda/bin:*) ;; *) export '
    'PATH="$PATH:/usr/local/cuda/bin" ;; esac'
)
"""First in .bashrc: Ubuntu's own lines leave it at once where nobody types."""
_KEEPING_SED = ("sed", "--follow-symlinks", "--in-place=.before-cuda-path")


def judge_driver(machine: Machine | None, sample: Sample | None) -> Finding:
    """Say which system and driver there are, and whether they fit together."""
    if machine is None or sample is None:
        return Finding(Check.DRIVER, Verdict.UNKNOWN, NO_SAMPLE)
    torn = [*version_conflicts(machine), *unstarted_gpu(sample)]
    if torn:
        return Finding(
            Check.DRIVER, Verdict.FAIL, f"{said('; '.join(torn))}.", " ".join(ADVICE[:3])
        )
    parts = [machine.os_name or ""]
    if machine.dgx_os_version:
        parts.append(f"DGX OS {machine.dgx_os_version}")
    if machine.driver_version:
        parts.append(tr("driver {version}").format(version=machine.driver_version))
    told = said(" · ".join(part for part in parts if part)) or tr("It does not say what it runs.")
    if machine.restart_required:
        return Finding(
            Check.DRIVER,
            Verdict.WARN,
            told,
            tr(
                "The system asks to be restarted after an update. Until then, old parts and new "
                "ones mix."
            ),
        )
    if not sample.gpus and not machine.driver_version:
        why = sample.reasons.get("gpus", "")
        if machine.is_gb10:
            return Finding(Check.DRIVER, Verdict.FAIL, told, said(why) or tr("No GPU answers."))
        return Finding(Check.DRIVER, Verdict.OK, told, tr("There is no NVIDIA GPU in it."))
    return Finding(Check.DRIVER, Verdict.OK, told, _of_newer(machine.dgx_os_version))


def _of_newer(version: str | None) -> str:
    numbers = (version or "").split(".")
    if not all(each.isascii() and each.isdigit() and len(each) < 6 for each in numbers):
        return ""
    if tuple(int(each) for each in numbers) >= NEWEST_DGX_OS:
        return ""
    newest = ".".join(map(str, NEWEST_DGX_OS))
    return tr(
        "DGX OS {version} was the newest in October 2026. Update in the DGX Dashboard, which "
        "brings driver and firmware together."
    ).format(version=newest)


def judge_memory(sample: Sample | None) -> Finding:
    """Say how much memory can be had without swapping."""
    memory = sample.memory if sample is not None else None
    if memory is None or memory.available_bytes is None or not memory.total_bytes:
        why = sample.reasons.get("memory.available_bytes", "") if sample is not None else ""
        return Finding(Check.MEMORY, Verdict.UNKNOWN, said(why) or NO_SAMPLE)
    free, total = memory.available_bytes, memory.total_bytes
    found = tr("{free} of {total} can be had without swapping.").format(
        free=units.gib(free), total=units.gib(total)
    )
    if free < min(VERY_LITTLE_MEMORY, VERY_LITTLE_SHARE * total):
        return Finding(
            Check.MEMORY,
            Verdict.FAIL,
            found,
            tr(
                "A machine whose CPU and GPU share their memory stalls when it runs out, SSH with "
                "it. Stop a model, or whatever holds most: Processes lists it."
            ),
        )
    if free < min(LITTLE_MEMORY, LITTLE_SHARE * total):
        return Finding(
            Check.MEMORY,
            Verdict.WARN,
            found,
            tr("Enough for small models only. The memory guard can keep it from running out."),
        )
    return Finding(Check.MEMORY, Verdict.OK, found)


def judge_disk(places: list[tuple[str, FileSystem | None]]) -> Finding:
    """Say how much is free where models and images go; `places` are named file systems."""
    known = [(name, system) for name, system in places if system is not None]
    if not known:
        return Finding(Check.DISK, Verdict.UNKNOWN, tr("df did not tell how much is free."))
    systems = {system.device: system for _name, system in reversed(known)}
    words = [
        tr("{size} free on {mount} ({what})").format(
            size=units.disk_size(system.free_bytes),
            mount=said(system.mount),
            what=", ".join(name for name, each in known if each.device == device),
        )
        for device, system in systems.items()
    ]
    found, least = f"{'; '.join(words)}.", min(each.free_bytes for each in systems.values())
    if least < VERY_LITTLE_DISK:
        return Finding(
            Check.DISK,
            Verdict.FAIL,
            found,
            tr("Too little to pull an image. Containers, Disk shows what can be given back."),
        )
    if least < LITTLE_DISK:
        return Finding(
            Check.DISK,
            Verdict.WARN,
            found,
            tr(
                "A model of 120 billion parameters takes some 65 GB, an engine's image 10 to "
                "25 GB. Containers, Disk shows what can be given back."
            ),
        )
    return Finding(Check.DISK, Verdict.OK, found)


@dataclass(frozen=True, slots=True)
class Skew:
    """How far the node's clock is from this computer's."""

    seconds: float
    """Positive where the node is ahead."""
    uncertainty_s: float
    """Half of the time that asking took."""


def judge_clock(skew: Skew | None, look: NodeLook | None) -> Finding:
    """Say whether the node's clock is right, as far as this computer's is."""
    service = _time_service(look)
    fix = _start_time_service(look)
    if skew is None:
        return Finding(Check.CLOCK, Verdict.UNKNOWN, tr("The node did not tell its time."))
    surely = max(0.0, abs(skew.seconds) - skew.uncertainty_s)
    if surely <= SKEW_S:
        found = tr("It agrees with this computer's.")
        if fix is not None:
            return Finding(Check.CLOCK, Verdict.WARN, f"{found} {service}", "", fix)
        return Finding(Check.CLOCK, Verdict.OK, f"{found} {service}".strip())
    text = (
        tr("It is {time} ahead of this computer's.")
        if skew.seconds > 0
        else tr("It is {time} behind this computer's.")
    )
    found = text.format(time=units.duration(surely))
    return Finding(
        Check.CLOCK,
        Verdict.FAIL if surely > FAR_SKEW_S else Verdict.WARN,
        f"{found} {service}".strip(),
        tr(
            "Certificates and tokens are refused where clocks differ, and what happened when on "
            "which machine cannot be told. It may be this computer's that is wrong."
        ),
        fix,
    )


def _time_service(look: NodeLook | None) -> str:
    if look is None or look.time_service is None:
        return ""
    if not look.time_service:
        return tr("Nothing keeps it right: the time service is off.")
    if look.synchronized is False:
        return tr("The time service is on, but has not reached a time server yet.")
    return tr("The time service keeps it.")


def _start_time_service(look: NodeLook | None) -> Fix | None:
    if look is None or look.time_service is not False or not look.can_sync:
        return None
    return Fix(
        tr("Turn the time service on"),
        tr("The system sets its clock by time servers of the network from now on."),
        (("sudo", "timedatectl", "set-ntp", "true"),),
    )


def judge_nvcc(look: NodeLook | None, *, has_gpu: bool) -> Finding:
    """Say whether a command over SSH finds nvcc."""
    if look is None:
        return Finding(Check.NVCC, Verdict.UNKNOWN, tr("The node did not answer."))
    if look.nvcc:
        found = tr("nvcc is found: {path}").format(path=look.nvcc)
        return Finding(Check.NVCC, Verdict.OK, found)
    if not look.has_cuda:
        without = (
            tr("There is no CUDA toolkit. Containers bring their own; it is needed to compile.")
            if has_gpu
            else tr("There is no CUDA toolkit, and no NVIDIA GPU that would need one.")
        )
        return Finding(Check.NVCC, Verdict.NOT_NEEDED, without)
    return Finding(
        Check.NVCC,
        Verdict.WARN,
        tr("nvcc is in /usr/local/cuda/bin, where commands over SSH do not look."),
        tr("Builds that are started over SSH say that there is no CUDA: llama.cpp, for one."),
        _extend_path(look),
    )


def _extend_path(look: NodeLook) -> Fix | None:
    if not (look.shell.endswith("/bash") and look.has_bashrc and look.has_gnu_sed):
        return None
    return Fix(
        tr("Add the folder to PATH"),
        tr(
            "One line is put first in this account's .bashrc. The file as it was is kept beside it "
            "as .bashrc.before-cuda-path."
        ),
        ((*_KEEPING_SED, f"1i {NVCC_LINE}", ".bashrc"),),
    )
