from __future__ import annotations

import string
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.services.tunnels.api import Exposure, Listener
from app.services.tunnels.sockets import (
    NAME_LIMIT,
    Socket,
    clean,
    parse_docker_ps,
    parse_proc_net,
    parse_ss,
)

DATA = Path(__file__).parents[2] / "data" / "tunnels"
PORTS = {8000, 11000, 5353, 8188, 11434, 8888, 9100}


def recorded(name: str) -> str:
    return (DATA / name).read_text()


def test_ss_as_root_names_addresses_and_owners() -> None:
    found = {each.port: each for each in parse_ss(recorded("ss_tlnHp_iproute2-6.1.0_root.txt"))}

    assert set(found) == PORTS
    assert {each.program for each in found.values()} == {"python3"}
    assert {each.pid for each in found.values()} == {13077}
    assert found[8000].address == "0.0.0.0"
    assert found[11434].address == "[::1]"
    assert found[8888].address == "*"
    assert found[9100].address == "[fe80::74df:78ff:fe59:cd88]%eth0"


def test_ss_without_rights_has_no_owners() -> None:
    found = parse_ss(recorded("ss_tlnHp_iproute2-6.1.0_unprivileged.txt"))

    assert {each.port for each in found} == PORTS
    assert all(each.program == "" and each.pid is None for each in found)


def test_proc_net_tells_the_same_ports_and_addresses() -> None:
    of_ss = parse_ss(recorded("ss_tlnHp_iproute2-6.1.0_unprivileged.txt"))
    known = {each.port: each.address.split("%")[0] for each in of_ss} | {8888: "[::]"}

    found = parse_proc_net(recorded("proc_net_tcp_and_tcp6.txt"))

    assert {each.port: each.address for each in found} == known


@pytest.mark.parametrize(
    ("address", "exposure"),
    [
        ("127.0.0.1", Exposure.LOOPBACK),
        ("127.0.0.53%lo", Exposure.LOOPBACK),
        ("[::1]", Exposure.LOOPBACK),
        ("[::1]%lo", Exposure.LOOPBACK),
        ("[::ffff:127.0.0.1]", Exposure.LOOPBACK),
        ("0.0.0.0", Exposure.NETWORK),
        ("[::]", Exposure.NETWORK),
        ("*", Exposure.NETWORK),
        ("10.0.0.7", Exposure.NETWORK),
        ("[fe80::1]%eth0", Exposure.NETWORK),
    ],
)
def test_exposure_is_read_from_the_address(address: str, exposure: Exposure) -> None:
    (socket,) = parse_ss(f"LISTEN 0 128 {address}:8000 0.0.0.0:*")

    assert socket.address == address
    assert Listener(8000, (socket.address,)).exposure is exposure
    assert Listener(8000, ("127.0.0.1", address)).exposure is exposure


def test_a_listener_without_addresses_says_that_it_is_not_known() -> None:
    assert Listener(1, ()).exposure is Exposure.UNKNOWN


@pytest.mark.parametrize(
    "line",
    [
        "",
        "LISTEN",
        "LISTEN 0 128 0.0.0.0:http 0.0.0.0:*",
        "LISTEN 0 128 0.0.0.0:0 0.0.0.0:*",
        "LISTEN 0 128 0.0.0.0:65536 0.0.0.0:*",
        "LISTEN 0 128 0.0.0.0:²² 0.0.0.0:*",
        "LISTEN 0 128 nonsense:80 0.0.0.0:*",
        "LISTEN 0 128 :80 0.0.0.0:*",
        "ESTAB 0 0 127.0.0.1:22 127.0.0.1:5000",
    ],
)
def test_lines_that_make_no_sense_are_left_out(line: str) -> None:
    assert parse_ss(line) == []


@pytest.mark.parametrize(
    ("users", "shown"),
    [
        ('users:(("a b",pid=7,fd=3))', "a b"),
        ('users:(("x\x1b[2J",pid=7,fd=3))', "x [2J"),
        ('users:(("\u202eevil",pid=7,fd=3))', "evil"),
        ('users:((""",pid=7,fd=3))', '"'),
        ('users:((")(",pid=7,fd=3))', ")("),
        ('users:(("",pid=7,fd=3))', ""),
        ('users:(("<b>",pid=7,fd=3),("other",pid=9,fd=3))', "<b>"),
    ],
)
def test_hostile_program_names_are_shown_harmlessly(users: str, shown: str) -> None:
    (socket,) = parse_ss(f"LISTEN 0 128 0.0.0.0:80 0.0.0.0:* {users}")

    assert socket == Socket(80, "0.0.0.0", shown, 7)


def test_a_newline_in_a_program_name_makes_no_second_listener() -> None:
    # A name has 15 bytes at most: too few for a whole line of its own.
    text = 'LISTEN 0 9 0.0.0.0:80 0.0.0.0:* users:(("\nLISTEN 0 1 *:1",pid=7,fd=3))'

    assert [each.port for each in parse_ss(text)] == [80]


@given(st.text())
def test_ss_parser_never_fails(text: str) -> None:
    assert all(0 < each.port <= 65535 for each in parse_ss(text))


@given(st.text(alphabet=string.hexdigits + ": \nA0"))
def test_proc_net_parser_never_fails(text: str) -> None:
    assert all(0 < each.port <= 65535 and each.address for each in parse_proc_net(text))


@given(st.text(alphabet="ab0123456789.:->/tcp,[] \t\n"))
def test_docker_parser_never_fails(text: str) -> None:
    assert all(0 < port <= 65535 for port in parse_docker_ps(text))


ADDRESSES = st.one_of(
    st.ip_addresses(v=4).map(str),
    st.ip_addresses(v=6).map(lambda address: f"[{address}]"),
    st.just("*"),
)
NAMES = st.text(st.characters(exclude_characters="\n", exclude_categories=["Cs"]), max_size=15)


@given(ADDRESSES, st.integers(1, 65535), NAMES, st.integers(1, 4_194_304))
def test_what_ss_prints_is_read_back(address: str, port: int, name: str, pid: int) -> None:
    line = f'LISTEN 0      4096   {address}:{port}   0.0.0.0:* users:(("{name}",pid={pid},fd=3))'

    found = parse_ss(line)

    assert [(each.port, each.address) for each in found] == [(port, address)]
    assert found[0].program.isprintable()
    assert len(found[0].program) <= NAME_LIMIT
    if '",pid=' not in name:
        assert (found[0].program, found[0].pid) == (clean(name), pid)


def test_synthetic_docker_ps_names_the_container_of_each_port() -> None:
    text = (
        "open-webui\t0.0.0.0:12000->8080/tcp, [::]:12000->8080/tcp\n"
        "demo\t0.0.0.0:3000-3002->3000-3002/tcp, 127.0.0.1:8000->8000/tcp, 9000/tcp\n"
        "dns\t0.0.0.0:53->53/udp\n"
        "host-network\t\n"
        "bad\t0.0.0.0:99999->1/tcp, 0.0.0.0:5-4->5-4/tcp, nonsense\n"
        "huge\t0.0.0.0:1-65535->1-65535/tcp\n"
    )

    assert parse_docker_ps(text) == {
        12000: "open-webui",
        3000: "demo",
        3001: "demo",
        3002: "demo",
        8000: "demo",
    }
