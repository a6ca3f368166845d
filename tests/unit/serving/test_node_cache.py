"""What models are on a node already, and what files there say of themselves."""

from __future__ import annotations

import json
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from threading import Thread

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.core.audit import AuditLog
from app.core.cancel import Cancel
from app.core.errors import BadInput
from app.core.ids import NodeId
from app.services.serving.api import ModelRef, Source
from app.services.serving.facts import node_cache
from app.services.serving.facts.api import CachedModel, FactsUnavailable, ModelNotFound
from app.services.serving.facts.node_cache import (
    cached_models,
    read_cached,
    read_listing,
    read_ollama,
)
from app.services.serving.facts.on_node import look_on_node
from app.services.serving.fit.shape import read_shape
from app.services.serving.reach import NodeReach
from app.transport.api import Session
from app.transport.local import LocalSession
from app.transport.slot import SessionSlot
from app.transport.ssh.session import SshSession
from scripts.lab.llama import CONTEXT
from scripts.lab.node import LabNode
from tests.captures import captured
from tests.hub_fixtures import safetensors

HOME = "/home/nvidia"


def reach_of(session: Session, folder: Path) -> NodeReach:
    from app.services.containers.holder import EngineHolder

    slot = SessionSlot()
    slot.put(session)
    return NodeReach(
        NodeId("node"), "spark", slot, EngineHolder(slot, "spark"),
        AuditLog(folder / "audit.jsonl"), lambda: None, lambda: None,
    )  # fmt: skip


@pytest.fixture
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[NodeReach]:
    monkeypatch.setattr(node_cache, "OLLAMA_PORT", 9)
    session = LocalSession()
    yield reach_of(session, tmp_path)
    session.close()


def by_handle(models: tuple[CachedModel, ...] | list[CachedModel]) -> dict[str, CachedModel]:
    return {each.ref.handle: each for each in models}


def test_a_cache_that_huggingface_hub_filled_is_read() -> None:
    data = captured("hub/find_huggingface_hub-2.4.0.txt")

    found = by_handle(list(read_cached(read_listing(data), HOME)))

    assert {
        handle: (each.ref.source, each.bytes, each.is_whole) for handle, each in found.items()
    } == {
        "Qwen/Qwen3-8B": (Source.HUGGING_FACE, 22 + 180 + 200_080 + 100_079, True),
        "unsloth/Qwen3-8B-GGUF:Q4_K_M": (Source.GGUF, 70_000, True),
        "unsloth/Qwen3-8B-GGUF:Q8_0": (Source.GGUF, 90_000, True),
        # One part broke off:
        "openai/gpt-oss-20b": (Source.HUGGING_FACE, 24 + 2076, False),
        # The download was killed:
        "nvidia/Llama-3.3-70B-Instruct-NVFP4": (Source.HUGGING_FACE, 22 + 167_772_160, False),
    }
    whole = found["Qwen/Qwen3-8B"]
    assert whole.origin == "Hugging Face cache"
    assert whole.path.startswith(f"{HOME}/.cache/huggingface/hub/models--Qwen--Qwen3-8B/snapshots/")
    assert "/" not in whole.path.rpartition("/snapshots/")[2]


def test_caches_and_folders_of_a_home_are_found(here: NodeReach, tmp_path: Path) -> None:
    home = tmp_path / "spark home"
    nim = home / ".cache/nim/ngc/hub/models--nim--meta--llama-3.1-8b-instruct"
    for path, size in {
        nim / "blobs/abc": 500,
        nim / "snapshots/hf-1/config.json": 20,
        home / "models/qwen/config.json": 10,
        home / "models/qwen/model-00001-of-00002.safetensors": 300,
        home / "models/half.gguf": 40,
        home / "models/mmproj-F16.gguf": 4,
        home / ".lmstudio/models/qwen/q/q-Q8_0-00001-of-00002.gguf": 50,
        home / ".lmstudio/models/qwen/q/q-Q8_0-00002-of-00002.gguf": 60,
        home / "elsewhere/x.gguf": 70,
    }.items():
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(bytes(size))
    (nim / "snapshots/hf-1/model.safetensors").symlink_to("../../blobs/abc")

    found = cached_models(here, str(home), Cancel())

    split = f"{home}/.lmstudio/models/qwen/q/q-Q8_0-00001-of-00002.gguf"
    assert [(each.ref.source, each.ref.handle, each.bytes, each.is_whole) for each in found] == [
        (Source.FILE, split, 110, True),
        (Source.FILE, f"{home}/models/half.gguf", 40, True),
        (Source.FILE, f"{home}/models/qwen", 310, False),
        (Source.NGC, "meta/llama-3.1-8b-instruct", 520, True),
    ]
    assert [each.origin for each in found] == [
        "LM Studio", "models folder", "models folder", "NIM cache"
    ]  # fmt: skip


def test_a_node_without_models_and_an_unknown_home_have_none(here: NodeReach) -> None:
    assert cached_models(here, "", Cancel()) == ()
    assert cached_models(here, "/nowhere at all", Cancel()) == ()


def test_a_link_to_a_blob_that_is_gone_makes_a_model_less_than_whole() -> None:
    folder = f"{HOME}/.cache/huggingface/hub/models--a--b"
    rows = f"l\t9\t1\t../../blobs/x\t{folder}/snapshots/1/model.safetensors\0"

    [model] = read_cached(read_listing(rows.encode()), HOME)

    assert (model.bytes, model.is_whole) == (0, False)


