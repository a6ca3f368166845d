"""Endpoints of the user's own: what is kept of them, where, and what becomes of their keys."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.core.cancel import Cancel
from app.core.errors import BadInput, SettingsUnwritable, UserError
from app.core.ids import NodeId
from app.hosts.secrets import SecretStore
from app.services.chat.api import Ability, Card, ChatEndpoint, ChatModel, Finding
from app.services.chat.endpoints.book import EndpointBook, checked, checked_url, is_open
from app.services.chat.endpoints.cards import card_of
from app.services.chat.endpoints.keys import KIND, check_key, key_of
from app.services.chat.endpoints.listing import KeyWanted
from app.services.chat.endpoints.naming import found_on
from app.services.chat.endpoints.surveying import Kept, Wish, forget, keep
from app.services.serving.running.api import Endpoint, ModelState, RunningModel
from tests.endpoint_servers import Endpoint as Server
from tests.endpoint_servers import Handler, endpoint_server

KEY = "key-for-the-test-4711"
MODELS = b'{"data": [{"id": "m", "owned_by": "vllm"}]}'


@pytest.fixture
def book(tmp_path: Path) -> EndpointBook:
    return EndpointBook(tmp_path / "endpoints.json")


def custom(url: str = "https://host.example/v1", **more: object) -> ChatEndpoint:
    return replace(ChatEndpoint("", "Mine", url=url, is_custom=True), **more)  # type: ignore[arg-type]


def test_what_is_kept_is_there_again(book: EndpointBook, tmp_path: Path) -> None:
    here = book.save(custom())
    there = book.save(custom(url="", title="", node=NodeId("n"), port=8000, base="v1/"))
    findings = {Ability.VISION: Finding(False, "no", 5.0)}
    card = Card(here.id, "m", "vllm", 4096, findings, "reasoning", frozenset({"seed"}))
    book.save_card(card)
    book.save_card(replace(card, context=8192))

    again = EndpointBook(tmp_path / "endpoints.json")

    assert again.endpoints() == (here, there)
    assert (there.title, there.base, there.is_custom) == ("Port 8000", "/v1", True)
    assert again.cards() == (replace(card, context=8192),)
    again.remove(here.id)
    assert again.endpoints() == (there,)
    assert again.cards() == ()


def test_a_change_keeps_its_place_and_id(book: EndpointBook) -> None:
    first, second = book.save(custom()), book.save(custom())
    book.save(replace(first, title="Other"))

    assert [(each.id, each.title) for each in book.endpoints()] == [
        (first.id, "Other"),
        (second.id, "Mine"),
    ]


def test_a_damaged_file_is_set_aside(book: EndpointBook, tmp_path: Path) -> None:
    (tmp_path / "endpoints.json").write_text('{"endpoints": [{"id"')

    assert book.endpoints() == ()
    assert (tmp_path / "endpoints.json.damaged").exists()


def test_an_ability_of_a_later_version_harms_nothing(book: EndpointBook, tmp_path: Path) -> None:
    (tmp_path / "endpoints.json").write_text(
        '{"cards": [{"endpoint": "e", "model": "m", "later": 1,'
        ' "findings": {"telepathy": {"works": true}, "tools": {"works": true}}}]}'
    )

    (card,) = book.cards()
    assert set(card.findings) == {Ability.TOOLS}


def test_what_cannot_be_written_is_said(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(SettingsUnwritable):
        EndpointBook(tmp_path / "file" / "endpoints.json").save(custom())


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("host.example:8000", "http://host.example:8000/v1"),
        (" https://Host.Example/v1/ ", "https://host.example/v1"),
        ("https://h/v1/chat/completions", "https://h/v1"),
        ("https://h/engines/v1/models", "https://h/engines/v1"),
        ("http://[::1]:8000", "http://[::1]:8000/v1"),
    ],
)
def test_addresses_are_taken_as_they_are_pasted(typed: str, kept: str) -> None:
    assert checked_url(typed) == kept


@pytest.mark.parametrize(
    "typed",
    [
        "",
        "ftp://h/v1",
        "https://",
        "http://h/v1?key=1",
        "http://a b/v1",
        "http://u:p@h/v1",
        "http://spark..local/v1",
        "http://.../v1",
        f"http://{'a' * 70}.example/v1",
    ],
)
def test_what_is_no_address_is_said(typed: str) -> None:
    with pytest.raises(BadInput):
        checked_url(typed)


@pytest.mark.parametrize(
    ("typed", "open_to_others"),
    [
        ("spark.local:8000/v1", True),
        ("192.0.2.7:8000", True),
        ("HTTP://host.example/v1", True),
        ("http://[2001:db8::1]:8000", True),
        ("https://host.example/v1", False),
        ("http://localhost:8000", False),
        ("http://[::1]:8000", False),
        ("http://[", False),
        ("", False),
    ],
)
def test_an_address_where_a_key_can_be_read_on_its_way_is_known(
    typed: str, open_to_others: bool
) -> None:
    assert is_open(typed) is open_to_others


@given(st.text(max_size=60))
def test_nothing_typed_breaks_the_form(text: str) -> None:
    for typed in (custom(url=text), custom(title=text, node=NodeId("n"), port=80, base=text)):
        with contextlib.suppress(UserError):
            assert checked(typed).title
    with contextlib.suppress(UserError):
        assert check_key(text).isascii()


# Keys


@pytest.fixture
def locked() -> Iterator[Server]:
    """A server that lets in those who have the key."""

    def answer(handler: Handler) -> None:
        good = handler.headers["Authorization"] == f"Bearer {KEY}"
        handler.send_response(200 if good else 401)
        body = MODELS if good else b'{"error": "no"}'
        handler.send_header("Content-Length", str(len(body)))
        handler.end_headers()
        handler.wfile.write(body)

    with endpoint_server({"/v1/models": answer}) as server:
        yield server


def kept(book: EndpointBook, secrets: SecretStore, endpoint: ChatEndpoint, **more: object) -> Kept:
    wish = Wish(endpoint, **more)  # type: ignore[arg-type]
    return keep(wish, book, lambda _endpoint: None, secrets, Cancel())


def test_an_endpoint_is_asked_before_it_is_kept_and_its_key_is_in_no_file(
    book: EndpointBook, locked: Server, tmp_path: Path
) -> None:
    secrets = SecretStore()
    url = f"http://127.0.0.1:{locked.port}/v1"
    with pytest.raises(KeyWanted):
        kept(book, secrets, custom(url), key="wrong")
    assert book.endpoints() == ()

    done = kept(book, secrets, custom(url), key=f" Bearer {KEY}\n")

    assert done.told is not None
    assert [model.id for model in done.told.models] == ["m"]
    assert done.endpoint.engine == "vllm"
    assert key_of(secrets, done.endpoint, Cancel()) == KEY
    assert KEY not in (tmp_path / "endpoints.json").read_text()
    assert KEY not in repr(Wish(done.endpoint, KEY))
    forget(done.endpoint, book, secrets, Cancel())
    assert key_of(secrets, done.endpoint, Cancel()) == ""


def test_a_key_does_not_follow_an_address_to_another_machine(
    book: EndpointBook, locked: Server
) -> None:
    secrets = SecretStore()
    endpoint = kept(
        book, secrets, custom("https://trusted.example/v1"), key=KEY, ask_first=False
    ).endpoint
    moved = replace(endpoint, url=f"http://127.0.0.1:{locked.port}/v1")

    with pytest.raises(KeyWanted):
        kept(book, secrets, moved)
    kept(book, secrets, moved, ask_first=False)

    assert secrets.recall(endpoint.id, KIND) is None


def test_what_was_deployed_from_here_is_let_in_by_the_deployers_key() -> None:
    secrets = SecretStore()
    secrets.remember("VLLM_API_KEY", "model-key", KEY)
    endpoint = ChatEndpoint("n:8000/v1", "", NodeId("n"), 8000, engine="vllm", needs_key=True)

    assert key_of(secrets, replace(endpoint, is_ours=True), Cancel()) == KEY
    assert key_of(secrets, endpoint, Cancel()) == ""


# What is found


def running(port: int, model: str, **more: object) -> RunningModel:
    endpoint = Endpoint(NodeId("n"), port, model, "vllm")
    return RunningModel(endpoint, model, **({"state": ModelState.READY} | more))  # type: ignore[arg-type]


def test_endpoints_of_one_engine_are_told_apart() -> None:
    stopped = running(8002, "c", state=ModelState.STOPPED)
    found = found_on("spark-01", [running(8000, "a"), running(8001, "b"), stopped])

    assert [(each.id, each.title) for each, _models in found] == [
        ("n:8000/v1", "vLLM on spark-01 · 8000"),
        ("n:8001/v1", "vLLM on spark-01 · 8001"),
    ]


def test_a_card_says_at_once_what_is_known_of_the_engine_and_the_list() -> None:
    ollama = ChatEndpoint("e", "e", engine="ollama")
    card = card_of(ollama, ChatModel("m", "m", context=4096, takes_images=False), None, "m")

    assert card.works(Ability.VISION) is False
    assert card.works(Ability.OVERFLOW) is False
    assert card.works(Ability.TOOLS) is None
    assert "top_k" in card.ignored
    assert card.context == 4096


def test_a_card_of_another_engine_on_the_same_port_counts_nothing() -> None:
    seen = Card("e", "m", "vllm", findings={Ability.TOOLS: Finding(True)})

    assert card_of(ChatEndpoint("e", "e", engine="vllm"), None, seen, "m").works(Ability.TOOLS)
    other = card_of(ChatEndpoint("e", "e", engine="sglang"), None, seen, "m")
    assert other.works(Ability.TOOLS) is None
