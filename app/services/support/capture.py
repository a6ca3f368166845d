"""Capture my Spark: what a box prints, redacted, in the form that tests take their data in.

Only commands that read, none with more rights than the account has. Each output is a file as it was
printed; `INDEX.md` says which command it is of, and what was taken out.
"""

from __future__ import annotations

import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from app import APP_NAME, __version__
from app.core.cancel import Cancel
from app.core.errors import CommandFailed, CommandNotFound, RemoteError
from app.core.i18n import tr
from app.core.said import plain
from app.services.support.bundle import Part
from app.services.support.scrub import Kind, KnownName, Scrubber, is_address
from app.transport.api import Session

TIMEOUT_S = 20.0
MAX_OUTPUT = 2 * 1024 * 1024


@dataclass(frozen=True, slots=True)
class Reading:
    """A command that reads something of a box."""

    name: str
    """Of its file: `nvidia-smi-q`."""
    argv: tuple[str, ...]
    about: str
    private: bool = False
    """Whether it prints what people named: left out unless it is chosen."""

    @property
    def command(self) -> str:
        """As it would be typed."""
        return " ".join(self.argv)


def _file(name: str, path: str, about: str) -> Reading:
    return Reading(name, ("cat", path), about)


_GPU_QUERY = (
    "index,name,driver_version,compute_cap,addressing_mode,pstate,temperature.gpu,power.draw,"
    "power.limit,clocks.sm,clocks.mem,utilization.gpu,utilization.memory,memory.total,memory.used"
)
READINGS = (
    _file("dgx-release", "/etc/dgx-release", tr("DGX OS and its updates.")),
    _file("fastos-release", "/etc/fastos-release", tr("The image that the box was made with.")),
    _file("os-release", "/etc/os-release", tr("The Linux distribution.")),
    Reading("uname", ("uname", "-srvm"), tr("The kernel.")),
    _file("dmi-product", "/sys/class/dmi/id/product_name", tr("What the maker calls the box.")),
    Reading("nvidia-smi", ("nvidia-smi",), tr("The GPU, and who uses it.")),
    Reading("nvidia-smi-q", ("nvidia-smi", "-q"), tr("All that the driver tells.")),
    Reading("nvidia-smi-q-x", ("nvidia-smi", "-q", "-x"), tr("The same as XML.")),
    Reading("nvidia-smi-query", ("nvidia-smi", f"--query-gpu={_GPU_QUERY}", "--format=csv"),
            tr("Values as monitoring reads them.")),
    Reading("nvidia-smi-apps", ("nvidia-smi", "--query-compute-apps=pid,process_name,used_memory",
            "--format=csv"), tr("Memory of each program on the GPU.")),
    Reading("nvidia-smi-topo", ("nvidia-smi", "topo", "-m"), tr("What is linked to what.")),
    _file("proc-driver-nvidia-version", "/proc/driver/nvidia/version", tr("The kernel module.")),
    Reading("nvcc", ("nvcc", "--version"), tr("The CUDA compiler.")),
    _file("meminfo", "/proc/meminfo", tr("Memory, all lines.")),
    _file("vmstat", "/proc/vmstat", tr("Paging and swap.")),
    _file("pressure-memory", "/proc/pressure/memory", tr("How long programs waited for memory.")),
    Reading("free", ("free", "-h"), tr("Memory in short.")),
    _file("stat", "/proc/stat", tr("Processor times.")),
    Reading("lscpu", ("lscpu",), tr("The processor.")),
    Reading("lspci", ("lspci", "-nn"), tr("Devices.")),
    Reading("lsblk", ("lsblk", "-o", "NAME,SIZE,TYPE,ROTA,MODEL,TRAN"), tr("Drives.")),
    Reading("df", ("df", "-hT", "-x", "tmpfs", "-x", "overlay"), tr("Space."), private=True),
    Reading("sensors", ("sensors", "-j"), tr("Temperatures.")),
    Reading("thermal-zones", ("grep", "-s", "", "-r", "--include=temp", "--include=type",
            "/sys/devices/virtual/thermal"), tr("Temperatures as the kernel has them.")),
    Reading("ip-link", ("ip", "-s", "link"), tr("Network interfaces and their counters.")),
    Reading("ip-address", ("ip", "address"), tr("Their addresses, taken out.")),
    Reading("ibdev2netdev", ("ibdev2netdev",), tr("Which RDMA device is which interface.")),
    Reading("rdma-link", ("rdma", "link"), tr("RDMA ports.")),
    Reading("avahi", ("avahi-browse", "--all", "--resolve", "--terminate", "--parsable"),
            tr("What is announced on the network."), private=True),
    Reading("docker-version", ("docker", "version", "--format", "json"), tr("The engine.")),
    Reading("docker-info", ("docker", "info", "--format", "json"), tr("How the engine is set up.")),
    Reading("docker-ps", ("docker", "ps", "--all", "--format", "json"), tr("Containers."),
            private=True),
    Reading("docker-stats", ("docker", "stats", "--no-stream", "--format", "json"),
            tr("What containers use."), private=True),
    Reading("dcgm-exporter", ("curl", "-sS", "--max-time", "5", "http://127.0.0.1:9400/metrics"),
            tr("What DCGM tells Prometheus.")),
)  # fmt: skip
"""In the order in which a person reads them."""


