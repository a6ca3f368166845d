"""Names of images, as engines read them."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.core.errors import BadInput
from app.services.containers.references import (
    check_image,
    check_server,
    is_loopback,
    parse_reference,
)

DIGEST = f"sha256:{'0a' * 32}"


@pytest.mark.parametrize(
    ("text", "whole", "short"),
    [
        ("nginx", "docker.io/library/nginx:latest", "nginx:latest"),
        ("nginx:1.27", "docker.io/library/nginx:1.27", "nginx:1.27"),
        ("vllm/vllm-openai", "docker.io/vllm/vllm-openai:latest", "vllm/vllm-openai:latest"),
        ("index.docker.io/library/redis", "docker.io/library/redis:latest", "redis:latest"),
        ("nvcr.io/nim/meta/llama:1.2", "nvcr.io/nim/meta/llama:1.2", "nvcr.io/nim/meta/llama:1.2"),
        ("127.0.0.1:5000/mine", "127.0.0.1:5000/mine:latest", "127.0.0.1:5000/mine:latest"),
        ("localhost/mine:a", "localhost/mine:a", "localhost/mine:a"),
        ("[::1]:5000/mine", "[::1]:5000/mine:latest", "[::1]:5000/mine:latest"),
        ("MyHost/mine", "MyHost/mine:latest", "MyHost/mine:latest"),
        (f"nginx@{DIGEST}", f"docker.io/library/nginx@{DIGEST}", f"nginx@{DIGEST}"),
        (f"nginx:1@{DIGEST}", f"docker.io/library/nginx:1@{DIGEST}", f"nginx:1@{DIGEST}"),
        ("docker pull nvcr.io/nim/x:2", "nvcr.io/nim/x:2", "nvcr.io/nim/x:2"),
        (" https://nvcr.io/nim/x\n", "nvcr.io/nim/x:latest", "nvcr.io/nim/x:latest"),
    ],
)
def test_reference_is_read_as_an_engine_reads_it(text: str, whole: str, short: str) -> None:
    reference = parse_reference(text)
    assert str(reference) == whole
    assert reference.short == short
    assert parse_reference(short) == reference


@pytest.mark.parametrize(
    "text",
    [
        "", " ", "--help", "-v", "a b", "nginx:", "nginx:-x", "nginx@sha256:12", "nginx@", "UPPER",
        "a//b", "/a", "a/", "../../etc", "a/../b", "nginx\x1b[31m", "nginx\nx", "ngınx", "a\0b",
        "\u202enginx", "nvcr.io:99999/x", "nvcr.io:0/x", "a" * 300, f"x/{'b' * 260}",
        "http://user:secret@nvcr.io/x", "nvcr.io/x?tag=1", "nginx:latest;rm", "$(id)",
    ],
)  # fmt: skip
def test_what_names_no_image_is_refused(text: str) -> None:
    with pytest.raises(BadInput) as caught:
        parse_reference(text)
    assert str(caught.value).isprintable()


@settings(deadline=None)
@given(st.text(max_size=300))
def test_any_text_is_a_reference_or_refused(text: str) -> None:
    try:
        reference = parse_reference(text)
    except BadInput:
        return
    assert parse_reference(str(reference)) == reference
    assert parse_reference(reference.short) == reference
    assert str(reference).isprintable()
    assert str(reference).isascii()
    assert not str(reference).startswith("-")


def test_image_is_named_or_its_id_given() -> None:
    assert check_image("sha256:" + "ab" * 32) == "sha256:" + "ab" * 32
    assert check_image("abcdef012345") == "abcdef012345"
    assert check_image("docker.io/library/nginx") == "nginx:latest"
    for hostile in ("../containers/x", "x?force=1", "", "--all", "x y"):
        with pytest.raises(BadInput):
            check_image(hostile)


@pytest.mark.parametrize(
    ("text", "server"),
    [
        ("https://index.docker.io/v1/", "docker.io"),
        ("hub.docker.com", "docker.io"),
        ("NVCR.io/", "nvcr.io"),
        ("http://10.0.0.5:5000", "10.0.0.5:5000"),
    ],
)
def test_registry_has_one_name(text: str, server: str) -> None:
    assert check_server(text) == server


@pytest.mark.parametrize("text", ["", "a b", "-x", "nvcr.io/nim", "user@nvcr.io", "nvcr.io:port"])
def test_what_is_no_registry_is_refused(text: str) -> None:
    with pytest.raises(BadInput):
        check_server(text)


def test_loopback_is_known() -> None:
    assert [is_loopback(each) for each in ("127.0.0.1:5000", "127.9.9.9", "[::1]:5", "localhost:1")]
    assert not any(map(is_loopback, ("nvcr.io", "10.0.0.1:5000", "localhost.example.com")))
