"""What speaks for and against a plan: links, machines, and what is installed on them. Pure."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence

from app.core.i18n import tr
from app.core.said import said
from app.services.serving.api import Check, CheckVerdict
from app.services.serving.cluster.api import ClusterNode, ClusterRequest, Fabric, Link, Way

GOOD, NOTE = CheckVerdict.GOOD, CheckVerdict.NOTE
REFUSED, UNKNOWN = CheckVerdict.REFUSED, CheckVerdict.UNKNOWN
FULL_SPEED = 200e9
"""Bits per second of a CX-7 port of a Spark."""


def fabric_of(nodes: Sequence[ClusterNode]) -> Fabric | None:
    """Return a link of each machine that are in one network, CX-7 first; None without one."""
    if len(nodes) < 2:
        return None
    found = [
        Fabric(links)
        for link in _usable(nodes[0])
        if (links := _partners(link, nodes[1:])) is not None
    ]
    found.sort(key=lambda fabric: (not fabric.is_rail, _is_wireless(fabric)))
    return found[0] if found else None


def _usable(node: ClusterNode) -> list[Link]:
    """Return the links that may carry it: up, with an address; never those of containers."""
    links = [link for link in node.links if link.is_up and link.address]
    return [link for link in links if not link.name.startswith(("docker", "br-", "veth", "virbr"))]


def _partners(link: Link, others: Sequence[ClusterNode]) -> tuple[Link, ...] | None:
    """Return the link and one of each other machine in its network; None where one has none."""
    links = [link]
    for node in others:
        same = [
            each
            for each in _usable(node)
            if each.network == link.network and each.address not in {one.address for one in links}
        ]
        same.sort(key=lambda each: (not each.is_rail, each.name != link.name))
        if not same:
            return None
        links.append(same[0])
    return tuple(links)


def _is_wireless(fabric: Fabric) -> bool:
    return any(link.name.startswith("wl") for link in fabric.links)


def check_cluster(request: ClusterRequest, fabric: Fabric | None) -> tuple[Check, ...]:
    """Return the checks in the order in which they are shown; memory is not among them."""
    return tuple(_checks(request, fabric))


def _checks(request: ClusterRequest, fabric: Fabric | None) -> Iterator[Check]:
    nodes = request.nodes
    yield _count(request)
    yield from _links(nodes, fabric)
    if fabric is not None:
        yield _mtu(nodes, fabric)
    yield from _twins(nodes)
    yield _same("gpu", "GPU", nodes, lambda node: ", ".join(node.gpus))
    yield _same("driver", tr("driver"), nodes, lambda node: node.driver)
    yield _same("system", tr("system"), nodes, lambda node: node.system)
    yield _same("account", tr("account"), nodes, lambda node: node.user)
    yield from _installed(request)
    if request.way is not Way.LLAMA_RPC:
        yield _rdma(nodes)
    if request.way is Way.TENSORRT_LLM and fabric is not None:
        yield _passwordless(nodes, fabric)


def _count(request: ClusterRequest) -> Check:
    count, wanted = len(request.nodes), request.recipe.nodes
    if count < 2:
        return Check("nodes", REFUSED, tr("A plan takes two machines or more."))
    if count < wanted:
        return Check(
            "nodes",
            NOTE,
            tr("{recipe} was made for {wanted} machines.").format(
                recipe=said(request.recipe.title), wanted=wanted
            ),
        )
    return Check(
        "nodes",
        GOOD,
        tr("{count} machines: {names}.").format(count=count, names=_names(request.nodes)),
    )


def _links(nodes: Sequence[ClusterNode], fabric: Fabric | None) -> Iterator[Check]:
    for node in nodes:
        rails = [link for link in node.links if link.is_rail]
        up = [link for link in rails if link.is_up]
        if not node.links:
            yield Check(
                "links",
                UNKNOWN,
                tr("{name} does not tell its links.").format(name=node.name),
                tr("Is `ip` there?"),
            )
        elif not rails:
            yield Check("links", NOTE, tr("{name} has no CX-7.").format(name=node.name))
        elif not up:
            yield Check(
                "links",
                REFUSED if fabric is None else NOTE,
                tr("No CX-7 port of {name} is up ({listed}).").format(
                    name=node.name, listed=_listed(rails)
                ),
                tr(
                    "Join the machines with a QSFP cable; /etc/nvidia/cx7-hotplug-enabled "
                    "may keep a link from training."
                ),
            )
        else:
            yield _speed(node, up)
    yield _joined(nodes, fabric)


def _speed(node: ClusterNode, up: Sequence[Link]) -> Check:
    told = ", ".join(f"{link.name} {_gigabits(link.speed_bits_per_s)}" for link in up)
    slow = [link for link in up if (link.speed_bits_per_s or FULL_SPEED) < FULL_SPEED]
    if slow:
        return Check(
            "links",
            NOTE,
            tr("{name}: {told}, slower than 200 Gb/s.").format(name=node.name, told=told),
            tr("Look at the cable, and at what a switch negotiates."),
        )
    known = all(link.speed_bits_per_s for link in up)
    return Check("links", GOOD if known else UNKNOWN, f"{node.name}: {told}.")


def _joined(nodes: Sequence[ClusterNode], fabric: Fabric | None) -> Check:
    if fabric is None:
        return Check(
            "network",
            REFUSED,
            tr("The machines have no network in common."),
            tr("Give a CX-7 port of each an address of one network: 192.168.100.10/24, .11/24 …"),
        )
    told = ", ".join(
        f"{node.name} {link.address}" for node, link in zip(nodes, fabric.links, strict=True)
    )
    if not fabric.is_rail:
        return Check(
            "network",
            NOTE,
            tr("Not over CX-7, but over {name}: {told}. Every token would wait.").format(
                name=fabric.links[0].name, told=told
            ),
            tr("Give the CX-7 ports addresses of one network."),
        )
    network = fabric.links[0].network
    if network is not None and network.is_link_local:
        return Check(
            "network",
            NOTE,
            tr(
                "Over CX-7: {told}. These are link-local and may change when a machine starts."
            ).format(told=told),
            tr("Make the script anew then, or give fixed addresses."),
        )
    return Check("network", GOOD, tr("Over CX-7: {told}.").format(told=told))


def _mtu(nodes: Sequence[ClusterNode], fabric: Fabric) -> Check:
    sizes = {link.mtu for link in fabric.links}
    told = ", ".join(
        f"{node.name} {link.mtu or 'n/a'}" for node, link in zip(nodes, fabric.links, strict=True)
    )
    if None in sizes:
        return Check("frames", UNKNOWN, f"MTU: {told}.")
    if len(sizes) > 1:
        return Check(
            "frames",
            NOTE,
            tr("The MTU differs: {told}.").format(told=told),
            tr("Give all links the same one."),
        )
    return Check("frames", GOOD, tr("MTU {mtu} on all.").format(mtu=fabric.links[0].mtu))


def _twins(nodes: Sequence[ClusterNode]) -> Iterator[Check]:
    """Both halves of a CX-7 port must be in networks of their own."""
    for node in nodes:
        rails = [link for link in _usable(node) if link.is_rail]
        networks = [link.network for link in rails]
        if len(set(networks)) < len(networks):
            yield Check(
                "subnets",
                NOTE,
                tr("{name} has two CX-7 links in one network ({listed}).").format(
                    name=node.name, listed=_listed(rails)
                ),
                tr("Give each its own, as 192.168.100.0/24 and 192.168.101.0/24."),
            )


def _same(
    name: str, what: str, nodes: Sequence[ClusterNode], of: Callable[[ClusterNode], str]
) -> Check:
    values = {node.name: of(node) for node in nodes}
    told = ", ".join(f"{node} {said(value) or 'n/a'}" for node, value in values.items())
    if not all(values.values()):
        return Check(
            name,
            UNKNOWN,
            tr("The {what} is not known everywhere: {told}.").format(what=what, told=told),
        )
    if len(set(values.values())) > 1:
        return Check(
            name,
            NOTE,
            tr("The {what} differs: {told}.").format(what=what, told=told),
            tr("Machines should be alike."),
        )
    return Check(
        name,
        GOOD,
        tr("The same {what} on all: {value}.").format(what=what, value=said(of(nodes[0]))),
    )


def _installed(request: ClusterRequest) -> Iterator[Check]:
    if request.way is Way.LLAMA_RPC:
        without = [node for node in request.nodes if not node.has_programs]
        if without:
            yield Check(
                "programs",
                NOTE,
                tr("rpc-server and llama-server are not found on {names}.").format(
                    names=_names(without)
                ),
                tr("Build llama.cpp there with -DGGML_RPC=ON; all machines need the same version."),
            )
        else:
            yield Check("programs", GOOD, tr("rpc-server and llama-server are on all."))
        return
    without = [node for node in request.nodes if not node.has_docker]
    if without:
        yield Check(
            "docker", NOTE, tr("Docker cannot be used on {names}.").format(names=_names(without))
        )
        return
    missing = [node for node in request.nodes if node.has_image is False]
    unknown = [node for node in request.nodes if node.has_image is None]
    if unknown:
        yield Check(
            "image",
            UNKNOWN,
            tr("The images of {names} could not be listed.").format(names=_names(unknown)),
        )
    elif missing:
        yield Check(
            "image", NOTE, tr("The image is pulled first on {names}.").format(names=_names(missing))
        )
    else:
        yield Check("image", GOOD, tr("The image is on all."))


def _rdma(nodes: Sequence[ClusterNode]) -> Check:
    without = [node for node in nodes if not node.has_rdma]
    if without:
        return Check(
            "transport",
            NOTE,
            tr("/dev/infiniband is missing on {names}: NCCL would use slower sockets.").format(
                names=_names(without)
            ),
            tr("Load the RDMA drivers (rdma-core)."),
        )
    return Check("transport", GOOD, tr("RDMA is there on all."))


def _passwordless(nodes: Sequence[ClusterNode], fabric: Fabric) -> Check:
    first, account = nodes[0], nodes[1].user or "USER"
    return Check(
        "logins",
        UNKNOWN,
        tr(
            "From {name}, “ssh {account}@{address}” must work without a password: mpirun "
            "starts the others that way. It was not tried."
        ).format(name=first.name, account=account, address=fabric.links[1].address),
        tr("NVIDIA's discover-sparks sets it up."),
    )


def _names(nodes: Sequence[ClusterNode]) -> str:
    return ", ".join(node.name for node in nodes)


def _listed(links: Sequence[Link]) -> str:
    return ", ".join(link.name for link in links)


def _gigabits(speed: float | None) -> str:
    return "n/a" if speed is None else tr("{speed:g} Gb/s").format(speed=speed / 1000000000.0)
