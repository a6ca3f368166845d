"""Where our files live."""

from __future__ import annotations

from pathlib import Path

import platformdirs
import pytest
from platformdirs.windows import Windows

from app.core.paths import HOME_VARIABLE, resource, user_paths


def test_paths_move_with_the_variable(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(HOME_VARIABLE, str(tmp_path))

    paths = user_paths()

    for path in (paths.settings, paths.known_hosts, paths.log_file):
        assert path.is_relative_to(tmp_path)
    assert not list(tmp_path.glob("config"))  # asking makes nothing


def test_paths_are_the_users_own_otherwise(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv(HOME_VARIABLE)

    paths = user_paths()

    assert len({paths.settings, paths.known_hosts, paths.log_file}) == 3
    assert paths.settings.is_absolute()


def test_paths_keep_the_history_out_of_a_roaming_profile(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv(HOME_VARIABLE)
    monkeypatch.setattr(platformdirs, "PlatformDirs", Windows)
    monkeypatch.setattr("platformdirs.windows.get_win_folder", lambda name: name)

    paths = user_paths()

    assert "CSIDL_LOCAL_APPDATA" in str(paths.history)
    for path in (paths.settings, paths.known_hosts, paths.audit):
        assert "CSIDL_APPDATA" in str(path)


def test_resource_finds_the_agent() -> None:
    assert resource("agent", "agent.py").is_file()
