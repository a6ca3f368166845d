"""A local network of its own, with machines that announce themselves by real Avahi.

    with Lan() as lan, lan.machine("spark-1234", "10.77.0.11") as spark:
        subprocess.run([*lan.enter, "spark-command-center", "discover"])

The network is a bridge in a network namespace; each machine is a namespace with one end of a veth
pair. Nothing of it reaches this computer's own networks, and all of it ends with the program that
made it.
"""

from __future__ import annotations

import shutil
import signal
import subprocess
import tempfile
from collections.abc import Mapping, Sequence
from pathlib import Path

from scripts.lab import keys, processes

PROGRAMS = {"avahi-daemon": "avahi-daemon", "ip": "iproute2"}
"""What is needed of Debian: programs and their packages."""
SSHD = "/usr/sbin/sshd"
BRIDGE = "lan0"
OWN_ADDRESS = "10.77.0.1"
PREFIX = 24
UNSHARE = (
    "unshare", "--net", "--mount", "--uts", "--pid", "--fork", "--kill-child=KILL",
    "--mount-proc", "--propagation=private",
)  # fmt: skip

CONFIG = """\
[server]
host-name={name}
use-ipv4=yes
use-ipv6=no
allow-interfaces=eth0
enable-dbus=no
[publish]
publish-hinfo=no
publish-workstation={workstation}
"""
SERVICE = """\
<?xml version="1.0" standalone='no'?>
<!DOCTYPE service-group SYSTEM "avahi-service.dtd">
<service-group>
  <name replace-wildcards="yes">{instance}</name>
  <service><type>_ssh._tcp</type>{host}<port>{port}</port></service>
</service-group>
"""


class Space:
    """Namespaces that end with this process: the pipe to their first process closes with it."""

    def __init__(self) -> None:
        self._process: subprocess.Popen[bytes] | None = None
        self._pid = 0

    @property
    def pid(self) -> int:
        """Return the first process inside."""
        if not self._pid:
            raise RuntimeError("the namespaces are not made yet")
        return self._pid

    @property
    def enter(self) -> tuple[str, ...]:
        """Return the beginning of a command line that runs inside."""
        return ("nsenter", f"--target={self.pid}", "--net", "--mount", "--uts", "--pid", "--")

    def open(self) -> None:
        """Make the namespaces."""
        self._process = subprocess.Popen(
            [*UNSHARE, "sh", "-c", "ip link set lo up; echo; exec cat"],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            start_new_session=True,
        )
        assert self._process.stdout is not None
        if not self._process.stdout.readline():
            raise RuntimeError("network namespaces are not permitted here")
        self._pid = processes.descendants(self._process.pid)[0].pid

    def run(self, *argv: str) -> None:
        """Run a command inside to its end; raise RuntimeError with what it said.

        It sees the process ids of this computer, which `ip` needs to name another namespace.
        """
        enter = ["nsenter", f"--target={self.pid}", "--net", "--mount", "--"]
        done = subprocess.run([*enter, *argv], capture_output=True, text=True, timeout=60)
        if done.returncode != 0:
            raise RuntimeError(f"{' '.join(argv)}: {done.stderr.strip()[-500:]}")

    def close(self) -> None:
        """End everything inside."""
        if self._process is None:
            return
        for pipe in (self._process.stdin, self._process.stdout):
            if pipe is not None:
                pipe.close()
        self._process.kill()
        self._process.wait()
        if self._pid:
            processes.wait_gone([self._pid])
        self._process, self._pid = None, 0


