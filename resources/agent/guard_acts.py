"""Stopping one target for the guard: asked first, by force after a grace.

Must run on Python 3.6.
"""

# Python 3.6 knows neither list[int] nor X | None.
# ruff: noqa: UP006, UP031, UP035, UP045
import contextlib
import os
import signal
import subprocess
from typing import Any, List, Optional

from guard_docker import Docker, Order
from guard_targets import CONTAINER, UNIT, Target, systemctl

HURRY_S = 0.5
"""The grace that is left when memory falls on meanwhile."""
PATIENCE_S = 5.0
"""Seconds after which something that does not end, although it was forced to, is given up."""


class Act:
    """One thing that is being stopped. Nothing here blocks."""

    def __init__(self, number: int, target: Target, grace: float) -> None:
        self.number = number
        self.target = target
        self.grace = grace
        self.how = "practice"
        self.refused = ""
        """Why it could not be asked."""
        self.sent_at = 0.0
        self.ended_at: Optional[float] = None
        self.available_then = 0
        """Available memory when the order was sent, later: when it had ended."""
        self.docker: Optional[Docker] = None
        """Who was asked to stop it, where that was Docker."""
        self.order: Optional[Order] = None
        self.killing: Optional[Order] = None
        self.child: Any = None
        self.forced_at: Optional[float] = None

    @property
    def what(self) -> str:
        """Return what is done to whom, for a person."""
        return "%s (%s)" % (self.target.title, self.how)

    def send(self, docker: Docker) -> None:
        """Ask the target to end."""
        if self.target.kind == UNIT:
            self.how = "systemctl stop"
            self._run(systemctl(self.target.key))
        elif self.target.kind == CONTAINER and self.target.in_docker:
            self.how = "docker stop"
            self.docker = docker
            try:
                self.order = docker.stop(self.target.key, self.grace)
            except OSError as error:
                self.refused = "Docker's socket: %s" % (error.strerror or error)
        else:
            self.how = "SIGTERM"
            self._signal(signal.SIGTERM)

    def poll(self, now: float, *, hurry: bool) -> bool:
        """Whether it ended; uses force after the grace, or sooner when there is no time for it."""
        grace = HURRY_S if hurry else self.grace + self._docker_lag
        if self.forced_at is None and now >= self.sent_at + grace:
            self.forced_at = now
            self._force()
        if self.child is not None and self.child.poll():
            said = self.child.stderr.read(300).decode("utf-8", "replace").strip()
            self.refused = said or "systemctl ended with status %d" % self.child.returncode
        if self.order is not None:
            self.order.poll()
            self.refused = self.order.problem
            if self.order.status is not None and not self.refused:
                return True
        return bool(self.target.pid) and not self.target.alive

    def given_up(self, now: float) -> bool:
        """Whether it has had all the time it gets."""
        return self.forced_at is not None and now >= self.forced_at + PATIENCE_S

    def close(self) -> None:
        """Let go of what was used."""
        for order in (self.order, self.killing):
            if order is not None:
                order.close()

    @property
    def _docker_lag(self) -> float:
        """Docker uses force by itself: only when it does not is it done here."""
        return 1.0 if self.order is not None else 0.0

    def _force(self) -> None:
        before = self.refused
        if self.docker is not None:
            with contextlib.suppress(OSError):
                self.killing = self.docker.kill(self.target.key)
        elif self.target.pid:
            self._signal(signal.SIGKILL)
        if self.order is not None or self.child is not None:
            self.refused = before  # the first order stands

    def _signal(self, number: signal.Signals) -> None:
        try:
            if self.target.alive:
                os.kill(self.target.pid, number)
        except ProcessLookupError:
            return  # ended by itself
        except OSError as error:
            self.refused = error.strerror or str(error)

    def _run(self, command: List[str]) -> None:
        try:
            self.child = subprocess.Popen(
                command,
                stdin=subprocess.DEVNULL,
                stdout=subprocess.DEVNULL,
                stderr=subprocess.PIPE,
            )
        except OSError as error:
            self.refused = "%s: %s" % (command[0], error.strerror)
