"""A RunSpec as what an engine's API is asked with, and back from what it is asked with.

The spec says less than an engine knows: `changed` puts the difference of two specs into a body and
leaves all else as it is.
"""

from __future__ import annotations

import copy
from collections.abc import Iterator, Mapping
from typing import Any, TypeAlias

from app.services.containers.reading import as_dict, as_dicts, as_whole
from app.services.containers.run_spec import (
    Device,
    Gpus,
    HealthCheck,
    PublishedPort,
    Restart,
    RestartPolicy,
    RunSpec,
    Ulimit,
    Variable,
    Volume,
)
from app.services.containers.run_values import volume_text

Body: TypeAlias = dict[str, Any]
"""What `POST /containers/create` takes: the configuration, with `HostConfig` in it."""
_NETWORKING = "NetworkingConfig"
_SETS = ("ExposedPorts", "Volumes")
"""Of which a spec may say less than a body does."""

_NUMBERS = {
    "shm_bytes": "ShmSize",
    "memory_bytes": "Memory",
    "swap_bytes": "MemorySwap",
    "nano_cpus": "NanoCpus",
}
_SWITCHES = {
    "privileged": "Privileged",
    "init": "Init",
    "auto_remove": "AutoRemove",
    "read_only": "ReadonlyRootfs",
}
_TEXTS = {"ipc": "IpcMode", "network": "NetworkMode", "runtime": "Runtime", "pid": "PidMode"}
_LISTS = {
    "groups": "GroupAdd",
    "capabilities_added": "CapAdd",
    "capabilities_dropped": "CapDrop",
    "security": "SecurityOpt",
    "hosts": "ExtraHosts",
    "dns": "Dns",
}
"""Fields of a RunSpec by what the API calls them in `HostConfig`."""


def body_of(spec: RunSpec) -> Body:
    """Return what an engine is asked with for a new container."""
    body: Body = {key: value for key, value in _config(spec).items() if value is not None}
    body["HostConfig"] = {key: value for key, value in _host(spec).items() if value is not None}
    if spec.network_aliases:
        body[_NETWORKING] = {
            "EndpointsConfig": {spec.network: {"Aliases": list(spec.network_aliases)}}
        }
    return body


def changed(body: Body, before: RunSpec, after: RunSpec) -> Body:
    """Return `body` with what `after` says otherwise than `before`; all else is as it was."""
    result = copy.deepcopy(body)
    _merge(result, _whole(before), _whole(after))
    if before.memory_bytes != after.memory_bytes and before.swap_bytes == after.swap_bytes == 0:
        result["HostConfig"].pop("MemorySwap", None)  # the engine's own, twice the memory
    return result


def _whole(spec: RunSpec) -> Body:
    return {**_config(spec), "HostConfig": _host(spec)}


def _merge(target: Body, before: Mapping[str, Any], after: Mapping[str, Any]) -> None:
    for key in {**before, **after}:
        old, new = before.get(key), after.get(key)
        if old == new:
            continue
        if key == "HostConfig":
            _merge(target.setdefault(key, {}), old or {}, new or {})
        elif key in _SETS:
            kept: Body = {each: {} for each in as_dict(target.get(key)) if each not in (old or {})}
            target[key] = kept | (new or {})
        elif new is None:
            target.pop(key, None)
        else:
            target[key] = new


def _config(spec: RunSpec) -> Body:
    ports: Body = {_port_key(each): {} for each in spec.ports}
    unnamed: Body = {each.target: {} for each in spec.volumes if not each.source}
    return {
        "Image": spec.image,
        "Cmd": list(spec.command) or None,
        "Entrypoint": None if spec.entrypoint is None else [spec.entrypoint],
        "Env": [f"{each.name}={each.value}" for each in spec.environment] or None,
        "ExposedPorts": ports or None,
        "Volumes": unnamed or None,
        "Hostname": spec.hostname or None,
        "User": spec.user or None,
        "WorkingDir": spec.workdir or None,
        "Labels": dict(spec.labels) or None,
        "Healthcheck": _health(spec.health),
        "OpenStdin": spec.interactive or None,
        "Tty": spec.tty or None,
        "StopSignal": spec.stop_signal or None,
    }


