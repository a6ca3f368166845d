"""A real OpenSSH node on loopback with a simulated GB10 on its user's PATH.

    with LabNode(scenario="loaded") as node:
        subprocess.run(["ssh", *node.ssh_options, node.destination, "nvidia-smi"])

Several nodes may run at once; they share nothing. Every process of a node ends with it, also when
the program that started it is killed.
"""

from __future__ import annotations

import hashlib
import os
import shutil
import signal
import tempfile
from collections.abc import Mapping
from pathlib import Path
from types import TracebackType

from scripts.lab import build, gb10, keys, namespace, packages, processes, saved, sshd
from scripts.lab.namespace import Namespace, PrivateNamespace
from scripts.lab.saved import Saved

REPOSITORY = Path(__file__).resolve().parents[2]
PROGRAM_FOLDERS = ("/usr/local/sbin", "/usr/local/bin", "/usr/sbin", "/usr/bin", "/sbin", "/bin")
DMI = {"product_name": "NVIDIA_DGX_Spark", "sys_vendor": "NVIDIA"}


class LabUnavailableError(Exception):
    """The lab cannot run on this computer; the message says why and what to do."""


class LabNode:
    """One node. Attributes that sshd reads (`sshd_options`, `locale`) count at its next start."""

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
    ) -> None:
        """Describe a node without starting it.

        Args:
            scenario: A key of `gb10.SCENARIOS`.
            nvml: One of `gb10.NVML_MODES`.
            port: Where sshd listens; 0 takes any free port.
            directory: Where the keys stay between starts; a temporary one when None.
            sshd_options: Lines of sshd_config that take precedence over the lab's.
            locale: `LC_ALL` of every login, when given.
            stay: Outlive the program that starts it.
        """
        self.host = sshd.HOST
        self.port = port
        self.sshd_options = sshd_options
        self.locale = locale
        self.password = keys.new_password()
        self._scenario = gb10.SCENARIOS[scenario]
        self._nvml = nvml
        self._any_port = port == 0
        self._directory = directory
        self._stay = stay
        self._root: Path | None = None
        self._namespace: Namespace | None = None

    # What a client needs

    @property
    def root(self) -> Path:
        """Return the folder that holds everything of the node while it runs."""
        if self._root is None:
            raise RuntimeError("the lab node is not started")
        return self._root

    @property
    def directory(self) -> Path:
        """Return the folder with the client's keys."""
        return self._directory or self.root / "client"

    @property
    def user(self) -> str:
        """Return the account to log in as."""
        return self._inside.account.name

    @property
    def home(self) -> Path:
        """Return the account's home as this computer sees it."""
        return self.root / "home"

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

    @property
    def limits(self) -> tuple[str, ...]:
        """Return what is less true here than it should be."""
        return self._inside.limits

    def host_key_fingerprint(self, kind: str = "ed25519") -> str:
        """Return the present host key's fingerprint as `SHA256:…`."""
        return keys.fingerprint(self.directory / keys.host_key_name(kind))

    # Its life

    def __enter__(self) -> LabNode:
        self.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.stop()

    def start(self) -> None:
        """Start the node and wait until its sshd answers."""
        if (reason := packages.why_not()) is not None:
            raise LabUnavailableError(reason)
        saved.sweep()
        self._root = Path(tempfile.mkdtemp(prefix=saved.PREFIX))
        self._root.chmod(0o755)  # its user must be able to reach home and programs
        try:
            if not self._stay:
                saved.write_owner(self._root)
            private = namespace.permitted()
            self._namespace = namespace.of_node(self._root, private=private)
            self._write_files()
            self._namespace.start(stay=self._stay)
            self.start_server()
        except BaseException:
            self.stop()
            raise

    def stop(self) -> None:
        """End every process of the node and remove its folder. Idempotent."""
        if self._namespace is not None:
            self._namespace.stop()
            self._namespace = None
        if self._root is not None:
            shutil.rmtree(self._root, ignore_errors=True)
            self._root = None

    def processes(self) -> list[processes.Running]:
        """Return every process of the node, by the ids of this computer."""
        return self._inside.processes() if self._namespace else []

    def save(self) -> Saved:
        """Return what `attach` needs to find this node again."""
        inside = self._inside
        init = inside.init_pid if isinstance(inside, PrivateNamespace) else self._listener()
        running = processes.look_up(init) if init else None
        return Saved(
            str(self.root),
            self.port,
            init,
            running.started if running else None,
            self._scenario.name,
            self._nvml,
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
        )
        node._root = Path(found.root)
        node.password = (node._root / "password").read_text()
        private = (node._root / "host-etc").exists()
        node._namespace = namespace.of_node(node._root, private=private, init_pid=found.init_pid)
        return node

    # Its server

    def start_server(self) -> None:
        """Start sshd with the present options and wait for its banner."""
        for attempt in range(3):
            if self._any_port and (attempt or self.port == 0):
                self.port = sshd.free_port()
                self._write_known_hosts()
            self._write_sshd_config()
            config = str(self.root / "sshd_config")
            self._inside.run([packages.SSHD, "-f", config, "-E", str(self.root / "sshd.log")])
            try:
                processes.wait_until(lambda: sshd.answers(self.port), 5.0, "sshd")
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

    # The simulated machine

    @property
    def scenario(self) -> gb10.Scenario:
        """Return what the machine shows now."""
        return self._scenario

    def set_scenario(self, name: str, *, nvml: str | None = None) -> None:
        """Show another scenario at once, also in sessions that are open."""
        self._scenario = gb10.SCENARIOS[name]
        if nvml is not None:
            self._nvml = nvml
        gb10.apply(self.root, self._scenario, self._nvml)
        library = self.root / "lib" / build.NVML
        if self._nvml == "none":
            library.unlink(missing_ok=True)
        elif not library.exists():
            _copy_program(_built() / build.NVML, library)

    def program(self, name: str, script: str) -> None:
        """Install a program first on the user's PATH, in place of one of that name if any."""
        path = self.root / "bin" / name
        path.unlink(missing_ok=True)
        path.write_text(script)
        path.chmod(0o755)

    def without(self, *names: str) -> None:
        """Take programs off the user's PATH (`python3` takes every python3.x)."""
        for name in names:
            for folder in ("bin", "programs"):
                for path in (self.root / folder).iterdir():
                    if path.name == name or (name == "python3" and path.name.startswith("python")):
                        path.unlink()

    def write_bashrc(self, text: str) -> None:
        """Write the user's ~/.bashrc, which bash reads at every command over ssh."""
        (self.home / ".bashrc").write_text(text)

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

    @property
    def _inside(self) -> Namespace:
        if self._namespace is None:
            raise RuntimeError("the lab node is not started")
        return self._namespace

    def _write_files(self) -> None:
        for name in ("bin", "programs", "lib", "home/.ssh", "etc-own", "dmi"):
            (self.root / name).mkdir(parents=True)
        for name, text in DMI.items():
            (self.root / "dmi" / name).write_text(f"{text}\n")
        (self.root / "osrelease").write_text(f"{gb10.KERNEL}\n")
        self._install_programs()
        self.set_scenario(self._scenario.name)
        self.directory.mkdir(parents=True, exist_ok=True)
        keys.make_client_keys(self.directory)
        keys.make_host_keys(self.directory)
        self._write_known_hosts()
        self._write_account()
        own = self.root / "etc-own"
        shutil.copy(gb10.CAPTURES / "dgx-release", own / "dgx-release")
        shutil.copy(gb10.CAPTURES / "os-release_assembled", own / "os-release")
        identity = self.host_key_fingerprint().encode()
        (own / "machine-id").write_text(hashlib.sha256(identity).hexdigest()[:32] + "\n")
        (own / "shadow").write_text(f"{self.user}:{keys.crypt(self.password)}:19000::::::\n")

    def _write_account(self) -> None:
        password = self.root / "password"
        password.touch(mode=0o600)
        password.write_text(self.password)
        authorized = self.home / ".ssh" / "authorized_keys"
        authorized.write_text(keys.authorized(self.directory))
        account = self._inside.account
        for path, mode in ((self.home, 0o755), (authorized.parent, 0o700), (authorized, 0o600)):
            path.chmod(mode)
            os.chown(path, account.uid, account.gid)

    def _install_programs(self) -> None:
        """Link every program of this computer, so that one can be taken away, and copy ours."""
        programs = self.root / "programs"
        present = set(os.listdir(programs))
        for folder in PROGRAM_FOLDERS:
            for name in os.listdir(folder) if os.path.isdir(folder) else ():
                if name not in present and name != build.SMI:
                    (programs / name).symlink_to(f"{folder}/{name}")
                    present.add(name)
        for path in (self.root / "bin").iterdir():
            path.unlink()
        _copy_program(_built() / build.SMI, self.root / "bin" / build.SMI)

    def _write_known_hosts(self) -> None:
        self.known_hosts.write_text(keys.known_hosts(self.directory, self.host, self.port))

    def _write_sshd_config(self) -> None:
        text = sshd.config(
            self.root,
            self._inside.account,
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


def _built() -> Path:
    return build.build(REPOSITORY / ".lab" / "build")


def _copy_program(source: Path, target: Path) -> None:
    shutil.copyfile(source, target)
    target.chmod(0o755)
