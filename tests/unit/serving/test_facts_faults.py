"""What the Hub, or somebody in its place, may do to whoever looks a model up."""

from __future__ import annotations

import json
import threading
import time
from pathlib import Path

import pytest

from app.core.cancel import Cancel
from app.core.errors import BadInput, Cancelled
from app.services.serving.api import ModelRef, Source
from app.services.serving.facts import hub as hub_module
from app.services.serving.facts.api import FactsUnavailable, ModelGated, ModelNotFound
from app.services.serving.facts.hub import HubAccess
from app.services.serving.facts.look import look_up
from app.services.serving.keys import ask_whose
from scripts.lab.hub import ACCOUNT, TOKEN, Fault, Hub, Repo, Sized
from scripts.lab.servers import free_port
from tests.certificates import self_signed
from tests.waiting import wait_for

NAME = "lab/faulty"


def look(access: HubAccess, cancel: Cancel | None = None, handle: str = NAME) -> object:
    source = Source.GGUF if ":" in handle else Source.HUGGING_FACE
    return look_up(ModelRef(source, handle), access, cancel or Cancel())


def faulty(hub: Hub, fault: Fault, at: str = "api", *, config: bytes = b"{}") -> None:
    files: dict[str, bytes | Path | Sized] = {
        "config.json": config,
        "model.safetensors": Sized(10**9),
        "m-Q8_0.gguf": Sized(10**9),
    }
    hub.add(Repo(NAME, files, fault=fault, fault_at=at))


@pytest.mark.parametrize(
    ("fault", "words"),
    [
        (Fault.TOO_OFTEN, "Try again in 1 min 57 s"),
        (Fault.TOO_OFTEN_BY_RATE, "Try again in 55 s"),
        (Fault.BROKEN, "status 500"),
        (Fault.NO_JSON, "no JSON"),
        (Fault.NESTED, "no JSON"),
        (Fault.BREAKS_OFF, "broke off"),
        (Fault.ENDLESS_HEADER, "broke off"),
        (Fault.ENDLESS_BODY, "more than 8 MiB"),
        (Fault.CIRCLE, "redirects without end"),
        (Fault.NOWHERE, "redirects to nowhere"),
        (Fault.PACKED, "not asked for"),
    ],
)
def test_a_fault_of_the_hub_is_told(
    model_hub: Hub, hub_access: HubAccess, fault: Fault, words: str
) -> None:
    faulty(model_hub, fault)

    with pytest.raises(FactsUnavailable) as caught:
        look(hub_access)

    assert words in str(caught.value)


