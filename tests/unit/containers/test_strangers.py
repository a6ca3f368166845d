"""What a stranger gets from services, as each answers."""

from __future__ import annotations

import json
import ssl
import threading
from collections.abc import Callable, Iterator
from datetime import datetime, timedelta, timezone
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import rsa

from app.core.cancel import Cancel
from app.core.errors import Cancelled
from app.services.containers.strangers import Answer, Asks, ask
from app.transport.local import LocalSession

DATA = Path(__file__).parents[2] / "data"
JSON = "application/json"
HTML = "text/html"
Reply = tuple[int, str, bytes]
Routes = dict[str, Reply]


class Server(ThreadingHTTPServer):
    """Answers what it is told to, and 404 to all else."""

    daemon_threads = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), Handler)
        self.routes: Routes = {}
        self.server_header = "lab"
        self.asked: list[tuple[str, str, bool]] = []


class Handler(BaseHTTPRequestHandler):
    """One request."""

    server: Server

    def do_GET(self) -> None:
        """Send the canned reply."""
        self.server.asked.append((self.command, self.path, "Authorization" in self.headers))
        missing = (404, JSON, b'{"detail":"Not Found"}')
        status, kind, body = self.server.routes.get(self.path, missing)
        self.send_response_only(status)
        self.send_header("Server", self.server.server_header)
        if 300 <= status < 400:
            self.send_header("Location", body.decode())
            body = b""
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_words: object) -> None:
        """Print nothing."""


@pytest.fixture(scope="module")
def server() -> Iterator[Server]:
    with Server() as running:
        thread = threading.Thread(target=running.serve_forever, kwargs={"poll_interval": 0.02})
        thread.start()
        yield running
        running.shutdown()
        thread.join()


Ask = Callable[..., Answer]


@pytest.fixture
def asked(server: Server) -> Ask:
    def put(routes: Routes, *, header: str = "lab") -> Answer:
        server.routes, server.server_header, server.asked = routes, header, []
        return ask(LocalSession(), server.server_port, Cancel())

    return put


def told(value: object) -> Reply:
    return (200, JSON, json.dumps(value).encode())


FORBIDDEN = (403, JSON, b'{"message":"Forbidden","reason":null}')
PAGE = (200, HTML, b"<!doctype html><title>x</title>")
VLLM = (200, JSON, (DATA / "vllm" / "models.json").read_bytes())
LLAMA = (200, JSON, (DATA / "llm" / "llamacpp_models.json").read_bytes())
UNAUTHORIZED = (401, JSON, b'{"error":"Unauthorized"}')


@pytest.mark.parametrize(
    ("routes", "asks", "service"),
    [
        ({"/v1/models": VLLM}, Asks.NOBODY, "vLLM"),
        ({"/v1/models": UNAUTHORIZED, "/metrics": PAGE}, Asks.KEY, ""),
        ({"/": (200, "text/plain", b"Ollama is running"), "/api/tags": told({"models": []})},
         Asks.NOBODY, "Ollama"),
        ({"/collections": UNAUTHORIZED, "/": told({"title": "qdrant - vector search engine"})},
         Asks.KEY, ""),
        ({"/": (302, HTML, b"/tree?"), "/tree": (302, HTML, b"/login?next=%2Ftree%3F"),
          "/api/status": FORBIDDEN}, Asks.KEY, ""),
        ({"/": (302, HTML, b"/tree?"), "/tree": PAGE,
          "/api/status": told({"kernels": 0, "last_activity": "2026-11-21T08:30:00Z"})},
         Asks.NOBODY, "Jupyter"),
        ({"/": PAGE, "/api/config": told({"features": {"auth": True}})}, Asks.KEY, "Open WebUI"),
        ({"/": PAGE, "/api/config": told({"features": {"auth": False}})},
         Asks.NOBODY, "Open WebUI"),
        ({"/": PAGE, "/system_stats": told({"devices": []})}, Asks.NOBODY, "ComfyUI"),
        ({"/version": told({"ApiVersion": "1.41"})}, Asks.NOBODY, "Docker"),
        ({"/": (307, HTML, b"https://elsewhere.example/login")}, Asks.KEY, ""),
        ({"/": (301, HTML, b"//elsewhere.example/")}, Asks.UNKNOWN, ""),
        ({"/": PAGE, "/v1/models": (403, HTML, b"no such place")}, Asks.PAGE, ""),
        ({path: PAGE for path in ("/", "/v1/models", "/api/tags", "/version")}, Asks.PAGE, ""),
        ({}, Asks.UNKNOWN, ""),
    ],
)  # fmt: skip
def test_each_service_is_known_by_its_answers(
    asked: Ask, routes: Routes, asks: Asks, service: str
) -> None:
    answer = asked(routes)
    assert (answer.asks, answer.service) == (asks, service)
    assert answer.words.endswith(".")


def test_llama_server_that_lists_models_to_all_is_asked_for_more(asked: Ask) -> None:
    locked = asked({"/v1/models": LLAMA, "/props": UNAUTHORIZED}, header="llama.cpp")
    opened = asked({"/v1/models": LLAMA, "/props": told({"total_slots": 1})}, header="llama.cpp")
    assert (locked.asks, opened.asks) == (Asks.KEY, Asks.NOBODY)
    assert locked.service == opened.service == "llama.cpp"
    assert opened.key_hint == "start it with --api-key"


def test_service_behind_tls_is_asked_all_the_same(server: Server, tmp_path: Path) -> None:
    key = rsa.generate_private_key(public_exponent=65537, key_size=2048)
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "spark")])
    now = datetime.now(timezone.utc)
    certificate = (
        x509.CertificateBuilder(name, name, key.public_key(), x509.random_serial_number())
        .not_valid_before(now)
        .not_valid_after(now + timedelta(days=1))
        .sign(key, hashes.SHA256())
    )
    pem = tmp_path / "both.pem"
    pem.write_bytes(
        key.private_bytes(
            serialization.Encoding.PEM,
            serialization.PrivateFormat.PKCS8,
            serialization.NoEncryption(),
        )
        + certificate.public_bytes(serialization.Encoding.PEM)
    )
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(pem)
    with Server() as secure:
        secure.routes = {"/v1/models": VLLM}
        secure.socket = context.wrap_socket(secure.socket, server_side=True)
        thread = threading.Thread(target=secure.serve_forever, kwargs={"poll_interval": 0.02})
        thread.start()
        answer = ask(LocalSession(), secure.server_port, Cancel())
        secure.shutdown()
        thread.join()
    assert (answer.asks, answer.service) == (Asks.NOBODY, "vLLM")


def test_only_questions_without_a_key_are_put(asked: Ask, server: Server) -> None:
    asked({"/": PAGE})
    assert {command for command, _path, _key in server.asked} == {"GET"}
    assert not any(has_key for _command, _path, has_key in server.asked)


@pytest.mark.parametrize(
    "body",
    [
        b"[" * 100_000,
        b'{"data": 5}',
        b'{"data": [1, {"id": {}}]}',
        b"\xff\xfe{}",
        b'{"data":[{"id":"' + b"x" * 600_000 + b'"}]}',
        b'{"data":[{"id":"a\\u001b[31m\\u202eb","owned_by":"\\u0000"}]}',
    ],
)
def test_no_answer_harms(asked: Ask, body: bytes) -> None:
    answer = asked({"/v1/models": (200, JSON, body)})
    assert answer.words.isprintable()


def test_asking_ends_when_it_is_cancelled(server: Server) -> None:
    cancel = Cancel()
    cancel.cancel()
    with pytest.raises(Cancelled):
        ask(LocalSession(), server.server_port, cancel)
