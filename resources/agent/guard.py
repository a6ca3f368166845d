"""The memory guard: stops one thing after another before a machine without memory freezes.

It runs on the machine, because a swap storm stalls SSH long before it stalls a process that is
awake already: everything it needs is loaded, opened and found out while there is time. It is sent
over standard input of `python3` (see `app/services/guard/keeper.py`), so nothing is written to the
machine's disk. It uses the standard library only and must run on Python 3.6.

By hand, only saying what it would do: `python3 resources/agent/guard.py '{"limit": 8589934592,
"dry_run": true}'`. The first line is `{"spark_guard": 1, …}`; then `status` lines, and for each
thing that is stopped an `action` line at once and an `outcome` line when it is over. A line `end`
on standard input ends it at once. End of file (the connection is gone) ends it when memory is not
near the limit, else it stays on watch for `LINGER_S`: that may be why the connection is gone.
"""

# Python 3.6 knows neither list[int] nor X | None.
# ruff: noqa: UP006, UP031, UP035, UP045
import collections
import contextlib
import ctypes
import json
import os
import resource
import select
import signal
import socket
import sys
import time
from typing import Any, Callable, Deque, Dict, Optional, Set, Tuple

from guard_acts import Act
from guard_docker import Docker, stop_order
from guard_targets import Targets, read_text

PROTOCOL = 1
CALM_S = 0.5
NEAR_S = 0.1
"""Seconds between two looks at memory: far from the limit, and near it."""
NEAR_SHARE = 1.5
AHEAD_S = 10.0
"""It is near below this share of the limit, or when the present fall reaches it within seconds."""
WINDOW_S = 2.0
"""Seconds over which a fall is told."""
FALL_SHARE = 256
"""Memory is falling when it lost this part of the limit within the window."""
SETTLE_S = 1.0
"""Seconds after something ended before the next is stopped, unless memory falls on meanwhile."""
STATUS_S = 2.0
AGAIN_S = 60.0
"""Seconds before something that was stopped, or could not be, may be stopped again."""
LINGER_S = 300.0
FIRST_LOOK_S = 3.0
SILENT_S = 15.0
MAX_UNSENT = 65536
MCL_CURRENT_FUTURE_ONFAULT = 7
OOM_SCORE = "-900"


class MemInfo:
    """MemAvailable, through one descriptor that stays open."""

    def __init__(self) -> None:
        self.descriptor = os.open("/proc/meminfo", os.O_RDONLY)

    def available(self) -> int:
        """Return bytes."""
        text = os.pread(self.descriptor, 512, 0)
        start = text.index(b"MemAvailable:") + 13
        return int(text[start : text.index(b"kB", start)]) * 1024


class Fall:
    """How fast available memory falls."""

    def __init__(self) -> None:
        self.readings: Deque[Tuple[float, int]] = collections.deque()

    def add(self, now: float, available: int) -> None:
        """Take a reading; those older than the window go, but for one."""
        self.readings.append((now, available))
        while len(self.readings) > 2 and self.readings[1][0] <= now - WINDOW_S:
            self.readings.popleft()

    @property
    def lost(self) -> int:
        """Return the bytes lost within the window; negative when memory came back."""
        return self.readings[0][1] - self.readings[-1][1]

    @property
    def rate(self) -> float:
        """Return bytes per second, 0 before the second reading."""
        seconds = self.readings[-1][0] - self.readings[0][0]
        return self.lost / seconds if seconds > 0 else 0.0


class Output:
    """Standard output that never blocks: a connection that stalls must not stall the guard."""

    def __init__(self) -> None:
        os.set_blocking(1, False)
        self.unsent = b""
        self.broken = False

    def say(self, value: Dict[str, Any], *, droppable: bool = False) -> None:
        """Send a line, or keep it until there is room; a status is dropped instead."""
        self.flush()
        if self.broken or (droppable and self.unsent) or len(self.unsent) > MAX_UNSENT:
            return
        self.unsent += json.dumps(value, separators=(",", ":")).encode("ascii") + b"\n"
        self.flush()

    def flush(self) -> None:
        """Send what is kept, as far as there is room."""
        try:
            while self.unsent:
                self.unsent = self.unsent[os.write(1, self.unsent) :]
        except BlockingIOError:
            pass
        except OSError:
            self.broken = True
            self.unsent = b""