def _host(spec: RunSpec) -> Body:
    binds = [volume_text(each) for each in spec.volumes if each.source]
    plain = {
        key: getattr(spec, field) or None
        for table in (_NUMBERS, _SWITCHES, _TEXTS)
        for field, key in table.items()
    }
    lists = {key: list(getattr(spec, field)) or None for field, key in _LISTS.items()}
    return {
        **plain,
        **lists,
        "Binds": binds or None,
        "PortBindings": _bindings(spec.ports) or None,
        "DeviceRequests": None if spec.gpus is None else [_request(spec.gpus)],
        "RestartPolicy": _restart(spec.restart),
        "Ulimits": [_ulimit(each) for each in spec.ulimits] or None,
        "Devices": [_device(each) for each in spec.devices] or None,
        "Tmpfs": dict(spec.tmpfs) or None,
        "LogConfig": _log(spec),
    }


def _port_key(port: PublishedPort) -> str:
    return f"{port.number}/{port.protocol}"


def _bindings(ports: tuple[PublishedPort, ...]) -> dict[str, list[dict[str, str]]]:
    bindings: dict[str, list[dict[str, str]]] = {}
    for port in ports:
        host = "" if port.host_port is None else str(port.host_port)
        bindings.setdefault(_port_key(port), []).append({"HostIp": port.host_ip, "HostPort": host})
    return bindings


def _request(gpus: Gpus) -> Body:
    """Return a DeviceRequest as `docker run --gpus` makes it."""
    return {
        "Driver": gpus.driver,
        "Count": 0 if gpus.ids else gpus.count,
        "DeviceIDs": list(gpus.ids) or None,
        "Capabilities": [["gpu", *gpus.capabilities]],
        "Options": {},
    }


def _restart(policy: RestartPolicy) -> Body | None:
    if not policy.name.after_failure:
        return None
    return {"Name": str(policy.name), "MaximumRetryCount": policy.most}


def _ulimit(limit: Ulimit) -> Body:
    return {"Name": limit.name, "Soft": limit.soft, "Hard": limit.hard}


def _device(device: Device) -> Body:
    return {
        "PathOnHost": device.path,
        "PathInContainer": device.inside,
        "CgroupPermissions": device.permissions,
    }


def _health(health: HealthCheck | None) -> Body | None:
    if health is None:
        return None
    if health.off:
        return {"Test": ["NONE"]}
    return {
        "Test": ["CMD-SHELL", health.command] if health.command else [],
        "Interval": health.interval_ns,
        "Timeout": health.timeout_ns,
        "StartPeriod": health.start_period_ns,
        "Retries": health.retries,
    }


def _log(spec: RunSpec) -> Body | None:
    if not spec.log_driver and not spec.log_options:
        return None
    return {"Type": spec.log_driver, "Config": dict(spec.log_options)}


# Back


def spec_of(body: Mapping[str, Any], name: str = "") -> RunSpec:
    """Return what a spec can say of a body, whoever made it; nothing in it is taken for granted."""
    host = as_dict(body.get("HostConfig"))
    return RunSpec(
        name=name,
        volumes=(*_read_binds(host), *_read_unnamed(body)),
        network_aliases=_read_aliases(body, _text(host, "NetworkMode")),
        **_read_config(body),
        **_read_host(host),
    )


def _read_config(body: Mapping[str, Any]) -> dict[str, Any]:
    entrypoint = body.get("Entrypoint")
    return {
        "image": _text(body, "Image"),
        "command": _texts(body, "Cmd"),
        "entrypoint": _first(entrypoint) if isinstance(entrypoint, list) else None,
        "environment": tuple(_read_variables(body)),
        "hostname": _text(body, "Hostname"),
        "user": _text(body, "User"),
        "workdir": _text(body, "WorkingDir"),
        "labels": _read_pairs(body.get("Labels")),
        "health": _read_health(body.get("Healthcheck")),
        "interactive": body.get("OpenStdin") is True,
        "tty": body.get("Tty") is True,
        "stop_signal": _text(body, "StopSignal"),
    }


def _read_host(host: Mapping[str, Any]) -> dict[str, Any]:
    log = as_dict(host.get("LogConfig"))
    numbers = {field: as_whole(host.get(key)) or 0 for field, key in _NUMBERS.items()}
    switches = {field: host.get(key) is True for field, key in _SWITCHES.items()}
    texts = {field: _text(host, key) for field, key in _TEXTS.items()}
    lists = {field: _texts(host, key) for field, key in _LISTS.items()}
    return {
        **numbers,
        **switches,
        **texts,
        **lists,
        "ports": tuple(_read_ports(as_dict(host.get("PortBindings")))),
        "gpus": _read_gpus(host),
        "restart": _read_restart(as_dict(host.get("RestartPolicy"))),
        "ulimits": tuple(_read_ulimits(host)),
        "devices": tuple(_read_devices(host)),
        "tmpfs": _read_pairs(host.get("Tmpfs")),
        "log_driver": _text(log, "Type"),
        "log_options": _read_pairs(log.get("Config")),
    }


