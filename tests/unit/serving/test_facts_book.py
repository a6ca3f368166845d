"""What was looked up about models is there the next time, whatever happened to the file."""

from __future__ import annotations

from pathlib import Path

import pytest

from app.services.serving.api import ModelRef, Source
from app.services.serving.facts import book as book_module
from app.services.serving.facts.api import ModelFacts
from app.services.serving.facts.book import OLD_S, FactsBook
from app.services.serving.fit.api import Weights

REF = ModelRef(Source.HUGGING_FACE, "Qwen/Qwen3-8B")


def facts(ref: ModelRef = REF, **more: object) -> ModelFacts:
    values: dict[str, object] = {
        "config": {"model_type": "qwen3", "layer_types": ["full_attention"], "head_dim": 128},
        "weights": Weights(16_381_516_776, "safetensors index"),
        "files": (("model-00001-of-00005.safetensors", 3_996_250_744),),
        "reasons": {"licence": "the repository has none"},
        **more,
    }
    return ModelFacts(ref, **values)  # type: ignore[arg-type]


def test_facts_book_returns_what_was_added(tmp_path: Path) -> None:
    kept = FactsBook(tmp_path / "facts.json").add(facts())
    assert FactsBook(tmp_path / "facts.json").all() == {REF: kept}
    assert kept.facts == facts()


def test_facts_book_keeps_the_newest_of_each_model(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(book_module, "KEPT", 3)
    book = FactsBook(tmp_path / "facts.json")
    for number, gated in ((1, False), (2, False), (1, True), (3, False), (4, False)):
        book.add(facts(ModelRef(Source.GGUF, f"a/b:{number}"), gated=gated))
    there = {ref.handle: kept.facts.gated for ref, kept in book.all().items()}
    assert there == {"a/b:1": True, "a/b:3": False, "a/b:4": False}


def test_facts_book_says_what_is_old(tmp_path: Path) -> None:
    kept = FactsBook(tmp_path / "facts.json").add(facts())
    assert not kept.is_old(kept.at + OLD_S - 1)
    assert kept.is_old(kept.at + OLD_S)
    assert kept.is_old(kept.at - 60)  # the clock was set back


def test_facts_book_does_not_keep_a_config_of_a_megabyte(tmp_path: Path) -> None:
    kept = FactsBook(tmp_path / "facts.json").add(facts(config={"noise": "x" * 1_000_000}))
    assert kept.facts.config["noise"]
    assert FactsBook(tmp_path / "facts.json").all() == {}


@pytest.mark.parametrize("data", [b"{", b"[]", b'{"models": [3]}', b"\xff", b"[" * 100_000])
def test_facts_book_sets_a_damaged_file_aside(tmp_path: Path, data: bytes) -> None:
    file = tmp_path / "facts.json"
    file.write_bytes(data)
    book = FactsBook(file)
    assert book.all() == {}
    book.add(facts())
    assert set(book.all()) == {REF}
    assert (tmp_path / "facts.json.damaged").read_bytes() == data


def test_facts_book_that_cannot_be_read_is_not_written_over(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = tmp_path / "kept.json"
    FactsBook(file).add(facts())
    before = file.read_bytes()

    def refuse(_path: Path) -> bytes:
        raise PermissionError(13, "Permission denied")

    with monkeypatch.context() as patched:
        patched.setattr(Path, "read_bytes", refuse)
        book = FactsBook(file)
        book.add(facts())
        assert not book.all()
    assert file.read_bytes() == before
