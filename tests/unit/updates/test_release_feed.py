"""The release feed: read from a real server, whatever that answers; nothing is ever replaced."""

from __future__ import annotations

import gzip
import json
import threading
from collections.abc import Iterator
from dataclasses import replace
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.core.cancel import Cancel
from app.services.updates.check import MAX_ANSWER, UpdateSettings, check, is_due
from app.services.updates.release import FeedUnreadable, newer, parse_feed, places, version_key

RELEASES = [
    {"tag_name": "v0.3.0-rc.1", "prerelease": True, "body": "try it"},
    {"tag_name": "v0.10.0", "draft": True},
    {
        "tag_name": "v0.2.1",
        "body": "- Charts are faster\n\x1b[31m",
        "html_url": "https://releases.example/v0.2.1",
        "published_at": "2026-11-20T08:00:00Z",
    },
    {"tag_name": "nightly"},
    {"tag_name": "0.2.0", "html_url": "javascript:alert(1)"},
]


class _Feed(ThreadingHTTPServer):
    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), _Handler)
        self.answers: dict[str, tuple[int, bytes]] = {}
        self.asked: list[dict[str, str]] = []

    def address(self, path: str) -> str:
        return f"http://127.0.0.1:{self.server_address[1]}{path}"


class _Handler(BaseHTTPRequestHandler):
    server: _Feed

    def do_GET(self) -> None:
        self.server.asked.append(dict(self.headers))
        status, body = self.server.answers.get(self.path, (404, b""))
        self.send_response(status)
        if status == 302:
            self.send_header("Location", body.decode())
        if body.startswith(b"\x1f\x8b"):
            self.send_header("Content-Encoding", "gzip")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_arguments: object) -> None:
        pass


@pytest.fixture(scope="module")
def feed() -> Iterator[_Feed]:
    server = _Feed()
    thread = threading.Thread(target=server.serve_forever, name="feed", daemon=True)
    thread.start()
    yield server
    server.shutdown()
    server.server_close()
    thread.join()


def test_check_tells_the_newest_release_and_says_nothing_of_who_asks(feed: _Feed) -> None:
    feed.answers["/releases"] = (200, json.dumps(RELEASES).encode())
    checked = check(feed.address("/releases"), Cancel(), present="0.2.0")
    assert checked.newer is not None
    assert checked.newer.version == "0.2.1"
    assert checked.newer.page == "https://releases.example/v0.2.1"
    assert checked.newer.published == "2026-11-20"
    assert "\x1b" not in checked.newer.notes
    headers = feed.asked[-1]
    assert headers["User-Agent"] == "spark-command-center"
    assert not {"Cookie", "Authorization", "Referer"} & set(headers)
    assert check(feed.address("/releases"), Cancel(), present="0.2.1").newer is None
    assert check(feed.address("/releases"), Cancel(), present="1.0.0").newer is None


@pytest.mark.parametrize(
    ("status", "body", "words"),
    [
        (404, b"", "answered with status 404"),
        (302, b"file:///etc/passwd", "could not be asked"),
        (302, b"/odd", "could not be asked"),
        (200, gzip.compress(bytes(3_000_000)), "no list of releases"),  # not unpacked
        (200, b"<html>", "no list of releases"),
        (200, b"[" * 5000, "no list of releases"),
        (200, b'{"message": "rate limit"}', "no list of releases"),
        (200, b" " * (MAX_ANSWER + 1), "too large"),
    ],
)
def test_check_says_what_is_wrong_with_the_feed(
    feed: _Feed, status: int, body: bytes, words: str
) -> None:
    feed.answers["/odd"] = (status, body)
    with pytest.raises(FeedUnreadable, match=words):
        check(feed.address("/odd"), Cancel())


def test_check_without_an_answer_is_told() -> None:
    with pytest.raises(FeedUnreadable, match="could not be asked"):
        check("http://127.0.0.1:9/releases", Cancel())


json_values = st.recursive(
    st.none() | st.booleans() | st.floats() | st.text(max_size=20) | st.integers(),
    lambda inner: (
        st.lists(inner, max_size=4)
        | st.dictionaries(
            st.sampled_from(["tag_name", "body", "html_url", "draft", "published_at", "x"]), inner
        )
    ),
    max_leaves=20,
)


@settings(max_examples=60)
@given(told=json_values)
def test_feed_of_strangers_is_read_or_refused(told: Any) -> None:
    try:
        releases = parse_feed(json.dumps(told).encode())
    except FeedUnreadable:
        return
    newer(releases, "0.1.0")


@given(data=st.binary(max_size=200))
def test_feed_of_any_bytes_is_read_or_refused(data: bytes) -> None:
    try:
        parse_feed(data)
    except FeedUnreadable:
        return


def test_versions_are_compared_as_people_do() -> None:
    order = [
        "0.1.0",
        "0.2.0.dev1",
        "0.2.0a1",
        "0.2.0-beta.2",
        "v0.2.0-rc1",
        "0.2.0",
        "0.2.0.1",
        "0.10",
    ]
    keys = [version_key(each) for each in order]
    assert None not in keys
    assert keys == sorted(keys, key=lambda key: key or ())
    assert version_key("latest") is None


def test_this_build_names_no_feed_so_nobody_is_asked() -> None:
    assert places().feed == ""


def test_feed_is_asked_once_a_day_if_wanted() -> None:
    settings = UpdateSettings(asked=1_000_000.0)
    assert not is_due(settings, 1_000_100.0)
    assert is_due(settings, 1_000_000.0 + 25 * 3600)
    assert is_due(settings, 900_000.0)  # the clock was set back
    assert not is_due(replace(settings, look=False), 2_000_000.0)