def test_what_an_earlier_try_left_does_not_make_a_model_less_than_whole() -> None:
    folder = f"{HOME}/.cache/huggingface/hub/models--a--b"
    rows = f"l\t9\t1\t../../blobs/x\t{folder}/snapshots/1/model.safetensors\0"
    rows += f"f\t9\t1\t\t{folder}/blobs/x\0f\t5\t1\t\t{folder}/blobs/x.12ab.incomplete\0"

    [model] = read_cached(read_listing(rows.encode()), HOME)

    assert (model.bytes, model.is_whole) == (9, True)


def test_models_of_ollama_are_read() -> None:
    told = {"models": [{"name": "qwen2.5:32b", "size": 19_851_349_856}, {"name": 5}, "x"]}

    [model] = read_ollama(told)

    assert model == CachedModel(ModelRef(Source.OLLAMA, "qwen2.5:32b"), "", 19_851_349_856, True,
                                "Ollama")  # fmt: skip


def test_ollama_is_asked_on_its_port(here: NodeReach, monkeypatch: pytest.MonkeyPatch) -> None:
    asked = []

    class Tags(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            asked.append(self.path)
            body = json.dumps({"models": [{"name": "tiny:latest", "size": 7}]}).encode()
            self.send_response(200)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_arguments: object) -> None:
            pass

    with HTTPServer(("127.0.0.1", 0), Tags) as server:
        monkeypatch.setattr(node_cache, "OLLAMA_PORT", server.server_address[1])
        thread = Thread(target=server.handle_request, daemon=True)
        thread.start()
        found = cached_models(here, "", Cancel())
        thread.join(5)

    assert asked == ["/api/tags"]
    assert [each.ref.handle for each in found] == ["tiny:latest"]


@given(
    st.binary(max_size=300)
    | st.lists(
        st.tuples(
            st.sampled_from("flx"),
            st.sampled_from(["1", "-1", "9" * 30, "", "²"]),
            st.sampled_from(["1.5", "nan", "x"]),
            st.sampled_from(["", "../../blobs/b", "/"]),
            st.sampled_from(
                ["/h/models--a--b/blobs/b", "/h/models--a--b/blobs/b.incomplete",
                 "/h/models--a--b/snapshots/1/m.safetensors", "/h/models--nim--x/snapshots/1/c",
                 "/h/models--a--b/snapshots/2/d/m-Q4_0.gguf", "/models/a.gguf", "/\x1b", "x"]
            ),
        )
    ).map(lambda rows: b"\0".join("\t".join(row).encode() for row in rows))
)  # fmt: skip
def test_whatever_a_listing_holds_is_read(data: bytes) -> None:
    for model in read_cached(read_listing(data), "/h"):
        assert model.ref.handle.isprintable()
        assert model.bytes >= 0


def test_a_gguf_file_on_a_node_says_what_it_is(
    lab: LabNode, session: SshSession, tiny_gguf: Path, tmp_path: Path
) -> None:
    home = f"{lab.home}/models of ann"  # over a real sshd
    session.exec(["mkdir", "-p", home]).check()
    session.files().write(f"{home}/tiny's $(id)-Q4_K_M.gguf", tiny_gguf.read_bytes())
    ref = ModelRef(Source.FILE, "~/tiny's $(id)-Q4_K_M.gguf")

    facts = look_on_node(ref, reach_of(session, tmp_path), home, Cancel())

    assert facts.weights is not None
    assert facts.weights.bytes == tiny_gguf.stat().st_size
    assert (facts.quantization, facts.download_bytes) == ("Q4_K_M", 0)
    assert read_shape(facts.config).context == CONTEXT


def test_a_folder_on_a_node_says_what_it_is(here: NodeReach, tmp_path: Path) -> None:
    folder = tmp_path / "model"
    folder.mkdir()
    (folder / "config.json").write_text('{"model_type": "llama", "torch_dtype": "bfloat16"}')
    (folder / "model.safetensors").write_bytes(safetensors({"a": ("BF16", (8, 4))}))

    facts = look_on_node(ModelRef(Source.FILE, str(folder)), here, "", Cancel())

    assert facts.weights is not None
    assert facts.weights.bytes == (folder / "model.safetensors").stat().st_size
    assert (facts.parameters, facts.quantization) == (32, "BF16")
    assert facts.config["model_type"] == "llama"


def test_a_path_that_holds_no_model_is_told(here: NodeReach, tmp_path: Path) -> None:
    docs = tmp_path / "docs"
    docs.mkdir()
    (docs / "a.txt").write_text("x")
    (tmp_path / "bad.gguf").write_bytes(b"no")
    big = tmp_path / "big"
    big.mkdir()
    (big / "config.json").write_bytes(b'{"a": "' + b"x" * 5_000_000)
    (big / "model.safetensors").write_bytes(b"x")

    def look(path: str) -> None:
        look_on_node(ModelRef(Source.FILE, path), here, "", Cancel())

    with pytest.raises(ModelNotFound, match="neither"):
        look(str(docs))
    with pytest.raises(ModelNotFound, match="not on the node"):
        look("/nowhere/model.gguf")
    with pytest.raises(FactsUnavailable, match="GGUF"):
        look(str(tmp_path / "bad.gguf"))
    with pytest.raises(FactsUnavailable, match="is no config"):
        look(str(big))
    with pytest.raises(BadInput, match="whole path"):
        look("models/x.gguf")
