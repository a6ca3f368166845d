"""Imported hosts become saved nodes: each once, none over another."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from app.core.settings import SettingsStore
from app.hosts.imports import add_hosts
from app.hosts.nodes import Hop, Node, NodeBook, Route, new_node_id
from app.hosts.ssh_config import ImportedHost


@pytest.fixture
def book(tmp_path: Path) -> NodeBook:
    return NodeBook(SettingsStore(tmp_path / "settings.json"))


def host(name: str, address: str, problem: str = "", **more: object) -> ImportedHost:
    node = replace(Node(new_node_id(), name, address, user="ann"), **more)  # type: ignore[arg-type]
    return ImportedHost(name, node, f"config:{name}", problem)


def test_new_hosts_are_saved_and_others_skipped_with_a_reason(book: NodeBook) -> None:
    saved = book.save(
        Node(new_node_id(), "Desk", "spark.local", user="ann", other_routes=(Route("10.0.0.5"),))
    )
    hosts = [
        host("fresh", "10.0.0.9"),
        host("again", "Spark.local"),
        host("by-route", "10.0.0.5"),
        host("desk", "10.0.0.7"),
        host("twin", "10.0.0.9"),
        host("broken", "", "It has a loop."),
        host("other-user", "spark.local", user="bob"),
        host("behind", "spark.local", via=(Hop("jump", user="ann"),)),
    ]

    outcomes = add_hosts(hosts, book)

    assert [each.host.alias for each in outcomes if each.added] == ["fresh", "other-user", "behind"]
    reasons = {each.host.alias: each.reason for each in outcomes if not each.added}
    assert "saved already, as Desk" in reasons["again"]
    assert "saved already, as Desk" in reasons["by-route"]
    assert "already called Desk (ann@spark.local)" in reasons["desk"]
    assert "saved already, as fresh" in reasons["twin"]
    assert reasons["broken"] == "It has a loop."
    names = [node.name for node in book.all()[1:]]
    assert names == [saved.name, "fresh", "other-user", "behind"]


def test_dry_run_says_the_same_and_saves_nothing(book: NodeBook) -> None:
    hosts = [host("a", "10.0.0.1"), host("b", "10.0.0.1"), host("A", "10.0.0.2")]

    dry = [(each.added, each.reason) for each in add_hosts(hosts, book, dry_run=True)]
    assert len(book.all()) == 1
    wet = [(each.added, each.reason) for each in add_hosts(hosts, book)]

    assert dry == wet
    assert [added for added, _reason in wet] == [True, False, False]


def test_second_import_adds_nothing(book: NodeBook) -> None:
    hosts = [host("a", "10.0.0.1"), host("b", "10.0.0.2")]
    add_hosts(hosts, book)

    assert not any(each.added for each in add_hosts(hosts, book))


def test_name_of_this_computer_is_refused_with_a_reason(book: NodeBook) -> None:
    for dry_run in (True, False):
        (outcome,) = add_hosts([host("local", "10.0.0.1")], book, dry_run=dry_run)

        assert not outcome.added
        assert "already called" in outcome.reason
