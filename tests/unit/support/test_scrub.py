"""Texts that are handed over: nothing that is known of a person or a box survives in them."""

from __future__ import annotations

import ipaddress
import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.core.log import register_secret
from app.services.support.scrub import COMMON, Kind, KnownName, Scrubber
from tests.captures import captured

names = st.from_regex(r"[A-Za-z][A-Za-z0-9 '._-]{4,20}[A-Za-z0-9]", fullmatch=True).filter(
    lambda name: all(word not in name.casefold() for word in COMMON) and name.casefold() != "more"
)
filling = st.text(st.characters(exclude_categories=["Cs"]), max_size=30)
between = st.sampled_from([" ", "\n", '"', "'", "/", ",", "(", "=", "@", "<", "\t", ": ", "//"])
v4 = st.ip_addresses(v=4).filter(
    lambda each: not (each.is_loopback or each.is_unspecified or str(each).startswith("255."))
)
v6 = st.ip_addresses(v=6).filter(lambda each: not each.is_loopback and not each.is_unspecified)
serials = st.from_regex(r"[A-Z0-9]{6,16}", fullmatch=True)


@settings(max_examples=60)
@given(known=st.lists(names, min_size=1, max_size=4), data=st.data())
def test_scrub_no_known_name_survives_anywhere(known: list[str], data: st.DataObject) -> None:
    scrubber = Scrubber(KnownName(Kind.HOST, name) for name in known)
    pieces = data.draw(st.lists(st.one_of(st.sampled_from(known), filling), max_size=12))
    glue = data.draw(st.one_of(between, st.just("")))
    told = scrubber.scrub(glue.join(pieces)).casefold()
    for name in known:
        assert name.casefold() not in re.sub(r"\[\w+-\d+\]", "\0", told)


@given(address=st.one_of(v4, v6), before=filling, after=filling, left=between, right=between)
def test_scrub_no_address_survives(
    address: ipaddress.IPv4Address, before: str, after: str, left: str, right: str
) -> None:
    told = Scrubber().scrub(f"{before}{left}{address}{right}{after}")
    found = re.findall(r"[0-9a-fA-F:.]+", told)
    assert str(address) not in found


@given(
    serial=serials,
    form=st.sampled_from(
        [
            "    Serial Number                         : {}\n",
            '{{"serial": "{}", "other": 1}}',
            "<serial>{}</serial>",
            'DGX_SERIAL_NUMBER="{}"\n',
            "Serial: {}\n",
            "Chassis asset tag: {}\n",
            "    GPU PDI                               : {}\n",
        ]
    ),
)
def test_scrub_no_serial_number_survives(serial: str, form: str) -> None:
    told = Scrubber().scrub(form.format(serial))
    assert serial not in told
    assert "[serial-1]" in told


@given(secret=st.text(st.characters(exclude_categories=["Cs", "Cc"]), min_size=8, max_size=40))
def test_scrub_no_known_secret_survives(secret: str) -> None:
    register_secret(secret)
    assert secret not in Scrubber().scrub(f"it was «{secret}» and {secret!r}").replace("•", "")


@given(text=st.text(max_size=400))
def test_scrub_takes_any_text_and_is_done_after_once(text: str) -> None:
    scrubber = Scrubber([KnownName(Kind.USER, "zacharias")])
    told = scrubber.scrub(text)
    assert Scrubber([KnownName(Kind.USER, "zacharias")]).scrub(told) == told or "[" in told