@pytest.mark.parametrize("fault", [Fault.SILENT, Fault.DRIPS])
def test_a_hub_that_does_not_answer_is_given_up(
    model_hub: Hub, hub_access: HubAccess, fault: Fault, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(hub_module, "ANSWER_S", 0.3)
    faulty(model_hub, fault)

    with pytest.raises(FactsUnavailable, match="did not answer in time"):
        look(hub_access)


@pytest.mark.parametrize("at", ["api", "config.json"])  # then it goes over the same connection
@pytest.mark.parametrize("fault", [Fault.SILENT, Fault.DRIPS])
def test_looking_up_can_be_cancelled_whatever_it_waits_for(
    model_hub: Hub, hub_access: HubAccess, fault: Fault, at: str
) -> None:
    faulty(model_hub, fault, at)
    cancel, ended = Cancel(), threading.Event()

    def work() -> None:
        with pytest.raises(Cancelled):
            look(hub_access, cancel)
        ended.set()

    thread = threading.Thread(target=work, name="command-look")
    thread.start()
    wait_for(lambda: len(model_hub.seen) == (1 if at == "api" else 2))
    cancel.cancel()

    assert ended.wait(5)
    thread.join()


@pytest.mark.parametrize(
    ("config", "words"),
    [
        (b'{"a":' * 100_000, "nested"),
        (b'{"a": "' + b"x" * 5_000_000 + b'"}', "more than 4 MiB"),
        (b"[1, 2]", "no fields"),
        (b"\xff\xfe{}", "no config.json"),
        (b'{"a": ' + b"9" * 5000 + b"}", "no config.json"),
    ],
)
def test_a_config_that_is_none_is_told(
    model_hub: Hub, hub_access: HubAccess, config: bytes, words: str
) -> None:
    faulty(model_hub, Fault.NONE, config=config)

    with pytest.raises(FactsUnavailable, match=words):
        look(hub_access)


def test_texts_of_a_config_cannot_steer_a_terminal(model_hub: Hub, hub_access: HubAccess) -> None:
    faulty(model_hub, Fault.NONE, config=json.dumps({"model_type": "a\x1b[2Jb\u202e"}).encode())

    facts = look_up(ModelRef(Source.HUGGING_FACE, NAME), hub_access, Cancel())

    assert facts.config["model_type"] == "a [2Jb "
    assert facts.weights is not None  # though its file has no header that can be read


def test_a_gguf_without_a_header_is_told(model_hub: Hub, hub_access: HubAccess) -> None:
    faulty(model_hub, Fault.NONE)

    with pytest.raises(FactsUnavailable, match="GGUF"):
        look(hub_access, handle=f"{NAME}:Q8_0")


def test_a_token_does_not_go_where_a_redirect_leads(model_hub: Hub, hub_account: HubAccess) -> None:
    faulty(model_hub, Fault.ELSEWHERE)

    with pytest.raises(FactsUnavailable):
        look(hub_account)

    assert model_hub.seen[0].headers["authorization"] == f"Bearer {TOKEN}"
    [elsewhere] = model_hub.cdn.seen
    assert "authorization" not in elsewhere.headers
    assert TOKEN not in repr(elsewhere)


def test_a_token_does_not_go_to_a_hub_without_https() -> None:
    asked: list[str] = []

    def token_of(variable: str) -> str:
        asked.append(variable)
        return TOKEN

    with pytest.raises(FactsUnavailable):
        look(HubAccess("http://hub.invalid", token_of))

    assert asked == []


def test_a_certificate_must_be_trusted_and_then_no_redirect_leaves_https(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    certificate, key = self_signed(tmp_path)
    with Hub(certificate=certificate, key=key) as hub:
        faulty(hub, Fault.ELSEWHERE)
        access = HubAccess(hub.address, lambda _variable: TOKEN)
        with pytest.raises(FactsUnavailable, match="certificate"):
            look(access)
        assert hub.seen == []

        monkeypatch.setenv("SSL_CERT_FILE", str(certificate))
        with pytest.raises(FactsUnavailable, match="no HTTPS"):
            look(access)
        assert hub.seen[0].headers["authorization"] == f"Bearer {TOKEN}"
        assert hub.cdn.seen == []


def test_a_proxy_of_the_environment_is_used(
    model_hub: Hub, monkeypatch: pytest.MonkeyPatch
) -> None:
    # A proxy for plain HTTP is asked for whole addresses; the stand-in is one as well as it is.
    monkeypatch.setenv("http_proxy", model_hub.address)

    with pytest.raises(ModelNotFound, match=r"hub\.invalid"):
        look(HubAccess("http://hub.invalid"))

    assert model_hub.seen[0].path.startswith("http://hub.invalid/api/models/")


def test_no_network_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HF_ENDPOINT", f"http://127.0.0.1:{free_port()}/")

    with pytest.raises(FactsUnavailable, match="cannot be reached") as caught:
        look(HubAccess())

    assert "on the node" in caught.value.hint


@pytest.mark.parametrize(
    "address", ["ftp://hub", "hub", "https://", "https://a:b@hub", "https://["]
)
def test_an_address_that_is_none_is_refused(address: str) -> None:
    with pytest.raises(BadInput, match="no address"):
        look(HubAccess(address))


def test_cancelled_before_it_begins_asks_nobody(model_hub: Hub, hub_access: HubAccess) -> None:
    cancel = Cancel()
    cancel.cancel()

    with pytest.raises(Cancelled):
        look(hub_access, cancel)

    assert model_hub.seen == []


def test_a_token_is_checked_with_the_hub(model_hub: Hub, hub_access: HubAccess) -> None:
    assert ask_whose(hub_access, TOKEN, Cancel()) == ACCOUNT
    with pytest.raises(ModelGated, match="does not accept"):
        ask_whose(hub_access, "hf_" + "x" * 34, Cancel())


def test_what_is_larger_than_it_may_be_is_not_read_to_its_end(
    model_hub: Hub, hub_access: HubAccess
) -> None:
    files: dict[str, bytes | Path | Sized] = {
        "config.json": Sized(100_000_000_000, b'{"a": "'),
        "model.safetensors": Sized(5),
    }
    model_hub.add(Repo(NAME, files))
    before = time.monotonic()

    with pytest.raises(FactsUnavailable, match="more than 4 MiB"):
        look(hub_access)

    assert time.monotonic() - before < 20  # 100 GB take longer
