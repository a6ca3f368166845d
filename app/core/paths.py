"""Where our files live. `SPARK_COMMAND_CENTER_HOME` moves all of them under one folder."""

from __future__ import annotations

import functools
import os
from dataclasses import dataclass
from pathlib import Path

import platformdirs

from app import APP_SLUG

HOME_VARIABLE = "SPARK_COMMAND_CENTER_HOME"


@dataclass(frozen=True, slots=True)
class Paths:
    """The folders and files of one profile of the program."""

    config: Path
    data: Path
    log: Path
    runtime: Path
    """Endpoints of running processes; private to this user, gone with the log-in."""
    bulk: Path | None = None
    """What is too large to follow the user to other computers; None: such data is in `data`."""

    @property
    def settings(self) -> Path:
        """Typed, versioned settings."""
        return self.config / "settings.json"

    @property
    def known_hosts(self) -> Path:
        """Host keys that this program trusts, in OpenSSH's format."""
        return self.data / "known_hosts"

    @property
    def keys(self) -> Path:
        """The folder of this computer's own key pair."""
        return self.data / "keys"

    @property
    def alerts(self) -> Path:
        """What fires, what is snoozed and what is past."""
        return self.data / "alerts.json"

    @property
    def history(self) -> Path:
        """Samples and events of every machine."""
        return (self.bulk or self.data) / "history.sqlite"

    @property
    def audit(self) -> Path:
        """What this program changed on nodes, one JSON line each."""
        return self.data / "audit.jsonl"

    @property
    def recipes(self) -> Path:
        """The folder of the user's own recipes."""
        return self.config / "recipes"

    @property
    def measured(self) -> Path:
        """What models were seen to do on which machine."""
        return self.data / "measured.json"

    @property
    def model_facts(self) -> Path:
        """What was looked up about models."""
        return self.data / "model-facts.json"

    @property
    def deployments(self) -> Path:
        """Deployments that are not over."""
        return self.data / "deployments.json"

    @property
    def benchmarks(self) -> Path:
        """Benchmarks that were saved, a file each."""
        return self.data / "benchmarks"

    @property
    def conversations(self) -> Path:
        """Conversations with models, and what was attached to them."""
        return self.data / "conversations.sqlite"

    @property
    def votes(self) -> Path:
        """Which of two answers was liked better, one JSON line each."""
        return self.data / "votes.jsonl"

    @property
    def endpoints(self) -> Path:
        """Endpoints that the user added, and what each was found to do."""
        return self.data / "endpoints.json"

    @property
    def documents(self) -> Path:
        """Index of the user's own documents; it can be made anew of them."""
        return (self.bulk or self.data) / "documents.sqlite"

    @property
    def log_file(self) -> Path:
        """The rotating log."""
        return self.log / f"{APP_SLUG}.log"

    @property
    def crash_file(self) -> Path:
        """What goes wrong in this run, stacks of a crash among it."""
        return self.log / "crash.log"


def user_paths() -> Paths:
    """Return this user's folders (not created yet)."""
    home = os.environ.get(HOME_VARIABLE)
    if home:
        root = Path(home)
        return Paths(
            config=root / "config",
            data=root / "data",
            log=root / "log",
            runtime=root / "run",
        )
    dirs = platformdirs.PlatformDirs(APP_SLUG, appauthor=False, roaming=True)
    staying = platformdirs.PlatformDirs(APP_SLUG, appauthor=False)  # Windows only has both
    return Paths(
        config=Path(dirs.user_config_dir),
        data=Path(dirs.user_data_dir),
        log=Path(dirs.user_log_dir),
        runtime=_runtime(Path(dirs.user_data_dir)),
        bulk=Path(staying.user_data_dir),
    )


def _runtime(data: Path) -> Path:
    """Return the log-in session's own folder; never one in /tmp, where anybody could be first."""
    session = os.environ.get("XDG_RUNTIME_DIR")
    return Path(session) / APP_SLUG if session else data / "run"


def resource(*parts: str) -> Path:
    """Return a file of `resources/`: in the installed package, or beside `app` in a checkout."""
    return _resources().joinpath(*parts)


@functools.cache
def _resources() -> Path:
    package = Path(__file__).resolve().parent.parent
    for root in (package / "resources", package.parent / "resources"):
        if root.is_dir():
            return root
    raise FileNotFoundError("resources folder is missing from the installation")
