"""What the simulated GB10 shows in each scenario, replayed from captures of real machines.

No capture shows a whole machine at once, so a scenario combines several; `captures/SOURCES.md`
says which number comes from where. Nothing varies that was not measured: the GPU walks through the
captured rows, each shown `ROW_SECONDS`.
"""

from __future__ import annotations

import csv
import hashlib
import json
import os
import re
from dataclasses import dataclass, replace
from pathlib import Path

CAPTURES = Path(__file__).with_name("captures")
DRIVER = "580.126.09"
KERNEL = "6.17.0-1008-nvidia"
ROW_SECONDS = 5
NVML_MODES = ("not-supported", "total", "none")
"""What NVML says of memory: an error (captured), the host's pool as if it were VRAM (also seen in
the wild), or there is no NVML library at all."""


@dataclass(frozen=True, slots=True)
class GpuRow:
    """One captured reading of the GPU."""

    utilization_percent: int
    temperature_c: int
    power_mw: int
    sm_clock_mhz: int
    performance_state: str


@dataclass(frozen=True, slots=True)
class Process:
    """A process with GPU memory."""

    pid: int
    name: str
    mib: int
    graphics: bool = False
    container: str = ""
    """The name of the container that it runs in."""

    @property
    def container_id(self) -> str:
        """Return an id made of the name; "" where it runs in none."""
        return hashlib.sha256(self.container.encode()).hexdigest() if self.container else ""


@dataclass(frozen=True, slots=True)
class Scenario:
    """One state of the machine."""

    name: str
    title: str
    meminfo: str
    rows: str
    processes: tuple[Process, ...] = ()
    devices: int = 1
    new_boot: bool = False
    """Whether the machine has just been started again: sessions end, its boot id is another."""

    @property
    def meminfo_text(self) -> str:
        """Return the content of /proc/meminfo."""
        return (CAPTURES / self.meminfo).read_text()

    @property
    def gpu_rows(self) -> tuple[GpuRow, ...]:
        """Return the captured readings of the GPU, in the order they are shown."""
        with (CAPTURES / self.rows).open(newline="") as file:
            return tuple(
                GpuRow(
                    int(row["utilization_percent"]),
                    int(row["temperature_c"]),
                    round(float(row["power_w"]) * 1000),
                    int(row["sm_clock_mhz"]),
                    row["pstate"],
                )
                for row in csv.DictReader(file)
            )

    @property
    def kib(self) -> dict[str, int]:
        """Return the lines of /proc/meminfo as printed."""
        found = re.findall(r"^(\w+):\s+(\d+)", self.meminfo_text, re.MULTILINE)
        return {line: int(number) for line, number in found}

    def meminfo_kib(self, line: str) -> int:
        """Return one line of /proc/meminfo in KiB."""
        return self.kib[line]


# nvidia-smi_gb10_idle_580.95.05.txt
DESKTOP = (
    Process(3094, "/usr/lib/xorg/Xorg", 43, graphics=True),
    Process(3172, "/usr/bin/gnome-shell", 16, graphics=True),
)
# sparkstat_snapshot_spark-838f.txt: 62.2 GiB, the only process
ENGINE = (Process(62928, "VLLM::EngineCore", 63693, container="vllm-qwen"),)
# nvidia-smi_gb10_vllm_truncated_mem_580.126.09.txt: "10794...", which is 107,94x MiB
FULL_ENGINE = (Process(62928, "VLLM::EngineCore", 107940, container="vllm-qwen"),)

SCENARIOS = {
    scenario.name: scenario
    for scenario in (
        Scenario("idle", "idle desktop", "meminfo_idle_assembled", "gpu_idle.csv", DESKTOP),
        Scenario("loaded", "engine loaded", "meminfo_loaded_assembled", "gpu_loaded.csv", ENGINE),
        Scenario(
            "wedge", "power-delivery wedge", "meminfo_loaded_assembled", "gpu_wedge.csv", ENGINE
        ),
        Scenario("retained", "driver-retained memory", "meminfo_retained", "gpu_idle.csv", DESKTOP),
        Scenario(
            "oom", "memory about to run out", "meminfo_oom_assembled", "gpu_loaded.csv", FULL_ENGINE
        ),
        Scenario("no-devices", "no devices", "meminfo_idle_assembled", "gpu_idle.csv", devices=0),
        Scenario(
            "reboot",
            "started again a moment ago",
            "meminfo_idle_assembled",
            "gpu_idle.csv",
            DESKTOP,
            new_boot=True,
        ),
    )
}
DEFAULT_SCENARIO = "idle"


