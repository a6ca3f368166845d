"""What the simulated GB10 shows in each scenario, replayed from captures of real machines.

No capture shows a whole machine at once, so a scenario combines several; `captures/SOURCES.md`
says which number comes from where. Nothing varies that was not measured: the GPU walks through the
captured rows, each shown `ROW_SECONDS`.
"""

from __future__ import annotations

import csv
import os
import re
from dataclasses import dataclass
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


@dataclass(frozen=True, slots=True)
class Scenario:
    """One state of the machine."""

    name: str
    title: str
    meminfo: str
    rows: str
    processes: tuple[Process, ...] = ()
    devices: int = 1

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

    def meminfo_kib(self, line: str) -> int:
        """Return one line of /proc/meminfo in KiB."""
        found = re.search(rf"^{line}:\s+(\d+) kB", self.meminfo_text, re.MULTILINE)
        if found is None:
            raise KeyError(line)
        return int(found.group(1))


# nvidia-smi_gb10_idle_580.95.05.txt
DESKTOP = (
    Process(3094, "/usr/lib/xorg/Xorg", 43, graphics=True),
    Process(3172, "/usr/bin/gnome-shell", 16, graphics=True),
)
# sparkstat_snapshot_spark-838f.txt: 62.2 GiB, the only process
ENGINE = (Process(62928, "VLLM::EngineCore", 63693),)

SCENARIOS = {
    scenario.name: scenario
    for scenario in (
        Scenario("idle", "idle desktop", "meminfo_idle_assembled", "gpu_idle.csv", DESKTOP),
        Scenario("loaded", "engine loaded", "meminfo_loaded_assembled", "gpu_loaded.csv", ENGINE),
        Scenario(
            "wedge", "power-delivery wedge", "meminfo_loaded_assembled", "gpu_wedge.csv", ENGINE
        ),
        Scenario("retained", "driver-retained memory", "meminfo_retained", "gpu_idle.csv", DESKTOP),
        Scenario("no-devices", "no devices", "meminfo_idle_assembled", "gpu_idle.csv", devices=0),
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
    replace_in_place(root / "meminfo", scenario.meminfo_text)
    staged = root / "gpu.txt.new"
    staged.write_text(gpu_text(scenario, nvml))
    staged.replace(root / "gpu.txt")
