"""What stays the same: the machine's name, system, DGX OS version and core types."""

from __future__ import annotations

import re
from collections.abc import Sequence

from app.core.i18n import tr
from app.services.telemetry.api import Machine
from app.services.telemetry.raw import Hello

CORE_NAMES = {"0xd85": "Cortex-X925", "0xd87": "Cortex-A725", "0xd4f": "Neoverse-V2"}
"""Arm part numbers (`CPU part` of /proc/cpuinfo) of machines with NVIDIA GPUs."""
_DRIVER = re.compile(r"^NVRM version:.*? (\d{1,4}(?:\.\d{1,4}){1,3})\b", re.M)
_ASSIGNMENT = re.compile(r"^\s*(?:export\s+)?([A-Za-z_][A-Za-z0-9_]*)=(.*?)\s*$")


def parse_release(text: str) -> dict[str, str]:
    """Return the assignments of /etc/os-release or /etc/dgx-release; the last of a name wins.

    Values may be unquoted with spaces (HP writes them so), hence no shell rules. DGX OS appends a
    new DGX_OTA_VERSION at each update.
    """
    found = {}
    for line in text.split("\n"):
        match = _ASSIGNMENT.match(line)
        if match:
            value = match.group(2)
            if len(value) > 1 and value[0] == value[-1] and value[0] in "\"'":
                value = value[1:-1]
            found[match.group(1)] = value
    return found


def dgx_os_version(dgx_release: str) -> str | None:
    """Return the version after the last update; DGX_SWBUILD_VERSION stays as it was shipped."""
    values = parse_release(dgx_release)
    return values.get("DGX_OTA_VERSION") or values.get("DGX_SWBUILD_VERSION") or None


def loaded_driver(version: str) -> str | None:
    """Return the driver that runs, by the text of /proc/driver/nvidia/version."""
    match = _DRIVER.search(version)
    return match.group(1) if match else None


def types_of_cores(parts: Sequence[str]) -> tuple[str, ...]:
    """Return the type of each core, nothing when all are alike."""
    if len(set(parts)) < 2:
        return ()
    return tuple(
        CORE_NAMES.get(part.lower(), tr("part {part}").format(part=part)) for part in parts
    )


def read_machine(hello: Hello) -> Machine:
    """Return what the agent's first line says about the machine."""
    cores = types_of_cores(hello.cpu_parts)
    kinds = sorted(set(cores), key=lambda kind: (-cores.count(kind), kind))
    clusters = " + ".join(f"{cores.count(kind)}× {kind}" for kind in kinds)
    single = CORE_NAMES.get(hello.cpu_parts[0].lower()) if hello.cpu_parts else None
    dgx = hello.dgx_release or ""
    return Machine(
        hostname=hello.hostname,
        machine_id=hello.machine_id or None,
        boot_id=hello.boot_id or None,
        product=hello.product or parse_release(dgx).get("DGX_PRETTY_NAME"),
        os_name=parse_release(hello.os_release or "").get("PRETTY_NAME"),
        dgx_os_version=dgx_os_version(dgx),
        kernel=hello.kernel,
        architecture=hello.arch,
        cpu_name=clusters or hello.cpu_name or single,
        uptime_s=hello.uptime,
        loaded_driver_version=loaded_driver(hello.nvidia_version or ""),
        kernel_driver_versions=tuple(hello.nvidia_modules),
    )
