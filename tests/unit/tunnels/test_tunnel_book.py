from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from app.core.errors import BadInput, SettingsUnwritable
from app.core.ids import LOCAL_NODE
from app.core.settings import SettingsStore
from app.hosts.nodes import Node
from app.services.tunnels.address import url_of
from app.services.tunnels.api import Listener, TunnelSpec
from app.services.tunnels.asking import Wanted, asked, is_asked, specs_for
from app.services.tunnels.book import (
    TunnelBook,
    check_spec,
    spec_of_listener,
    spec_of_preset,
)
from app.services.tunnels.presets import find
from app.transport.tunnel.api import ForwardKind
from tests.unit.tunnels.tunnel_specs import OTHER, SPARK, tunnel

NODE = Node(SPARK, "spark", "spark.local", user="ann")


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "settings.json"


@pytest.fixture
def book(file: Path) -> TunnelBook:
    return TunnelBook(SettingsStore(file))


def opened(book: TunnelBook, spec: TunnelSpec) -> int:
    """What a first opening does."""
    port = book.local_port(spec)
    book.save(spec)
    book.remember_port(spec.id, port)
    return port


# Ports


def test_each_node_has_a_stable_port_per_service(book: TunnelBook, file: Path) -> None:
    first, second, third = (tunnel(11000, node=node) for node in (SPARK, OTHER, SPARK))
    third = replace(third, name="again")

    assert [opened(book, spec) for spec in (first, second, third)] == [11000, 11001, 11002]

    later = TunnelBook(SettingsStore(file))
    assert [later.local_port(later.get(spec.id)) for spec in (third, second)] == [11002, 11001]


def test_a_port_of_a_removed_tunnel_is_free_again(book: TunnelBook) -> None:
    first = tunnel(11000)
    opened(book, first)
    book.remove(first.id)

    assert book.local_port(tunnel(11000, node=OTHER)) == 11000


def test_a_remembered_port_is_not_written_over(book: TunnelBook) -> None:
    spec = book.save(tunnel(8888, local_port=9999))
    book.remember_port(spec.id, 8888)

    assert book.get(spec.id).local_port == 9999


def test_same_port_tunnels_insist_and_reserve(book: TunnelBook) -> None:
    spec = book.save(tunnel(18789, same_port=True, local_port=5000))

    assert spec.local_port == 0
    assert book.local_port(spec) == 18789
    assert book.local_port(tunnel(18789, node=OTHER)) == 18790


def test_same_port_tunnels_of_two_nodes_can_both_be_saved(book: TunnelBook) -> None:
    for node in (SPARK, OTHER):
        book.save(tunnel(18789, node=node, same_port=True))

    assert len(book.all()) == 2


def test_privileged_ports_move_up(book: TunnelBook) -> None:
    assert book.local_port(tunnel(80)) == 10080
    assert book.local_port(tunnel(443)) == 10443


def test_services_of_this_computer_stay_where_they_are(book: TunnelBook) -> None:
    assert book.local_port(tunnel(80, node=LOCAL_NODE)) == 80


def test_a_proxy_has_a_stable_port_too(book: TunnelBook) -> None:
    proxy = tunnel(0, name="", kind=ForwardKind.SOCKS)

    assert opened(book, proxy) == 1080
    assert book.get(proxy.id).name == "SOCKS proxy"
    assert book.local_port(tunnel(0, node=OTHER, kind=ForwardKind.SOCKS)) == 1081


# What is refused


@pytest.mark.parametrize(
    ("spec", "said"),
    [
        (tunnel(0), "0 is not a port"),
        (tunnel(70000), "70000 is not a port"),
        (tunnel(-1), "-1 is not a port"),
        (tunnel(8888, local_port=80), "80 cannot be a local port"),
        (tunnel(8888, local_port=70000), "70000 cannot be a local port"),
        (tunnel(8888, local_port=-5), "-5 cannot be a local port"),
        (tunnel(443, same_port=True), "cannot be the same here"),
        (tunnel(8888, scheme="ftp"), "“ftp” is no scheme"),
        (tunnel(8888, path="x"), "path “x”"),
        (tunnel(8888, path="/a b"), "path “/a b”"),
        (tunnel(8888, path="/a\n"), None),
        (tunnel(8888, path="/a\x1b"), "path"),
        (tunnel(8888, remote_host="a b"), "not an address"),
        (tunnel(8888, remote_host="-oProxyCommand=x"), "not an address"),
        (tunnel(8888, remote_host="user@host"), "not an address"),
        (tunnel(8888, start_command=("a\0b",)), "NUL"),
    ],
)
def test_bad_input_is_said_in_words(spec: TunnelSpec, said: str | None) -> None:
    if said is None:
        assert check_spec(spec).path == "/a"
        return
    with pytest.raises(BadInput) as raised:
        check_spec(spec)

    assert said in raised.value.message
    assert raised.value.hint or "NUL" in said


