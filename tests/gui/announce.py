"""Announces one machine by multicast DNS until its standard input closes: NAME ADDRESS PORT."""

from __future__ import annotations

import socket
import sys

from zeroconf import IPVersion, ServiceInfo, Zeroconf


def main(name: str, address: str, port: str) -> None:
    """Answer for `name`.local with an SSH server."""
    service = ServiceInfo(
        "_ssh._tcp.local.",
        f"{name} SSH._ssh._tcp.local.",
        port=int(port),
        addresses=[socket.inet_aton(address)],
        server=f"{name}.local.",
    )
    zeroconf = Zeroconf(interfaces=[address], ip_version=IPVersion.V4Only)
    zeroconf.register_service(service)
    print("announced", flush=True)
    sys.stdin.read()
    zeroconf.unregister_service(service)
    zeroconf.close()


if __name__ == "__main__":
    main(*sys.argv[1:])
