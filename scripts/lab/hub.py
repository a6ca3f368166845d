"""A stand-in of the Hugging Face Hub on loopback. It is not the Hub: nothing here can reach that.

It answers as the Hub's own client documents and checks it (huggingface_hub 2.4: paths, JSON and
error headers; that client reads models from it), and serves real files, in whole and in part:

    with Hub() as hub:
        hub.add(Repo("lab/tiny", {"config.json": b"{}", "model.safetensors": data}))
        look_up(ref, HubAccess(hub.address), Cancel())

Large files come from a second server, as the Hub's do from its CDN: what arrives there is in
`hub.cdn.seen`.
"""

from __future__ import annotations

import contextlib
import hashlib
import json
import re
import ssl
import threading
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, quote, unquote, urlsplit

HOST = "127.0.0.1"
TOKEN = "hf_" + "L4bT0ken" * 4 + "Aa"
ACCOUNT = "lab-account"
PIECE = 64 * 1024
NOTHING: Mapping[str, str] = {}


class Fault(StrEnum):
    """What goes wrong with a repository."""

    NONE = ""
    TOO_OFTEN = "429"
    TOO_OFTEN_BY_RATE = "429 as the Hub says it by RateLimit"
    BROKEN = "500"
    SILENT = "answers nothing"
    DRIPS = "answers a byte at a time"
    ENDLESS_HEADER = "a header without end"
    ENDLESS_BODY = "a body without end"
    BREAKS_OFF = "less than it announced"
    NO_JSON = "a page for people"
    NESTED = "JSON nested without end"
    CIRCLE = "redirects in a circle"
    ELSEWHERE = "redirects to another server without HTTPS"
    NOWHERE = "redirects to what is no address"
    PACKED = "compressed, though nobody asked for that"


@dataclass(frozen=True)
class Repo:
    """A repository; a file's content may be its size alone (`Sized`)."""

    name: str
    files: Mapping[str, bytes | Path | Sized]
    gated: str | bool = False
    licence: str = "apache-2.0"
    counts: Mapping[str, int] = field(default_factory=dict)
    """Numbers by type, of safetensors."""
    gguf_total: int | None = None
    tells_sizes: bool = True
    downloads: int = 100
    fault: Fault = Fault.NONE
    fault_at: str = "api"
    """`api`, or the name of a file."""
    moved_to: str = ""
    private: bool = False

    @property
    def commit(self) -> str:
        """Return what stands for its newest commit."""
        return hashlib.sha1(self.name.encode()).hexdigest()


@dataclass(frozen=True)
class Sized:
    """A file of which there is only a beginning: the rest is never asked for."""

    size: int
    start: bytes = b""


@dataclass(frozen=True)
class Seen:
    """A request that arrived."""

    path: str
    headers: Mapping[str, str]
    """Names in lower case."""


