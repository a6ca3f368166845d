"""The machine below a lab node's SSH server: files, programs, an account, a network of its own."""

from __future__ import annotations

import hashlib
import os
import shutil
import tempfile
import time
import uuid
from pathlib import Path

from scripts.lab import build, gb10, keys, namespace, network, packages, processes, saved, webserver
from scripts.lab.namespace import Namespace, PrivateNamespace
from scripts.lab.network import Cable

REPOSITORY = Path(__file__).resolve().parents[2]
PROGRAM_FOLDERS = ("/usr/local/sbin", "/usr/local/bin", "/usr/sbin", "/usr/bin", "/sbin", "/bin")
DMI = {"product_name": "NVIDIA_DGX_Spark", "sys_vendor": "NVIDIA"}
HOSTNAME = "spark-lab"
STANDINS = Path(__file__).with_name("standins.sh")
CONTAINER_NAMES = Path(__file__).with_name("container_names.py")
FALL_STEP_S = 0.5


class LabUnavailableError(Exception):
    """The lab cannot run on this computer; the message says why and what to do."""


class Machine:
    """One simulated machine; `start` makes its folder, its namespaces and its network."""

    def __init__(
        self,
        *,
        scenario: str,
        nvml: str,
        directory: Path | None,
        stay: bool,
        network: bool,
        behind: Machine | None,
        hostname: str,
    ) -> None:
        """Describe a machine without starting it; `LabNode` explains the arguments."""
        self.password = keys.new_password()
        self.hostname = hostname
        self.cable: Cable | None = None
        """The way to it, where it has a network of its own."""
        self.page_port: int | None = None
        """Where `serve_page` serves, on the node's loopback."""
        self._scenario = gb10.SCENARIOS[scenario]
        self._nvml = nvml
        self._directory = directory
        self._stay = stay
        self._wants_network = network or behind is not None
        self._behind = behind
        self._root: Path | None = None
        self._namespace: Namespace | None = None
        self._running = False

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
        return self.inside.account.name

    @property
    def home(self) -> Path:
        """Return the account's home as this computer sees it."""
        return self.root / "home"

    @property
    def limits(self) -> tuple[str, ...]:
        """Return what is less true here than it should be."""
        return self.inside.limits

    @property
    def inside(self) -> Namespace:
        """Return where its processes live."""
        if self._namespace is None:
            raise RuntimeError("the lab node is not started")
        return self._namespace

    @property
    def pid(self) -> int:
        """Return a process whose namespaces are the machine's."""
        found = self.inside
        return found.init_pid if isinstance(found, PrivateNamespace) else os.getpid()

    def start(self) -> None:
        """Start the machine."""
        if (reason := packages.why_not()) is not None:
            raise LabUnavailableError(reason)
        saved.sweep()
        self._root = Path(tempfile.mkdtemp(prefix=saved.PREFIX))
        self._root.chmod(0o755)  # its user must be able to reach home and programs
        try:
            if not self._stay:
                saved.write_owner(self._root)
            private = namespace.permitted()
            if self._wants_network and not (private and network.permitted()):
                raise LabUnavailableError("network namespaces are not permitted here")
            self._enter(private=private)
            self._write_files()
            self.inside.start(stay=self._stay)
            self._running = True
            self._stand_in()
            if self._wants_network:
                self.cable = network.lay(self.pid, self._behind.pid if self._behind else None)
        except BaseException:
            self.stop()
            raise

    def stop(self) -> None:
        """End every process of the node and remove its folder. Idempotent."""
        self._running = False
        if self._namespace is not None:
            self._namespace.stop()
            self._namespace = None
        self.cable = None
        if self._root is not None:
            shutil.rmtree(self._root, ignore_errors=True)
            self._root = None

    def processes(self) -> list[processes.Running]:
        """Return every process of the node, by the ids of this computer."""
        return self.inside.processes() if self._namespace else []

    def serve_page(self) -> int:
        """Serve a web page on the node's loopback; return its port: 11000 where that is free."""
        own = self.cable is not None
        port = webserver.start(self.inside, self.root, self.pid, self.hostname, own_network=own)
        self.page_port = port
        return port

    # What it shows

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
        if self._running:
            self._stand_in()
            if self._scenario.new_boot:
                self._boot_again()

    def fall_to(self, name: str, seconds: float) -> None:
        """Move to another captured state of the machine within so many seconds, then stay there."""
        before, after = self._scenario, gb10.SCENARIOS[name]
        steps = max(1, round(seconds / FALL_STEP_S))
        for step in range(1, steps):
            gb10.apply_between(self.root, before, after, step / steps, self._nvml)
            time.sleep(FALL_STEP_S)
        self.set_scenario(name)

    def _stand_in(self) -> None:
        """Let the processes that the scenario names exist, with the control groups they would have.

        Only in a process table of its own: there an id that the captures show is free.
        """
        private = isinstance(self.inside, PrivateNamespace)
        if private and gb10.write_standins(self.root, self._scenario):
            self.inside.run(["/bin/sh", str(STANDINS), str(self.root), str(CONTAINER_NAMES)])

    def _boot_again(self) -> None:
        """Give the machine another boot id."""
        gb10.replace_in_place(self.root / "boot_id", f"{uuid.uuid4()}\n")

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

    def _enter(self, *, private: bool, init_pid: int | None = None) -> None:
        self._namespace = namespace.of_node(
            self.root,
            self.hostname,
            private=private,
            own_network=self._wants_network,
            init_pid=init_pid,
        )

    def _write_files(self) -> None:
        for name in ("bin", "programs", "lib", "home/.ssh", "etc-own", "dmi"):
            (self.root / name).mkdir(parents=True)
        for name, text in DMI.items():
            (self.root / "dmi" / name).write_text(f"{text}\n")
        self._boot_again()
        (self.root / "osrelease").write_text(f"{gb10.KERNEL}\n")
        self._install_programs()
        self.set_scenario(self._scenario.name)
        self.directory.mkdir(parents=True, exist_ok=True)
        if self._behind is not None:
            keys.copy_client_keys(self._behind.directory, self.directory)
        keys.make_client_keys(self.directory)
        keys.make_host_keys(self.directory)
        self._write_account()
        own = self.root / "etc-own"
        shutil.copy(gb10.CAPTURES / "dgx-release", own / "dgx-release")
        shutil.copy(gb10.CAPTURES / "os-release_assembled", own / "os-release")
        identity = keys.fingerprint(self.directory / keys.host_key_name("ed25519")).encode()
        (own / "machine-id").write_text(hashlib.sha256(identity).hexdigest()[:32] + "\n")
        (own / "shadow").write_text(f"{self.user}:{keys.crypt(self.password)}:19000::::::\n")

    def _write_account(self) -> None:
        password = self.root / "password"
        password.touch(mode=0o600)
        password.write_text(self.password)
        authorized = self.home / ".ssh" / "authorized_keys"
        authorized.write_text(keys.authorized(self.directory))
        account = self.inside.account
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


def _built() -> Path:
    return build.build(build.CACHE)


def _copy_program(source: Path, target: Path) -> None:
    shutil.copyfile(source, target)
    target.chmod(0o755)
