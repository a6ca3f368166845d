"""The support bundle and captures: what they hold, and what they never do."""

from __future__ import annotations

import json
import zipfile
from collections.abc import Sequence
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.core.cancel import Cancel
from app.core.errors import Cancelled
from app.core.ids import NodeId
from app.core.paths import user_paths
from app.core.settings import SettingsStore
from app.hosts.nodes import Hop, Node, NodeBook, Route
from app.services.support.bundle import BundleOrder, Part, collect, save
from app.services.support.capture import READINGS, Reading, capture, index, names_of
from app.services.support.node_facts import NodeFacts, known_names, of_this_computer
from app.services.support.scrub import Scrubber
from app.services.telemetry.api import Machine
from app.transport.api import Completed
from app.transport.local import LocalSession
from tests.captures import captured

NODE = Node(
    NodeId("n1"),
    "Anna's box",
    "spark-7f3a.example",
    2222,
    "anneliese",
    host_key="SHA256:" + "q1W2" * 10 + "abc",
    via=(Hop("gate.example.org", user="jumper"),),
    other_routes=(Route("100.101.102.103"), Route("fd7a:115c:a1e0::7")),
)
MACHINE = Machine(
    hostname="spark-7f3a", machine_id="0123456789abcdef" * 2, driver_version="580.95.05"
)
PRIVATE = (
    "Anna's box", "spark-7f3a", "anneliese", "q1W2q1W2", "gate.example", "jumper",
    "100.101.102.103", "fd7a:115c", "0123456789abcdef", "hunter22", "1324523000042",
    "hooks.example", "T0KEN",
)  # fmt: skip
FACTS = [NodeFacts(NODE, "connected", MACHINE)]


def scrubber() -> Scrubber:
    return Scrubber([*known_names(FACTS), *of_this_computer()])


def test_bundle_is_saved_as_it_was_shown_without_anything_private(tmp_path: Path) -> None:
    paths = user_paths()
    NodeBook(SettingsStore(paths.settings)).save(NODE)
    paths.log.mkdir(parents=True)
    lines = [
        "2026-11-21 10:00:00,000 INFO    MainThread app: connected to anneliese@spark-7f3a.example",
        "2026-11-21 10:00:01,000 WARNING MainThread app: Anna's box: password=hunter22",
        "Serial Number : 1324523000042 at https://hooks.example/T0KEN via 100.101.102.103",
    ]
    paths.log_file.write_text("\n".join(lines))
    order = BundleOrder(paths, [("Program", "0.1.0")], FACTS, [("numpy", "2.4.6")])
    parts = list(collect(order, scrubber(), Cancel()))
    assert [part.name for part in parts] == [
        "versions.txt",
        "nodes.json",
        "settings.json",
        "log.txt",
    ]
    target = tmp_path / "bundle.zip"
    size = save(target, parts[1:], "Support bundle")
    assert target.stat().st_size == size
    with zipfile.ZipFile(target) as archived:
        assert archived.namelist() == ["README.txt", "nodes.json", "settings.json", "log.txt"]
        texts = {name: archived.read(name).decode() for name in archived.namelist()}
    for part in parts[1:]:
        assert texts[part.name] == part.text
    for text in (*texts.values(), parts[0].text):
        for private in PRIVATE:
            assert private not in text
    assert "[node-1]: password=•••" in texts["log.txt"]
    (node,) = json.loads(texts["nodes.json"])
    assert node["machine"]["driver_version"] == "580.95.05"
    assert "machine_id" not in node["machine"]
    assert "numpy: 2.4.6" in parts[0].text


def test_bundle_tells_nothing_of_what_was_typed_and_not_sent() -> None:
    paths = user_paths()
    paths.settings.parent.mkdir(parents=True, exist_ok=True)
    drafts = {"prompt_draft": {"text": "my diagnosis"}, "conversations": {"draft": "my divorce"}}
    paths.settings.write_text(json.dumps({"version": 1, "sections": drafts}))
    order = BundleOrder(paths, [], [])
    texts = {part.name: part.text for part in collect(order, Scrubber(), Cancel())}
    assert (
        json.loads(texts["settings.json"])["sections"]["prompt_draft"]["text"] == "(12 characters)"
    )
    paths.settings.write_text(json.dumps(drafts)[:-9])
    damaged = {part.name: part.text for part in collect(order, Scrubber(), Cancel())}
    assert damaged["settings.json"].startswith("(cannot be read as settings")
    assert "my di" not in texts["settings.json"] + damaged["settings.json"]