class Hub:
    """The stand-in; files larger than `inline` come from its CDN."""

    def __init__(
        self,
        *,
        inline: int = 64 * 1024,
        certificate: Path | None = None,
        key: Path | None = None,
    ) -> None:
        """Describe it; with a certificate it speaks HTTPS, its CDN does not."""
        self.repos: dict[str, Repo] = {}
        self.accepted: set[str] = set()
        """Gated repositories whose licence the account accepted."""
        self._inline = inline
        self._server = _Server(self._answer)
        if certificate is not None:
            self._server.speak_tls(certificate, key)
        self.cdn = _Server(self._from_cdn)

    def add(self, *repos: Repo) -> Hub:
        """Put repositories there, in place of others of their name."""
        self.repos |= {repo.name: repo for repo in repos}
        return self

    @property
    def address(self) -> str:
        """Return what stands before all paths."""
        return self._server.address

    @property
    def seen(self) -> list[Seen]:
        """Return the requests that arrived, but for those of the CDN."""
        return self._server.seen

    def clear(self) -> None:
        """Forget repositories, licences and requests."""
        self.repos.clear()
        self.accepted.clear()
        self.seen.clear()
        self.cdn.seen.clear()

    def __enter__(self) -> Hub:
        self._server.start()
        self.cdn.start()
        return self

    def __exit__(self, *_exception: object) -> None:
        self._server.stop()
        self.cdn.stop()

    # What is answered

    def _answer(self, ask: _Handler) -> None:
        parts = urlsplit(ask.path)
        path = unquote(parts.path)
        token = ask.headers.get("Authorization", "").removeprefix("Bearer ")
        if path == "/api/whoami-v2":
            self._whoami(ask, token)
        elif path == "/api/models":
            self._search(ask, parse_qs(parts.query))
        elif token and token != TOKEN:
            ask.refuse(401, "", "Invalid credentials in Authorization header")
        elif path.startswith("/api/models/"):
            self._tell(ask, path.removeprefix("/api/models/"), token)
        elif match := re.fullmatch(r"/([^/]+/[^/]+)/resolve/([^/]+)/(.+)", path):
            self._serve(ask, match[1], match[2], match[3], token)
        else:
            ask.refuse(404, "", "Sorry, we can't find the page you are looking for.")

    def _whoami(self, ask: _Handler, token: str) -> None:
        if token == TOKEN:
            ask.tell({"type": "user", "name": ACCOUNT, "fullname": "Lab", "auth": {}})
        else:
            ask.refuse(401, "", "Invalid username or password.")

    def _search(self, ask: _Handler, asked: Mapping[str, Sequence[str]]) -> None:
        wanted = "".join(asked.get("search", [])).lower()
        limit = int(asked.get("limit", ["1000"])[0])
        found = [repo for name, repo in self.repos.items() if wanted in name.lower()]
        if "gguf" in asked.get("filter", []):
            found = [repo for repo in found if _is_gguf(repo)]
        found.sort(key=lambda repo: -repo.downloads)
        ask.tell([_brief(repo) for repo in found[:limit]])

    def _tell(self, ask: _Handler, rest: str, token: str) -> None:
        name, _, revision = rest.partition("/revision/")
        repo = self._repo(ask, name, revision, token)
        if repo is None:
            return
        if repo.fault and repo.fault_at == "api":
            ask.fail(repo.fault, self.cdn.address)
        else:
            ask.tell(_whole(repo, blobs="blobs=true" in ask.path and repo.tells_sizes))

    def _serve(self, ask: _Handler, name: str, revision: str, file: str, token: str) -> None:
        repo = self._repo(ask, name, revision, token)
        if repo is None:
            return
        if repo.gated and (not token or name not in self.accepted):
            status = 403 if token else 401
            ask.refuse(status, "GatedRepo", f"Access to model {name} is restricted.")
        elif repo.fault and repo.fault_at == file:
            ask.fail(repo.fault, self.cdn.address)
        elif file not in repo.files:
            ask.refuse(404, "EntryNotFound", "Entry not found")
        elif _size(repo.files[file]) > self._inline:
            size = {"X-Linked-Size": str(_size(repo.files[file]))}
            where = f"{self.cdn.address}/{name}/{quote(file)}?Signature=lab"
            told = {"X-Repo-Commit": repo.commit, "X-Linked-ETag": f'"{_etag(file)}"'} | size
            ask.redirect(where, 302, told)
        else:
            told = {"X-Repo-Commit": repo.commit, "ETag": f'"{_etag(file)}"'}
            ask.serve(repo.files[file], told)

    def _repo(self, ask: _Handler, name: str, revision: str, token: str) -> Repo | None:
        repo = self.repos.get(name)
        if repo is not None and repo.moved_to:
            ask.redirect(ask.path.replace(name, repo.moved_to), 307)
            return None
        if repo is None or (repo.private and not token):
            status = 404 if token else 401
            ask.refuse(status, "RepoNotFound", "Repository not found")
            return None
        if revision not in ("", "main", repo.commit):
            ask.refuse(404, "RevisionNotFound", f"Invalid rev id: {revision}")
            return None
        return repo

    def _from_cdn(self, ask: _Handler) -> None:
        match = re.fullmatch(r"/([^/]+/[^/]+)/(.+)", unquote(urlsplit(ask.path).path))
        repo = self.repos.get(match[1]) if match else None
        if match is None or repo is None or match[2] not in repo.files:
            ask.refuse(403, "", "")
        elif repo.fault and repo.fault_at == "cdn":
            ask.fail(repo.fault, "")
        else:
            ask.serve(repo.files[match[2]], {"ETag": f'"{_etag(match[2])}"'})


