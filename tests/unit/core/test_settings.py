"""Settings: whatever is in the file, the program starts and nothing is lost."""

from __future__ import annotations

import json
import os
import threading
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st

from app.core import files
from app.core import settings as settings_module
from app.core.errors import SettingsUnwritable
from app.core.settings import VERSION, SettingsStore, setting


@dataclass(frozen=True, slots=True)
class Look:
    theme: str = setting("system", "Colours.")
    size: int = setting(12, "Points.")
    open: bool = setting(True, "Whether it is open.")
    widths: tuple[int, ...] = setting((), "Column widths.")


@dataclass(frozen=True, slots=True)
class Other:
    value: float = setting(1.5, "A number.")


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "config" / "settings.json"


def write(path: Path, content: bytes | str | dict[str, Any]) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    if isinstance(content, dict):
        content = json.dumps(content)
    path.write_bytes(content if isinstance(content, bytes) else content.encode())


def names(path: Path) -> set[str]:
    return {entry.name for entry in path.parent.iterdir()}


def test_settings_without_a_file_are_the_defaults(path: Path) -> None:
    store = SettingsStore(path)

    assert store.load("look", Look) == Look()
    assert store.problems == []
    assert not path.exists()


def test_settings_come_back_as_saved(path: Path) -> None:
    chosen = Look("dark", 14, False, (1, 2))

    SettingsStore(path).save("look", chosen)

    assert SettingsStore(path).load("look", Look) == chosen
    assert json.loads(path.read_text())["version"] == VERSION


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b'{"version": 1, "sections": {"look": {"theme": "da',
        b"\x00\xff garbage",
        b"[]",
        b'{"sections": 3}',
        b"[" * 100_000,
    ],
    ids=["empty", "truncated", "garbage", "list", "no sections", "deep"],
)
def test_settings_set_an_unusable_file_aside(path: Path, content: bytes) -> None:
    write(path, content)

    store = SettingsStore(path)
    store.save("look", Look("dark"))

    assert store.load("look", Look).theme == "dark"
    assert "damaged" in store.problems[0]
    assert path.with_name("settings.json.damaged").read_bytes() == content
    assert SettingsStore(path).problems == []


@pytest.mark.parametrize(
    ("field", "bad"),
    [("theme", 3), ("size", "12"), ("size", None), ("open", "yes"), ("widths", 5), ("size", 1.5)],
)
def test_settings_drop_a_bad_value_only(path: Path, field: str, bad: object) -> None:
    good = {"theme": "dark", "size": 14, "open": False, "widths": [3]}
    content = {"version": 1, "sections": {"look": {**good, field: bad}}}
    write(path, content)

    store = SettingsStore(path)
    loaded = store.load("look", Look)

    for name, value in good.items():
        expected = getattr(Look(), name) if name == field else value
        assert getattr(loaded, name) == (tuple(expected) if name == "widths" else expected)
    assert f"look.{field} was dropped" in store.problems[0]
    assert json.loads(path.with_name("settings.json.dropped").read_text()) == content


def test_settings_drop_a_bad_item_only(path: Path) -> None:
    write(path, {"version": 1, "sections": {"look": {"widths": [1, "two", 3]}}})

    store = SettingsStore(path)

    assert store.load("look", Look).widths == (1, 3)
    assert "look.widths[1] was dropped" in store.problems[0]


def test_settings_section_of_a_wrong_kind_is_dropped(path: Path) -> None:
    write(path, {"version": 1, "sections": {"look": 3, "other": {"value": 2.5}}})

    store = SettingsStore(path)

    assert store.load("look", Look) == Look()
    assert store.load("other", Other).value == 2.5
    assert "look" in store.problems[0]


@pytest.mark.parametrize("version", [VERSION + 1, "2", None, "../../x", "a\0b"])
def test_settings_from_the_future_keep_a_copy(path: Path, version: object) -> None:
    content = {"version": version, "sections": {"look": {"theme": "dark"}}, "more": 1}
    write(path, content)

    store = SettingsStore(path)
    store.save("look", Look("light"))

    assert "newer version" in store.problems[0]
    copies = [path.with_name(name) for name in names(path) if ".version-" in name]
    assert [json.loads(copy.read_text()) for copy in copies] == [content]
    assert SettingsStore(path).load("look", Look).theme == "light"


