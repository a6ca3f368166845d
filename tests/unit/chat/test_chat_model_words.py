from __future__ import annotations

from dataclasses import replace

from app.core.errors import SessionLost
from app.panes.chat.conversation.model_words import picture_refusal, why_blocked
from app.services.chat.api import (
    Ability,
    Card,
    ChatEndpoint,
    ChatModel,
    Conversation,
    EndpointView,
    Finding,
    ModelAt,
)
from app.state.chat_partner import Partner

TALK = Conversation(1, "Fans", 0.0, 0.0, "e", "m")
MODEL = ChatModel("m", "m", ModelAt.LOADED, 4096)
VIEW = EndpointView(ChatEndpoint("e", "vLLM on spark-01"), (MODEL,))
PARTNER = Partner(VIEW, MODEL, Card("e", "m"))


def test_nothing_is_in_the_way_of_a_model_that_is_there() -> None:
    assert why_blocked(TALK, PARTNER, (VIEW,)) == ""
    on_disk = replace(PARTNER, listed=replace(MODEL, at=ModelAt.ON_DISK))
    assert why_blocked(TALK, on_disk, (VIEW,)) == ""
    assert PARTNER.context == 4096


def test_what_is_in_the_way_is_said() -> None:
    assert "is not there now" in why_blocked(TALK, None, (VIEW,))
    loading = replace(PARTNER, listed=replace(MODEL, at=ModelAt.LOADING))
    assert "still loads" in why_blocked(TALK, loading, (VIEW,))
    embedder = replace(PARTNER, listed=replace(MODEL, embeds=True))
    assert "vectors" in why_blocked(TALK, embedder, (VIEW,))
    lost = SessionLost("spark-01 is not connected.")
    gone = Partner(EndpointView(VIEW.endpoint, None, lost), None, Card("e", "m"))
    assert why_blocked(TALK, gone, (gone.view,)) == "spark-01 is not connected."


def test_nobody_is_told_to_choose_where_there_is_nothing_to_choose() -> None:
    nobody = replace(TALK, model="")
    unasked = EndpointView(VIEW.endpoint)
    silent = EndpointView(VIEW.endpoint, None, SessionLost("spark-01 is not connected."))
    assert why_blocked(nobody, None, (VIEW, silent)) == "Choose a model first."
    assert why_blocked(nobody, None, (unasked, silent)) == "Looking for models…"
    assert why_blocked(nobody, None, (silent,)) == "There is no model to talk to yet."


def test_pictures_are_refused_where_somebody_knows_that_the_model_is_blind() -> None:
    assert picture_refusal("m", PARTNER) == ""
    listed = replace(PARTNER, listed=replace(MODEL, takes_images=False))
    assert "its server says so" in picture_refusal("m", listed)
    sees = Card("e", "m", findings={Ability.VISION: Finding(True)})
    assert picture_refusal("m", replace(listed, card=sees)) == ""
    blind = Card("e", "m", findings={Ability.VISION: Finding(False, "It saw nothing.")})
    said = picture_refusal("m", replace(PARTNER, card=blind))
    assert said.startswith("m takes no pictures: it saw nothing. Choose another model")


def test_context_of_a_card_counts_where_the_list_does_not_tell() -> None:
    silent = Partner(VIEW, replace(MODEL, context=None), Card("e", "m", context=8192))
    assert silent.context == 8192
