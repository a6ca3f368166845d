"""NVIDIA Sync's devices and custom apps, from the shapes it is known to write."""

from __future__ import annotations

import json
import shutil
from pathlib import Path, PurePath

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.core.errors import BadInput
from app.hosts.nvidia_sync import MAX_APPS, folders, parse_custom_apps, read_devices

DATA = Path(__file__).parents[2] / "data" / "nvidia_sync"


@pytest.fixture
def sync(fresh_home: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Sync's folder, where this system has it."""
    for variable in ("XDG_DATA_HOME", "XDG_CONFIG_HOME", "APPDATA"):
        monkeypatch.delenv(variable, raising=False)
    folder = folders()[0]
    assert folder.is_relative_to(fresh_home)
    folder.mkdir(parents=True)
    return folder


def test_folders_are_those_of_each_system(fresh_home: Path) -> None:
    def below_home(platform: str, **environment: str) -> list[str]:
        found = folders(platform, environment)
        return [PurePath(each).relative_to(fresh_home).as_posix() for each in found]

    assert below_home("darwin") == ["Library/Application Support/NVIDIA/Sync/config"]
    assert below_home("linux") == [".local/share/NVIDIA/Sync/config", ".config/NVIDIA/Sync/config"]
    assert below_home("win32", APPDATA=str(fresh_home / "Roaming")) == [
        "Roaming/NVIDIA/Sync/config"
    ]


def test_device_is_read_from_where_sync_keeps_it(sync: Path) -> None:
    shutil.copy(DATA / "ssh_config", sync)
    before = (sync / "ssh_config").read_bytes()

    (host,) = read_devices().hosts

    assert (host.alias, host.node.address, host.node.port) == ("example-spark", "example.local", 22)
    assert host.problem == ""
    assert (sync / "ssh_config").read_bytes() == before


def test_names_of_devices_come_from_its_list(sync: Path) -> None:
    text = (DATA / "ssh_config").read_text()
    (sync / "ssh_config").write_text(text.replace("example-spark", "mnemo"))
    shutil.copy(DATA / "state-store.json", sync)
    devices = json.loads((DATA / "state-store.json").read_text())
    devices["devices"][0]["name"] = "Desk"
    devices["devices"].append({"alias": "gone", "name": "Gone"})
    (sync / "state-store.json").write_text(json.dumps(devices))

    found = read_devices()

    assert [host.node.name for host in found.hosts] == ["Desk"]
    assert [warning.split(": ")[-1] for warning in found.warnings[:2]] == [
        "skipped, the device “x” has no alias.",
        "skipped, the device “no-alias” has no alias.",
    ]
    assert "Gone has no address" in found.warnings[2]


def test_hosts_that_sync_did_not_make_are_left_out(sync: Path) -> None:
    text = (DATA / "ssh_config").read_text()
    (sync / "ssh_config").write_text(f"Host mine\n Hostname elsewhere\n\n{text}")

    found = read_devices()

    assert [host.alias for host in found.hosts] == ["example-spark"]
    assert "mine is not marked" in found.warnings[0]


def test_computer_without_sync_is_told_where_was_looked(sync: Path) -> None:
    with pytest.raises(BadInput, match="no devices") as caught:
        read_devices()

    assert str(sync) in caught.value.hint


@pytest.mark.parametrize("text", ["", "[]", "{", '{"devices": 3}', "[" * 100_000])
def test_list_of_devices_in_another_shape_costs_only_the_names(sync: Path, text: str) -> None:
    shutil.copy(DATA / "ssh_config", sync)
    (sync / "state-store.json").write_text(text)

    found = read_devices()

    assert [host.node.name for host in found.hosts] == ["example-spark"]
    assert len(found.warnings) == 1


def test_custom_app_is_read_as_sync_stores_it() -> None:
    (app,), warnings = parse_custom_apps((DATA / "custom.json").read_bytes())

    assert (app.name, app.port, app.scheme, app.path) == ("Open WebUI", 12000, "http", "/")
    assert warnings == ()


def custom(**changes: object) -> bytes:
    (app,) = json.loads((DATA / "custom.json").read_text())
    return json.dumps([app | changes]).encode()


def test_path_and_query_of_a_page_are_kept() -> None:
    (app,), _warnings = parse_custom_apps(custom(url="https://localhost:12000/ui?tab=1"))

    assert (app.scheme, app.path) == ("https", "/ui?tab=1")


@pytest.mark.parametrize("url", ["", "file:///etc/passwd", "javascript:alert(1)", 3, None])
def test_app_without_a_web_page_has_no_scheme(url: object) -> None:
    (app,), warnings = parse_custom_apps(custom(url=url))

    assert (app.scheme, app.path) == ("", "/")
    assert warnings == ()


@pytest.mark.parametrize("port", ["0", "70000", "", "-1", "1e3", "12000 ", True, None, [], 1.5])
def test_app_without_a_port_is_skipped(port: object) -> None:
    apps, (warning,) = parse_custom_apps(custom(port=port))

    assert apps == ()
    assert "no port" in warning


def test_name_of_an_app_is_printable_and_short() -> None:
    (app,), _warnings = parse_custom_apps(custom(name="\x1b[31m\u202eevil" + "x" * 500))
    (nameless,), _warnings = parse_custom_apps(custom(name=None, port=8080))

    assert app.name.startswith("[31mevil")
    assert len(app.name) == 80
    assert nameless.name == "Port 8080"


def test_very_many_apps_are_bounded() -> None:
    (row,) = json.loads((DATA / "custom.json").read_text())

    apps, warnings = parse_custom_apps(json.dumps([row] * 1000).encode())

    assert len(apps) == MAX_APPS
    assert "first 200 of 1000" in warnings[0]


@given(
    st.one_of(
        st.binary(),
        st.recursive(
            st.none() | st.booleans() | st.integers() | st.text(),
            lambda each: st.lists(each) | st.dictionaries(
                st.sampled_from(["port", "name", "url", "id", "scriptContent"]), each
            ),
        ).map(lambda value: json.dumps(value).encode()),
    )
)  # fmt: skip
def test_anything_on_the_box_is_read_or_told(data: bytes) -> None:
    apps, warnings = parse_custom_apps(data)

    assert all(1 <= app.port <= 65535 and app.name.isprintable() for app in apps)
    assert apps or warnings or json.loads(data) == []
