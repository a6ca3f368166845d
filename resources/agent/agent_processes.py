"""Find the processes that matter for the agent: of the GPU, and the busiest and largest others.

A look reads at most `BUDGET` files of /proc, so that it costs the same on a machine with a
thousand processes: those shown before, and of the rest as many as fit, in turn. What a process
belongs to is read only for those that are shown. Must run on Python 3.6.
"""

# Python 3.6 knows neither list[int] nor X | None.
# ruff: noqa: UP006, UP031, UP035, UP045
import heapq
import json
import os
import pwd
import re
import socket
import threading
import time
from typing import Any, Dict, List, NamedTuple, Optional, Sequence, Set, Tuple

Json = Dict[str, Any]
TOP = 8
"""How many of the busiest and how many of the largest are shown."""
BUDGET = 64
"""Processes that a look reads at most, besides those shown before."""
FACTS_S = 30.0
"""Seconds after which the owner of a process is read again."""
MAX_COMMAND = 1024
MAX_CGROUP = 4096
MAX_GPU = 64
"""Processes with GPU memory that are shown at most."""
CONTAINER_ID = re.compile(r"(?<![0-9a-f])[0-9a-f]{64}(?![0-9a-f])")
SOCKETS = (
    "/var/run/docker.sock",
    "/run/podman/podman.sock",
    "/run/user/%d/docker.sock",
    "/run/user/%d/podman/podman.sock",
)
"""Where container engines answer; `%d` is the account's number."""
ASK_S = 30.0
"""Seconds after which the names of containers that nobody knew are asked for again."""
NEW_S = 2.0
"""Seconds between two questions for the names of containers, at least."""
PATIENCE_S = 0.25
"""Seconds that a look waits for the names of new users and containers."""
SOCKET_S = 2.0
MAX_ANSWER = 1 << 20


class Seen(NamedTuple):
    """One process at one moment."""

    start: int
    at: float
    ticks: int
    cpu: Optional[float]
    pages: int
    state: str
    name: str


class Facts(NamedTuple):
    """What changes seldom: read for the processes that are shown."""

    start: int
    name: str
    at: float
    uid: Optional[int]
    command: str
    cgroup: str
    container: Optional[str]


class Processes:
    """The process table, of which each look reads a part."""

    def __init__(self, proc: str = "/proc") -> None:
        self.proc = proc
        self.ticks_per_s = os.sysconf("SC_CLK_TCK")
        self.page = os.sysconf("SC_PAGE_SIZE")
        self.seen: Dict[int, Seen] = {}
        self.facts: Dict[int, Facts] = {}
        self.shown: List[int] = []
        self.waiting: List[int] = []
        self.names = Names()

    def read(self, gpu_pids: Sequence[int]) -> Json:
        """Return those with GPU memory, and the first of the others by processor and memory."""
        now = time.monotonic()
        always = set(self.shown) | set(gpu_pids[:MAX_GPU])
        for pid in always:
            self._look(pid, now)
        self._look_at_some(always, now)
        busy = [(seen.cpu, pid) for pid, seen in self.seen.items() if seen.cpu]
        large = [(seen.pages, pid) for pid, seen in self.seen.items() if seen.pages]
        wanted = set(gpu_pids[:MAX_GPU])
        wanted.update(pid for _, pid in heapq.nlargest(TOP, busy))
        wanted.update(pid for _, pid in heapq.nlargest(TOP, large))
        self.shown = sorted(pid for pid in wanted if pid in self.seen)
        self.facts = {pid: self._facts_of(pid, now) for pid in self.shown}
        users, containers, why = self.names.of(
            {facts.uid for facts in self.facts.values() if facts.uid is not None},
            {facts.container for facts in self.facts.values() if facts.container},
        )
        return {
            "rows": [self._row(pid, users) for pid in self.shown],
            "containers": containers,
            "why_unnamed": why,
            "hidden": not read_some(self.proc + "/1/stat", 64),
        }

    def close(self) -> None:
        """End the thread that asks for names."""
        self.names.close()

    def _row(self, pid: int, users: Dict[int, str]) -> Json:
        seen, facts = self.seen[pid], self.facts[pid]
        return {
            "pid": pid,
            "name": seen.name,
            "start": seen.start,
            "state": seen.state,
            "cpu": None if seen.cpu is None else round(seen.cpu, 1),
            "rss": seen.pages * self.page,
            "user": None if facts.uid is None else users.get(facts.uid, str(facts.uid)),
            "command": facts.command,
            "cgroup": facts.cgroup,
        }

    def _look_at_some(self, already: Set[int], now: float) -> None:
        """Go on through the list of processes; at its end, forget who ended and list them anew."""
        left = BUDGET
        fresh = False
        while left > 0:
            if not self.waiting:
                if fresh:
                    return
                fresh = True
                self.waiting = [int(name) for name in os.listdir(self.proc) if name.isdigit()]
                there = set(self.waiting)
                self.seen = {pid: seen for pid, seen in self.seen.items() if pid in there}
                continue
            pid = self.waiting.pop()
            if pid not in already:
                self._look(pid, now)
                left -= 1

    def _look(self, pid: int, now: float) -> None:
        """Read one process; forget it when it is gone."""
        found = parse_stat(read_some("%s/%d/stat" % (self.proc, pid), 1024))
        if found is None:
            self.seen.pop(pid, None)
            return
        name, state, ticks, start, pages = found
        before = self.seen.get(pid)
        cpu = None
        if before is not None and before.start == start:
            if now <= before.at:
                return
            cpu = 100.0 * (ticks - before.ticks) / self.ticks_per_s / (now - before.at)
        self.seen[pid] = Seen(start, now, ticks, cpu, pages, state, name)

    def _facts_of(self, pid: int, now: float) -> Facts:
        """Read who a process is, unless that is known: a new program gives it a new name."""
        seen, facts = self.seen[pid], self.facts.get(pid)
        if facts is not None and facts[:2] == (seen.start, seen.name) and now < facts.at + FACTS_S:
            return facts
        base = "%s/%d/" % (self.proc, pid)
        command = decoded(read_some(base + "cmdline", MAX_COMMAND)).replace("\0", " ").strip()
        cgroup = told_apart(decoded(read_some(base + "cgroup", MAX_CGROUP)))
        uid = re.search(rb"^Uid:\t(\d+)", read_some(base + "status", 2048), re.MULTILINE)
        ids = CONTAINER_ID.findall(cgroup)
        return Facts(
            seen.start,
            seen.name,
            now,
            int(uid.group(1)) if uid else None,
            command,
            cgroup,
            ids[-1] if ids else None,
        )