class _Server:
    """One web server on a port of loopback, a thread for each request."""

    def __init__(self, answer: Any) -> None:  # noqa: ANN401 - a method that takes a handler
        self.seen: list[Seen] = []
        self.ending = threading.Event()
        owner = self

        class Handler(_Handler):
            server_of = owner
            answer_of = staticmethod(answer)

        self._scheme = "http"
        self._http = _ThreadingServer((HOST, 0), Handler)
        self._thread = threading.Thread(
            target=self._http.serve_forever, args=(0.05,), name="lab-hub", daemon=True
        )

    @property
    def address(self) -> str:
        return f"{self._scheme}://{HOST}:{self._http.server_address[1]}"

    def speak_tls(self, certificate: Path, key: Path | None) -> None:
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(certificate, key)
        self._scheme = "https"
        self._http.socket = context.wrap_socket(self._http.socket, server_side=True)

    def start(self) -> None:
        self._thread.start()

    def stop(self) -> None:
        self.ending.set()
        self._http.shutdown()
        self._http.server_close()
        self._thread.join()


class _ThreadingServer(ThreadingHTTPServer):
    """Its threads have a name, so that tests know whose they are."""

    daemon_threads = True

    def process_request(self, request: Any, client_address: Any) -> None:  # noqa: ANN401 - theirs
        arguments = (request, client_address)
        threading.Thread(
            target=self.process_request_thread, args=arguments, name="lab-hub-ask", daemon=True
        ).start()

    def handle_error(self, request: Any, client_address: Any) -> None:  # noqa: ANN401 - theirs
        """Say nothing: whoever asked broke off."""


class _Handler(BaseHTTPRequestHandler):
    """One request."""

    server_of: _Server
    answer_of: Any
    protocol_version = "HTTP/1.1"

    def do_GET(self) -> None:
        headers = {name.lower(): text for name, text in self.headers.items()}
        self.server_of.seen.append(Seen(self.path, headers))
        with contextlib.suppress(OSError):  # whoever asked has gone
            self.answer_of(self)

    def do_HEAD(self) -> None:
        self.do_GET()

    def log_message(self, *_arguments: object) -> None:
        """Write nothing down."""

    def tell(self, value: object) -> None:
        """Answer JSON."""
        self.send(200, json.dumps(value).encode(), {"Content-Type": "application/json"})

    def refuse(self, status: int, code: str, message: str) -> None:
        """Answer as the Hub refuses."""
        headers = {"X-Error-Message": message} if message else {}
        headers |= {"X-Error-Code": code} if code else {}
        self.send(status, json.dumps({"error": message}).encode(), headers)

    def redirect(self, target: str, status: int, told: Mapping[str, str] = NOTHING) -> None:
        """Send it elsewhere."""
        self.send(status, b"", {"Location": target, **told})

    def send(self, status: int, body: bytes, headers: Mapping[str, str]) -> None:
        """Answer."""
        self.send_response(status)
        for name, text in headers.items():
            self.send_header(name, text)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(body)

    def serve(self, content: bytes | Path | Sized, told: Mapping[str, str]) -> None:
        """Answer a file, or the part of it that is asked for."""
        size = _size(content)
        first, last = 0, size - 1
        match = re.fullmatch(r"bytes=(\d+)-(\d*)", self.headers.get("Range", ""))
        if match:
            first, last = int(match[1]), min(int(match[2] or size), size - 1)
            if first >= size:
                self.send(416, b"", {"Content-Range": f"bytes */{size}"})
                return
        self.send_response(206 if match else 200)
        if match:
            self.send_header("Content-Range", f"bytes {first}-{last}/{size}")
        for name, text in told.items():
            self.send_header(name, text)
        self.send_header("Content-Length", str(last + 1 - first))
        self.end_headers()
        while first <= last and self.command != "HEAD":
            piece = _part(content, first, min(PIECE, last + 1 - first))
            self.wfile.write(piece)
            first += len(piece)

    def fail(self, fault: Fault, elsewhere: str) -> None:
        """Do what the fault says."""
        page = b"<!doctype html><title>Too many</title>"
        if fault is Fault.TOO_OFTEN:
            self.send(429, page, {"Retry-After": "117"})
        elif fault is Fault.TOO_OFTEN_BY_RATE:
            limits = {"RateLimit": '"api";r=0;t=55', "RateLimit-Policy": '"fixed window";q=500'}
            self.send(429, page, limits)
        elif fault is Fault.BROKEN:
            self.send(500, page, {})
        elif fault is Fault.NO_JSON:
            self.send(200, page, {"Content-Type": "text/html"})
        elif fault is Fault.NESTED:
            self.send(200, b'{"a":' * 200_000, {})
        elif fault is Fault.CIRCLE:
            self.redirect(self.path, 302)
        elif fault is Fault.ELSEWHERE:
            self.redirect(f"{elsewhere.replace('127.0.0.1', 'localhost')}/else/where", 302)
        elif fault is Fault.NOWHERE:
            self.redirect("http://[nowhere", 302)
        elif fault is Fault.PACKED:
            self.send(200, b"\x1f\x8b" + bytes(100), {"Content-Encoding": "gzip"})
        else:
            self._fail_slowly(fault)

    def _fail_slowly(self, fault: Fault) -> None:
        self.close_connection = True
        ending = self.server_of.ending
        if fault is Fault.SILENT:
            self.connection.settimeout(60)
            self.connection.recv(1)  # until whoever asked has gone
            return
        if fault is Fault.ENDLESS_HEADER:
            self.wfile.write(b"HTTP/1.1 200 OK\r\nX-Long: ")
            while not ending.is_set():
                self.wfile.write(b"x" * PIECE)
        self.send_response(200)
        if fault is Fault.BREAKS_OFF:
            self.send_header("Content-Length", "1000")
        self.send_header("Connection", "close")
        self.end_headers()
        if fault is Fault.BREAKS_OFF:
            self.wfile.write(b'{"id": ')
        elif fault is Fault.ENDLESS_BODY:
            self.wfile.write(b'{"a": "')
            while not ending.is_set():
                self.wfile.write(b"x" * PIECE)
        else:
            while not ending.wait(0.02):
                self.wfile.write(b" ")


