"""Fixtures for every test: fresh folders, nothing of the user's, nothing left running."""

from __future__ import annotations

import logging
import os
import threading
import time
from collections.abc import Generator, Iterator
from pathlib import Path

import pytest
from hypothesis import settings

from app.core import log as app_log
from app.core.paths import HOME_VARIABLE
from tests import own_network

# Without a display Qt would abort the run; `scripts/dev.py test` sets the same.
os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

own_network.enter()

# The same examples each time: a change is judged by what it did, not by luck. New ones are looked
# for with `--hypothesis-profile explore`. How long one takes says nothing of the code.
settings.register_profile("repeatable", deadline=None, derandomize=True)
settings.register_profile("explore", deadline=None, max_examples=2000, print_blob=True)
settings.load_profile("repeatable")

# No test, and no program that a test starts, looks for machines on the networks of this computer.
os.environ["SPARK_COMMAND_CENTER_INTERFACES"] = "127.0.0.1"

pytest_plugins = [
    "tests.lab_fixtures",
    "tests.ssh_fixtures",
    "tests.jump_fixtures",
    "tests.docker_fixtures",
    "tests.registry_fixtures",
    "tests.server_fixtures",
    "tests.serving_fixtures",
    "tests.hub_fixtures",
]

OUR_THREADS = (
    "ssh-", "local-", "resolve", "reap", "Thread-", "command", "keeper", "stdin",
    "instance", "tunnel", "extra", "history", "layer-sizes", "pull-anchor", "launch-log",
    "benchmark", "documents",
)  # fmt: skip
"""How our daemon threads (and paramiko's) are called: none may survive its test."""


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport() -> Generator[None, pytest.TestReport, pytest.TestReport]:
    """Write what is no text as escapes: else a name that a test logs ends the whole run.

    WORKAROUND: execnet, which takes reports from one process to another, sends UTF-8 only.
    """
    report = yield
    report.sections = [
        (title, told.encode("utf-8", "backslashreplace").decode())
        for title, told in report.sections
    ]
    return report


@pytest.fixture(autouse=True)
def fresh_home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Give each test folders of its own and keep it from the user's ~/.ssh and agent."""
    home = tmp_path / "home"
    home.mkdir()
    monkeypatch.setenv(HOME_VARIABLE, str(tmp_path / "profile"))
    monkeypatch.setenv("HOME", str(home))
    monkeypatch.setenv("USERPROFILE", str(home))
    monkeypatch.delenv("SSH_AUTH_SOCK", raising=False)
    return home


@pytest.fixture(autouse=True)
def fresh_logging() -> Iterator[None]:
    """Take back what a test did to the root logger and to the list of secrets."""
    root = logging.getLogger()
    handlers, level = list(root.handlers), root.level
    known = set(app_log._known)
    yield
    for handler in list(root.handlers):
        if handler not in handlers and type(handler).__module__ != "_pytest.logging":
            root.removeHandler(handler)
            handler.close()
    root.setLevel(level)
    app_log._known.clear()
    app_log._known.update(known)


@pytest.fixture(autouse=True)
def no_dangling_threads() -> Iterator[None]:
    """Fail when a thread of ours, or any that would keep Python from ending, survives the test."""
    before = set(threading.enumerate())
    yield
    deadline = time.monotonic() + 10.0  # a busy computer takes its time to end them
    while left := [thread for thread in threading.enumerate() if _ours(thread, before)]:
        if time.monotonic() > deadline:
            pytest.fail(f"threads left running: {sorted(thread.name for thread in left)}")
        left[0].join(0.05)


def _ours(thread: threading.Thread, before: set[threading.Thread]) -> bool:
    if thread in before or not thread.is_alive() or isinstance(thread, threading._DummyThread):
        return False
    return not thread.daemon or thread.name.startswith(OUR_THREADS)