def gpu_text(scenario: Scenario, nvml: str) -> str:
    """Return the file that `nvidia_smi.c` and `nvml_stub.c` answer from (see `replay.h`)."""
    lines = [f"driver {DRIVER}", f"devices {scenario.devices}", f"period {ROW_SECONDS}"]
    if nvml == "total":
        total = scenario.meminfo_kib("MemTotal")
        lines.append(f"memory {total} {total - scenario.meminfo_kib('MemAvailable')}")
    else:
        lines.append("memory not-supported")
    lines += [
        f"row {row.utilization_percent} {row.temperature_c} {row.power_mw} {row.sm_clock_mhz} "
        f"{row.performance_state}"
        for row in scenario.gpu_rows
    ]
    lines += [
        f"process {'graphics' if each.graphics else 'compute'} {each.pid} {each.mib} {each.name}"
        for each in scenario.processes
    ]
    return "\n".join(lines) + "\n"


def write_standins(root: Path, scenario: Scenario) -> bool:
    """Write what `standins.sh` shall start; False when it is what it started last."""
    folder = root / "standins"
    folder.mkdir(exist_ok=True)
    lines = []
    for each in scenario.processes:
        program = each.name.rpartition("/")[2]
        lines.append(f"{each.pid} {program} {each.container_id or '-'} {each.name}\n")
    wanted = folder / "wanted"
    if wanted.exists() and wanted.read_text() == "".join(lines):
        return False
    wanted.write_text("".join(lines))
    names = {each.container_id: each.container for each in scenario.processes if each.container}
    listed = [{"Id": key, "Names": [f"/{name}"], "State": "running"} for key, name in names.items()]
    (folder / "containers.json").write_text(json.dumps(listed) if listed else "")
    return True


def replace_in_place(path: Path, text: str) -> None:
    """Rewrite a file without changing its inode, which may be bound over another file.

    One write, then the cut: a reader in between sees the new text followed by a tail of the old
    one, never a half-written line at the top.
    """
    data = text.encode()
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT, 0o644)
    try:
        os.pwrite(descriptor, data, 0)
        os.ftruncate(descriptor, len(data))
    finally:
        os.close(descriptor)


def apply(root: Path, scenario: Scenario, nvml: str) -> None:
    """Make the node in `root` show `scenario`, at once and also to sessions that are open."""
    _write(root, scenario.meminfo_text, gpu_text(scenario, nvml))


def apply_between(root: Path, start: Scenario, end: Scenario, share: float, nvml: str) -> None:
    """Show what lies `share` (0 to 1) of the way between two captured states of one machine.

    Numbers of /proc/meminfo and of processes that are in both move evenly; the rest is the end's.
    """
    sizes = {each.pid: each.mib for each in start.processes}
    moved = tuple(
        replace(each, mib=round(_mixed(sizes.get(each.pid, each.mib), each.mib, share)))
        for each in end.processes
    )
    meminfo = re.sub(
        r"^(\w+): +(\d+)",
        lambda line: (
            f"{line[1] + ':':<16}{_mixed(start.kib.get(line[1]), int(line[2]), share):>8.0f}"
        ),
        end.meminfo_text,
        flags=re.MULTILINE,
    )
    _write(root, meminfo, gpu_text(replace(end, processes=moved), nvml))


def _mixed(start: float | None, end: float, share: float) -> float:
    return end if start is None else start + share * (end - start)


def _write(root: Path, meminfo: str, gpu: str) -> None:
    replace_in_place(root / "meminfo", meminfo)
    staged = root / "gpu.txt.new"
    staged.write_text(gpu)
    staged.replace(root / "gpu.txt")
