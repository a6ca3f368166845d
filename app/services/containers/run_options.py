"""The options of `docker run`: which there are, and what each says of a RunSpec, both ways.

What is not in `SETTINGS` is known by name only, so that a pasted line is cut where docker cuts it.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from app.core.errors import BadInput
from app.core.i18n import tr
from app.core.said import said
from app.services.containers import run_values as values
from app.services.containers.run_spec import HealthCheck, Variable

Read = Callable[[Sequence[str]], Any]
"""From all values that a line has for the option, in their order."""
Write = Callable[[Any], Sequence[str]]


@dataclass(frozen=True, slots=True)
class Setting:
    """An option, and the field of `RunSpec` that it sets."""

    option: str
    field: str
    read: Read
    write: Write
    is_flag: bool = False


def _last(values_: Sequence[str]) -> str:
    return values_[-1]


def _text(option: str, field: str) -> Setting:
    return Setting(option, field, _last, lambda value: [value] if value else [])


def _texts(option: str, field: str) -> Setting:
    return Setting(option, field, tuple, list)


def _flag(option: str, field: str) -> Setting:
    return Setting(
        option, field, lambda told: read_flag(option, told[-1]), lambda on: ["true"] if on else [],
        is_flag=True,
    )  # fmt: skip


def _number(
    option: str, field: str, read: Callable[[str], int], write: Callable[[int], str]
) -> Setting:
    return Setting(
        option, field, lambda told: read(told[-1]), lambda value: [write(value)] if value else []
    )


def _many(
    option: str, field: str, read: Callable[[str], Any], write: Callable[[Any], str]
) -> Setting:
    return Setting(
        option,
        field,
        lambda told: tuple(read(each) for each in told),
        lambda value: [write(each) for each in value],
    )


def read_flag(option: str, value: str) -> bool:
    """Read `true`, `false` as docker's flags do."""
    if value in ("1", "t", "T", "true", "TRUE", "True"):
        return True
    if value in ("0", "f", "F", "false", "FALSE", "False"):
        return False
    raise BadInput(
        tr("--{option} is on or off, not “{value}”.").format(option=option, value=said(value)),
        tr("Write true or false."),
    )


def _read_ports(told: Sequence[str]) -> tuple[object, ...]:
    return tuple(port for each in told for port in values.read_ports(each))


def _read_variable(text: str) -> Variable:
    return Variable(*values.pair_of(text))


def _write_variable(variable: Variable) -> str:
    return f"{variable.name}={variable.value}"


SETTINGS: tuple[Setting, ...] = (
    _text("name", "name"),
    Setting(
        "gpus",
        "gpus",
        lambda told: values.read_gpus(told[-1]),
        lambda gpus: [values.gpus_text(gpus)] if gpus else [],
    ),
    Setting(
        "publish", "ports", _read_ports, lambda ports: [values.port_text(each) for each in ports]
    ),
    _many("volume", "volumes", values.read_volume, values.volume_text),
    _many("env", "environment", _read_variable, _write_variable),
    Setting(
        "restart",
        "restart",
        lambda told: values.read_restart(told[-1]),
        lambda policy: [values.restart_text(policy)] if policy.name.after_failure else [],
    ),
    _number("shm-size", "shm_bytes", values.read_size, values.size_text),
    _text("ipc", "ipc"),
    _many("ulimit", "ulimits", values.read_ulimit, values.ulimit_text),
    _number("memory", "memory_bytes", values.read_size, values.size_text),
    _number("memory-swap", "swap_bytes", values.read_swap, values.size_text),
    _number("cpus", "nano_cpus", values.read_cpus, values.cpus_text),
    _text("network", "network"),
    _texts("network-alias", "network_aliases"),
    _text("hostname", "hostname"),
    _text("user", "user"),
    _text("workdir", "workdir"),
    _many("label", "labels", values.pair_of, values.pair_text),
    _many("device", "devices", values.read_device, values.device_text),
    _text("runtime", "runtime"),
    _flag("privileged", "privileged"),
    _flag("init", "init"),
    _flag("interactive", "interactive"),
    _flag("tty", "tty"),
    _flag("rm", "auto_remove"),
    _flag("read-only", "read_only"),
    _text("pid", "pid"),
    _texts("group-add", "groups"),
    _texts("cap-add", "capabilities_added"),
    _texts("cap-drop", "capabilities_dropped"),
    _texts("security-opt", "security"),
    _texts("add-host", "hosts"),
    _texts("dns", "dns"),
    _many("tmpfs", "tmpfs", values.read_tmpfs, lambda pair: values.pair_text(pair, ":")),
    _text("log-driver", "log_driver"),
    _many("log-opt", "log_options", values.pair_of, values.pair_text),
    _text("stop-signal", "stop_signal"),
    Setting("entrypoint", "entrypoint", _last, lambda value: [] if value is None else [value]),
)
BY_OPTION = {each.option: each for each in SETTINGS}