class Machine:
    """A machine on the network, with real Avahi as its responder."""

    def __init__(self, lan: Lan, name: str, addresses: Sequence[str], *, workstation: bool) -> None:
        self.name = name
        self.addresses = tuple(addresses)
        self._lan = lan
        self._workstation = workstation
        self._space = Space()
        self._folder = Path(tempfile.mkdtemp(prefix="spark-lab-machine-"))
        self._avahi: subprocess.Popen[bytes] | None = None
        self._others: list[subprocess.Popen[bytes]] = []

    @property
    def enter(self) -> tuple[str, ...]:
        """Return the beginning of a command line that runs on the machine."""
        return self._space.enter

    def __enter__(self) -> Machine:
        try:
            self._space.open()
            self._lan.plug(self._space, self.addresses)
            (self._folder / "services").mkdir()
            self._space.run("mount", "-t", "tmpfs", "lab-run", "/run")
            self._space.run("mount", "--bind", str(self._folder), "/etc/avahi")
        except BaseException:
            self.stop()
            raise
        return self

    def __exit__(self, *_exception: object) -> None:
        self.stop()

    def announce(
        self,
        port: int = 22,
        *,
        names: Mapping[str, str] | None = None,
        ssh: bool = True,
    ) -> None:
        """Start Avahi and announce an SSH server, also under `names` (host name: address).

        Avahi itself only looks at `eth0`; `names` may have the addresses of other interfaces.
        """
        services = self._folder / "services"
        config = CONFIG.format(name=self.name, workstation="yes" if self._workstation else "no")
        (self._folder / "avahi-daemon.conf").write_text(config)
        if ssh:
            text = SERVICE.format(instance="%h SSH", host="", port=port)
            (services / "ssh.service").write_text(text)
        names = names or {}
        hosts = "".join(f"{address} {host}\n" for host, address in names.items())
        (self._folder / "hosts").write_text(hosts)
        for number, host in enumerate(names):
            label = host.split(".")[0]
            text = SERVICE.format(instance=label, host=f"<host-name>{host}</host-name>", port=port)
            (services / f"other{number}.service").write_text(text)
        self._start()

    def serve_ssh(self, port: int = 22) -> str:
        """Start an SSH server that nobody can log in to; return its host key's fingerprint."""
        key = self._folder / keys.host_key_name("ed25519")
        keys.make_host_keys(self._folder)
        self._space.run("mkdir", "-p", "/run/sshd")
        command = [SSHD, "-D", "-f", "none", "-h", str(key), "-p", str(port)]
        with (self._folder / "sshd.log").open("wb") as log:
            self._others.append(
                subprocess.Popen([*self.enter, *command, "-o", "PidFile=none"], stderr=log)
            )
        return keys.fingerprint(key)

    def leave(self) -> None:
        """Switch off in order: Avahi says goodbye."""
        if self._avahi is not None:
            self._signal(signal.SIGTERM)
            self._avahi.wait(30)
            self._avahi = None

    def stop(self) -> None:
        """End everything of the machine. Idempotent."""
        self._space.close()
        for process in (self._avahi, *self._others):
            if process is not None:
                process.wait(30)
        self._avahi, self._others = None, []
        shutil.rmtree(self._folder, ignore_errors=True)

    def _start(self) -> None:
        with (self._folder / "log").open("wb") as log:
            command = [
                "avahi-daemon",
                "--no-drop-root",
                "--no-chroot",
                "--no-rlimits",
                "--no-proc-title",
            ]
            self._avahi = subprocess.Popen([*self.enter, *command], stdout=log, stderr=log)
        try:
            processes.wait_until(
                lambda: b"Server startup complete" in (self._folder / "log").read_bytes(),
                30.0,
                "Avahi",
            )
        except TimeoutError:
            raise RuntimeError((self._folder / "log").read_text()[-800:]) from None

    def _signal(self, number: signal.Signals) -> None:
        assert self._avahi is not None
        inside = processes.descendants(self._avahi.pid)
        processes.send([each.pid for each in inside if each.name == "avahi-daemon"], number)


class Lan:
    """A network of its own. Programs that run by `enter` are on it, at `OWN_ADDRESS`."""

    def __init__(self) -> None:
        self._space = Space()
        self._plugged = 0

    @property
    def enter(self) -> tuple[str, ...]:
        """Return the beginning of a command line that runs on the network.

        It becomes the program itself, and shares all but the network with this computer.
        """
        return ("nsenter", f"--net=/proc/{self._space.pid}/ns/net", "--")

    def __enter__(self) -> Lan:
        try:
            self._space.open()
            self._space.run("ip", "link", "add", BRIDGE, "type", "bridge", "mcast_snooping", "0")
            self._space.run("ip", "addr", "add", f"{OWN_ADDRESS}/{PREFIX}", "dev", BRIDGE)
            self._space.run("ip", "link", "set", BRIDGE, "up")
        except BaseException:
            self._space.close()
            raise
        return self

    def __exit__(self, *_exception: object) -> None:
        self._space.close()

    def machine(self, name: str, *addresses: str, workstation: bool = False) -> Machine:
        """Return a machine for this network; its life is a `with` block."""
        return Machine(self, name, addresses, workstation=workstation)

    def plug(self, space: Space, addresses: Sequence[str]) -> None:
        """Connect a machine by one interface for each address: `eth0`, `eth1`, …."""
        for number, address in enumerate(addresses):
            self._plugged += 1
            ours, theirs = f"port{self._plugged}", f"eth{number}"
            self._space.run("ip", "link", "add", ours, "type", "veth", "peer", "name", theirs,
                            "netns", str(space.pid))  # fmt: skip
            self._space.run("ip", "link", "set", ours, "master", BRIDGE, "up")
            space.run("ip", "addr", "add", f"{address}/{PREFIX}", "dev", theirs)
            space.run("ip", "link", "set", theirs, "up")
