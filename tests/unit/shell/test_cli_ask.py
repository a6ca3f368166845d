from __future__ import annotations

import pytest

from app.cli.main import main


def test_ask_says_that_no_window_is_open(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["ask", "why", "is", "it", "warm?"]) == 1
    captured = capsys.readouterr()
    assert "No window is open." in captured.err
    assert captured.out == ""
