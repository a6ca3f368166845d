"""A real Docker Engine on a lab node: the node's own processes, mounts and socket.

    with LabNode(network=True) as node, DockerEngine(node) as docker:
        docker.run("vllm", "eat", "100", "400")
        docker.run("web", "httpd", "-f", "-h", "/www", network="bridge", options=("-p", "8000:80"))

It listens on /var/run/docker.sock as the node sees it, for the node's user while `permit` says so,
and keeps its images in the node's folder. There is one image, `lab`: busybox and `eat` (`eat.c`),
so nothing is fetched from anywhere.

On a node with a network of its own it has bridge networks and publishes ports, on that node's
addresses only; without, there is no bridge: this computer's network stays as it is. 127.0.0.1 is
the node's own for the engine, too: a registry for it listens inside the node.
"""

from __future__ import annotations

import contextlib
import io
import json
import os
import re
import shutil
import signal
import subprocess
import tarfile
import uuid
from pathlib import Path

from scripts.lab import build, processes
from scripts.lab.node import LabNode

IMAGE = "lab"
SOCKET = "/run/docker.sock"
GROUPS = Path("/sys/fs/cgroup")
APPLETS = (
    "cat",
    "date",
    "echo",
    "env",
    "false",
    "head",
    "httpd",
    "kill",
    "ls",
    "mv",
    "nc",
    "rm",
    "seq",
    "sh",
    "sleep",
    "stat",
    "stty",
    "true",
)
PAGE = b"<h1>lab</h1>\n"
"""/www/index.html in the image."""
NO_BRIDGE = ("--bridge=none", "--iptables=false")
START = 'cd / && setsid "$@" </dev/null >"$LOG" 2>&1 &'


class DockerError(Exception):
    """Docker refused, or did not start; the message is its own."""


