"""What is known of endpoints: joined of what nodes say and of what they told themselves."""

from __future__ import annotations

from dataclasses import replace

import pytest
from PySide6.QtCore import QObject

from app.core.errors import RemoteError, SessionLost
from app.core.ids import NodeId
from app.services.chat.api import ChatEndpoint, ChatModel, EndpointView, ModelAt
from app.services.chat.endpoints.surveying import Told
from app.state.endpoint_views import EndpointsChanged, EndpointViews

NODE = NodeId("n")
ENDPOINT = ChatEndpoint("n:8000/v1", "vLLM on spark-01", NODE, 8000, engine="vllm")
LOADED = (ChatModel("m", "m", ModelAt.LOADED, 4096),)
LOADING = (ChatModel("m", "m", ModelAt.LOADING),)
REFUSED = RemoteError("Nothing answers on port 8000 there.")


@pytest.fixture
def views_owner() -> QObject:
    return QObject()


@pytest.fixture
def views(views_owner: QObject) -> EndpointViews:
    return EndpointViews(views_owner)


def seen(views: EndpointViews, endpoint: str = ENDPOINT.id) -> EndpointView:
    view = views.get(endpoint)
    assert view is not None
    return view


def test_an_endpoint_is_asked_when_its_node_says_something_else(views: EndpointViews) -> None:
    assert views.found(ENDPOINT, LOADED)
    assert not views.found(ENDPOINT, LOADED)
    assert views.found(ENDPOINT, (*LOADED, ChatModel("adapter", "adapter")))
    assert seen(views).models is None  # it has not told


def test_what_loads_says_so_before_it_can_be_asked(views: EndpointViews) -> None:
    views.found(ENDPOINT, LOADING)
    views.failed((ENDPOINT.id,), REFUSED, wants_key=False)

    assert seen(views) == EndpointView(ENDPOINT, LOADING)
    assert views.loading() == (ENDPOINT.id,)
    assert views.silent() == ()


def test_a_node_that_is_wrong_for_a_moment_takes_no_model_away(views: EndpointViews) -> None:
    views.found(ENDPOINT, LOADED)
    views.told(Told(ENDPOINT, LOADED, 5.0))
    assert views.found(ENDPOINT, LOADING)  # it did not answer the node's probe in time
    assert seen(views).models == LOADED
    views.told(Told(ENDPOINT, LOADED, 6.0))

    assert seen(views) == EndpointView(ENDPOINT, LOADED, None, 6.0)


def test_a_lost_node_leaves_its_models_with_the_reason(views: EndpointViews) -> None:
    views.found(ENDPOINT, LOADING)
    views.told(Told(ENDPOINT, LOADED, 5.0))
    views.failed(views.ids(NODE), SessionLost("spark-01 is not connected."), wants_key=False)

    assert seen(views).models == LOADED
    assert "not connected" in str(seen(views).error)


def test_what_gave_away_its_engine_keeps_it_and_its_title(views: EndpointViews) -> None:
    stranger = replace(ENDPOINT, title="Endpoint on spark-01", engine="endpoint")
    views.found(stranger, LOADED)
    views.told(Told(replace(stranger, engine="llama_cpp"), LOADED, 5.0))
    views.found(stranger, LOADING)

    assert seen(views).endpoint.title == "llama.cpp on spark-01"
    assert seen(views).endpoint.engine == "llama_cpp"


def test_those_that_answer_come_first_and_ones_own_hides_what_was_found(
    views: EndpointViews,
) -> None:
    elsewhere = ChatEndpoint("c", "A site", url="https://h/v1", is_custom=True)
    views.put(EndpointView(elsewhere, LOADED))
    views.found(ENDPOINT, LOADED)
    views.put(EndpointView(replace(ENDPOINT, id="b", title="Broken", port=1), error=REFUSED))
    titles = [view.endpoint.title for view in views.in_order((NODE,))]
    assert titles == ["vLLM on spark-01", "A site", "Broken"]

    views.put(EndpointView(replace(ENDPOINT, id="own", title="Mine", is_custom=True)))
    titles = [view.endpoint.title for view in views.in_order((NODE,))]
    assert titles == ["Mine", "A site", "Broken"]


def test_only_what_is_another_is_told(views: EndpointViews) -> None:
    told: list[EndpointsChanged] = []
    views.changed.connect(told.append)
    views.found(ENDPOINT, LOADED)
    views.found(ENDPOINT, LOADED)
    views.failed((ENDPOINT.id,), REFUSED, wants_key=False)
    views.failed((ENDPOINT.id,), REFUSED, wants_key=False)
    views.drop((ENDPOINT.id, "unknown"))

    assert [each.endpoint for each in told] == ["", ENDPOINT.id, ""]
