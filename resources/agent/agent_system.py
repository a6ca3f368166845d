"""Read the kernel's files for the agent: as text, to be understood at the other end.

Files stay open and are read again from the start. What costs (sensors, interfaces, RDMA ports,
file systems) is read at most once a second by `SlowGroups`. Must run on Python 3.6.
"""

# Python 3.6 knows neither list[int] nor X | None.
# ruff: noqa: ANN401, UP006, UP031, UP035, UP045
import os
import re
import subprocess
import time
from typing import Any, Callable, Dict, List, Optional, Sequence

import agent_processes

Json = Dict[str, Any]
RESCAN_S = 30.0
"""Seconds between two looks for new disks, interfaces and sensors."""
PAGE = os.sysconf("SC_PAGE_SIZE")
MAX_FILE = 1 << 20
"""Bytes of a file of /proc that are read at most."""
MODINFO_S = 5.0
"""Seconds that `modinfo` may take, which unpacks a module to read its version."""
SWAPPED = re.compile(rb"^pswp(?:in|out) \d+$", re.MULTILINE)
HWMON = "/sys/class/hwmon/"
CPUFREQ = "/sys/devices/system/cpu/cpufreq/"
FIRMWARE_POWER = "/sys/bus/platform/devices/NVDA8800:00/"
"""Where older versions of spark_hwmon say whether the board slows the processor down."""
MEMINFO_KEYS = re.compile(
    rb"^(?:Mem|Buffers|Cached|SwapTotal|SwapFree|SwapCached|Zswap:|AnonPages|Shmem:|KReclaimable"
    rb"|Slab|SReclaimable|SUnreclaim|KernelStack|PageTables|SecPageTables|Percpu|HugePages_"
    rb"|Hugepagesize|Hugetlb|Cma).*$",
    re.MULTILINE,
)


def clock() -> float:
    """Return steady seconds that go on while the machine sleeps (Python 3.6: that stand still)."""
    boottime = getattr(time, "CLOCK_BOOTTIME", None)
    return time.monotonic() if boottime is None else time.clock_gettime(boottime)


def listdir(path: str) -> List[str]:
    """Return the names in a folder, none when it does not exist."""
    try:
        return sorted(os.listdir(path))
    except OSError:
        return []


def read_text(path: str, limit: int = 65536) -> Optional[str]:
    """Return a small file, None when it cannot be read."""
    try:
        with open(path, "rb") as stream:
            return stream.read(limit).decode("utf-8", "replace").strip()
    except OSError:
        return None


class OpenFile:
    """A file of /proc or /sys that is read again and again through one descriptor."""

    def __init__(self, path: str) -> None:
        self.path = path
        self.descriptor = -1

    def read(self, size: int = 65536, offset: int = 0) -> bytes:
        """Return the file's present content, or as much as the kernel gives at once."""
        if self.descriptor < 0:
            self.descriptor = os.open(self.path, os.O_RDONLY | os.O_CLOEXEC)
        try:
            return os.pread(self.descriptor, size, offset)
        except OSError:
            self.close()
            raise

    def read_all(self) -> bytes:
        """Return the whole file: of one with many records the kernel gives a page at a time."""
        content = b""
        while len(content) < MAX_FILE:
            piece = self.read(65536, len(content))
            if not piece:
                break
            content += piece
        return content

    def number(self) -> int:
        """Return the content as a whole number."""
        return int(self.read(64))

    def close(self) -> None:
        """Give the descriptor back."""
        if self.descriptor >= 0:
            os.close(self.descriptor)
            self.descriptor = -1


def only_lines(names: List[str], pattern: str) -> Any:
    """Compile what finds the lines of these disks or interfaces."""
    if not names:
        return None
    alternatives = "|".join(re.escape(name) for name in names)
    return re.compile((pattern % alternatives).encode(), re.MULTILINE)


