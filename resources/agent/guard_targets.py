"""Whom the guard may stop, found while there is time: in the moment itself nothing is looked up.

Only what has GPU memory, or was chosen by name, is ever a target. Must run on Python 3.6.
"""

# Python 3.6 knows neither list[int] nor X | None.
# ruff: noqa: RUF005, UP006, UP031, UP035, UP045
import os
import re
import shutil
import subprocess
import threading
import time
from typing import Any, Dict, List, Optional, Set, Tuple

from agent_gpu import Nvml, NvmlError
from guard_docker import Docker

CONTAINER = "container"
UNIT = "unit"
PROCESS = "process"
CALM_S = 2.0
NEAR_S = 0.5
"""Seconds between two looks at the GPU's processes, and while memory is near the limit."""
NAMES_S = 5.0
SMI_S = 10.0
"""Seconds between two runs of nvidia-smi, where NVML cannot be loaded: each costs a process."""
CONTAINER_ID = re.compile(r"([0-9a-f]{64})")
UNIT_OF_PROCESS = re.compile(r"/system\.slice/([^/\n]+\.service)$", re.MULTILINE)
UNIT_FOLDERS = (
    "/sys/fs/cgroup/system.slice/%s",
    "/sys/fs/cgroup/systemd/system.slice/%s",
    "/sys/fs/cgroup/user.slice/user-%d.slice/user@%d.service/app.slice/%s",
)


class Target:
    """One thing that can be stopped."""

    def __init__(self, kind: str, key: str, name: str, pid: int) -> None:
        self.kind = kind
        self.key = key
        """The container's id, the unit's name, or the process id."""
        self.name = name
        self.pid = pid
        """Its first process; 0 where none is known."""
        self.started = start_of(pid) if pid else None
        self.owner = owner_of(pid) if pid else None
        self.in_docker = False
        """Whether it is a container that Docker knows, and Docker may be asked."""

    @property
    def title(self) -> str:
        """Return what a person calls it."""
        if self.kind == PROCESS:
            return "process %d %s" % (self.pid, self.name)
        return "%s %s" % (self.kind, self.name)

    @property
    def alive(self) -> bool:
        """Whether its first process is still there, and still the same; True where unknown."""
        return not self.pid or (self.started is not None and start_of(self.pid) == self.started)


def start_of(pid: int) -> Optional[int]:
    """Return when a process started, in ticks since boot; None when it has ended."""
    found = stat_of(pid)
    return found[1] if found else None


def stat_of(pid: int) -> Optional[Tuple[int, int]]:
    """Return (parent, start in ticks) of a process; None when it is gone or only waited for."""
    try:
        with open("/proc/%d/stat" % pid, "rb") as stream:
            fields = stream.read(4096).rpartition(b")")[2].split()
    except OSError:
        return None
    if len(fields) < 20 or fields[0] in (b"Z", b"X"):
        return None
    return int(fields[1]), int(fields[19])


def read_text(path: str) -> str:
    """Return a small file, nothing when it cannot be read."""
    try:
        with open(path, "rb") as stream:
            return stream.read(65536).decode("utf-8", "replace")
    except OSError:
        return ""


def container_of(pid: int) -> str:
    """Return the id of the container that a process runs in, nothing when it is in none."""
    found = CONTAINER_ID.findall(read_text("/proc/%d/cgroup" % pid))
    return found[-1] if found else ""


def unit_of(pid: int) -> str:
    """Return the system's unit that a process belongs to, nothing when it belongs to none."""
    found = UNIT_OF_PROCESS.search(read_text("/proc/%d/cgroup" % pid))
    return found.group(1) if found else ""


def first_process(pid: int, container: str) -> int:
    """Return the process that a container's processes descend from, by any of them."""
    while True:
        found = stat_of(pid)
        if found is None or found[0] <= 1 or container_of(found[0]) != container:
            return pid
        pid = found[0]


def systemctl(unit: str) -> List[str]:
    """Return the command that stops a unit: the user's own, or the system's as root."""
    if os.path.exists(UNIT_FOLDERS[-1] % (os.getuid(), os.getuid(), unit)):
        return ["systemctl", "--user", "stop", "--no-block", unit]
    order = ["systemctl", "stop", "--no-block", unit]
    return order if os.getuid() == 0 else ["sudo", "-n"] + order


