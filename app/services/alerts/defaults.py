"""The rules that are there at first: what goes wrong on a DGX Spark, and on others."""

from __future__ import annotations

from app.core.i18n import tr
from app.core.units import GIB, MIB
from app.services.alerts.api import Comparison, MachineSize, Rule, Severity

ABOVE, BELOW, DETECTED = Comparison.ABOVE, Comparison.BELOW, Comparison.DETECTED
INFO, WARNING, CRITICAL = Severity.INFO, Severity.WARNING, Severity.CRITICAL

_FILLING = tr("Plan the next model for what is left: an engine that needs more ends the machine.")
_LOW = tr("Load nothing more. Lower the engine's share of memory, or stop what you do not need.")
_CRITICAL = tr("Stop the newest engine or container now: at 0 the machine swaps, then SSH dies.")


def _memory(name: str, gib: float, percent: float, severity: Severity, advice: str) -> list[Rule]:
    """Return one level for large machines in GiB and for others in percent."""
    recover = 2.0
    return [
        Rule(
            id=f"memory-{name}-large",
            title=tr("Available memory below {floor:g} GiB").format(floor=gib),
            metric="memory.available_bytes",
            comparison=BELOW,
            level=gib * GIB,
            recover_level=(gib + recover) * GIB,
            for_s=5.0,
            severity=severity,
            size=MachineSize.LARGE,
            advice=advice,
        ),
        Rule(
            id=f"memory-{name}-small",
            title=tr("Available memory below {percent:g} %").format(percent=percent),
            metric="memory.available_percent",
            comparison=BELOW,
            level=percent,
            recover_level=percent + recover,
            for_s=5.0,
            severity=severity,
            size=MachineSize.SMALL,
            advice=advice,
        ),
    ]


def _detected(name: str, title: str, severity: Severity, advice: str) -> Rule:
    return Rule(f"detected-{name}", title, name, DETECTED, severity=severity, advice=advice)


def _near_limit(name: str, title: str, chip: str) -> Rule:
    """Return a rule for sensors that have a limit of their own (a CPU lives at its limit)."""
    return Rule(
        id=name,
        title=title,
        metric=f"sensors.{chip}/*.margin_c",
        comparison=BELOW,
        level=5.0,
        recover_level=10.0,
        for_s=15.0,
        severity=WARNING,
        advice=tr("It will protect itself by slowing down or switching off: give the case air."),
    )


_MEMORY = (
    *_memory("filling", 24, 20, INFO, _FILLING),
    *_memory("low", 16, 13, WARNING, _LOW),
    *_memory("critical", 10, 8, CRITICAL, _CRITICAL),
    Rule(
        "pressure-memory",
        tr("Tasks wait for memory"),
        "pressure.memory_full",
        ABOVE,
        level=10.0,
        recover_level=2.0,
        for_s=10.0,
        severity=WARNING,
        advice=tr(
            "Everything on the machine stands still for that share of the time. Stop an engine."
        ),
    ),
    Rule(
        "swap-growing",
        tr("Swap is filling"),
        "memory.swap_grown_bytes",
        ABOVE,
        level=512 * MIB,
        recover_level=64 * MIB,
        for_s=10.0,
        severity=WARNING,
        advice=tr("What was paged out comes back slowly. Free memory before it starts to thrash."),
    ),
)
_TEMPERATURES = (
    Rule(
        "gpu-hot",
        tr("GPU is hot"),
        "gpus.*.temperature_c",
        ABOVE,
        level=85.0,
        recover_level=80.0,
        for_s=30.0,
        severity=WARNING,
        advice=tr("Give the case air on all sides; the GPU lowers its clock by itself above this."),
    ),
    Rule(
        "acpi-hot",
        tr("A zone of the board is hot"),
        "temperatures.acpitz/*",
        ABOVE,
        level=97.0,
        recover_level=92.0,
        for_s=30.0,
        severity=WARNING,
        advice=tr(
            "The machine switches itself off at 104.85 °C. Give it air, or cap the GPU's clock."
        ),
    ),
    _near_limit("ssd-hot", tr("SSD is close to its own limit"), "nvme"),
    _near_limit(
        "network-hot", tr("Network card or cable module is close to its own limit"), "mlx5"
    ),
)
_DISKS = (
    Rule(
        "disk-low",
        tr("Disk is almost full"),
        "disks.*.used_percent",
        ABOVE,
        level=90.0,
        recover_level=88.0,
        for_s=60.0,
        severity=WARNING,
        advice=tr(
            "Models and container images are the largest: ~/.cache/huggingface, docker images."
        ),
    ),
    Rule(
        "disk-full",
        tr("Disk is full"),
        "disks.*.used_percent",
        ABOVE,
        level=95.0,
        recover_level=93.0,
        for_s=10.0,
        severity=CRITICAL,
        advice=tr("Engines and the system fail in odd ways on a full disk: delete a model."),
    ),
)
_NODE = (
    Rule(
        "node-lost",
        tr("No data from the machine"),
        "node.silent_s",
        ABOVE,
        level=30.0,
        severity=CRITICAL,
        advice=tr("Look whether it runs: out of memory, it answers neither SSH nor its keyboard."),
    ),
)
_DETECTED = (
    _detected(
        "power-wedge",
        tr("GPU power delivery is stuck"),
        CRITICAL,
        tr(
            "Take the power brick off the wall and off the machine for a minute; a reboot "
            "is no cure."
        ),
    ),
    _detected(
        "hung-engine",
        tr("An engine hangs"),
        WARNING,
        tr("Requests run and no token comes. Restart the engine; the GPU itself is well."),
    ),
    _detected(
        "memory-running-out",
        tr("Memory is running out"),
        CRITICAL,
        tr("At this rate memory is empty soon. Stop what grows."),
    ),
    _detected(
        "memory-retained",
        tr("The driver keeps memory of an ended engine"),
        WARNING,
        tr("It is not given back by itself: restart the machine when it is needed."),
    ),
    _detected(
        "thermal-throttle",
        tr("GPU slows down because it is hot"),
        WARNING,
        tr("Give the case air on all sides, or cap the clock."),
    ),
    _detected(
        "swap-thrash",
        tr("The machine is busy with swapping"),
        CRITICAL,
        tr("Stop the largest engine while it still answers."),
    ),
    _detected(
        "torn-driver",
        tr("Driver and kernel do not fit together"),
        CRITICAL,
        tr("Restart the machine; update through the DGX Dashboard, never the driver alone by apt."),
    ),
    _detected(
        "gpu-errors",
        tr("The GPU driver reported an error"),
        CRITICAL,
        tr("Look at the number: some errors end one program, some need a restart."),
    ),
    _detected(
        "out-of-memory",
        tr("The machine ran out of memory"),
        CRITICAL,
        tr("Look what was ended, and give the engine a smaller share of memory."),
    ),
    _detected(
        "nccl-on-tcp",
        tr("Machines talk over TCP instead of RDMA"),
        WARNING,
        tr("Give the container /dev/infiniband and memlock; see NCCL_DEBUG=INFO for NET/Socket."),
    ),
    _detected(
        "slow-roce-link",
        tr("A RoCE link is slower than 200 Gb/s"),
        WARNING,
        tr("Check the cable and what the switch negotiated."),
    ),
)

DEFAULT_RULES: tuple[Rule, ...] = (*_MEMORY, *_TEMPERATURES, *_DISKS, *_NODE, *_DETECTED)
