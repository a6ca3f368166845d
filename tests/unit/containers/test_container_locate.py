"""Why a node's Docker cannot be used, and what to do."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.services.containers.api import Trouble
from app.services.containers.locate import Look, parse_look, why_not

WHO = "user spark\nnow spark video\nlater spark video docker\n"


@pytest.mark.parametrize(
    ("told", "trouble", "words"),
    [
        (WHO, Trouble.NOT_INSTALLED, "no Docker"),
        (WHO + "cli yes\n", Trouble.NOT_RUNNING, "systemctl enable --now docker"),
        (
            WHO + "socket no docker /var/run/docker.sock\n",
            Trouble.LOGIN_AGAIN,
            "connect again",
        ),
        (
            WHO + "socket no adm /var/run/docker.sock\n",
            Trouble.NO_PERMISSION,
            "sudo usermod -aG adm spark",
        ),
        (WHO + "socket no root /var/run/docker.sock\n", Trouble.NO_PERMISSION, "root alone"),
        (WHO + "cli yes\nsocket yes docker /x.sock\n", Trouble.NOT_RUNNING, "/x.sock"),
        (WHO + "socket yes docker /x.sock\n", Trouble.FORBIDDEN, "AllowStreamLocalForwarding"),
    ],
)
def test_reason_says_what_to_do(told: str, trouble: Trouble, words: str) -> None:
    error = why_not(parse_look(told))

    assert error.trouble is trouble
    assert words in str(error)


def test_sockets_stay_in_order_and_once() -> None:
    look = parse_look("socket yes docker /a b.sock\nsocket no root /c\nsocket yes docker /a b.sock")

    assert [(each.path, each.usable) for each in look.sockets] == [
        ("/a b.sock", True),
        ("/c", False),
    ]


@given(st.text(max_size=200))
def test_nothing_a_node_prints_breaks_it(text: str) -> None:
    look = parse_look(text)

    assert isinstance(look, Look)
    assert str(why_not(look)).isprintable()