def _text(told: Mapping[str, Any], key: str) -> str:
    value = told.get(key)
    return value if isinstance(value, str) else ""


def _texts(told: Mapping[str, Any], key: str) -> tuple[str, ...]:
    value = told.get(key)
    if not isinstance(value, list):
        return ()
    return tuple(each for each in value if isinstance(each, str))


def _first(words: list[Any]) -> str | None:
    return words[0] if len(words) == 1 and isinstance(words[0], str) else None


def _read_pairs(value: object) -> tuple[tuple[str, str], ...]:
    return tuple((str(key), str(each or "")) for key, each in as_dict(value).items())


def _read_ports(bindings: Mapping[str, Any]) -> Iterator[PublishedPort]:
    for key, bound in bindings.items():
        number, _, protocol = key.partition("/")
        if not number.isascii() or not number.isdigit():
            continue
        for each in as_dicts(bound):
            host = str(each.get("HostPort") or "")
            if host and not (host.isascii() and host.isdigit()):
                continue  # a range of the node's ports for one: no field says that
            address = each.get("HostIp")
            yield PublishedPort(
                int(number),
                protocol or "tcp",
                address if isinstance(address, str) and address != "0.0.0.0" else "",  # noqa: S104
                int(host) if host and host != "0" else None,
            )


def _read_binds(host: Mapping[str, Any]) -> Iterator[Volume]:
    for bind in _texts(host, "Binds"):
        source, _, rest = bind.partition(":")
        target, _, options = rest.partition(":")
        if target:
            yield Volume(source, target, options)


def _read_unnamed(body: Mapping[str, Any]) -> Iterator[Volume]:
    yield from (Volume("", str(target)) for target in as_dict(body.get("Volumes")))


def _read_variables(body: Mapping[str, Any]) -> Iterator[Variable]:
    for each in _texts(body, "Env"):
        name, equals, value = each.partition("=")
        if name and equals:
            yield Variable(name, value)


def _read_gpus(host: Mapping[str, Any]) -> Gpus | None:
    for request in as_dicts(host.get("DeviceRequests")):
        wanted = request.get("Capabilities")
        first = wanted[0] if isinstance(wanted, list) and wanted else None
        if not isinstance(first, list) or "gpu" not in first:
            continue
        return Gpus(
            _texts(request, "DeviceIDs"),
            as_whole(request.get("Count")) or -1,
            tuple(each for each in first if isinstance(each, str) and each != "gpu"),
            _text(request, "Driver"),
        )
    return None


def _read_restart(told: Mapping[str, Any]) -> RestartPolicy:
    try:
        name = Restart(str(told.get("Name") or "no"))
    except ValueError:
        name = Restart.NO
    return RestartPolicy(name, as_whole(told.get("MaximumRetryCount")) or 0)


def _read_ulimits(host: Mapping[str, Any]) -> Iterator[Ulimit]:
    for each in as_dicts(host.get("Ulimits")):
        soft, hard = (as_whole(each.get(key)) or 0 for key in ("Soft", "Hard"))
        yield Ulimit(_text(each, "Name"), soft, hard)


def _read_devices(host: Mapping[str, Any]) -> Iterator[Device]:
    for each in as_dicts(host.get("Devices")):
        path = _text(each, "PathOnHost")
        yield Device(
            path, _text(each, "PathInContainer") or path, _text(each, "CgroupPermissions") or "rwm"
        )


def _read_aliases(body: Mapping[str, Any], network: str) -> tuple[str, ...]:
    endpoints = as_dict(as_dict(body.get(_NETWORKING)).get("EndpointsConfig"))
    return _texts(as_dict(endpoints.get(network)), "Aliases")


def _read_health(value: object) -> HealthCheck | None:
    told = as_dict(value)
    test = _texts(told, "Test")
    if test[:1] == ("NONE",):
        return HealthCheck(off=True)
    if not told or test[:1] == ("CMD",):
        return None
    return HealthCheck(
        command=test[1] if test[:1] == ("CMD-SHELL",) and len(test) > 1 else "",
        interval_ns=as_whole(told.get("Interval")) or 0,
        timeout_ns=as_whole(told.get("Timeout")) or 0,
        start_period_ns=as_whole(told.get("StartPeriod")) or 0,
        retries=as_whole(told.get("Retries")) or 0,
    )
