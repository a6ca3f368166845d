"""Saved nodes and how they are named."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.core.errors import BadInput, UnknownNode
from app.core.ids import LOCAL_NODE, NodeId
from app.core.settings import SettingsStore
from app.hosts.nodes import THIS_COMPUTER, Node, NodeBook, check_node, new_node_id
from app.hosts.target import parse_address, resolve_node

SPARK = Node(NodeId("node-1"), "Spark", "spark.local", user="ann")


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "settings.json"


@pytest.fixture
def book(file: Path) -> NodeBook:
    return NodeBook(SettingsStore(file))


def test_book_begins_with_this_computer(book: NodeBook) -> None:
    assert book.all() == (THIS_COMPUTER,)


def test_book_keeps_nodes_in_order(book: NodeBook, file: Path) -> None:
    second = replace(SPARK, id=NodeId("node-2"), name="Second")
    book.save(SPARK)
    book.save(second)
    book.save(replace(SPARK, port=2222))

    again = NodeBook(SettingsStore(file))

    assert again.all() == (THIS_COMPUTER, replace(SPARK, port=2222), second)


def test_book_refuses_the_same_name_twice(book: NodeBook) -> None:
    book.save(SPARK)

    for name in ("spark", "SPARK", "local", "this computer"):
        with pytest.raises(BadInput, match="already called"):
            book.save(replace(SPARK, id=new_node_id(), name=name))
    assert len(book.all()) == 2


def test_book_removes_and_brings_back(book: NodeBook) -> None:
    book.save(SPARK)

    removed = book.remove(SPARK.id)
    assert book.all() == (THIS_COMPUTER,)
    with pytest.raises(UnknownNode):
        book.get(SPARK.id)
    book.save(removed)

    assert book.get(SPARK.id) == SPARK


def test_book_finds_by_name(book: NodeBook) -> None:
    book.save(SPARK)

    assert book.find("sPARK") == SPARK
    assert book.find("local") == THIS_COMPUTER
    with pytest.raises(UnknownNode, match=r"no saved node “x”.*Saved: Spark"):
        book.find("x")


def test_book_keeps_the_other_nodes_of_a_damaged_one(file: Path) -> None:
    good = {"id": "node-1", "name": "Spark", "address": "spark.local", "user": "ann"}
    bad = {"id": "node-2", "name": "Broken", "port": "twenty-two"}
    stored = {"version": 1, "sections": {"nodes": {"nodes": [bad, good]}}}
    file.write_text(json.dumps(stored))
    store = SettingsStore(file)

    book = NodeBook(store)
    book.save(replace(SPARK, id=NodeId("node-3"), name="Third"))

    assert [node.name for node in NodeBook(SettingsStore(file)).all()[1:]] == ["Spark", "Third"]
    assert "nodes.nodes[0] was dropped" in store.problems[0]
    assert "twenty-two" in file.with_name("settings.json.dropped").read_text()


def test_book_never_saves_this_computer(book: NodeBook) -> None:
    with pytest.raises(BadInput):
        book.save(replace(SPARK, id=LOCAL_NODE))


def test_check_node_trims_and_names() -> None:
    node = check_node(replace(SPARK, name=" ", address=" spark.local ", user=" ann "))

    assert (node.name, node.address, node.user) == ("spark.local", "spark.local", "ann")


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"address": ""}, "address is missing"),
        ({"address": "two words"}, "is not an address"),
        ({"address": "ann@host"}, "is not an address"),
        ({"address": "*"}, "is not an address"),
        ({"address": "*.local"}, "is not an address"),
        ({"address": "a,b"}, "is not an address"),
        ({"address": "#host"}, "is not an address"),
        ({"address": "-oProxyCommand"}, "is not an address"),
        ({"address": "a\0b"}, "is not an address"),
        ({"user": ""}, "user name"),
        ({"user": "a b"}, "user name"),
        ({"user": "a\0"}, "user name"),
        ({"port": 0}, "is not a port"),
        ({"port": 65536}, "is not a port"),
        ({"identity_file": "/no/such/key"}, "no key file"),
        ({"identity_file": "~nobody-of-this-name/key"}, "no key file"),
        ({"identity_file": "/tmp"}, "no key file"),
    ],
)
def test_check_node_names_what_is_wrong(change: dict[str, str], said: str) -> None:
    with pytest.raises(BadInput, match=said):
        check_node(replace(SPARK, **change))  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("text", "user", "address", "port"),
    [
        ("ssh://ann@spark.local:2222", "ann", "spark.local", 2222),
        ("ann@spark.local", "ann", "spark.local", 22),
        ("ann@spark.local:2222", "ann", "spark.local", 2222),
        (" ssh://ann@10.0.0.5/ ", "ann", "10.0.0.5", 22),
        ("ssh://ann@[::1]:2222", "ann", "::1", 2222),
        ("ann@[fe80::1%eth0]:22", "ann", "fe80::1%eth0", 22),
        ("ann@fe80::1", "ann", "fe80::1", 22),
        ("ann@SPARK.local", "ann", "spark.local", 22),
        ("ann@bücher.example", "ann", "bücher.example", 22),
        ("spark", "me", "spark", 22),
        ("::1", "me", "::1", 22),
    ],
)
def test_parse_address_reads(
    monkeypatch: pytest.MonkeyPatch, text: str, user: str, address: str, port: int
) -> None:
    monkeypatch.setattr("getpass.getuser", lambda: "me")

    node = parse_address(text)

    assert (node.user, node.address, node.port) == (user, address, port)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("ssh://ann:secret@host", "must not contain a password"),
        ("http://host", "not supported"),
        ("ann@host:99999", "is not an address"),
        ("ann@host:0", "0 is not a port"),
        ("ann@host:ssh", "is not an address"),
        ("ann@host/path", "more than an address"),
        ("ann@[::1", "is not an address"),
        ("", "address is missing"),
        ("ann@", "address is missing"),
    ],
)
def test_parse_address_refuses(text: str, said: str) -> None:
    with pytest.raises(BadInput, match=said) as caught:
        parse_address(text)

    assert "secret" not in str(caught.value)


@given(
    st.text(max_size=40) | st.from_regex(r"(ssh://)?[^ ]*@?[\[\]:.a-z0-9%]*(:\d*)?", fullmatch=True)
)
def test_parse_address_raises_nothing_but_bad_input(text: str) -> None:
    try:
        node = parse_address(text)
    except BadInput:
        return
    assert check_node(node) == node


def test_parse_address_without_a_login_name_asks_for_one(monkeypatch: pytest.MonkeyPatch) -> None:
    def nobody() -> str:
        raise KeyError("getpwuid(): uid not found: 1234")

    monkeypatch.setattr("getpass.getuser", nobody)

    with pytest.raises(BadInput, match="user name is missing"):
        parse_address("spark.local")


@pytest.mark.parametrize("address", ["spark.local", "10.0.0.5", "::1", "fe80::1%eth0"])
@pytest.mark.parametrize("port", [22, 2222])
def test_target_is_read_back(address: str, port: int) -> None:
    node = replace(SPARK, address=address, port=port)

    again = parse_address(f"ssh://{node.target}")

    assert (again.user, again.address, again.port) == (node.user, node.address, node.port)


def test_resolve_node_prefers_what_it_looks_like(book: NodeBook) -> None:
    book.save(SPARK)

    assert resolve_node("spark", book) == SPARK
    assert resolve_node("local", book) == THIS_COMPUTER
    assert resolve_node("ssh://bob@spark", book).user == "bob"
    assert resolve_node("bob@127.0.0.1", book).target == "bob@127.0.0.1"
    book.save(replace(SPARK, id=NodeId("node-2"), name="ann@work"))
    assert resolve_node("ann@work", book).address == "spark.local"
