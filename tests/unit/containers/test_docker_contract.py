"""What app/services/containers relies on in the Docker SDK, requests and urllib3, as locked."""

from __future__ import annotations

import http.client
import inspect
import socket
import threading

import docker
import docker.utils.socket
import requests.adapters
import urllib3
import urllib3.connection

from app.services.containers.adapter import SocketAdapter, SocketConnection


def test_sdk_makes_a_client_that_connects_nowhere() -> None:
    api = docker.APIClient(base_url="http://localhost:1", version="1.41")

    assert api.base_url == "http://localhost:1"
    assert api.api_version == "1.41"
    assert set(api.adapters) == {"http://", "https://"}
    client = docker.DockerClient(base_url="http://localhost:1", version="1.41")
    client.api = api
    assert client.containers.client.api is api


def test_sdk_finds_the_socket_under_a_response_by_these_names() -> None:
    found = inspect.getsource(docker.APIClient._get_raw_response_socket)
    closed = inspect.getsource(docker.types.daemon.CancellableStream.close)

    assert "sock = response.raw._fp.fp.raw" in found
    assert "self.base_url.startswith('http+docker://ssh')" in found  # ours must not begin so
    assert "sock = sock_raw._sock" in closed
    assert "sock.shutdown(socket.SHUT_RDWR)" in closed


def test_sdk_asks_the_version_without_one() -> None:
    assert "versioned_api=api_version" in inspect.getsource(docker.APIClient.version)
    assert "self.base_url" in inspect.getsource(docker.APIClient._url)
    assert "params['one-shot'] = one_shot" in inspect.getsource(docker.APIClient.stats)


def test_sdk_makes_a_container_of_a_whole_body_and_posts_json_for_us() -> None:
    made = inspect.getsource(docker.APIClient.create_container_from_config)

    assert "self._post_json(u, data=config, params=params)" in made
    assert list(inspect.signature(docker.APIClient._post_json).parameters)[:3] == [
        "self", "url", "data",
    ]  # fmt: skip
    assert "response.raise_for_status()" in inspect.getsource(docker.APIClient._raise_for_status)


def test_requests_asks_the_adapter_for_pool_and_path() -> None:
    send = inspect.getsource(requests.adapters.HTTPAdapter.send)

    assert "self.get_connection_with_tls_context(" in send
    assert "self.request_url(request, proxies)" in send
    assert "conn.urlopen(" in send


def test_urllib3_makes_connections_of_the_pools_class_and_calls_connect() -> None:
    made = inspect.getsource(urllib3.HTTPConnectionPool._new_conn)

    assert "self.ConnectionCls(" in made
    assert "**self.conn_kw" in made
    assert "conn.close()" in inspect.getsource(urllib3.HTTPConnectionPool._get_conn)
    assert SocketConnection.connect is not urllib3.connection.HTTPConnection.connect


def test_http_client_reads_the_head_and_leaves_the_rest_in_its_file() -> None:
    near, far = socket.socketpair()
    with near, far:
        far.sendall(b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n")
        response = http.client.HTTPResponse(near, method="GET")
        response.begin()

        assert (response.status, response.chunked) == (200, True)
        assert response.fp.read1(1 << 18) == b"3\r\nabc\r\n"
        far.sendall(b"2\r\n" + b"x" * 100_000)
        assert len(response.fp.read1(1 << 18)) > 8192  # more than its own buffer
        response.close()


def answer(sock: socket.socket, replies: list[bytes], requests_seen: list[bytes]) -> None:
    with sock:
        for reply in replies:
            requests_seen.append(sock.recv(65536))
            sock.sendall(reply)


def test_adapter_keeps_one_connection_for_all_urls() -> None:
    opened: list[socket.socket] = []
    seen: list[bytes] = []
    reply = b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n{}"

    def open_socket() -> socket.socket:
        near, far = socket.socketpair()
        opened.append(near)
        threading.Thread(target=answer, args=(far, [reply] * 3, seen), daemon=True).start()
        return near

    with requests.Session() as session:
        session.mount("http+docker://", SocketAdapter(open_socket))
        for path in ("/v1.41/containers/a/json", "/v1.41/containers/b/json", "/_ping"):
            assert session.get(f"http+docker://localhost{path}", timeout=20).json() == {}

    assert len(opened) == 1
    assert [line.split(b"\r\n")[0] for line in seen] == [
        b"GET /v1.41/containers/a/json HTTP/1.1",
        b"GET /v1.41/containers/b/json HTTP/1.1",
        b"GET /_ping HTTP/1.1",
    ]


def test_output_that_comes_together_with_the_headers_is_not_lost() -> None:
    head = b"HTTP/1.1 101 UPGRADED\r\nConnection: Upgrade\r\nUpgrade: tcp\r\n\r\n"
    output = b"\x01\0\0\0\0\0\0\x06hello\n"

    def open_socket() -> socket.socket:
        near, far = socket.socketpair()
        threading.Thread(target=answer, args=(far, [head + output], []), daemon=True).start()
        return near

    api = docker.APIClient(base_url="http://localhost:1", version="1.41")
    api.mount("http://localhost:1", SocketAdapter(open_socket))
    with api:
        assert api.exec_start("box") == b"hello\n"
