"""Two programs on one list: neither loses what the other saved."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from app.core.settings import SettingsStore
from app.hosts.nodes import NodeBook
from app.hosts.target import parse_address


def test_two_books_keep_each_others_nodes(tmp_path: Path) -> None:
    file = tmp_path / "settings.json"
    first, second = NodeBook(SettingsStore(file)), NodeBook(SettingsStore(file))
    first.save(parse_address("ssh://ann@10.0.0.1", name="a"))
    second.save(parse_address("ssh://ann@10.0.0.2", name="b"))
    names = {node.name for node in NodeBook(SettingsStore(file)).all()}
    assert {"a", "b"} <= names


def test_node_whose_key_file_went_away_can_still_be_saved(tmp_path: Path) -> None:
    key = tmp_path / "key"
    key.touch()
    book = NodeBook(SettingsStore(tmp_path / "settings.json"))
    node = replace(parse_address("ssh://ann@10.0.0.1", name="a"), identity_file=str(key))
    book.save(node)
    key.unlink()
    assert not book.save(replace(node, connect_at_start=False)).connect_at_start