def test_two_tunnels_of_a_node_have_different_names(book: TunnelBook) -> None:
    book.save(tunnel(8888, name="Notebook"))

    with pytest.raises(BadInput, match="“Notebook”"):
        book.save(tunnel(9999, name="notebook"))
    assert book.save(tunnel(8888, node=OTHER, name="Notebook"))
    assert book.unique_name(tunnel(9999, name="notebook")).name == "notebook 9999"


def test_a_local_port_belongs_to_one_tunnel(book: TunnelBook) -> None:
    book.save(tunnel(8888, name="Notebook", local_port=9000))

    with pytest.raises(BadInput, match="belongs to the tunnel “Notebook”"):
        book.save(tunnel(8889, node=OTHER, local_port=9000))


# What is kept


def test_saved_tunnels_survive_and_hold_no_secret(book: TunnelBook, file: Path) -> None:
    spec = book.save(
        tunnel(18789, token_query="token", start_command=("docker", "start", "x y"), group="g")
    )
    book.want(spec.id, opened=True)

    later = TunnelBook(SettingsStore(file))
    assert later.all() == (spec,)
    assert later.wanted == {spec.id}
    later.want(spec.id, opened=False)
    assert TunnelBook(SettingsStore(file)).wanted == frozenset()


def test_two_processes_do_not_lose_each_others_tunnels(file: Path) -> None:
    one, two = (TunnelBook(SettingsStore(file)) for _ in range(2))
    first = one.save(tunnel(8888))
    second = two.save(tunnel(9999))
    third = one.save(tunnel(7777))

    assert TunnelBook(SettingsStore(file)).all() == (first, second, third)


def test_a_removed_node_takes_its_tunnels_and_brings_them_back(book: TunnelBook) -> None:
    mine, other = book.save(tunnel(8888)), book.save(tunnel(8889, node=OTHER))
    book.want(mine.id, opened=True)

    removed = book.remove_node(SPARK)
    assert book.all() == (other,)
    assert book.wanted == frozenset()
    book.restore(removed)

    assert set(book.all()) == {mine, other}
    assert book.wanted == {mine.id}


def test_a_full_disk_is_said_and_nothing_is_lost(
    book: TunnelBook, file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    spec = book.save(tunnel(8888))
    book.want(spec.id, opened=True)
    before = file.read_bytes()

    def full(*_arguments: object, **_more: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("app.core.settings.write_atomic", full)
    with pytest.raises(SettingsUnwritable, match="No space left"):
        book.save(tunnel(9999))
    with pytest.raises(SettingsUnwritable):
        book.remove(spec.id)
    book.want(spec.id, opened=False)  # closing a tunnel works all the same

    assert book.all() == (spec,)
    assert file.read_bytes() == before


def test_a_bad_tunnel_in_the_file_costs_no_other(book: TunnelBook, file: Path) -> None:
    spec = book.save(tunnel(8888))
    book.save(tunnel(9999))
    file.write_text(file.read_text().replace('"remote_port": 9999', '"remote_port": "x"'))

    store = SettingsStore(file)
    assert TunnelBook(store).all() == (spec,)
    assert store.problems


# From what was found, or typed, to tunnels


def test_a_listener_becomes_a_tunnel_named_after_its_owner() -> None:
    assert spec_of_listener(SPARK, Listener(54321, (), container="db")).name == "db 54321"
    assert spec_of_listener(SPARK, Listener(54321, (), "postgres")).name == "postgres 54321"
    assert spec_of_listener(SPARK, Listener(54321, ())).name == "Port 54321"
    preset = find("ollama")
    assert spec_of_listener(SPARK, Listener(11434, (), preset=preset)).name == "Ollama"


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("dashboard", Wanted(service="dashboard")),
        ("8888", Wanted(port=8888)),
        ("9000:8888", Wanted(port=8888, local_port=9000)),
    ],
)
def test_what_is_typed_is_read(text: str, wanted: Wanted) -> None:
    assert Wanted.parse(text) == wanted
    assert Wanted.from_arguments(wanted.as_arguments()) == wanted


