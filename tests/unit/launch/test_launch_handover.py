"""A page's token reaches the browser, and nobody who looks at the process list."""

from __future__ import annotations

import http.client
import os
import sys
from pathlib import Path
from urllib.parse import urlsplit

import pytest

from app.core.errors import UserError
from app.services.launch import handover, programs

URL = "http://127.0.0.1:8888/lab?token=c0ffee"


def asked(url: str, path: str = "") -> tuple[int, str | None]:
    """Ask as a browser does; return the status and where it leads."""
    parts = urlsplit(url)
    connection = http.client.HTTPConnection(parts.hostname or "", parts.port, timeout=10)
    try:
        connection.request("GET", path or parts.path)
        answer = connection.getresponse()
        return answer.status, answer.headers["Location"]
    finally:
        connection.close()


def test_address_handed_over_leads_on_once() -> None:
    given = handover.handed_over(URL)

    assert "c0ffee" not in given
    assert urlsplit(given).hostname == "127.0.0.1"
    assert asked(given, "/guessed") == (404, None)
    assert asked(given) == (302, URL)
    with pytest.raises(ConnectionError):
        asked(given)


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux tells whose a connection is")
def test_address_handed_over_is_for_this_user_only(monkeypatch: pytest.MonkeyPatch) -> None:
    given = handover.handed_over(URL)
    own = os.getuid()
    with monkeypatch.context() as patched:
        patched.setattr(os, "getuid", lambda: own + 1)  # as if the browser were somebody else's
        with pytest.raises(ConnectionError):
            asked(given)

    assert asked(given) == (302, URL)


@pytest.mark.skipif(sys.platform != "linux", reason="xdg-open")
@pytest.mark.parametrize("status", [0, 1])
def test_token_is_in_no_command_line_and_no_message(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, status: int
) -> None:
    opener, told = tmp_path / "xdg-open", tmp_path / "told"
    opener.write_text(f'#!/bin/sh\nprintf %s "$*" > {told}\nexit {status}\n')
    opener.chmod(0o755)
    monkeypatch.setenv("PATH", f"{tmp_path}:{os.environ['PATH']}")

    if status:
        with pytest.raises(UserError) as caught:
            programs.open_url(URL)
        assert "c0ffee" not in str(caught.value)
        assert "http://127.0.0.1:8888/lab" in str(caught.value)
    else:
        programs.open_url(URL)

    given = told.read_text()
    assert "c0ffee" not in given
    assert asked(given) == (302, URL)
