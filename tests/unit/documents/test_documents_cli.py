"""`documents`: collections on the command line."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pytest

from app.cli.main import build_parser
from app.core.cancel import Cancel
from app.core.errors import BadInput, UserError
from app.services.documents.desk import DocumentDesk


class Blind:
    """Sees no difference between texts: words have to find them."""

    id = "blind"
    dimensions = 4

    def embed(self, texts: Sequence[str], cancel: Cancel) -> np.ndarray:
        return np.full((len(texts), 4), 0.5, np.float32)

    def close(self) -> None:
        pass


@pytest.fixture(autouse=True)
def blind(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(DocumentDesk, "open_embedder", lambda *_arguments: Blind())


@pytest.fixture
def manuals(tmp_path: Path) -> Path:
    folder = tmp_path / "manuals"
    folder.mkdir()
    (folder / "fan.md").write_text("# Fan\n\nClean it with a brush.")
    (folder / "broken.pdf").write_text("no PDF")
    return folder


def run(*argv: str) -> int:
    options = build_parser().parse_args(["documents", *argv])
    code: int = options.run(options, Cancel())
    return code


def test_documents_are_added_asked_and_removed(
    manuals: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run("add", "Manuals", str(manuals)) == 0
    told = capsys.readouterr()
    assert "broken.pdf: It is not a PDF, or damaged." in told.err
    assert "Manuals: files 2, passages 1, not read 1; new or changed 2, gone 0." in told.err
    assert run("list", "--json") == 0
    (listed,) = json.loads(capsys.readouterr().out)
    assert (listed["name"], listed["files"], listed["failed"]) == ("Manuals", 2, 1)
    assert run("ask", "how to clean", "--in", "manuals", "--json") == 0
    (passage,) = json.loads(capsys.readouterr().out)["passages"]
    assert (passage["number"], passage["collection"]) == (1, "Manuals")
    assert passage["document"] == str(manuals / "fan.md")
    assert run("ask", "clean") == 0
    assert "Clean it with a brush." in capsys.readouterr().out
    assert run("remove", "Manuals") == 0
    assert run("list") == 0
    assert "There is no collection." in capsys.readouterr().err
    assert (manuals / "fan.md").exists()


def test_documents_are_indexed_again_when_they_changed(
    manuals: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    run("add", "Manuals", str(manuals))
    (manuals / "fan.md").unlink()
    (manuals / "new.txt").write_text("New.")
    capsys.readouterr()
    assert run("index") == 0
    assert "new or changed 2, gone 1." in capsys.readouterr().err


def test_documents_refuses_what_it_cannot_do(manuals: Path) -> None:
    with pytest.raises(BadInput, match="There is no"):
        run("add", "Manuals", str(manuals / "nowhere"))
    run("add", "Manuals", str(manuals))
    with pytest.raises(BadInput, match="already"):
        run("add", "manuals", str(manuals))
    with pytest.raises(BadInput, match="no collection “Books”"):
        run("remove", "Books")
    with pytest.raises(BadInput, match="Say which model"):
        run("add", "Other", str(manuals), "--embed-with", "spark-01")


def test_documents_without_a_model_are_found_by_words_and_the_code_says_so(
    manuals: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def gone(*_arguments: object) -> Blind:
        raise UserError("It is not installed.", "Install it.")

    monkeypatch.setattr(DocumentDesk, "open_embedder", gone)
    assert run("add", "Manuals", str(manuals)) == UserError.exit_code
    assert "meaning does not yet: It is not installed. Install it." in capsys.readouterr().err
    assert run("ask", "brush") == 0
    assert "Clean it with a brush." in capsys.readouterr().out
