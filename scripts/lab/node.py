"""A real OpenSSH node on loopback with a simulated GB10 on its user's PATH.

    with LabNode(scenario="loaded") as node:
        subprocess.run(["ssh", *node.ssh_options, node.destination, "nvidia-smi"])

Several nodes may run at once; they share nothing. Every process of a node ends with it, also when
the program that started it is killed.
"""

from __future__ import annotations

import signal
from collections.abc import Mapping
from ipaddress import IPv4Network
from pathlib import Path

from scripts.lab import gb10, keys, packages, processes, sshd
from scripts.lab.machine import HOSTNAME, Machine
from scripts.lab.namespace import PrivateNamespace
from scripts.lab.network import Cable
from scripts.lab.saved import Saved

SSH_PORT = 22


class LabNode(Machine):
    """A machine with an SSH server, as its clients see it.

    Attributes that sshd reads (`sshd_options`, `locale`) count at its next start.
    """

    def __init__(
        self,
        *,
        scenario: str = gb10.DEFAULT_SCENARIO,
        nvml: str = gb10.NVML_MODES[0],
        port: int = 0,
        directory: Path | None = None,
        sshd_options: str | Mapping[str, str] = "",
        locale: str | None = None,
        stay: bool = False,
        network: bool = False,
        behind: LabNode | None = None,
        hostname: str = HOSTNAME,
    ) -> None:
        """Describe a node without starting it.

        Args:
            scenario: A key of `gb10.SCENARIOS`.
            nvml: One of `gb10.NVML_MODES`.
            port: Where sshd listens; 0 takes any free port, or 22 in a network of its own.
            directory: Where the keys stay between starts; a temporary one when None.
            sshd_options: Lines of sshd_config that take precedence over the lab's.
            locale: `LC_ALL` of every login, when given.
            stay: Outlive the program that starts it.
            network: In a network of its own, joined to this computer by `cable`.
            behind: Reached only through this node, which has a network of its own and is started.
            hostname: What the machine calls itself.
        """
        super().__init__(
            scenario=scenario,
            nvml=nvml,
            directory=directory,
            stay=stay,
            network=network,
            behind=behind,
            hostname=hostname,
        )
        self.host = sshd.HOST
        self.port = port
        self.sshd_options = sshd_options
        self.locale = locale
        self._any_port = port == 0

    # What a client needs

    @property
    def identity(self) -> Path:
        """Return a private key that may log in."""
        return self.directory / "id_ed25519"

    @property
    def encrypted_identity(self) -> Path:
        """Return a private key that may log in, encrypted with `passphrase`."""
        return self.directory / "id_ed25519_encrypted"

    @property
    def passphrase(self) -> str:
        """Return the words that open `encrypted_identity`."""
        return keys.PASSPHRASE

    @property
    def wrong_identity(self) -> Path:
        """Return a private key that nobody authorised."""
        return self.directory / "id_ed25519_wrong"

    @property
    def known_hosts(self) -> Path:
        """Return a known_hosts file with the keys that the node started with."""
        return self.directory / "known_hosts"

    @property
    def url(self) -> str:
        """Return the node's address as the command line takes it."""
        return f"ssh://{self.user}@{self.host}:{self.port}"

    @property
    def destination(self) -> str:
        """Return the node's address as OpenSSH's client takes it."""
        return self.url

    @property
    def ssh_options(self) -> tuple[str, ...]:
        """Return options for OpenSSH's client: our key, our known hosts, never a question."""
        return (
            "-F", "none", "-i", str(self.identity),
            "-o", "IdentitiesOnly=yes", "-o", "IdentityAgent=none", "-o", "BatchMode=yes",
            "-o", f"UserKnownHostsFile={self.known_hosts}",
            "-o", "GlobalKnownHostsFile=none", "-o", "StrictHostKeyChecking=yes",
        )  # fmt: skip

    def host_key_fingerprint(self, kind: str = "ed25519") -> str:
        """Return the present host key's fingerprint as `SHA256:…`."""
        return keys.fingerprint(self.directory / keys.host_key_name(kind))

    # Its life

    def __enter__(self) -> LabNode:
        self.start()
        return self

    def __exit__(self, *_exception: object) -> None:
        self.stop()

    def start(self) -> None:
        """Start the node and wait until its sshd answers."""
        super().start()
        try:
            if self.cable is not None:
                self.host = self.cable.address
            if not self._any_port:
                self._write_known_hosts()
            self.start_server()
        except BaseException:
            self.stop()
            raise

    def save(self) -> Saved:
        """Return what `attach` needs to find this node again."""
        inside = self.inside
        init = inside.init_pid if isinstance(inside, PrivateNamespace) else self._listener()
        running = processes.look_up(init) if init else None
        return Saved(
            root=str(self.root),
            port=self.port,
            init_pid=init,
            started=running.started if running else None,
            scenario=self._scenario.name,
            nvml=self._nvml,
            hostname=self.hostname,
            network=str(self.cable.network) if self.cable else None,
            page_port=self.page_port,
        )

    @classmethod
    def attach(cls, found: Saved, directory: Path) -> LabNode | None:
        """Return a node that another program started, None when it no longer runs."""
        if found.init_pid is None or found.started is None:
            return None
        if not processes.is_same(found.init_pid, found.started):
            return None
        node = cls(
            scenario=found.scenario,
            nvml=found.nvml,
            port=found.port,
            directory=directory,
            stay=True,
            network=found.network is not None,
            hostname=found.hostname,
        )
        node._root = Path(found.root)
        node.password = (node._root / "password").read_text()
        node._enter(private=(node._root / "host-etc").exists(), init_pid=found.init_pid)
        node._running = True
        node.page_port = found.page_port
        if found.network is not None:
            node.cable = Cable(found.init_pid, IPv4Network(found.network))
            node.host = node.cable.address
        return node

    # Its server

    def start_server(self) -> None:
        """Start sshd with the present options and wait for its banner."""
        for attempt in range(3):
            if self._any_port and (attempt or self.port == 0):
                self.port = sshd.free_port() if self.cable is None else SSH_PORT
                self._write_known_hosts()
            self._write_sshd_config()
            config = str(self.root / "sshd_config")
            self.inside.run([packages.SSHD, "-f", config, "-E", str(self.root / "sshd.log")])
            try:
                processes.wait_until(self._server_answers, 20.0, "sshd")
            except TimeoutError:
                if not self._any_port or attempt == 2:
                    raise RuntimeError(f"sshd did not start:\n{self.server_log()[-800:]}") from None
            else:
                return

    def kill_server(self) -> None:
        """Kill sshd, its listener and all sessions, as a crash would (SIGKILL)."""
        processes.kill_forks(self._server_pids())

    def restart_server(self) -> None:
        """Kill sshd and start it again on the same port, with the present options."""
        self.kill_server()
        self.start_server()

    def _boot_again(self) -> None:
        """Give the machine another boot id; who is logged in is thrown out, as by a reboot."""
        super()._boot_again()
        if self._running:
            self.restart_server()

    def stop_listening(self) -> None:
        """Kill the listener only: sessions live on, new ones are refused."""
        listener = self._listener()
        if listener is not None:
            processes.send([listener], signal.SIGKILL)
            processes.wait_gone([listener])

    def kill_sessions(self) -> None:
        """Kill each session's sshd; the listener goes on."""
        processes.kill_forks(self.session_pids())

    def stop_sessions(self) -> None:
        """Stop each session's sshd (SIGSTOP): to the client the peer is half-open."""
        processes.send(self.session_pids(), signal.SIGSTOP)

    def continue_sessions(self) -> None:
        """Let stopped sessions run again."""
        processes.send(self.session_pids(), signal.SIGCONT)

    def session_pids(self) -> list[int]:
        """Return the processes of sshd that serve sessions."""
        listener = self._listener()
        return [pid for pid in self._server_pids() if pid != listener]

    def change_host_key(self) -> None:
        """Give the node new host keys, which `known_hosts` does not know, and restart sshd."""
        self.kill_server()
        keys.remove_host_keys(self.directory)
        keys.make_host_keys(self.directory)
        self.start_server()

    def server_log(self) -> str:
        """Return what sshd logged, from the start of the node."""
        log = self.root / "sshd.log"
        return log.read_text(errors="replace") if log.exists() else ""

    def reset(self) -> None:
        """Bring back what tests change: programs, scenario, ~/.bashrc, options, a running sshd."""
        self.continue_sessions()
        (self.home / ".bashrc").unlink(missing_ok=True)
        self._install_programs()
        self.set_scenario(gb10.DEFAULT_SCENARIO, nvml=gb10.NVML_MODES[0])
        self.sshd_options, self.locale = "", None
        self.restart_server()
        self._write_known_hosts()

    # How it is made

    def _write_known_hosts(self) -> None:
        lines = keys.known_hosts(self.directory, self.host, self.port)
        if isinstance(self._behind, LabNode):
            lines += self._behind.known_hosts.read_text()
        self.known_hosts.write_text(lines)

    def _server_answers(self) -> bool:
        if self.cable is not None:  # the way to it may be cut just now
            return sshd.listens(self.pid, self.port)
        return sshd.answers(self.port)

    def _write_sshd_config(self) -> None:
        text = sshd.config(
            self.root,
            self.inside.account,
            host=self.host,
            port=self.port,
            extra=self.sshd_options,
            locale=self.locale,
            host_keys=keys.host_key_lines(self.directory),
        )
        (self.root / "sshd_config").write_text(text)

    def _server_pids(self) -> list[int]:
        return [each.pid for each in self.processes() if each.name.startswith("sshd")]

    def _listener(self) -> int | None:
        """Return the listener's process; only its title holds the configuration's path."""
        config = f"{self.root}/sshd_config".encode()
        for pid in self._server_pids():
            try:
                title = Path(f"/proc/{pid}/cmdline").read_bytes()
            except OSError:
                continue
            if config in title and b"[listener]" in title:
                return pid
        return None
