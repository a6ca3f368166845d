"""`images` and `pull` with a real Docker Engine over a real sshd, from a real registry."""

from __future__ import annotations

import json
import re
import sys

import pytest

from app.cli.images import progress_words
from app.core.errors import BadInput
from app.core.paths import user_paths
from app.core.settings import SettingsStore
from app.services.containers.accounts import keep_account
from app.services.containers.api import NotThere
from app.services.containers.image_api import (
    LayerPhase,
    LayerProgress,
    Login,
    PullProgress,
    RegistryRefused,
)
from scripts.lab.faultproxy import FaultProxy
from scripts.lab.node import LabNode
from scripts.lab.registry import Registry
from tests.own_commands import reach, run
from tests.registry_fixtures import LLAMA, USER, parts
from tests.terminal import Terminal
from tests.waiting import wait_for

pytestmark = pytest.mark.lab


def test_image_is_pulled_and_listed_for_people_and_programs(
    docker_lab: LabNode,
    registry: Registry,
    closed_registry: Registry,
    capsys: pytest.CaptureFixture[str],
) -> None:
    there, name = reach(docker_lab), registry.name(LLAMA, "1.0")
    assert run("pull", *there, name) == 0
    out, err = capsys.readouterr()
    assert out.startswith("sha256:")
    said = re.fullmatch(r"(\S+) is there \((\d+\.\d) MB\)\.", err.splitlines()[-1])
    assert said is not None
    assert said[1] == name

    assert run("images", *there) == 0
    heading, *rows = capsys.readouterr().out.splitlines()
    assert heading.split() == ["IMAGE", "SIZE", "CREATED", "USED", "BY"]
    assert [row.split() for row in rows if name in row] == [
        [name, said[2], "MB", "2026-11-01", "0"]
    ]
    assert run("images", "--json", *there) == 0
    (found,) = (row for row in json.loads(capsys.readouterr().out) if name in row["tags"])
    assert found["id"] == out.strip()
    assert found["size_bytes"] == pytest.approx(sum(map(len, parts())), rel=0.05)
    assert said[2] == f"{found['size_bytes'] / 1e6:.1f}"
    assert (found["created"], found["containers"]) == ("2026-11-01T08:00:00.000Z", 0)

    with pytest.raises(NotThere) as missing:
        run("pull", *there, registry.name(LLAMA, "nothing"))
    assert missing.value.exit_code == 6
    with pytest.raises(BadInput) as hostile:
        run("pull", *there, "nginx;reboot")
    assert hostile.value.exit_code == 2
    keep_account(SettingsStore(user_paths().settings), Login(closed_registry.address, USER))
    with pytest.raises(RegistryRefused, match="No account"):  # its secret is in no keyring here
        run("pull", *there, closed_registry.name("private/model", "1"))


def test_control_c_ends_a_pull_on_the_node_too(
    docker_lab: LabNode, slow_registry: FaultProxy
) -> None:
    slow_registry.bytes_per_second = 300_000
    name = f"127.0.0.1:{slow_registry.port}/{LLAMA}:1.0"
    with Terminal([sys.executable, "-m", "app", "pull", *reach(docker_lab), name]) as terminal:
        wait_for(lambda: "\rDownloading  " in terminal.shown)
        terminal.press_control_c()
        assert terminal.exit_status() == 130
    assert "Traceback" not in terminal.shown
    wait_for(lambda: slow_registry.connections == 0)


def test_progress_is_one_line_that_says_only_what_is_known() -> None:
    layers = (LayerProgress("a" * 12, LayerPhase.DOWNLOADING),)
    known = PullProgress(
        "x", layers, 6_200_000_000, 9_800_000_000, 9_800_000_000, 41e6, 88.0, "Downloading"
    )
    assert progress_words(known) == (
        "Downloading  6.2 GB of 9.8 GB  63 %  41.0 MB/s  about 1 min 28 s left"
    )
    growing = PullProgress("x", layers, 5_000_000, None, 9_000_000, status="Downloading")
    assert progress_words(growing) == "Downloading  5.0 MB so far"
    lost = PullProgress("x", layers, waiting_for="The connection was lost.")
    assert progress_words(lost) == "The connection was lost. Waiting …"
    done = PullProgress("x", layers, 900, 900, 900, 20.0, None, "Extracting")
    assert progress_words(done) == "Extracting  900 B"
    assert progress_words(PullProgress("x", status="Pulling from x")) == "Pulling from x …"