def read_some(path: str, limit: int) -> bytes:
    """Return the beginning of a file, nothing where it cannot be read."""
    try:
        descriptor = os.open(path, os.O_RDONLY | os.O_CLOEXEC)
    except OSError:
        return b""
    try:
        return os.read(descriptor, limit)
    except OSError:
        return b""
    finally:
        os.close(descriptor)


def parse_stat(content: bytes) -> Optional[Tuple[str, str, int, int, int]]:
    """Return name, state, clock ticks, start and pages of /proc/PID/stat; the name is any text."""
    begin, end = content.find(b"("), content.rfind(b")")
    fields = content[end + 2 :].split(None, 22)
    if begin < 0 or len(fields) < 22:
        return None
    try:
        ticks = int(fields[11]) + int(fields[12])
        start, pages = int(fields[19]), int(fields[21])
    except ValueError:
        return None
    return decoded(content[begin + 1 : end]), decoded(fields[0]), ticks, start, pages


def decoded(content: bytes) -> str:
    """Return text, whatever a process calls itself."""
    return content.decode("utf-8", "replace")


def told_apart(cgroup: str) -> str:
    """Return one line of /proc/PID/cgroup for each path but the root: v1 has one for each limit."""
    by_path: Dict[str, str] = {}
    for line in cgroup.splitlines():
        by_path.setdefault(line.split(":", 2)[-1], line)
    return "\n".join(line for path, line in by_path.items() if path != "/")


