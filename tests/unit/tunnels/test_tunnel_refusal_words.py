"""Whose port it is that does not answer."""

from __future__ import annotations

from app.transport.tunnel.refusal import no_answer, refused_channel


def test_port_of_another_machine_is_not_said_to_be_the_nodes() -> None:
    own, other = "port 8888", "nvcr.io port 443"
    assert refused_channel(own, 2, "").reason == "nothing answers on port 8888 of the node"
    assert (
        refused_channel(other, 2, "").reason == "nothing answers on nvcr.io port 443 from the node"
    )
    assert no_answer(own, 5.0).reason == "port 8888 of the node did not answer within 5 s"
    assert no_answer(other, 5.0).reason.startswith("nvcr.io port 443 from the node did not")