@pytest.mark.parametrize(
    "text",
    ["", "0", "70000", "9000:", ":8888", "a:8888", "9000:b", "1:2:3", "0:8888", "٣", "9" * 40],
)
def test_what_makes_no_sense_is_refused(book: TunnelBook, text: str) -> None:
    with pytest.raises(BadInput):
        specs_for(book, NODE, Wanted.parse(text), save=False)


@pytest.mark.parametrize(
    "arguments",
    [{"service": 5}, {"port": "x"}, {"port": -1}, {"local_port": 70000}, {"port": None}],
)
def test_a_strange_request_is_refused(arguments: dict[str, object]) -> None:
    with pytest.raises(BadInput):
        Wanted.from_arguments(arguments)


def test_a_saved_tunnel_is_found_by_name_key_or_port(book: TunnelBook) -> None:
    spec = book.save(spec_of_preset(SPARK, find("ollama")))

    for text in ("ollama", "Ollama", "11434"):
        assert specs_for(book, NODE, Wanted.parse(text), save=True) == (spec,)
    (moved,) = specs_for(book, NODE, Wanted.parse("5000:11434"), save=True)
    assert (moved.id, moved.local_port) == (spec.id, 5000)
    assert book.get(spec.id) == moved


def test_an_app_is_asked_for_with_all_its_ports(book: TunnelBook) -> None:
    specs = specs_for(book, NODE, Wanted.parse("chatbot"), save=True)

    assert [spec.remote_port for spec in specs] == [3000, 8000]
    assert specs_for(book, NODE, Wanted.parse("chatbot"), save=True) == specs
    with pytest.raises(BadInput, match="3000 only"):
        specs_for(book, NODE, Wanted.parse("5000:3000"), save=True)


def test_a_proxy_is_asked_for(book: TunnelBook) -> None:
    (proxy,) = specs_for(book, NODE, Wanted.parse("1090", socks=True), save=True)

    assert (proxy.kind, proxy.local_port) == (ForwardKind.SOCKS, 1090)
    assert specs_for(book, NODE, Wanted.parse("", socks=True), save=True) == (proxy,)


def test_a_request_is_about_a_node_by_where_it_is_not_by_a_name_alone() -> None:
    other = replace(NODE, address=NODE.name, user="root")  # as `tunnel open root@spark-01`

    assert is_asked(NODE, asked(NODE, Wanted(port=8888)))
    assert is_asked(NODE, {"node": NODE.name.upper()})
    assert not is_asked(NODE, asked(other, Wanted(port=8888)))


# Addresses


@pytest.mark.parametrize(
    ("more", "token", "url"),
    [
        ({}, "", "http://127.0.0.1:5000/"),
        ({"scheme": "https"}, "", "https://127.0.0.1:5000/"),
        ({"path": "/lab?reset"}, "", "http://127.0.0.1:5000/lab?reset"),
        ({"path": "/ü"}, "", "http://127.0.0.1:5000/%C3%BC"),
        ({"path": "/a%20b"}, "", "http://127.0.0.1:5000/a%20b"),
        ({"path": "/#/x"}, "", "http://127.0.0.1:5000/#/x"),
        ({"token_query": "token"}, "a&b=c d", "http://127.0.0.1:5000/?token=a%26b%3Dc%20d"),
        (
            {"token_query": "token", "path": "/lab?x=1"},
            "t",
            "http://127.0.0.1:5000/lab?x=1&token=t",
        ),
        ({"token_query": "token", "path": "/#/x"}, "t", "http://127.0.0.1:5000/?token=t#/x"),
        ({}, "unused", "http://127.0.0.1:5000/"),
        ({"scheme": ""}, "t", "127.0.0.1:5000"),
        ({"kind": ForwardKind.SOCKS}, "", "socks5h://127.0.0.1:5000"),
    ],
)
def test_addresses_are_those_a_browser_takes(more: dict[str, object], token: str, url: str) -> None:
    assert url_of(tunnel(8888, **more), 5000, token) == url
