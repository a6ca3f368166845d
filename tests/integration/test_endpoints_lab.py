"""An endpoint of a node, reached through a real sshd: its models, its abilities, and a loss."""

from __future__ import annotations

from typing import Any, cast

import pytest

from app.core.cancel import Cancel
from app.core.errors import SessionLost
from app.core.ids import NodeId
from app.hosts.secrets import SecretStore
from app.services.chat.api import Ability, Card, ChatEndpoint, ModelAt
from app.services.chat.endpoints.examining import examine
from app.services.chat.endpoints.surveying import survey
from app.services.serving.reach import NodeReach
from app.transport.slot import SessionSlot
from scripts.lab.llama import ALIAS

NODE = NodeId("spark")


@pytest.fixture
def node_reach(slot: SessionSlot) -> NodeReach:
    unused = cast("Any", None)
    return NodeReach(NODE, "spark-01", slot, unused, unused, lambda: None, lambda: None)


def test_a_model_is_listed_and_examined_through_ssh(
    node_reach: NodeReach, slot: SessionSlot, llama_port: int
) -> None:
    endpoint = ChatEndpoint("e", "e", NODE, llama_port)
    secrets = SecretStore()

    told = survey(endpoint, lambda _endpoint: node_reach, secrets, Cancel())

    assert told.endpoint.engine == "llama_cpp"
    assert [(model.id, model.at) for model in told.models] == [(ALIAS, ModelAt.LOADED)]

    card = Card("e", ALIAS, context=told.models[0].context)
    looks = examine(told.endpoint, card, lambda _endpoint: node_reach, secrets, Cancel())
    *_before, last = looks
    assert last.works(Ability.STREAMING) is True
    assert last.works(Ability.OVERFLOW) is True

    session = slot.session
    assert session is not None
    slot.clear(session)
    with pytest.raises(SessionLost, match="spark-01 is not connected"):
        survey(endpoint, lambda _endpoint: node_reach, secrets, Cancel())