@pytest.mark.parametrize("piece", ["serial", "a-", "_", "/", "sk-"])
def test_scrub_comes_to_an_end_with_long_lines(piece: str) -> None:
    text = piece * (200_000 // len(piece))  # one square of its length would take minutes
    assert Scrubber().scrub(text)


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("ssh anna@spark-7f3a.local:2222", "ssh [user-1]@[host-1]:2222"),
        ("GET https://nas.example/hook/T0KEN?x=1", "GET https://[host-1]/…"),
        ("https://huggingface.co/org/model", "https://huggingface.co/org/model"),
        ("http://127.0.0.1:8000/v1", "http://127.0.0.1:8000/v1"),
        ("slack://T0/T1/T2 is a target", "[address-1] is a target"),
        ("/home/bob/models and /home/ubuntu/x", "/home/[user-1]/models and /home/ubuntu/x"),
        (r"C:\Users\Carl\x", r"C:\Users\[user-1]\x"),
        ("ether 00:1a:2b:3c:4d:5e", "ether [mac-1]"),
        ("GPU-12345678-1234-1234-1234-123456789abc", "GPU-[id-1]"),
        ("vllm@sha256:" + "ab" * 32, "vllm@sha256:" + "ab" * 32),
        ("10.1.2.3 then 10.1.2.3, 10.1.2.4", "[address-1] then [address-1], [address-2]"),
        ("010.001.002.003 up", "[address-1] up"),
        (
            "[2001:db8::5]:22 and 2001:db8::5: timed out",
            "[[address-1]]:22 and [address-1]: timed out",
        ),
        ("addr:2001:db8:1:2:3:4:5:6:22", "addr:[address-1]:22"),
        ("altname enx48b02dabcdef", "altname enx[mac-1]"),
        ("48b0.2dab.cdef learned", "[mac-1] learned"),
        (r"box\032\09148\058b0\0582d\058ab\058cd\058ef\093", r"box\032\091[mac-1]\093"),
        ("MD5:16:27:ac:a5:76:28:2d:36:63:1b:56:4d:eb:df:a6:48", "MD5:[mac-1]"),
        ('DCGM_FI{gpu="0",Hostname="gpu-box-1"} 1', 'DCGM_FI{gpu="0",Hostname="[host-1]"} 1'),
        ("Static hostname: anna-box", "Static hostname: [host-1]"),
        ("Service Tag: 8HJK2L3", "Service Tag: [serial-1]"),
        ("nvme-Samsung_SSD_990_PRO_S6WSNJ0T900123", "nvme-Samsung_SSD_990_PRO_[serial-1]"),
        ("/run/media/carla/usb, ~carla/x", "/run/media/[user-1]/usb, ~[user-1]/x"),
        ("file:///home%2Fcarla%2Fx", "file:///home%2F[user-1]%2Fx"),
        (
            '{"server": "nvcr.io", "username": "carla"}',
            '{"server": "nvcr.io", "username": "[user-1]"}',
        ),
        ("getaddrinfo box.kanzlei-meier.de failed", "getaddrinfo [host-1] failed"),
        ("https://cdn.hf.co/a/b?Signature=T0KEN&x=1", "https://cdn.hf.co/a/b?…"),
    ],
)
def test_scrub_labels_what_it_takes_out(text: str, told: str) -> None:
    assert Scrubber().scrub(text) == told


@pytest.mark.parametrize(
    "text",
    [
        "2026-11-21 23:40:12,123 INFO    MainThread app.transport.local: driver 580.126.09",
        "0000:01:00.0 std::string 6.11.0-1016-nvidia 255.255.255.0 0.0.0.0 ::1",
        "    Serial Number                         : N/A",
        "app.core.net: std.de_x torch.cuda.is_available() nvcr.io/nvidia/pytorch:25.09 libc.so.6",
        "Current thread 0x00007f3a5c0d4740, 12:34:56, 1.2.3.4567, 300.1.2.3, nvidia.com/gpu=all",
        "Linux spark 6.11 aarch64, user root, NVIDIA_DGX_Spark, host localhost",
    ],
)
def test_scrub_leaves_what_tells_nobody(text: str) -> None:
    assert Scrubber().scrub(text) == text


@pytest.mark.parametrize("hiding", ["\x1b[1;32m", "\u200b", "\u00ad", "\u202e"])
def test_scrub_finds_a_name_through_what_cannot_be_seen(hiding: str) -> None:
    scrubber = Scrubber([KnownName(Kind.USER, "anna.schmidt"), KnownName(Kind.NODE, "Büro-Box")])
    told = scrubber.scrub(f"anna{hiding}.schmidt 10.1{hiding}.2.3 hf_{'a' * 9}{hiding}{'b' * 9}")
    assert told == "[user-1] [address-1] •••"
    assert scrubber.scrub("Bu\u0308ro-Box") == "[node-1]"


def test_scrub_keeps_what_a_box_prints() -> None:
    text = captured("support/nvidia-smi_gb10_idle_580.95.05.txt").decode()
    assert Scrubber().scrub(text) == text


def test_scrub_takes_the_addresses_out_of_what_a_box_prints() -> None:
    text = captured("support/ip_addr_cx7_link_local_playbook.txt").decode()
    told = Scrubber().scrub(text)
    assert "link/ether [mac-1] brd ff:ff:ff:ff:ff:ff" in told
    assert "inet6 [address-3]/64 scope link" in told
    for private in ("3c:6d:66", "169.254", "fe80"):
        assert private not in told
    assert len(told.splitlines()) == len(text.splitlines())