def unit_process(unit: str) -> int:
    """Return the first process of a systemd unit, 0 when it has none."""
    mine = os.getuid()
    for folder in UNIT_FOLDERS:
        words = (mine, mine, unit) if folder.count("%") == 3 else (unit,)
        pids = [int(word) for word in read_text(folder % words + "/cgroup.procs").split()]
        if pids:
            return min(pids, key=lambda pid: start_of(pid) or 0)
    return 0


def owner_of(pid: int) -> Optional[int]:
    """Return the user that a process runs as."""
    try:
        return os.stat("/proc/%d" % pid).st_uid
    except OSError:
        return None


class GpuPids:
    """Which processes compute on a GPU; those that draw as well (the desktop) are left out."""

    def __init__(self) -> None:
        self.nvml: Any = None
        self.via = ""
        self.smi_at = -SMI_S
        self.by_smi: Dict[int, Optional[int]] = {}
        """When each process started: its number may be given away before the next run."""

    def read(self) -> Set[int]:
        """Return the process ids; raises OSError or NvmlError."""
        if self.nvml is None and self.via != "nvidia-smi":
            try:
                self.nvml = Nvml()
                self.via = "nvml"
            except (OSError, AttributeError):
                if not shutil.which("nvidia-smi"):
                    raise
                self.via = "nvidia-smi"
        return self._by_smi() if self.nvml is None else self._by_nvml()

    def _by_nvml(self) -> Set[int]:
        found: Set[int] = set()
        for index in range(self.nvml.number("nvmlDeviceGetCount_v2")):
            device = self.nvml.handle(index)
            computing = {pid for pid, _memory in self.nvml.processes("Compute", device)}
            try:
                drawing = {pid for pid, _memory in self.nvml.processes("Graphics", device)}
            except NvmlError:  # data-centre cards draw nothing
                drawing = set()
            found |= computing - drawing
        return found

    def _by_smi(self) -> Set[int]:
        if time.monotonic() - self.smi_at < SMI_S:
            return {pid for pid, start in self.by_smi.items() if start_of(pid) == start}
        self.smi_at = time.monotonic()
        told = subprocess.check_output(
            ["nvidia-smi", "--query-compute-apps=pid", "--format=csv,noheader"], timeout=SMI_S
        )
        self.by_smi = {int(word): start_of(int(word)) for word in told.split() if word.isdigit()}
        return set(self.by_smi)