class Guard:
    """Watches available memory and acts; one thread, nothing in it blocks."""

    def __init__(self, policy: Dict[str, Any]) -> None:
        self.limit = int(policy["limit"])
        self.grace = float(policy.get("grace", 5.0))
        self.dry_run = bool(policy.get("dry_run", False))
        self.once = bool(policy.get("once", False))
        """Only say what is there now, then end."""
        self.stay = bool(policy.get("stay", False))
        """Installed on the machine: nobody listens, and only the machine's service ends it."""
        self.memory = MemInfo()
        self.fall = Fall()
        self.docker = Docker()
        self.targets = Targets(self.docker, str(policy.get("stop_first", "")), anyone=self.stay)
        self.out = Output()
        self.log = system_log()
        self.available = self.memory.available()
        self.fall.add(time.monotonic(), self.available)
        self.act: Optional[Act] = None
        self.acts = 0
        self.tried: Dict[str, float] = {}
        self.told: Tuple[Any, ...] = ()
        self.told_at = 0.0
        self.linger_until: Optional[float] = None

    def hello(self) -> Dict[str, Any]:
        """Return what stays: whether it could make itself hard to swap out, and what it sees."""
        return {
            "spark_guard": PROTOCOL,
            "python": sys.version.split()[0],
            "locked": lock_memory(),
            "protected": protect_from_kernel(),
            "available": self.available,
        }

    def run(self) -> None:
        """Guard until standard input ends it."""
        self.targets.start()
        self.targets.fresh.wait(FIRST_LOOK_S)
        self.out.say(self.hello())
        if self.once:
            self.report(time.monotonic())
            return
        while True:
            now = time.monotonic()
            self.look(now)
            self.report(now)
            near = self.near or self.act is not None
            if near:
                self.targets.near.set()
            else:
                self.targets.near.clear()
            if not self.hear(now + (NEAR_S if near else CALM_S)):
                return

    @property
    def near(self) -> bool:
        """Whether the limit is near, or will be soon."""
        soon = self.available - self.fall.rate * AHEAD_S
        return self.available < self.limit * NEAR_SHARE or soon < self.limit

    @property
    def danger(self) -> bool:
        """Whether to act: below the limit and falling, or far below it."""
        falling = self.fall.lost >= self.limit // FALL_SHARE
        return self.available < self.limit and (falling or self.available < self.limit // 2)

    def look(self, now: float) -> None:
        """Read memory, follow what is being stopped, act when it is time."""
        with contextlib.suppress(ValueError):  # half a file: the next reading is near
            self.available = self.memory.available()
        self.fall.add(now, self.available)
        self.docker.keep()
        if self.act is not None:
            self.follow(self.act, time.monotonic())
        elif self.danger:
            self.begin(now)

    def tried_now(self, now: float) -> Set[str]:
        """Return what was stopped lately."""
        self.tried = {key: at for key, at in self.tried.items() if now - at < AGAIN_S}
        return set(self.tried)

    def begin(self, read_at: float) -> None:
        """Stop the first target."""
        target = self.targets.choose(self.tried_now(read_at))
        if target is None:
            return
        self.acts += 1
        self.tried[target.key] = read_at
        act = Act(self.acts, target, self.grace)
        if not self.dry_run:
            act.send(self.docker)
        act.sent_at, act.available_then = time.monotonic(), self.available
        self.tell(act, act.sent_at - read_at)
        if self.dry_run:
            self.finish(act, "left alone")
        elif act.refused:
            self.finish(act, "not possible: %s" % act.refused)
        else:
            self.act = act

    def follow(self, act: Act, now: float) -> None:
        """See what came of it; what ended gives its memory back a moment later."""
        if act.ended_at is not None:
            falls_on = act.available_then - self.available >= self.limit // FALL_SHARE
            if falls_on or now - act.ended_at >= SETTLE_S:
                self.finish(act, "ended after %.1f s" % (act.ended_at - act.sent_at), ended=True)
        elif act.poll(now, hurry=self.hurry(act)):
            act.ended_at, act.available_then = now, self.available
        elif act.refused:
            self.finish(act, "not possible: %s" % act.refused)
        elif act.given_up(now):
            self.finish(act, "it did not end within %.0f s" % (now - act.sent_at))

    def hurry(self, act: Act) -> bool:
        """Whether there is no time for the whole grace: far below the limit and falling on."""
        lost = act.available_then - self.available
        return self.available < self.limit // 2 and lost >= self.limit // FALL_SHARE

    def tell(self, act: Act, delay: float) -> None:
        """Send what is done at once, and write it into the machine's own log."""
        line = {
            "kind": "action",
            "n": act.number,
            "w": round(time.time(), 3),
            "what": act.what,
            "available": self.available,
            "fall": round(self.fall.rate),
            "delay": round(delay, 4),
        }
        self.out.say(line)
        self.log("stopping %s: %d MiB available" % (act.what, self.available >> 20))

    def finish(self, act: Act, outcome: str, *, ended: bool = False) -> None:
        """Send what came of it."""
        words = "%s; %.1f GiB available then" % (outcome, self.available / 2.0**30)
        self.out.say({"kind": "outcome", "n": act.number, "outcome": words, "ended": ended})
        self.log("%s: %s" % (act.what, words))
        act.close()
        self.act = None

    def report(self, now: float) -> None:
        """Send the state when it changed, and now and then."""
        target = self.targets.choose(self.tried_now(now))
        state = (target.title if target else "", self.notes(now), self.near)
        if state == self.told and now - self.told_at < STATUS_S:
            self.out.flush()
            return
        self.told, self.told_at = state, now
        if target is not None:
            rehearse(Act(0, target, self.grace))
        line = {
            "kind": "status",
            "available": self.available,
            "fall": round(self.fall.rate),
            "target": state[0],
            "notes": state[1],
            "near": state[2],
        }
        self.out.say(line, droppable=True)

    def notes(self, now: float) -> str:
        """Say what it cannot see or do."""
        found = []
        if self.targets.problem:
            found.append("GPU processes are not known: %s" % self.targets.problem)
        elif now - self.targets.at > SILENT_S:
            found.append("the GPU driver does not answer")
        if self.targets.cannot:
            found.append(self.targets.cannot)
        if self.danger and self.act is None and not self.targets.choose(self.tried_now(now)):
            found.append("there is nothing to stop")
        return "; ".join(found)

    def hear(self, until: float) -> bool:
        """Sleep, listening; False when it is time to end."""
        while True:
            left = max(0.0, until - time.monotonic())
            if self.stay:
                time.sleep(left)
                return True
            if self.linger_until is not None:
                time.sleep(left)
                wanted = self.near or self.act is not None
                return wanted and time.monotonic() < self.linger_until
            if not select.select([0], [], [], left)[0]:
                return True
            heard = os.read(0, 4096)
            if b"end" in heard:
                return False
            if not heard:
                self.linger_until = time.monotonic() + LINGER_S


def rehearse(act: Act) -> bytes:
    """Touch what acting needs, so that none of it is in swap when it counts."""
    return act.what.encode("utf-8", "replace") + stop_order(act.target.key, act.grace)


def replace_older(owner: str) -> int:
    """End guards that the same program left behind, as over a connection that nobody closed.

    They would act by what was chosen then. Returns how many there were.
    """
    ended = 0
    for name in os.listdir("/proc"):
        if not name.isdigit() or int(name) == os.getpid() or not owner:
            continue
        words = read_text("/proc/%s/cmdline" % name).split("\0")
        if '"owner":"%s"' % owner in "".join(words[-2:]) and "python" in words[0]:
            with contextlib.suppress(OSError):
                os.kill(int(name), signal.SIGTERM)
                ended += 1
    return ended


def lock_memory() -> bool:
    """Keep this process out of swap, page by page as it is used; False where not permitted."""
    unlimited = resource.getrlimit(resource.RLIMIT_MEMLOCK)[0] == resource.RLIM_INFINITY
    if os.getuid() != 0 and not unlimited:
        return False  # up to a limit it would only make later allocations fail
    try:
        return bool(ctypes.CDLL(None).mlockall(MCL_CURRENT_FUTURE_ONFAULT) == 0)
    except (OSError, AttributeError):
        return False


def protect_from_kernel() -> bool:
    """Ask the kernel to end others before this; False where not permitted."""
    try:
        with open("/proc/self/oom_score_adj", "w") as stream:
            stream.write(OOM_SCORE)
    except OSError:
        return False
    return True


def system_log() -> Callable[[str], None]:
    """Return what writes a line into the machine's log, as far as it takes it at once."""
    log = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
    log.setblocking(False)
    try:
        log.connect("/dev/log")
    except OSError:
        return lambda text: None

    def write(text: str) -> None:
        with contextlib.suppress(OSError):
            log.send(("<12>spark-memory-guard: " + text).encode("utf-8"))

    return write


def main() -> None:
    """Guard as the one argument says: a JSON object, or the path of a file with one."""
    signal.signal(signal.SIGHUP, signal.SIG_IGN)
    try:
        asked = sys.argv[1]
        policy = json.loads(read_text(asked) if asked.startswith("/") else asked)
        guard = Guard(policy)
        replace_older(str(policy.get("owner", "")))
    except (OSError, ValueError) as error:
        print(json.dumps({"spark_guard": PROTOCOL, "problem": str(error)}), flush=True)
        return
    guard.run()


if __name__ == "__main__":
    main()