def test_settings_keep_what_they_do_not_know(path: Path) -> None:
    write(path, {"version": 1, "sections": {"new": {"a": 1}, "look": {"later": [1, {"b": 2}]}}})

    SettingsStore(path).save("look", Look("dark"))

    sections = json.loads(path.read_text())["sections"]
    assert sections["new"] == {"a": 1}
    assert sections["look"]["later"] == [1, {"b": 2}]
    assert sections["look"]["theme"] == "dark"


def test_settings_of_two_programs_lose_nothing(path: Path) -> None:
    first, second = SettingsStore(path), SettingsStore(path)

    first.save("look", Look("dark"))
    second.save("other", Other(2.5))
    first.save("look", Look("light"))

    fresh = SettingsStore(path)
    assert fresh.load("look", Look).theme == "light"
    assert fresh.load("other", Other).value == 2.5


def test_settings_damaged_meanwhile_are_set_aside_not_overwritten(path: Path) -> None:
    store = SettingsStore(path)
    store.save("look", Look("dark"))
    write(path, "half of someth")

    store.save("other", Other(2.5))

    assert path.with_name("settings.json.damaged").read_text() == "half of someth"
    assert SettingsStore(path).load("look", Look).theme == "dark"


def test_settings_that_cannot_be_written_say_so_and_stay(
    path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    store = SettingsStore(path)
    store.save("look", Look("dark"))
    before = path.read_bytes()

    def full(*_arguments: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(files.os, "replace", full)
    with pytest.raises(SettingsUnwritable, match="No space left on device") as caught:
        store.save("look", Look("light"))

    assert str(path.parent) in caught.value.hint
    assert path.read_bytes() == before
    assert store.load("look", Look).theme == "dark"


def test_settings_where_the_folder_is_a_file_say_so(tmp_path: Path) -> None:
    (tmp_path / "config").write_text("in the way")
    store = SettingsStore(tmp_path / "config" / "settings.json")

    with pytest.raises(SettingsUnwritable):
        store.save("look", Look())
    assert (tmp_path / "config").read_text() == "in the way"


@given(st.binary(max_size=300) | st.text(max_size=100).map(str.encode))
@hypothesis_settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
def test_settings_survive_any_file(path: Path, content: bytes) -> None:
    write(path, content)

    store = SettingsStore(path)
    assert store.load("look", Look) == Look()
    store.save("look", Look("dark"))
    assert store.load("look", Look).theme == "dark"

    for name in names(path):
        os.unlink(path.with_name(name))


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner),
    max_leaves=8,
)


@given(st.dictionaries(st.sampled_from(["theme", "size", "open", "widths", "x"]), JSON), JSON)
@hypothesis_settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
def test_settings_survive_any_values(path: Path, section: dict[str, Any], version: object) -> None:
    write(path, {"version": version, "sections": {"look": section}})

    loaded = SettingsStore(path).load("look", Look)

    assert isinstance(loaded.theme, str)
    assert isinstance(loaded.size, int)
    assert isinstance(loaded.widths, tuple)


def test_setting_refuses_a_default_that_could_change() -> None:
    with pytest.raises(TypeError, match="immutable"):
        setting([], "A list.")


def test_name_that_is_no_text_is_refused_and_costs_nothing(path: Path) -> None:
    store = SettingsStore(path)
    store.save("look", Look(theme="dark"))

    with pytest.raises(SettingsUnwritable):
        store.save("look", Look(theme="caf\udce9"))

    assert SettingsStore(path).load("look", Look).theme == "dark"
    assert store.load("look", Look).theme == "dark"


def test_settings_are_read_while_a_save_waits_for_the_disk(
    path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    store = SettingsStore(path)
    store.save("look", Look(size=13))
    waiting, disk = threading.Event(), threading.Event()

    def slow(*_arguments: object) -> None:
        waiting.set()
        assert disk.wait(60)

    monkeypatch.setattr(settings_module, "write_atomic", slow)
    saving = threading.Thread(target=store.save, args=("look", Look(size=14)))
    read: list[int] = []
    reading = threading.Thread(target=lambda: read.append(store.load("look", Look).size))
    saving.start()
    assert waiting.wait(30)
    reading.start()
    reading.join(30)
    before = list(read)
    disk.set()
    saving.join()
    reading.join()
    assert before == [13], "the window never waits for a disk"
    assert store.load("look", Look).size == 14
