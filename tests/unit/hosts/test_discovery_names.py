"""What a name on the network says, and what of it may be shown or connected to."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.hosts.discovery.api import Likeness
from app.hosts.discovery.names import (
    MAX_NAME,
    likeness,
    printable,
    renamed_from,
    usable_address,
    usable_host,
)
from app.hosts.nodes import Node, check_node, new_node_id


@pytest.mark.parametrize(
    ("label", "maker"),
    [
        ("spark-1a2b", "DGX Spark"),
        ("SPARK-1A2B", "DGX Spark"),
        ("gx10-00ff", "ASUS"),
        ("zgx-00ff", "HP"),
        ("aitopatom-00ff", "Gigabyte"),
        ("spark-1a2b-2", "DGX Spark"),
        ("spark7", "Spark"),
        ("dgx-spark-1", "Spark"),
    ],
)
def test_factory_names_look_like_a_spark(label: str, maker: str) -> None:
    like, why = likeness(label)

    assert like is Likeness.LIKELY_SPARK
    assert maker in why


@pytest.mark.parametrize("label", ["nimbus", "sparkle", "spark-xyzw", "gx10", "promaxgb10-1", ""])
def test_other_names_are_ordinary_machines(label: str) -> None:
    assert likeness(label) == (Likeness.OTHER, "")


@pytest.mark.parametrize(
    ("label", "others", "original"),
    [
        ("spark7", (), "spark"),
        ("spark-2", (), "spark"),
        ("Spark30", (), "spark"),
        ("spark-1a2b-2", (), "spark-1a2b"),
        ("nimbus-2", ("nimbus",), "nimbus"),
        ("nimbus-2", (), ""),
        ("spark-1234", ("spark",), ""),  # four digits are the factory's
        ("spark0", (), ""),  # conflicts count from 1
        ("dgx-spark-1", (), ""),  # people number their machines like that
        ("spark", (), ""),
    ],
)
def test_renames_after_a_conflict_are_recognised(
    label: str, others: tuple[str, ...], original: str
) -> None:
    assert renamed_from(label, others) == original


@given(st.text())
def test_shown_names_are_printable_and_short(text: str) -> None:
    shown = printable(text)

    assert shown == "" or shown.isprintable()
    assert len(shown) <= MAX_NAME
    assert not set(shown) & set("\u202e\u2066\u200b\x1b\ufffd")


@given(st.text(st.characters(codec="utf-8"), max_size=300).map(lambda text: f"{text}.local."))
def test_host_names_can_be_saved_or_are_not_used(server: str) -> None:
    host = usable_host(server)

    if host:
        assert check_node(Node(new_node_id(), "", host, user="ann")).address == host


@pytest.mark.parametrize(
    "server",
    ["", ".", ".local.", "a..local.", "evil.example.", f"{'x' * 64}.local.", "-x.local.",
     "a b.local.", "a\n.local.", "*.local.", f"{'a.' * 130}local."],
)  # fmt: skip
def test_names_nobody_can_connect_to_are_not_used(server: str) -> None:
    assert usable_host(server) == ""


def test_host_name_loses_only_its_last_dot() -> None:
    assert usable_host("Spark-1A2B.local.") == "Spark-1A2B.local"


@pytest.mark.parametrize(
    "text", ["", "spark", "127.0.0.1", "::1", "0.0.0.0", "224.0.0.251", "ff02::fb", "240.0.0.1"]
)
def test_addresses_that_lead_elsewhere_are_not_used(text: str) -> None:
    assert usable_address(text) == ""


@pytest.mark.parametrize("text", ["10.0.0.5", "169.254.3.4", "2001:db8::1", "fe80::1%3"])
def test_addresses_of_machines_are_used(text: str) -> None:
    assert usable_address(text) == text