def test_bundle_without_any_file_says_so() -> None:
    order = BundleOrder(user_paths(), [], [])
    texts = {part.name: part.text for part in collect(order, Scrubber(), Cancel())}
    assert texts["settings.json"] == "(nothing was set yet)\n"
    assert texts["log.txt"] == "(there is no log)\n"


def test_bundle_ends_when_it_is_cancelled() -> None:
    cancel = Cancel()
    parts = collect(BundleOrder(user_paths(), [], []), Scrubber(), cancel)
    next(parts)
    cancel.cancel()
    with pytest.raises(Cancelled):
        next(parts)


class _Box(LocalSession):
    """Answers what a real GB10 printed, and whatever else is asked with nothing."""

    def __init__(self, printed: dict[str, bytes]) -> None:
        super().__init__()
        self.printed, self.asked = printed, list[tuple[str, ...]]()

    def exec(self, argv: Sequence[str], **_more: object) -> Completed:
        self.asked.append(tuple(argv))
        data = self.printed.get(" ".join(argv))
        return Completed(tuple(argv), 0 if data is not None else 127, data or b"", b"not found")


def test_capture_is_in_the_form_that_tests_take() -> None:
    box = _Box(
        {
            "uname -n": b"spark-7f3a\n",
            "id -un": b"anneliese\n",
            "nvidia-smi": captured("support/nvidia-smi_gb10_idle_580.95.05.txt"),
            "ip address": captured("support/ip_addr_cx7_link_local_playbook.txt"),
            "docker ps --all --format json": b'{"Names":"secret-project"}\n',
        }
    )
    taking_out = Scrubber()
    taking_out.learn(names_of(box, Cancel()))
    parts = {part.name: part for part in capture(box, taking_out, Cancel())}
    assert len(parts) == len(READINGS)
    shown = captured("support/nvidia-smi_gb10_idle_580.95.05.txt").decode().rstrip()
    assert parts["nvidia-smi.txt"].text.rstrip() == shown
    assert parts["nvidia-smi.txt"].included
    assert "3c:6d:66" not in parts["ip-address.txt"].text
    assert not parts["docker-ps.txt"].included  # names of the user's: only when they are ticked
    assert "not installed" in parts["lscpu.txt"].about
    assert not parts["lscpu.txt"].included
    rows = index([part for part in parts.values() if part.included], "580.95.05").splitlines()
    assert rows[-2:] == [
        "| nvidia-smi.txt | A | `nvidia-smi` |",
        "| ip-address.txt | A | `ip address` |",
    ]
    box.close()


def test_capture_reads_this_computer_for_real() -> None:
    session = LocalSession()
    wanted = [each for each in READINGS if each.name in ("meminfo", "uname", "fastos-release")]
    parts = {part.name: part for part in capture(session, Scrubber(), Cancel(), wanted)}
    session.close()
    assert "MemAvailable:" in parts["meminfo.txt"].text
    assert parts["uname.txt"].text.startswith("Linux ")
    assert "ended with status 1" in parts["fastos-release.txt"].about


def test_capture_only_reads() -> None:
    programs = {reading.argv[0] for reading in READINGS}
    assert not programs & {"sudo", "sh", "bash", "rm", "tee", "dd", "systemctl"}
    docker = {reading.argv[1] for reading in READINGS if reading.argv[0] == "docker"}
    assert docker == {"version", "info", "ps", "stats"}
    assert len({reading.name for reading in READINGS}) == len(READINGS)


@given(printed=st.binary(max_size=500))
def test_capture_shows_any_output_as_plain_text(printed: bytes) -> None:
    box = _Box({"odd": printed})
    (part,) = capture(box, Scrubber(), Cancel(), [Reading("odd", ("odd",), "")])
    assert all(c.isprintable() or c in "\n\t" for c in part.text)
    assert isinstance(part, Part)
    box.close()