class FastFiles:
    """What is read at every tick."""

    def __init__(self) -> None:
        self.files = {
            name: OpenFile("/proc/" + path)
            for name, path in (
                ("stat", "stat"),
                ("meminfo", "meminfo"),
                ("netdev", "net/dev"),
                ("diskstats", "diskstats"),
            )
        }
        self.rescan()

    def rescan(self) -> None:
        """Look for the disks and interfaces that are real."""
        self.filters = {
            "meminfo": MEMINFO_KEYS,
            "netdev": only_lines(interfaces(), r"^ *(?:%s):.*$"),
            "diskstats": only_lines(disks(), r"^ *\d+ +\d+ +(?:%s) .*$"),
        }

    def read(self, errors: Dict[str, str]) -> Dict[str, str]:
        """Return the text of each file, cut to the lines that matter."""
        texts = {}
        for name, source in self.files.items():
            try:
                content = source.read_all()
            except OSError as error:
                errors[name] = "%s: %s" % (source.path, error.strerror)
                continue
            if name == "stat":
                content = content.split(b"\nintr", 1)[0]  # a long line nobody needs
            elif self.filters[name] is None:
                content = b""
            else:
                content = b"\n".join(self.filters[name].findall(content))
            texts[name] = content.decode("ascii", "replace")
        return texts

    def close(self) -> None:
        """Give the descriptors back."""
        for source in self.files.values():
            source.close()


def disks() -> List[str]:
    """Return the block devices that are hardware."""
    return [
        name
        for name in listdir("/sys/block")
        if os.path.exists("/sys/block/%s/device" % name)
        and not name.startswith(("loop", "ram", "zram", "sr", "fd"))
    ]


def interfaces() -> List[str]:
    """Return the interfaces that are hardware, or, where none is (a container), all but lo."""
    names = [name for name in listdir("/sys/class/net") if name != "lo"]
    real = [name for name in names if os.path.exists("/sys/class/net/%s/device" % name)]
    return real or names


def interface(name: str) -> Json:
    """Return kind, carrier and speed of an interface."""
    base = "/sys/class/net/%s/" % name
    if os.path.exists(base + "wireless") or os.path.exists(base + "phy80211"):
        kind = "wifi"
    else:
        kind = "ethernet" if os.path.exists(base + "device") else "virtual"
    return {
        "kind": kind,
        "state": read_text(base + "operstate", 64),
        "carrier": read_text(base + "carrier", 64),
        "speed": read_text(base + "speed", 64),
    }


class Sensor:
    """One value of a thermal zone or a hwmon chip, with limits, in the kernel's small units."""

    def __init__(self, facts: Json, path: str, **limits: str) -> None:
        self.facts = facts
        self.input = OpenFile(path)
        self.facts.update((name, _whole_number(limit)) for name, limit in limits.items())

    def read(self) -> Json:
        """Return the sensor's facts with its present value."""
        try:
            return dict(self.facts, value=self.input.number())
        except OSError as error:
            return dict(self.facts, value=None, error=str(error.strerror))
        except ValueError:
            return dict(self.facts, value=None, error="not a number")


def _whole_number(path: str) -> Optional[int]:
    text = read_text(path, 64) if path else None
    try:
        return int(text) if text else None
    except ValueError:
        return None


def zones() -> List[Sensor]:
    """Return the thermal zones."""
    found = []
    for name in listdir("/sys/class/thermal"):
        if not name.startswith("thermal_zone"):
            continue
        base = "/sys/class/thermal/%s/" % name
        critical = ""
        for point in range(12):
            kind = read_text("%strip_point_%d_type" % (base, point), 64)
            if kind == "critical":
                critical = "%strip_point_%d_temp" % (base, point)
            if kind is None:
                break
        facts = {
            "chip": read_text(base + "type", 256),
            "id": name,
            "label": read_text(base + "device/path", 256),
        }
        found.append(Sensor(facts, base + "temp", critical=critical))
    return found