def _etag(file: str) -> str:
    """Return what stands for a file's content, which a cache calls it by."""
    return hashlib.sha256(file.encode()).hexdigest()


def _size(content: bytes | Path | Sized) -> int:
    if isinstance(content, Sized):
        return content.size
    return content.stat().st_size if isinstance(content, Path) else len(content)


def _part(content: bytes | Path | Sized, first: int, size: int) -> bytes:
    if isinstance(content, Path):
        with content.open("rb") as file:
            file.seek(first)
            return file.read(size)
    if isinstance(content, Sized):
        return content.start[first : first + size].ljust(size, b"\0")
    return content[first : first + size]


def _is_gguf(repo: Repo) -> bool:
    return any(name.endswith(".gguf") for name in repo.files)


def _brief(repo: Repo) -> dict[str, Any]:
    """Return a repository as a search lists it."""
    told: dict[str, Any] = {
        "_id": repo.commit[:24],
        "id": repo.name,
        "modelId": repo.name,
        "gated": repo.gated,
        "private": repo.private,
        "downloads": repo.downloads,
        "likes": repo.downloads // 10,
        "pipeline_tag": "text-generation",
        "lastModified": "2026-10-30T09:14:05.000Z",
        "tags": [*(["gguf"] if _is_gguf(repo) else ["safetensors"]), f"license:{repo.licence}"],
    }
    if repo.counts:
        counts = dict(repo.counts)
        told["safetensors"] = {"parameters": counts, "total": sum(counts.values())}
    if repo.gguf_total is not None:
        told["gguf"] = {"total": repo.gguf_total, "architecture": "llama"}
    return told


def _whole(repo: Repo, *, blobs: bool) -> dict[str, Any]:
    """Return a repository as it is described by itself."""
    siblings = []
    for name, content in repo.files.items():
        entry: dict[str, Any] = {"rfilename": name}
        if blobs:
            size = _size(content)
            entry |= {"blobId": hashlib.sha1(name.encode()).hexdigest(), "size": size}
            if size > 10_000:
                entry["lfs"] = {"sha256": _etag(name), "size": size, "pointerSize": 135}
        siblings.append(entry)
    told = _brief(repo) | {"sha": repo.commit, "siblings": siblings, "disabled": False}
    told["cardData"] = {"license": repo.licence}
    return told