def capture(
    session: Session,
    scrubber: Scrubber,
    cancel: Cancel,
    readings: Sequence[Reading] = READINGS,
) -> Iterator[Part]:
    """Yield what each command prints; what is not there says so. Raises SessionLost."""
    for reading in readings:
        cancel.raise_if_cancelled()
        yield _part_of(reading, _output(session, reading, cancel), scrubber)


def names_of(session: Session, cancel: Cancel) -> list[KnownName]:
    """Return what the box and the account are called there, to be taken out."""
    found = []
    for argv, kind in ((("uname", "-n"), Kind.HOST), (("id", "-un"), Kind.USER)):
        completed = session.exec(list(argv), timeout=TIMEOUT_S, cancel=cancel)
        name = completed.text.strip()
        if completed.exit_status == 0 and name:
            found.append(KnownName(kind, name))
            short = name.partition(".")[0]
            if kind is Kind.HOST and not is_address(name):
                found.append(KnownName(kind, short))
    return found


def index(parts: Sequence[Part], driver: str = "") -> str:
    """Return `INDEX.md`: each file with the command that printed it."""
    commands = {f"{reading.name}.txt": reading for reading in READINGS}
    rows = [
        f"| {part.name} | A | `{commands[part.name].command}` |"
        for part in parts
        if part.name in commands
    ]
    day = time.strftime("%Y-%m-%d", time.gmtime())
    head = [
        "# Captures of one box",
        "",
        f"Made by {APP_NAME} {__version__} on {day}{f', driver {driver}' if driver else ''}.",
        "Whole outputs as printed (grade A), but for what was taken out: secrets, serial numbers,",
        "addresses, ids, and names of hosts and users. Equal labels stand for equal names.",
        "",
        "| file | grade | command |",
        "|---|---|---|",
    ]
    return "\n".join([*head, *rows]) + "\n"


@dataclass(frozen=True, slots=True)
class _Output:
    text: str
    trouble: str = ""


def _output(session: Session, reading: Reading, cancel: Cancel) -> _Output:
    """Run one command; whatever is wrong with it is told in words."""
    try:
        completed = session.exec(
            list(reading.argv), timeout=TIMEOUT_S, max_output=MAX_OUTPUT, cancel=cancel
        )
        text = completed.text
        return _Output(completed.check().text)
    except CommandNotFound:
        return _Output("", tr("{program} is not installed there.").format(program=reading.argv[0]))
    except CommandFailed as error:
        return _Output(text, error.message)
    except RemoteError as error:
        return _Output("", error.message)


def _part_of(reading: Reading, output: _Output, scrubber: Scrubber) -> Part:
    name, command = f"{reading.name}.txt", scrubber.scrub(reading.command)
    if output.trouble:
        about = f"{command}: {plain(scrubber.scrub(output.trouble))}"
        text = plain(scrubber.scrub(output.text))
        return Part(name, about, text, included=False)
    text = plain(scrubber.scrub(output.text))
    about = f"{reading.about} {command}"
    return Part(name, about, text, included=bool(text.strip()) and not reading.private)
