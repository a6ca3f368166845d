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

Body: TypeAlias = dict[str, Any]
"""What `POST /containers/create` takes: the configuration, with `HostConfig` in it."""
_NETWORKING = "NetworkingConfig"
_SETS = ("ExposedPorts", "Volumes")
"""Of which a spec may say less than a body does."""


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
    for key in before.keys() | after.keys():
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
    binds = [":".join(filter(None, (each.source, each.target, each.options)))
             for each in spec.volumes if each.source]  # fmt: skip
    return {
        "Binds": binds or None,
        "PortBindings": _bindings(spec.ports) or None,
        "DeviceRequests": None if spec.gpus is None else [_request(spec.gpus)],
        "RestartPolicy": _restart(spec.restart),
        "ShmSize": spec.shm_bytes or None,
        "IpcMode": spec.ipc or None,
        "Ulimits": [_ulimit(each) for each in spec.ulimits] or None,
        "Memory": spec.memory_bytes or None,
        "MemorySwap": spec.swap_bytes or None,
        "NanoCpus": spec.nano_cpus or None,
        "NetworkMode": spec.network or None,
        "Devices": [_device(each) for each in spec.devices] or None,
        "Runtime": spec.runtime or None,
        "Privileged": spec.privileged or None,
        "Init": spec.init or None,
        "AutoRemove": spec.auto_remove or None,
        "ReadonlyRootfs": spec.read_only or None,
        "PidMode": spec.pid or None,
        "GroupAdd": list(spec.groups) or None,
        "CapAdd": list(spec.capabilities_added) or None,
        "CapDrop": list(spec.capabilities_dropped) or None,
        "SecurityOpt": list(spec.security) or None,
        "ExtraHosts": list(spec.hosts) or None,
        "Dns": list(spec.dns) or None,
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
    restart = as_dict(host.get("RestartPolicy"))
    log = as_dict(host.get("LogConfig"))
    network = _text(host, "NetworkMode")
    entrypoint = body.get("Entrypoint")
    return RunSpec(
        image=_text(body, "Image"),
        command=_texts(body, "Cmd"),
        name=name,
        entrypoint=_first(entrypoint) if isinstance(entrypoint, list) else None,
        ports=tuple(_read_ports(as_dict(host.get("PortBindings")))),
        volumes=(*_read_binds(host), *_read_unnamed(body)),
        environment=tuple(_read_variables(body)),
        gpus=_read_gpus(host),
        restart=RestartPolicy(
            _restart_name(restart.get("Name")), as_whole(restart.get("MaximumRetryCount")) or 0
        ),
        shm_bytes=as_whole(host.get("ShmSize")) or 0,
        ipc=_text(host, "IpcMode"),
        ulimits=tuple(_read_ulimits(host)),
        memory_bytes=as_whole(host.get("Memory")) or 0,
        swap_bytes=as_whole(host.get("MemorySwap")) or 0,
        nano_cpus=as_whole(host.get("NanoCpus")) or 0,
        network=network,
        network_aliases=_read_aliases(body, network),
        hostname=_text(body, "Hostname"),
        user=_text(body, "User"),
        workdir=_text(body, "WorkingDir"),
        labels=_read_pairs(body.get("Labels")),
        devices=tuple(_read_devices(host)),
        runtime=_text(host, "Runtime"),
        health=_read_health(body.get("Healthcheck")),
        privileged=host.get("Privileged") is True,
        init=host.get("Init") is True,
        interactive=body.get("OpenStdin") is True,
        tty=body.get("Tty") is True,
        auto_remove=host.get("AutoRemove") is True,
        read_only=host.get("ReadonlyRootfs") is True,
        pid=_text(host, "PidMode"),
        groups=_texts(host, "GroupAdd"),
        capabilities_added=_texts(host, "CapAdd"),
        capabilities_dropped=_texts(host, "CapDrop"),
        security=_texts(host, "SecurityOpt"),
        hosts=_texts(host, "ExtraHosts"),
        dns=_texts(host, "Dns"),
        tmpfs=_read_pairs(host.get("Tmpfs")),
        log_driver=_text(log, "Type"),
        log_options=_read_pairs(log.get("Config")),
        stop_signal=_text(body, "StopSignal"),
    )


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


def _restart_name(value: object) -> Restart:
    try:
        return Restart(str(value or "no"))
    except ValueError:
        return Restart.NO


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
