"""Docker over SSH as others do it: the docker command's `-H ssh://`, and the SDK's own `ssh://`.

Both read ~/.ssh, so the SDK runs in a process with a home of its own, and the command finds an
`ssh` on its PATH that is OpenSSH's with the lab's configuration.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time
from collections.abc import Sequence
from pathlib import Path

from scripts.lab.node import LabNode

HOST = "lab-docker"
LIMIT_S = 300.0


class Peers:
    """The two, set up to reach one lab node; `folder` is empty and theirs."""

    def __init__(self, lab: LabNode, folder: Path) -> None:
        ssh = folder / ".ssh"
        ssh.mkdir(mode=0o700)
        (ssh / "config").write_text(
            f"Host {HOST} {lab.host}\n  HostName {lab.host}\n  Port {lab.port}\n  User {lab.user}\n"
            f"  IdentityFile {lab.identity}\n  UserKnownHostsFile {lab.known_hosts}\n"
            "  IdentitiesOnly yes\n"
        )
        (ssh / "known_hosts").write_bytes(Path(lab.known_hosts).read_bytes())
        wrapper = folder / "bin" / "ssh"
        wrapper.parent.mkdir()
        wrapper.write_text(f'#!/bin/sh\nexec /usr/bin/ssh -F "{ssh / "config"}" "$@"\n')
        wrapper.chmod(0o755)
        path = f"{wrapper.parent}{os.pathsep}{os.environ['PATH']}"
        self._url = f"ssh://{lab.user}@{lab.host}:{lab.port}"  # the SDK reads no port from there
        self._environment = {**os.environ, "HOME": str(folder), "PATH": path}

    def command(self, *words: str) -> list[str]:
        """Return a docker command over SSH, to be run with `environment`."""
        return ["docker", "--host", f"ssh://{HOST}", *words]

    @property
    def environment(self) -> dict[str, str]:
        """What the docker command has to run with."""
        return self._environment

    def docker_inspects(self, names: Sequence[str]) -> list[float]:
        """Return the milliseconds of each `docker -H ssh:// inspect`."""
        taken = []
        for name in names:
            begun = time.perf_counter()
            subprocess.run(
                self.command("inspect", name),
                env=self._environment,
                stdout=subprocess.DEVNULL,
                timeout=LIMIT_S,
                check=True,
            )
            taken.append((time.perf_counter() - begun) * 1000)
        return taken

    def docker_export(self, name: str) -> float:
        """Return MB/s of `docker -H ssh:// export`."""
        begun = time.perf_counter()
        with subprocess.Popen(
            self.command("export", name), env=self._environment, stdout=subprocess.PIPE
        ) as process:
            assert process.stdout is not None
            size = 0
            while data := process.stdout.read(1 << 20):
                size += len(data)
        return size / 1e6 / (time.perf_counter() - begun)

    def sdk_inspects(self, names: Sequence[str]) -> list[float]:
        """Return the milliseconds of each inspect by the SDK over its own `ssh://`."""
        done = subprocess.run(
            [sys.executable, "-m", "scripts.bench.docker_peers", self._url, *names],
            env=self._environment,
            capture_output=True,
            text=True,
            timeout=LIMIT_S,
            check=True,
        )
        return [float(each) for each in json.loads(done.stdout)]


def main(url: str, *names: str) -> None:
    """Inspect containers over the SDK's `ssh://` and print how long each took."""
    import docker  # type: ignore[import-untyped]

    api = docker.APIClient(base_url=url, version="1.41")
    taken = []
    for name in names:
        begun = time.perf_counter()
        api.inspect_container(name)
        taken.append((time.perf_counter() - begun) * 1000)
    print(json.dumps(taken))


if __name__ == "__main__":
    main(*sys.argv[1:])