class Chips:
    """The hwmon chips that do not merely repeat a thermal zone: temperatures, power, a status."""

    def __init__(self) -> None:
        self.temperatures: List[Sensor] = []
        self.rails: List[Sensor] = []
        self.prochot = FIRMWARE_POWER + "prochot"
        for name in listdir(HWMON):
            base = HWMON + name + "/"
            device = os.path.realpath(base + "device")
            if not os.path.basename(device).startswith("thermal_zone"):
                self._add(base, device)

    def _add(self, base: str, device: str) -> None:
        chip = read_text(base + "name", 256)
        interface = listdir(device + "/net")[:1]
        entries = listdir(base)
        if "prochot" in entries:
            self.prochot = base + "prochot"
        for entry in sorted(entries, key=lambda name: (len(name), name)):  # 2 before 11
            kind = re.match(r"(temp|power)\d+_(?:input|average)$", entry)
            if kind is None:
                continue
            start = base + entry.rpartition("_")[0] + "_"
            facts = {
                "chip": chip,
                "id": os.path.basename(device) + "/" + entry.rpartition("_")[0],
                "label": read_text(start + "label", 256),
            }
            if kind.group(1) == "power":
                self.rails.append(Sensor(facts, base + entry, cap=start + "cap"))
            else:
                facts["interface"] = interface[0] if interface else None
                limits = {"critical": start + "crit", "maximum": start + "max"}
                self.temperatures.append(Sensor(facts, base + entry, **limits))

    def sensors(self) -> List[Sensor]:
        """Return everything that holds a file open."""
        return self.temperatures + self.rails


class Clocks:
    """The present clock of each core, one file for all cores that share one."""

    def __init__(self) -> None:
        self.policies = []
        for name in listdir(CPUFREQ):
            cores = read_text(CPUFREQ + name + "/affected_cpus", 4096) or ""
            numbers = [int(core) for core in cores.split() if core.isdigit()]
            if numbers:
                self.policies.append((numbers, OpenFile(CPUFREQ + name + "/scaling_cur_freq")))

    def read(self) -> List[Optional[int]]:
        """Return kHz by core."""
        found: Dict[int, int] = {}
        for cores, source in self.policies:
            try:
                khz = source.number()
            except (OSError, ValueError):
                continue
            found.update((core, khz) for core in cores)
        return [found.get(core) for core in range(max(found, default=-1) + 1)]

    def close(self) -> None:
        """Give the descriptors back."""
        for _, source in self.policies:
            source.close()


def rdma_ports() -> List[Json]:
    """Return state and counters (in 4-byte words) of each RDMA port."""
    found = []
    root = "/sys/class/infiniband"
    for device in listdir(root):
        for port in listdir("%s/%s/ports" % (root, device)):
            base = "%s/%s/ports/%s/" % (root, device, port)
            found.append(
                {
                    "name": "%s/%s" % (device, port),
                    "state": read_text(base + "state", 64),
                    "rate": read_text(base + "rate", 64),
                    "received": read_text(base + "counters/port_rcv_data", 64),
                    "sent": read_text(base + "counters/port_xmit_data", 64),
                }
            )
    return found


def root_device() -> Optional[str]:
    """Return the disk that holds `/`, None when it is not one disk (btrfs, overlay, ZFS)."""
    device = os.stat("/").st_dev
    path = os.path.realpath("/sys/dev/block/%d:%d" % (os.major(device), os.minor(device)))
    if not os.path.exists(path):
        return None
    if os.path.exists(path + "/partition"):
        path = os.path.dirname(path)
    return os.path.basename(path)


def root_space() -> Json:
    """Return size and free space of `/`."""
    space = os.statvfs("/")
    return {
        "mount": "/",
        "device": root_device(),
        "total": space.f_blocks * space.f_frsize,
        "free": space.f_bavail * space.f_frsize,
    }


