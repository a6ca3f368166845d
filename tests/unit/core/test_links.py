"""Deep links come from strangers: one is exactly of ours, or refused with words."""

from __future__ import annotations

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from app.core.errors import BadInput
from app.core.invocation import WindowWish, window_wish
from app.core.links import MAX_NAME, Link, is_link, read_link
from app.core.ports import LAST_PORT

NAMES = (
    st.text(st.characters(exclude_categories=("C", "Z")), min_size=1, max_size=20)
    .map(lambda name: name[:MAX_NAME])
    .filter(lambda name: name.isprintable() and name == name.strip())
)
PIECES = st.sampled_from(
    ["dgxspark", "DGXSPARK", ":", "//", "/", "node", "spark-01", "tunnel", "8888", "charts", "..",
     "%2F", "%", "%00", "%0A", "%FF", "%E2%80%AE", "?", "#", "@", "&", ";", " ", "\n", '"', "'",
     "$(reboot)", "`", "|", "--hidden", "é", "\u202e", "\ud800", "99999", "٣"]
)  # fmt: skip


@pytest.mark.parametrize(
    ("text", "link"),
    [
        ("dgxspark://node/spark-01", Link("spark-01")),
        ("dgxspark://node/spark-01/", Link("spark-01")),
        ("DGXSPARK://NODE/Spark%2001/charts", Link("Spark 01", "charts")),
        ("dgxspark://node/spark-01/tunnel/8888", Link("spark-01", port=8888)),
        ("dgxspark://node/tunnel", Link("tunnel")),
        ("dgxspark://node/a%2Fb/models", Link("a/b", "models")),
        ("dgxspark://node/盒子/charts", Link("盒子", "charts")),
    ],
)
def test_read_link_returns_what_to_show(text: str, link: Link) -> None:
    assert is_link(text)
    assert read_link(text) == link


@pytest.mark.parametrize(
    "text",
    [
        "",
        "dgxspark:",
        "dgxspark://exec/spark-01/reboot",
        "dgxspark://node/",
        "dgxspark://node//charts",
        "dgxspark://node/spark-01/tunnel/",
        "dgxspark://node/spark-01/tunnel/0",
        "dgxspark://node/spark-01/tunnel/65536",
        "dgxspark://node/spark-01/tunnel/8888/start?command=reboot",
        "dgxspark://node/spark-01/../../etc/passwd",
        "dgxspark://node/spark-01/charts?run=reboot",
        "dgxspark://node/spark-01%0Areboot",
        "dgxspark://node/%E2%80%AE10-kraps",  # turns the direction of what follows
        "dgxspark://node/%FF",
        "dgxspark://user:secret@node/spark-01",
        'dgxspark://node/x" exec spark-01 -- reboot',
        "dgxspark://node/" + "a" * 2000,
        "https://node/spark-01",
    ],
)
def test_read_link_refuses_hostile_input_with_words(text: str) -> None:
    with pytest.raises(BadInput) as refused:
        read_link(text)

    assert "not followed" in refused.value.message
    assert "reboot" not in str(refused.value)  # nothing of it is repeated


@given(st.text() | st.lists(PIECES, max_size=9).map("".join))
@example("dgxspark://node/" + "%" * 30)
def test_read_link_raises_nothing_but_bad_input(text: str) -> None:
    try:
        link = read_link(text)
    except BadInput:
        return
    assert link.node.isprintable()
    assert 0 <= link.port <= LAST_PORT
    assert read_link(link.text) == link


@given(NAMES, st.sampled_from(["", "charts", "models"]), st.integers(0, LAST_PORT))
def test_link_reads_back_what_it_wrote(node: str, pane: str, port: int) -> None:
    link = Link(node, "" if port else pane, port)

    assert read_link(link.text) == link
    assert window_wish([link.text]) == WindowWish(link=link.text)


def test_window_wish_never_runs_a_command_behind_a_link() -> None:
    link = "dgxspark://node/x"

    assert window_wish([link, "exec", "spark-01", "--", "reboot"]) == WindowWish(link=link)
    assert window_wish(["exec", "spark-01", "--", link]) is None


def test_window_wish_reads_options_that_stand_alone() -> None:
    assert window_wish([]) == WindowWish()
    assert window_wish(["--hidden"]) == WindowWish(hidden=True)
    assert window_wish(["--smoke"]) == WindowWish(smoke=True)
    assert window_wish(["--smoke", "nodes"]) is None
