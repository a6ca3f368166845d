"""Where the node's processes live: a file system and process table of their own, if permitted."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Protocol

from scripts.lab import processes
from scripts.lab.processes import Running

HOLDER = Path(__file__).with_name("holder.sh")
USER = "spark"
UID = 2001
UNSHARE = (
    "unshare",
    "--mount",
    "--uts",
    "--pid",
    "--fork",
    "--kill-child=KILL",
    "--mount-proc",
    "--propagation=private",
)
OWN_NETWORK = "--net"


@dataclass(frozen=True, slots=True)
class Account:
    """Whom one logs in as. `private` when the account exists only inside the node."""

    name: str
    uid: int
    gid: int
    home: str
    private: bool


class Namespace(Protocol):
    """Starts the node's programs and knows every process they left behind."""

    limits: tuple[str, ...]
    """What is less true than it should be, in words for a person."""
    account: Account

    def start(self, *, stay: bool) -> None:
        """Make ready. With `stay` it outlives this process, else it ends with it."""
        ...

    def run(self, argv: list[str]) -> None:
        """Run a command inside to its end; raise RuntimeError with what it said when it fails."""
        ...

    def processes(self) -> list[Running]:
        """Return every process inside, by the ids of this computer."""
        ...

    def stop(self) -> None:
        """End every process inside."""
        ...


class PrivateNamespace:
    """Own mounts, process ids and host name; the node's user exists only in here."""

    limits: tuple[str, ...] = ()
    account = Account(USER, UID, UID, f"/home/{USER}", private=True)

    def __init__(
        self, root: Path, hostname: str, *, own_network: bool, init_pid: int | None = None
    ) -> None:
        self._root = root
        self._hostname = hostname
        self._own_network = own_network
        self._init_pid = init_pid
        self._unshare: subprocess.Popen[bytes] | None = None

    @property
    def init_pid(self) -> int:
        """Return the first process inside; when it ends the kernel ends all the others."""
        if self._init_pid is None:
            raise RuntimeError("the namespace is not started")
        return self._init_pid

    def start(self, *, stay: bool) -> None:
        """Unshare, mount, and wait until the mounts stand."""
        self._write_etc()
        ready = self._root / "ready"
        ready.unlink(missing_ok=True)
        holder = ["/bin/sh", str(HOLDER), str(self._root), self._hostname]
        holder += ["stay" if stay else "pipe", "net" if self._own_network else "shared"]
        with (self._root / "holder.log").open("wb") as log:
            launched = self._launch_to_stay(holder, log) if stay else self._launch(holder, log)
        processes.wait_until(
            lambda: ready.exists() or processes.look_up(launched) is None, 30.0, "the node's mounts"
        )
        children = processes.descendants(launched)
        if not ready.exists() or not children:
            said = (self._root / "holder.log").read_text().strip()
            raise RuntimeError(f"the node's namespace did not start: {said}")
        self._init_pid = children[0].pid

    def run(self, argv: list[str]) -> None:
        """Enter and run; daemons left behind become children of the first process inside."""
        enter = ["nsenter", f"--target={self.init_pid}", "--mount", "--uts", "--pid"]
        _run([*enter, "--net", "--", *argv])

    def processes(self) -> list[Running]:
        """Return every process with the same process-id namespace."""
        mine = _pid_namespace(self.init_pid)
        if mine is None:
            return []
        return [each for each in processes.all_running() if _pid_namespace(each.pid) == mine]

    def stop(self) -> None:
        """Kill the first process: the kernel ends the rest, stopped ones too."""
        if self._init_pid is not None:
            inside = [each.pid for each in self.processes()]
            processes.send([self._init_pid], signal.SIGKILL)
            processes.wait_gone(inside)
            self._init_pid = None
        if self._unshare is not None:
            if self._unshare.stdin is not None:
                self._unshare.stdin.close()
            self._unshare.kill()
            self._unshare.wait()
            self._unshare = None

    def _launch(self, holder: list[str], log: IO[bytes]) -> int:
        """Start the namespaces so that they end with this process: the pipe closes with it."""
        self._unshare = subprocess.Popen(
            [*self._unshare_command, *holder],
            stdin=subprocess.PIPE,
            stdout=log,
            stderr=log,
            cwd="/",
            start_new_session=True,
        )
        return self._unshare.pid

    def _launch_to_stay(self, holder: list[str], log: IO[bytes]) -> int:
        """Start the namespaces as nobody's child, so that they outlive this process."""
        background = ["/bin/sh", "-c", 'log=$1; shift; "$@" >>"$log" 2>&1 & echo $!', "lab"]
        done = subprocess.run(
            [*background, log.name, *self._unshare_command, *holder],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            text=True,
            cwd="/",
            check=True,
            start_new_session=True,
        )
        return int(done.stdout)

    @property
    def _unshare_command(self) -> list[str]:
        return [*UNSHARE, OWN_NETWORK] if self._own_network else list(UNSHARE)

    def _write_etc(self) -> None:
        """Make an /etc with our accounts and identity, and this computer's for everything else."""
        etc = self._root / "etc"
        shutil.rmtree(etc, ignore_errors=True)
        (etc / "pam.d").mkdir(parents=True)
        (self._root / "host-etc").mkdir(exist_ok=True)
        for name, text in self._own_files().items():
            path = etc / name
            path.write_text(text)
            path.chmod(0o600 if name == "shadow" else 0o644)
        for name in os.listdir("/etc"):
            if not (etc / name).exists():
                (etc / name).symlink_to(self._root / "host-etc" / name)

    def _own_files(self) -> dict[str, str]:
        name, uid, home = self.account.name, self.account.uid, self.account.home
        own = {path.name: path.read_text() for path in (self._root / "etc-own").iterdir()}
        pam = (
            "auth required pam_unix.so nodelay\n"
            "account required pam_unix.so\n"
            "password required pam_deny.so\n"
            "session required pam_permit.so\n"
        )
        passwd = Path("/etc/passwd").read_text()
        if "\nsshd:" not in passwd:
            passwd += "sshd:x:2002:65534::/run/sshd:/usr/sbin/nologin\n"
        return own | {
            "passwd": f"{passwd}{name}:x:{uid}:{uid}:Lab user:{home}:/bin/bash\n",
            "group": Path("/etc/group").read_text() + f"{name}:x:{uid}:\n",
            "shadow": f"root:*:19000::::::\nsshd:!:19000::::::\n{own.pop('shadow')}",
            "nsswitch.conf": "passwd: files\ngroup: files\nshadow: files\nhosts: files dns\n",
            "hostname": f"{self._hostname}\n",
            "pam.d/sshd": pam,
            "pam.d/other": pam,
        }