class SlowGroups:
    """What is read at most once a second. A group that fails costs only itself."""

    def __init__(self, fast: FastFiles) -> None:
        self.fast = fast
        self._find()
        self.swapped = OpenFile("/proc/vmstat")
        self.processes = agent_processes.Processes()
        self.gpu_pids: Sequence[int] = ()
        self.texts = {
            "loadavg": OpenFile("/proc/loadavg"),
            "pressure_memory": OpenFile("/proc/pressure/memory"),
            "pressure_cpu": OpenFile("/proc/pressure/cpu"),
            "pressure_io": OpenFile("/proc/pressure/io"),
        }
        self.groups: Dict[str, Callable[[], Any]] = {
            "sensors": lambda: [each.read() for each in self.zones + self.chips.temperatures],
            "rails": lambda: [each.read() for each in self.chips.rails],
            "prochot": lambda: read_text(self.chips.prochot, 64),
            "clocks": lambda: self.clocks.read(),
            "vmstat": self._swapped,
            "restart": restart_required,
            "interfaces": lambda: {name: interface(name) for name in interfaces()},
            "rdma": rdma_ports,
            "space": lambda: [root_space()],
            "processes": lambda: self.processes.read(self.gpu_pids),
        }

    def read(self, errors: Dict[str, str], gpu_pids: Sequence[int] = ()) -> Json:
        """Return every group with the time it was read; `gpu_pids` are shown in any case."""
        now = clock()
        self.gpu_pids = gpu_pids
        if now - self.found_at > RESCAN_S:
            self.fast.rescan()
            self._close_sensors()
            self._find()
        found: Json = {"t": now, "page": PAGE}
        for name, source in self.texts.items():
            try:
                found[name] = source.read(1024).decode("ascii", "replace")
            except OSError as error:
                errors[name] = "%s: %s" % (source.path, error.strerror)
        for name, group in self.groups.items():
            try:
                found[name] = group()
            except Exception as error:
                errors[name] = str(error)
        return found

    def _find(self) -> None:
        self.found_at = clock()
        self.zones = zones()
        self.chips = Chips()
        self.clocks = Clocks()

    def close(self) -> None:
        """Give the descriptors back, except those of the fast files, and end the thread."""
        self._close_sensors()
        self.processes.close()
        for source in (self.swapped, *self.texts.values()):
            source.close()

    def _close_sensors(self) -> None:
        for sensor in self.zones + self.chips.sensors():
            sensor.input.close()
        self.clocks.close()

    def _swapped(self) -> str:
        return b"\n".join(SWAPPED.findall(self.swapped.read())).decode("ascii")


def restart_required() -> Optional[bool]:
    """Return whether an update asks for a restart; None where the system leaves no such mark."""
    if os.path.exists("/var/run/reboot-required"):
        return True
    return False if os.path.exists("/etc/debian_version") else None


def driver_modules(root: str) -> List[str]:
    """Return the versions of the NVIDIA modules in the folder of a kernel's modules."""
    listed = read_text(root + "/modules.dep", 1 << 22) or ""
    versions = set()
    for path in re.findall(r"^(\S+/nvidia\.ko(?:\.\w+)?):", listed, re.MULTILINE):
        version = run(["modinfo", "-F", "version", os.path.join(root, path)])
        if version:
            versions.add(version)
    return sorted(versions)


def run(command: List[str]) -> str:
    """Return what a program prints, nothing when it cannot be run."""
    environment = dict(os.environ, LC_ALL="C", PATH=os.environ.get("PATH", "") + ":/usr/sbin:/sbin")
    try:
        done = subprocess.run(
            command,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            env=environment,
            timeout=MODINFO_S,
        )
    except (OSError, subprocess.SubprocessError):
        return ""
    return done.stdout.decode("utf-8", "replace").strip()[:256]


def machine() -> Json:
    """Return what stays the same while the machine runs. The serial number is never sent."""
    release = read_text("/etc/dgx-release") or ""
    kept = [line for line in release.split("\n") if "SERIAL" not in line.upper()]
    system = os.uname()
    cpuinfo = read_text("/proc/cpuinfo", 1 << 20) or ""
    uptime = read_text("/proc/uptime", 64)
    kernel = read_text("/proc/sys/kernel/osrelease", 256) or system.release
    return {
        "uptime": float(uptime.split()[0]) if uptime else None,
        "hostname": system.nodename,
        "kernel": kernel,
        "arch": system.machine,
        "machine_id": read_text("/etc/machine-id", 256),
        "boot_id": read_text("/proc/sys/kernel/random/boot_id", 256),
        "product": read_text("/sys/class/dmi/id/product_name", 256),
        "vendor": read_text("/sys/class/dmi/id/sys_vendor", 256),
        "os_release": read_text("/etc/os-release"),
        "dgx_release": "\n".join(kept),
        "cpu_name": _first(r"^model name\s*:\s*(.+)$", cpuinfo),
        "cpu_parts": re.findall(r"^CPU part\s*:\s*(\w+)", cpuinfo, re.MULTILINE),
        "nvidia_version": read_text("/proc/driver/nvidia/version", 1024),
        "nvidia_modules": driver_modules("/lib/modules/" + kernel),
    }


def _first(pattern: str, text: str) -> Optional[str]:
    match = re.search(pattern, text, re.MULTILINE)
    return match.group(1) if match else None
