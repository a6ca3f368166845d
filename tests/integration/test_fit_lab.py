"""`fit --node` and the look at a machine's links, on real nodes."""

from __future__ import annotations

import contextlib
import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from app.cli.main import main
from app.core.audit import AuditLog
from app.core.cancel import Cancel
from app.core.ids import NodeId
from app.services.containers.holder import EngineHolder
from app.services.serving.cluster.look import look_at
from app.services.serving.fit.api import GIB
from app.services.serving.reach import NodeReach
from app.transport.api import Session
from app.transport.slot import SessionSlot
from scripts.lab.node import LabNode
from tests.fit_cases import LLAMA70, config_of
from tests.ssh_fixtures import connector, node_of


@pytest.fixture(autouse=True)
def _own_folders(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    for name in ("XDG_CONFIG_HOME", "XDG_DATA_HOME", "XDG_STATE_HOME", "XDG_CACHE_HOME"):
        monkeypatch.setenv(name, str(tmp_path / name.lower()))


def test_fit_asks_a_node_how_much_room_it_has(
    lab: LabNode, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    lab.set_scenario("loaded")
    file = tmp_path / "config.json"
    file.write_text(json.dumps(config_of(LLAMA70)), encoding="utf-8")
    reached = ["--node", lab.url, "--identity", str(lab.identity), "--known-hosts",
               str(lab.known_hosts)]  # fmt: skip

    assert main(["fit", str(file), "--weights-bytes", str(40 * GIB), "--json", *reached]) == 0
    told = json.loads(capsys.readouterr().out)

    assert 0 < told["room_bytes"] < 101 * GIB  # an engine runs there
    assert "assumed" not in told["method"]
    assert told["tokens_per_second"] > 0  # by the GPU that the node has


@contextlib.contextmanager
def _reach(lab: LabNode, folder: Path) -> Iterator[NodeReach]:
    slot = SessionSlot()
    session: Session = connector(Path(lab.known_hosts)).open(
        node_of(lab, Path(lab.identity)), Cancel()
    )
    slot.put(session)
    holder = EngineHolder(slot, "lab")
    try:
        yield NodeReach(
            NodeId("lab"), "lab", slot, holder, AuditLog(folder / "audit.jsonl"),
            lambda: None, lambda: None,
        )  # fmt: skip
    finally:
        holder.close()
        session.close()


def test_a_real_node_tells_its_links_and_account(lab_network_node: LabNode, tmp_path: Path) -> None:
    lab = lab_network_node
    with _reach(lab, tmp_path) as reach:
        found = look_at(reach, "", Cancel())

    assert found.user == lab.user
    assert found.home.startswith("/")
    assert found.room is None  # nobody has read it
    link = next(link for link in found.links if link.address == lab.host)
    assert link.is_up
    assert not link.is_rail
    assert link.mtu
    assert not found.has_rdma
