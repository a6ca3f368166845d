"""What a container was made with, out of what its engine knows of it, to make another like it.

What comes from the image is left out: it would outlive the image in the new container. What the
engine filled in by itself is kept as it is, and only hidden from what people see of it.
"""

from __future__ import annotations

import copy
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from app.services.containers.reading import SUCCESSION, as_dict, as_dicts
from app.services.containers.run_body import Body, spec_of
from app.services.containers.run_spec import RunSpec

_FROM_IMAGE = ("User", "WorkingDir", "StopSignal", "Healthcheck", "Shell", "OnBuild")
_OWN_NETWORK = ("host", "none")
_SHARED = "container:"
_DEFAULT_SHM = 64 * 1024 * 1024
_DEFAULT_PATHS = ("MaskedPaths", "ReadonlyPaths")
_ENDPOINT = ("IPAMConfig", "Links", "Aliases", "DriverOpts", "GwPriority")
"""What a person may set of a place in a network; the rest is how it turned out."""


@dataclass(frozen=True, slots=True)
class Carried:
    """How to make the same container again."""

    body: Body
    more_networks: dict[str, Body] = field(default_factory=dict)
    """Networks it joins after it was made: older engines take one with the request."""


def carried(inspect: Mapping[str, Any], image: Mapping[str, Any]) -> Carried:
    """Return what makes the same container, from `/containers/ID/json` and its image's.

    `image` is empty where the image is gone: then all it brought is kept.
    """
    config, host = copy.deepcopy(
        (as_dict(inspect.get("Config")), as_dict(inspect.get("HostConfig")))
    )
    own = _without_image(config, as_dict(image.get("Config")))
    container = str(inspect.get("Id") or "")
    shares = str(host.get("NetworkMode") or "").startswith(_SHARED)
    if own.get("Hostname") == container[:12] or host.get("NetworkMode") == "host" or shares:
        own.pop("Hostname", None)
    named = [target for _name, target, _options in _volumes(inspect)]
    own["Volumes"] = {each: {} for each in own["Volumes"] if each not in named}
    own = {key: value for key, value in own.items() if value not in (None, "", [], {})}
    own["HostConfig"] = _host(host, inspect)
    networks = _networks(inspect, container)
    main = next(iter(networks), "")
    if main:
        own["NetworkingConfig"] = {"EndpointsConfig": {main: networks.pop(main)}}
    return Carried(own, networks)


def shown(body: Body, name: str) -> RunSpec:
    """Return what a carried body says to a person: without what the engine filled in."""
    body = copy.deepcopy(body)
    host = body["HostConfig"]
    if host.get("NetworkMode") in ("default", "bridge"):
        host.pop("NetworkMode")
    if host.get("ShmSize") == _DEFAULT_SHM:
        host.pop("ShmSize")
    if host.get("IpcMode") in ("private", "shareable"):
        host.pop("IpcMode")
    if host.get("Runtime") == "runc":
        host.pop("Runtime")
    memory = host.get("Memory")
    if isinstance(memory, int) and memory and host.get("MemorySwap") == 2 * memory:
        host.pop("MemorySwap")
    if not as_dict(as_dict(host.get("LogConfig")).get("Config")):
        host.pop("LogConfig", None)
    return spec_of(body, name)


def _without_image(config: Body, image: Body) -> Body:
    """Return the configuration without what is the image's own."""
    own = dict(config)
    for key in _FROM_IMAGE:
        if own.get(key) == image.get(key):
            own.pop(key, None)
    set_by_image = _texts(image.get("Env"))
    own["Env"] = [each for each in _texts(own.get("Env")) if each not in set_by_image]
    for key in ("ExposedPorts", "Volumes"):
        theirs = as_dict(image.get(key))
        own[key] = {each: {} for each in as_dict(own.get(key)) if each not in theirs}
    theirs = as_dict(image.get("Labels"))
    own["Labels"] = {
        key: value
        for key, value in as_dict(own.get("Labels")).items()
        if theirs.get(key) != value and not key.startswith(f"{SUCCESSION}.")
    }
    if own.get("Entrypoint") == image.get("Entrypoint"):
        own.pop("Entrypoint", None)
        if own.get("Cmd") == image.get("Cmd"):
            own.pop("Cmd", None)
    elif not own.get("Entrypoint"):
        own["Entrypoint"] = [""]  # how a request takes the image's away
    return own


def _host(host: Body, inspect: Mapping[str, Any]) -> Body:
    """Return the host's part, with volumes that nobody named by the name that they got."""
    for key in _DEFAULT_PATHS:
        if host.get(key):  # an empty list is a person's; the engine has its own otherwise
            host.pop(key)
    host.pop("ContainerIDFile", None)
    mounts = list(as_dicts(host.get("Mounts")))
    binds = _texts(host.get("Binds"))
    taken = {each.split(":")[1] for each in binds if ":" in each}
    for name, target, options in _volumes(inspect):
        given = next((each for each in mounts if each.get("Target") == target), None)
        if given is not None:
            given["Source"] = name
        elif target not in taken:
            binds.append(":".join(filter(None, (name, target, options))))
    host["Binds"] = binds or None
    host["Mounts"] = mounts or None
    return {key: value for key, value in host.items() if value is not None}


def _volumes(inspect: Mapping[str, Any]) -> Iterator[tuple[str, str, str]]:
    """Yield the volumes of a container: name, place inside, options."""
    for each in as_dicts(inspect.get("Mounts")):
        name, target = each.get("Name"), each.get("Destination")
        if each.get("Type") == "volume" and isinstance(name, str) and isinstance(target, str):
            yield name, target, "" if each.get("RW", True) else "ro"


def _networks(inspect: Mapping[str, Any], container: str) -> dict[str, Body]:
    """Return its places in networks, the one of its network mode first."""
    mode = str(as_dict(inspect.get("HostConfig")).get("NetworkMode") or "")
    if mode in _OWN_NETWORK or mode.startswith(_SHARED):
        return {}
    told = as_dict(as_dict(inspect.get("NetworkSettings")).get("Networks"))
    found = {name: _endpoint(as_dict(each), container) for name, each in told.items()}
    main = "bridge" if mode in ("", "default") else mode
    return {name: found[name] for name in sorted(found, key=lambda name: (name != main, name))}


def _endpoint(told: Body, container: str) -> Body:
    own = {key: told[key] for key in _ENDPOINT if told.get(key)}
    if "Aliases" in own:  # its own short id is one of them on older engines
        own["Aliases"] = [each for each in _texts(own["Aliases"]) if each != container[:12]]
    return {key: value for key, value in own.items() if value}


def _texts(value: object) -> list[str]:
    """Return what is text of a list; nothing of what is no list."""
    return [each for each in value if isinstance(each, str)] if isinstance(value, list) else []
