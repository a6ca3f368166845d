"""What app/services/containers/execs.py relies on in http.client and the Docker SDK."""

from __future__ import annotations

import http.client
import inspect
import socket

import docker


def test_what_a_program_prints_at_once_is_behind_the_head_that_announces_it() -> None:
    near, far = socket.socketpair()
    with near, far:
        far.sendall(b"HTTP/1.1 101 UPGRADED\r\nConnection: Upgrade\r\nUpgrade: tcp\r\n\r\n$ first")
        answer = http.client.HTTPResponse(near, method="POST")
        answer.begin()

        assert answer.status == 101
        assert answer.fp.read1(1 << 18) == b"$ first"
        near.shutdown(socket.SHUT_RDWR)
        assert answer.fp.read1(1 << 18) == b""
        answer.close()


def test_sdk_takes_these_arguments() -> None:
    created = inspect.signature(docker.APIClient.exec_create).parameters
    wanted = {"stdin", "tty", "user", "workdir", "environment", "detach_keys"}

    assert wanted <= set(created)
    assert list(inspect.signature(docker.APIClient.exec_resize).parameters)[1:] == [
        "exec_id",
        "height",
        "width",
    ]
