"""What the lab needs from Debian, and how to get it without starting a system sshd."""

from __future__ import annotations

import contextlib
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

from scripts.lab import announcer, build, network, prometheus, registry

SSHD = "/usr/sbin/sshd"
POLICY = Path("/usr/sbin/policy-rc.d")
DOCKER = {"dockerd": "docker.io", "docker": "docker.io", "busybox": "busybox-static"}
"""What `docker_engine.py` needs beside the nodes: programs and their packages."""


def missing(*, docker: bool = True) -> list[str]:
    """Return Debian's names of the packages that are not there; `docker`: also for containers."""
    found = []
    if not Path(SSHD).exists():
        found.append("openssh-server")
    if shutil.which("ssh") is None or shutil.which("ssh-keygen") is None:
        found.append("openssh-client")
    if build.compiler() is None:
        found += ["gcc", "libc6-dev"]
    if not Path("/usr/bin/python3").exists():
        found.append("python3")
    if shutil.which("unshare") is None or shutil.which("nsenter") is None:
        found.append("util-linux")
    programs = network.PROGRAMS | announcer.PROGRAMS | prometheus.PROGRAMS
    programs |= DOCKER | registry.PROGRAMS if docker else {}
    found += [package for program, package in programs.items() if not shutil.which(program)]
    return list(dict.fromkeys(found))


def apt_line(packages: list[str]) -> str:
    """Return the command that installs them."""
    return f"apt-get install -y --no-install-recommends {' '.join(packages)}"


def why_not(*, docker: bool = False) -> str | None:
    """Return in one sentence why the lab cannot run here, None when it can."""
    if not sys.platform.startswith("linux"):
        return "the lab needs Linux (Debian or Ubuntu)"
    if os.geteuid() != 0:
        return "the lab needs root: it starts an OpenSSH server with accounts of its own"
    if needed := missing(docker=docker):
        return f"the lab needs packages: {apt_line(needed)}"
    return None


def install(packages: list[str]) -> None:
    """Install packages as root; raise RuntimeError with apt's last words when it fails."""
    environment = os.environ | {"DEBIAN_FRONTEND": "noninteractive"}
    with _no_services():
        for command in ("apt-get update -q", apt_line(packages)):
            done = subprocess.run(command.split(), env=environment, capture_output=True, text=True)
        if done.returncode != 0:
            raise RuntimeError(f"apt-get failed: {done.stderr.strip()[-500:]}")


@contextlib.contextmanager
def _no_services() -> Iterator[None]:
    """Forbid packages to start services (openssh-server starts a system sshd) for a while."""
    if POLICY.exists():
        yield  # whoever put it there has decided
        return
    POLICY.write_text("#!/bin/sh\nexit 101\n")
    POLICY.chmod(0o755)
    try:
        yield
    finally:
        POLICY.unlink(missing_ok=True)