class HostNamespace:
    """No namespace: this computer's files and the account that runs the lab, keys only."""

    limits: tuple[str, ...] = (
        "mount namespaces are not permitted here: /proc/meminfo is this computer's own",
        "the login is this account's, with a key only: no password",
    )

    def __init__(self, root: Path) -> None:
        import pwd  # not on Windows, where tests of the lab are collected, too

        me = pwd.getpwuid(os.geteuid())
        self._root = root
        self.account = Account(me.pw_name, me.pw_uid, me.pw_gid, str(root / "home"), private=False)

    def start(self, *, stay: bool) -> None:
        """Make the one folder that sshd insists on."""
        del stay
        Path("/run/sshd").mkdir(mode=0o755, exist_ok=True)

    def run(self, argv: list[str]) -> None:
        """Run it here."""
        _run(argv)

    def processes(self) -> list[Running]:
        """Return the listener, what descends from it, and what carries the node's PATH."""
        found = {each.pid: each for each in processes.all_running() if self._is_ours(each.pid)}
        for pid in list(found):
            found |= {each.pid: each for each in processes.descendants(pid)}
        return list(found.values())

    def stop(self) -> None:
        """Kill what is found, until nothing is."""
        while pids := [each.pid for each in self.processes()]:
            processes.send(pids, signal.SIGKILL)
            processes.wait_gone(pids)

    def _is_ours(self, pid: int) -> bool:
        try:
            command = Path(f"/proc/{pid}/cmdline").read_bytes()
            environment = Path(f"/proc/{pid}/environ").read_bytes()
        except OSError:
            return False
        root = str(self._root).encode()
        listens = b"sshd" in command and root + b"/sshd_config" in command
        return listens or root + b"/bin:" in environment


def of_node(
    root: Path,
    hostname: str,
    *,
    private: bool,
    own_network: bool = False,
    init_pid: int | None = None,
) -> Namespace:
    """Return the namespace of the node in `root`; `init_pid` when it is already started."""
    if not private:
        return HostNamespace(root)
    return PrivateNamespace(root, hostname, own_network=own_network, init_pid=init_pid)


def permitted() -> bool:
    """Tell whether this process may make namespaces with mounts of their own."""
    try:
        done = subprocess.run([*UNSHARE, "mount", "-t", "tmpfs", "probe", "/run"],
                              capture_output=True, timeout=60)  # fmt: skip
    except (OSError, subprocess.TimeoutExpired):
        return False
    return done.returncode == 0


def _pid_namespace(pid: int) -> str | None:
    try:
        return os.readlink(f"/proc/{pid}/ns/pid")
    except OSError:
        return None


def _run(argv: list[str]) -> None:
    done = subprocess.run(
        argv, capture_output=True, text=True, stdin=subprocess.DEVNULL, timeout=60, cwd="/"
    )
    if done.returncode != 0:
        raise RuntimeError(f"{argv[-1]}: {(done.stderr or done.stdout).strip()[-500:]}")
