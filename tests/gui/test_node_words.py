"""How a session's state is called and coloured."""

from __future__ import annotations

from app.look.components.status import DotState
from app.panes.node_words import look_of, pill_of
from app.transport.status import Phase, SessionStatus
from tests.gui.shell_fakes import node

SPARK = node("spark-01")


def test_changed_key_needs_attention_while_other_routes_are_tried() -> None:
    status = SessionStatus(SPARK.id, Phase.RECONNECTING, since=1.0, attempt=3, key_changed=True)
    look = look_of(SPARK, status)
    assert (look.dot, look.words, look.line) == (
        DotState.ERROR,
        "Needs attention",
        "Needs attention",
    )
    assert pill_of(status) == ("Needs attention", "err")


def test_node_that_is_tried_again_is_busy_not_broken() -> None:
    status = SessionStatus(SPARK.id, Phase.RECONNECTING, since=1.0, attempt=30)
    look = look_of(SPARK, status)
    assert (look.dot, look.words, look.line) == (
        DotState.BUSY,
        "Reconnecting",
        "Reconnecting",
    )