class Names:
    """Names of users and containers. They are asked for on a thread of its own: it may take long.

    `getpwuid` may ask a directory server; the container engine may hang.
    """

    def __init__(self) -> None:
        self.lock = threading.Lock()
        self.wake = threading.Event()
        self.answered = threading.Event()
        self.users: Dict[int, str] = {}
        self.containers: Dict[str, Optional[str]] = {}
        self.closed = False
        self.wanted = False
        self.asked: Set[str] = set()
        self.asked_at = -ASK_S
        self.why = ""
        self.thread: Optional[threading.Thread] = None

    def of(self, uids: Set[int], ids: Set[str]) -> Tuple[Dict[int, str], Dict[str, str], str]:
        """Return what is known of these, and why containers have no name; ask for the rest.

        Waits a moment for the name of someone new: it would be told by its number at first.
        """
        if self._ask_for_new(uids, ids):
            self.answered.wait(PATIENCE_S)
        with self.lock:
            named = {key: name for key, name in self.containers.items() if name}
            return dict(self.users), named, self.why if len(named) < len(ids) else ""

    def _ask_for_new(self, uids: Set[int], ids: Set[str]) -> bool:
        """Have unknown names asked for; return whether one is asked for the first time."""
        with self.lock:
            self.containers = {key: self.containers.get(key) for key in ids}
            self.asked &= ids
            new_users = uids - set(self.users)
            self.users.update((uid, str(uid)) for uid in new_users)
            new_ids = ids - self.asked
            since = time.monotonic() - self.asked_at
            unnamed = any(name is None for name in self.containers.values())
            self.wanted = unnamed and since >= (NEW_S if new_ids else ASK_S)
            if self.wanted:
                self.asked_at = time.monotonic()
            if not (new_users or self.wanted):
                return False
            self.answered.clear()
            self._ask()
            return bool(new_users or new_ids)

    def _ask(self) -> None:
        if self.thread is None:
            self.thread = threading.Thread(target=self._run, name="agent names", daemon=True)
            self.thread.start()
        self.wake.set()

    def close(self) -> None:
        """End the thread, unless it waits for an answer: then it ends after that."""
        self.closed = True
        self.wake.set()

    def _run(self) -> None:
        while True:
            self.wake.wait()
            self.wake.clear()
            if self.closed:
                return
            with self.lock:
                uids = [uid for uid, name in self.users.items() if name == str(uid)]
                wanted, self.wanted = self.wanted, False
                ids = set(self.containers)
            for uid in uids:
                try:
                    name = pwd.getpwuid(uid).pw_name
                except (KeyError, OSError):
                    continue
                with self.lock:
                    self.users[uid] = name
            if wanted:
                found, why = container_names()
                with self.lock:
                    self.why = why
                    self.asked |= ids
                    for key in self.containers:
                        self.containers[key] = found.get(key)
            self.answered.set()


def container_names() -> Tuple[Dict[str, str], str]:
    """Return the names of the running containers by id, and why some may have none."""
    found: Dict[str, str] = {}
    whys = []
    answered = False
    for path in SOCKETS:
        path = path % os.getuid() if "%" in path else path
        if not os.path.exists(path):
            continue
        try:
            found.update(parse_containers(ask(path)))
            answered = True
        except (OSError, ValueError, RecursionError) as error:
            whys.append("%s: %s" % (path, getattr(error, "strerror", None) or error))
    if answered and not whys:
        return found, "no container engine there knows it"
    return found, "; ".join(whys) or "no container engine answers there that would tell names"


def ask(path: str) -> bytes:
    """Return the engine's list of containers. HTTP/1.0: the answer ends with the connection."""
    deadline = time.monotonic() + SOCKET_S
    answer = b""
    with socket.socket(socket.AF_UNIX, socket.SOCK_STREAM) as connection:
        connection.settimeout(SOCKET_S)
        connection.connect(path)
        connection.sendall(b"GET /containers/json HTTP/1.0\r\nHost: localhost\r\n\r\n")
        while len(answer) < MAX_ANSWER:
            connection.settimeout(max(0.01, deadline - time.monotonic()))
            piece = connection.recv(65536)
            if not piece:
                return answer
            answer += piece
    raise ValueError("the answer is too long")


def parse_containers(answer: bytes) -> Dict[str, str]:
    """Return the names by id of an answer of the container engine."""
    head, _, body = answer.partition(b"\r\n\r\n")
    status = head.split(b"\r\n", 1)[0].split()
    if len(status) < 2 or status[1] != b"200":
        raise ValueError("it answered %s" % b" ".join(status[1:2]).decode("ascii", "replace"))
    found = {}
    listed = json.loads(body.decode("utf-8", "replace"))
    for item in listed if isinstance(listed, list) else []:
        names = item.get("Names") if isinstance(item, dict) else None
        if isinstance(names, list) and names and isinstance(item.get("Id"), str):
            found[item["Id"]] = str(names[0]).lstrip("/")
    return found


def gpu_pids(report: Json) -> List[int]:
    """Return the processes with GPU memory in a report of NVML or nvidia-smi."""
    found = {entry[0] for device in report.get("devices", ()) for entry in device.get("p", ())}
    for row in report.get("apps", {}).get("rows", ()):
        cells = row.split(", ")
        if len(cells) > 2 and cells[1].isdigit():
            found.add(int(cells[1]))
    return sorted(found)
