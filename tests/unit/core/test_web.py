"""Sites of addresses: what decides where a secret may go."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.core.web import site_of


@pytest.mark.parametrize(
    ("url", "site"),
    [
        ("https://hub.example/a/b?c", "https://hub.example"),
        ("https://HUB.example:443/", "https://hub.example"),
        ("http://hub.example:443/", "http://hub.example:443"),
        ("http://[::1]:5000/v2/", "http://[::1]:5000"),
        ("https://hub.example@evil.example/", ""),
        ("https://hub.example:99999/", ""),
        ("ftp://hub.example/", ""),
        ("hub.example", ""),
        ("", ""),
    ],
)
def test_site_of_is_scheme_host_and_port(url: str, site: str) -> None:
    assert site_of(url) == site


@given(st.text())
def test_site_of_takes_any_text(text: str) -> None:
    for url in (text, f"https://{text}", f"http://[{text}]"):
        assert site_of(url) == "" or site_of(url).startswith(("http://", "https://"))