HEALTH: dict[str, tuple[str, Callable[[str], object]]] = {
    "health-cmd": ("command", str),
    "health-interval": ("interval_ns", values.read_duration),
    "health-timeout": ("timeout_ns", values.read_duration),
    "health-start-period": ("start_period_ns", values.read_duration),
    "health-retries": ("retries", values.read_whole),
}
NO_HEALTH = "no-healthcheck"
"""A flag of its own that says of `RunSpec.health` what the others do."""
MOUNT = "mount"
"""Says of `RunSpec.volumes` what `volume` does."""


def health_words(health: HealthCheck | None) -> list[tuple[str, str]]:
    """Return the options that say how the engine asks for health."""
    if health is None:
        return []
    if health.off:
        return [(NO_HEALTH, "true")]
    times = (
        ("health-interval", health.interval_ns),
        ("health-timeout", health.timeout_ns),
        ("health-start-period", health.start_period_ns),
    )
    words = [("health-cmd", health.command)] if health.command else []
    words += [(option, values.duration_text(value)) for option, value in times if value]
    return words + ([("health-retries", str(health.retries))] if health.retries else [])


SHORT = {
    "a": "attach", "c": "cpu-shares", "d": "detach", "e": "env", "h": "hostname",
    "i": "interactive", "l": "label", "m": "memory", "p": "publish", "P": "publish-all",
    "q": "quiet", "t": "tty", "u": "user", "v": "volume", "w": "workdir",
}  # fmt: skip
OTHER_NAMES = {"net": "network", "net-alias": "network-alias", "dns-opt": "dns-option"}
"""What docker still takes for another name of an option."""

WITHOUT_MEANING = ("detach", "attach", "sig-proxy", "detach-keys", "quiet", "disable-content-trust")
"""They are about the terminal of `docker run`; here a container always runs in the background."""
FLAGS = (
    *(each.option for each in SETTINGS if each.is_flag),
    NO_HEALTH, "detach", "disable-content-trust", "help", "oom-kill-disable", "publish-all",
    "quiet", "sig-proxy", "use-api-socket",
)  # fmt: skip
ELSEWHERE = {
    "env-file": tr("the file lies where docker is run; type its variables here"),
    "label-file": tr("the file lies where docker is run"),
    "cidfile": tr("no file is written"),
    "pull": tr("an image that is not there is pulled after a question"),
}
"""Why an option cannot be taken over."""
NOT_HERE = (
    "annotation", "blkio-weight", "blkio-weight-device", "cgroup-parent", "cgroupns", "cpu-count",
    "cpu-percent", "cpu-period", "cpu-quota", "cpu-rt-period", "cpu-rt-runtime", "cpu-shares",
    "cpuset-cpus", "cpuset-mems", "device-cgroup-rule", "device-read-bps", "device-read-iops",
    "device-write-bps", "device-write-iops", "dns-option", "dns-search", "domainname", "expose",
    "health-start-interval", "io-maxbandwidth", "io-maxiops", "ip", "ip6", "isolation",
    "kernel-memory", "link", "link-local-ip", "mac-address", "memory-reservation",
    "memory-swappiness", "oom-kill-disable", "oom-score-adj", "pids-limit", "platform",
    "publish-all", "stop-timeout", "storage-opt", "sysctl", "use-api-socket", "userns", "uts",
    "volume-driver", "volumes-from",
)  # fmt: skip
"""Options of docker's that the form has no field for."""
KNOWN = frozenset(
    (*BY_OPTION, *HEALTH, NO_HEALTH, MOUNT, *WITHOUT_MEANING, *FLAGS, *ELSEWHERE, *NOT_HERE)
)