class DockerEngine:
    """Docker on one node. It ends with the node, or before."""

    def __init__(self, node: LabNode) -> None:
        self._node = node
        self._root = node.root / "docker"
        self._groups = f"spark-lab-{uuid.uuid4().hex[:8]}"

    @property
    def socket(self) -> Path:
        """Return the engine's socket as this computer reaches it."""
        return Path(f"/proc/{self._node.pid}/root{SOCKET}")

    def __enter__(self) -> DockerEngine:
        self.start()
        return self

    def __exit__(self, *_exception: object) -> None:
        self.stop()

    def start(self) -> None:
        """Start the engine, wait until it answers, import the image."""
        self._root.mkdir()
        self.start_again()
        self._docker("import", "-", IMAGE, data=image())

    def start_again(self) -> None:
        """Start the engine with what it had before."""
        # Its own configuration: that of this computer's Docker is none of its business.
        (self._root / "daemon.json").write_text("{}")
        command = [
            "dockerd", f"--host=unix://{SOCKET}", f"--config-file={self._root}/daemon.json",
            f"--data-root={self._root}/data", "--exec-root=/run/docker",
            "--pidfile=/run/docker.pid", f"--group={self._node.inside.account.gid}",
            f"--cgroup-parent=/{self._groups}", "--storage-driver=vfs", "--ip6tables=false",
            *(NO_BRIDGE if self._node.cable is None else ()),
        ]  # fmt: skip
        log = self._root / "log"
        self._node.inside.run(["/bin/sh", "-c", f"LOG={log}; {START}", "sh", *command])
        try:
            processes.wait_until(self._answers, 60.0, "dockerd")
        except TimeoutError:
            raise DockerError(f"dockerd did not start:\n{log.read_text()[-800:]}") from None

    def stop(self) -> None:
        """End every container and the engine. Idempotent."""
        if self._node.processes():
            with contextlib.suppress(DockerError):
                self.clean()
            self.end()
        self._remove_groups()

    def end(self) -> None:
        """End the engine as its service does: containers get the time they asked for to end."""
        engine = [each.pid for each in self._node.processes() if each.name == "dockerd"]
        processes.send(engine, signal.SIGTERM)
        processes.wait_gone(engine)

    def clean(self) -> None:
        """Remove every container, and let the node's user use the socket again."""
        if names := self._docker("ps", "--all", "--quiet").split():
            self._docker("rm", "--force", "--volumes", *names)
        self.permit(True)

    def forget_images(self) -> None:
        """Remove every image but the lab's own; no container may need them any more."""
        names = self._docker("image", "ls", "--all", "--no-trunc", "--format={{.ID}}").split()
        own = self._docker("image", "inspect", "--format={{.Id}}", IMAGE).strip()
        if others := set(names) - {own}:
            self._docker("image", "rm", "--force", *others)

    def forget_all(self) -> None:
        """Leave nothing but the engine's own image and networks."""
        self.clean()
        self.forget_images()
        if names := self._docker("volume", "ls", "--quiet").split():
            self._docker("volume", "rm", *names)
        if names := self._docker("network", "ls", "--filter=type=custom", "--quiet").split():
            self._docker("network", "rm", *names)
        self._docker("builder", "prune", "--all", "--force")

    def permit(self, allowed: bool) -> None:
        """Let the node's user use the engine's socket, or not: as the group `docker` does."""
        os.chown(self.socket, 0, self._node.inside.account.gid if allowed else 0)

    # Containers

    def run(
        self,
        name: str,
        *command: str,
        image: str = IMAGE,
        network: str = "none",
        options: tuple[str, ...] = (),
    ) -> str:
        """Start a container in the background and return its id."""
        words = ("--detach", f"--network={network}", f"--name={name}", *options)
        return self._docker("run", *words, image, *command).strip()

    def pull(self, image: str) -> None:
        """Pull an image unless it is there."""
        if not self.has_image(image):
            self._docker("pull", "--quiet", image)

    def has_image(self, image: str) -> bool:
        """Tell whether an image is there."""
        with contextlib.suppress(DockerError):
            self._docker("image", "inspect", image)
            return True
        return False

    def add_image(self, name: str) -> None:
        """Make another image of the same files."""
        self._docker("import", "-", name, data=image())

    def pid(self, name: str) -> int:
        """Return a container's first process, by its id on the node; 0 when it does not run."""
        return int(self._docker("inspect", "--format={{.State.Pid}}", name))

    def running(self) -> set[str]:
        """Return the names of the containers that run."""
        return set(self._docker("ps", "--format={{.Names}}").split())

    def names(self) -> set[str]:
        """Return the names of all containers, running or not."""
        return set(self._docker("ps", "--all", "--format={{.Names}}").split())

    def restart_policy(self, name: str) -> str:
        """Return when the engine starts a container again by itself."""
        told = "{{.HostConfig.RestartPolicy.Name}}"
        return self._docker("inspect", f"--format={told}", name).strip()

    def labels(self, name: str) -> dict[str, str]:
        """Return a container's labels."""
        told = self._docker("inspect", "--format={{json .Config.Labels}}", name)
        return dict(json.loads(told))

    def stop_container(self, name: str) -> None:
        """Stop a container as a person does."""
        self._docker("stop", name)

    def memory_bytes(self, container: str) -> int:
        """Return what the kernel counts for a container's control group, by its id."""
        for path in (
            GROUPS / "memory" / self._groups / container / "memory.usage_in_bytes",
            GROUPS / self._groups / container / "memory.current",
        ):
            with contextlib.suppress(OSError):
                return int(path.read_text())
        return 0

    def events(self, since: float) -> list[dict[str, object]]:
        """Return what happened to containers since then, oldest first."""
        until = self._docker("info", "--format={{.SystemTime}}").strip()
        text = self._docker(
            "events", f"--since={since:.6f}", f"--until={until}", "--format={{json .}}"
        )
        return [json.loads(line) for line in text.splitlines()]

    # How it is done

    def _docker(self, *words: str, data: bytes = b"") -> str:
        command = ["docker", f"--host=unix://{self.socket}", *words]
        done = subprocess.run(command, input=data, capture_output=True, timeout=60)
        if done.returncode != 0:
            raise DockerError(done.stderr.decode(errors="replace").strip())
        return done.stdout.decode()

    def _answers(self) -> bool:
        with contextlib.suppress(DockerError):
            return bool(self._docker("version", "--format={{.Server.Version}}"))
        return False

    def _remove_groups(self) -> None:
        """Remove the control groups, which the kernel keeps when the engine was killed."""
        for top in [GROUPS / self._groups, *GROUPS.glob(f"*/{self._groups}")]:
            for folder, _folders, _files in os.walk(top, topdown=False):
                with contextlib.suppress(OSError):
                    os.rmdir(folder)


def image() -> bytes:
    """Return the image's file system as a tar archive."""
    busybox = shutil.which("busybox")
    assert busybox is not None
    files = {"bin/busybox": Path(busybox), "bin/eat": build.static("eat.c")}
    files |= {each.lstrip("/"): Path(each) for each in _libraries(busybox)}
    buffer = io.BytesIO()
    with tarfile.open(fileobj=buffer, mode="w", dereference=True) as archive:
        for name, path in files.items():
            archive.add(path, name)
        for applet in APPLETS:
            link = tarfile.TarInfo(f"bin/{applet}")
            link.type, link.linkname = tarfile.SYMTYPE, "busybox"
            archive.addfile(link)
        page = tarfile.TarInfo("www/index.html")
        page.size = len(PAGE)
        archive.addfile(page, io.BytesIO(PAGE))
    return buffer.getvalue()


def _libraries(program: str) -> list[str]:
    """Return the libraries that a program is linked with; none when it is static."""
    told = subprocess.run(["ldd", program], capture_output=True, text=True)
    return re.findall(r"(/\S+\.so\S*)", told.stdout)