class Targets:
    """The list of whom to stop, best first, kept fresh on a thread that may hang without harm."""

    def __init__(self, docker: Docker, stop_first: str, *, anyone: bool = False) -> None:
        self.docker = docker
        self.stop_first = stop_first
        self.anyone = anyone and os.getuid() == 0
        """Whether processes of all users are targets: root's guard is the whole machine's."""
        self.gpu = GpuPids()
        self.names: Dict[str, str] = {}
        self.names_at = -NAMES_S
        self.strangers: Set[str] = set()
        """Containers with GPU memory that had no name when they were looked for last."""
        self.ordered: Tuple[Target, ...] = ()
        self.problem = ""
        """Why GPU processes are not known."""
        self.cannot = ""
        """The first that should be stopped and cannot be, and why."""
        self.sudo: Optional[str] = None
        """Why the chosen unit cannot be stopped, once it is known."""
        self.at = time.monotonic()
        self.near = threading.Event()
        self.fresh = threading.Event()

    def start(self) -> None:
        """Look now and then from here on."""
        threading.Thread(target=self._run, daemon=True).start()

    def choose(self, tried: Set[str]) -> Optional[Target]:
        """Return the first that is there and was not stopped already; looks nothing up."""
        for target in self.ordered:
            if target.key not in tried and target.alive:
                return target
        return None

    def look(self) -> None:
        """Find whom to stop, in order."""
        try:
            pids = self.gpu.read()
            self.problem = ""
        except Exception as error:
            pids = set()
            self.problem = str(error)
        strangers = {container_of(pid) for pid in pids} - {""} - set(self.names)
        if strangers != self.strangers or time.monotonic() - self.names_at >= NAMES_S:
            self.strangers = strangers
            self.names_at = time.monotonic()
            self.names = self.docker.names()
        chosen = self._chosen(pids)
        found = chosen + [each for each in self._by_gpu(pids) if not same(each, chosen)]
        refused = [(each, self._refused(each)) for each in found]
        self.ordered = tuple(each for each, why in refused if not why)
        cannot = ["%s cannot be stopped: %s" % (each.title, why) for each, why in refused if why]
        self.cannot = cannot[0] if cannot else self._missing(chosen)
        self.at = time.monotonic()
        self.fresh.set()

    def _missing(self, chosen: List[Target]) -> str:
        if not self.stop_first or chosen:
            return ""
        why = " (%s)" % self.docker.problem if self.docker.problem else ""
        return "%s is not running%s" % (self.stop_first, why)

    def _refused(self, target: Target) -> str:
        """Return why a target cannot be stopped by this user, nothing when it can."""
        mine = os.getuid() in (0, target.owner)
        if target.kind == CONTAINER:
            may = mine or target.in_docker
            return "" if may else self.docker.problem or "Docker does not know it"
        if target.kind == UNIT:
            if self.sudo is None:
                self.sudo = why_no_sudo(systemctl(target.key))
            return self.sudo
        return ""

    def _run(self) -> None:
        while True:
            self.look()
            self.near.wait(CALM_S)
            if self.near.is_set():
                time.sleep(NEAR_S)

    def _by_gpu(self, pids: Set[int]) -> List[Target]:
        """Return the containers with GPU memory, then the user's processes; newest first."""
        containers: Dict[str, Target] = {}
        units: Dict[str, Target] = {}
        own: List[Target] = []
        for pid in pids:
            container = container_of(pid)
            if container:
                if container not in containers:
                    containers[container] = self._container(container, pid)
            elif self.anyone and unit_of(pid):  # as a process it would be started again
                units[unit_of(pid)] = Target(UNIT, unit_of(pid), unit_of(pid), pid)
            elif self.anyone or owner_of(pid) == os.getuid():
                name = read_text("/proc/%d/comm" % pid).strip()
                own.append(Target(PROCESS, str(pid), name, pid))
        return newest_first(list(containers.values())) + newest_first(list(units.values()) + own)

    def _container(self, container: str, pid: int) -> Target:
        name = self.names.get(container, container[:12])
        first = first_process(pid, container) if pid else 0
        target = Target(CONTAINER, container, name, first)
        target.in_docker = container in self.names and not self.docker.problem
        return target

    def _chosen(self, pids: Set[int]) -> List[Target]:
        """Return what was chosen by name, with GPU memory or without."""
        wanted = self.stop_first
        if not wanted:
            return []
        if wanted.endswith((".service", ".scope")):
            pid = unit_process(wanted)
            return [Target(UNIT, wanted, wanted, pid)] if pid else []
        inside = {container_of(pid): pid for pid in pids}
        inside.pop("", None)
        for container in list(self.names) + list(inside):
            short = len(wanted) >= 12 and container.startswith(wanted)
            if short or self.names.get(container) == wanted:
                return [self._container(container, inside.get(container, 0))]
        return []


def why_no_sudo(command: List[str]) -> str:
    """Return why a command that begins with sudo would be refused, nothing otherwise."""
    if command[0] != "sudo":
        return ""
    try:
        asked = subprocess.run(
            command[:2] + ["-l"] + command[2:],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            timeout=10,
        )
    except (OSError, subprocess.SubprocessError):
        return "sudo cannot be used"
    return "sudo asks for a password" if asked.returncode else ""


def same(target: Target, chosen: List[Target]) -> bool:
    """Whether a target is among those that were chosen."""
    return any(target.key == each.key or target.pid == each.pid for each in chosen)


def newest_first(targets: List[Target]) -> List[Target]:
    """Return those that still run, the one that started last first."""
    alive = [each for each in targets if each.started is not None]
    return sorted(alive, key=lambda each: each.started or 0, reverse=True)
