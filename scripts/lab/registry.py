"""A real image registry, Debian's docker-registry, on loopback as a lab node sees it.

    with Registry(directory) as registry:
        registry.push("nim/llama", "1.0", [layer(1), layer(2)])
        subprocess.run(["docker", "pull", registry.name("nim/llama", "1.0")])

An engine speaks plain HTTP with it, as with every registry on 127.0.0.0/8. What is pushed is made
here: nothing is fetched from anywhere.
"""

from __future__ import annotations

import base64
import contextlib
import gzip
import hashlib
import io
import json
import platform
import random
import tarfile
import urllib.request
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from scripts.lab.servers import free_port, running

PROGRAMS = {"docker-registry": "docker-registry"}
"""Programs and the packages that bring them."""
HOST = "127.0.0.1"
HERE = {"x86_64": "amd64", "aarch64": "arm64"}.get(platform.machine(), platform.machine())
MANIFEST = "application/vnd.docker.distribution.manifest.v2+json"
INDEX = "application/vnd.docker.distribution.manifest.list.v2+json"
CONFIG = "application/vnd.docker.container.image.v1+json"
LAYER = "application/vnd.docker.image.rootfs.diff.tar.gzip"
OCI_INDEX = "application/vnd.oci.image.index.v1+json"


@dataclass(frozen=True, slots=True)
class PackedLayer:
    """A layer as registries keep it."""

    data: bytes
    """Compressed."""
    diff_id: str
    """`sha256:…` of what is inside."""


class Registry:
    """One registry; with `accounts` (user to password) nobody else is served."""

    def __init__(
        self,
        directory: Path,
        *,
        accounts: Mapping[str, str] | None = None,
        settings: Mapping[str, str] | None = None,
        port: int = 0,
    ) -> None:
        """Describe it; `settings` are further ones, as the registry's environment takes them."""
        self.port = port or free_port()
        self._directory = directory
        self._accounts = dict(accounts or {})
        self._settings = dict(settings or {})
        self._stack = contextlib.ExitStack()

    @property
    def address(self) -> str:
        """Return what stands before the first slash of its images' names."""
        return f"{HOST}:{self.port}"

    def name(self, repository: str, tag: str = "latest") -> str:
        """Return an image's whole name."""
        return f"{self.address}/{repository}:{tag}"

    def __enter__(self) -> Registry:
        self._directory.mkdir(parents=True, exist_ok=True)
        config = self._directory / "config.yml"
        config.write_text("version: 0.1\nstorage: {filesystem: {}, delete: {enabled: true}}\n")
        environment = {
            "REGISTRY_HTTP_ADDR": self.address,
            "REGISTRY_STORAGE_FILESYSTEM_ROOTDIRECTORY": str(self._directory / "data"),
            "REGISTRY_LOG_ACCESSLOG_DISABLED": "false",
            "OTEL_TRACES_EXPORTER": "none",
        }
        if self._accounts:
            passwords = self._directory / "passwords"
            passwords.write_text("".join(map(_entry, *zip(*self._accounts.items(), strict=True))))
            environment |= {
                "REGISTRY_AUTH_HTPASSWD_REALM": "lab",
                "REGISTRY_AUTH_HTPASSWD_PATH": str(passwords),
            }
        argv = ("docker-registry", "serve", str(config))
        log = self._directory / "log"
        self._stack.enter_context(
            running(argv, self.port, log, environment=environment | self._settings)
        )
        return self

    def __exit__(self, *_exception: object) -> None:
        self._stack.close()

    def push(
        self,
        repository: str,
        tag: str,
        layers: Sequence[bytes | PackedLayer],
        *,
        architectures: Sequence[str] = (),
        labels: Mapping[str, str] | None = None,
        annotations: Mapping[str, str] | None = None,
        settings: Mapping[str, Any] | None = None,
    ) -> str:
        """Put an image into the registry and return the digest of what its tag names.

        With `architectures` or `annotations` that is an index of images, each with all layers.
        `settings` are what its containers are run with, as an image's `config` says it.
        """
        wanted = list(architectures) or [HERE]
        packed = [each if isinstance(each, PackedLayer) else _packed(each) for each in layers]
        config = {"Cmd": ["sleep", "1000"]} | dict(settings or {}) | {"Labels": dict(labels or {})}
        made = [self._push_image(repository, packed, each, config) for each in wanted]
        if not architectures and not annotations:
            return self._put_manifest(repository, tag, MANIFEST, made[0])
        entries = []
        for architecture, manifest in zip(wanted, made, strict=True):
            data = _json(manifest)
            digest = self._put_manifest(repository, _digest(data), MANIFEST, manifest)
            where = {"architecture": architecture, "os": "linux"}
            entries.append(
                {"mediaType": MANIFEST, "size": len(data), "digest": digest, "platform": where}
            )
        index: dict[str, Any] = {"schemaVersion": 2, "manifests": entries}
        index["mediaType"] = OCI_INDEX if annotations else INDEX
        if annotations:
            index["annotations"] = dict(annotations)
        return self._put_manifest(repository, tag, index["mediaType"], index)

    def log(self) -> str:
        """Return what it wrote down, a line a request among it."""
        return (self._directory / "log").read_text(errors="replace")

    def _push_image(
        self,
        repository: str,
        layers: Sequence[PackedLayer],
        architecture: str,
        settings: Mapping[str, Any],
    ) -> dict[str, Any]:
        config = {
            "architecture": architecture,
            "os": "linux",
            "created": "2026-11-01T08:00:00Z",
            "config": dict(settings),
            "rootfs": {"type": "layers", "diff_ids": [each.diff_id for each in layers]},
            "history": [
                {"created": "2026-11-01T08:00:00Z", "created_by": f"COPY part {number} /"}
                for number, _layer in enumerate(layers)
            ],
        }
        return {
            "schemaVersion": 2,
            "mediaType": MANIFEST,
            "config": self._put_blob(repository, CONFIG, _json(config)),
            "layers": [self._put_blob(repository, LAYER, each.data) for each in layers],
        }

    def _put_blob(self, repository: str, kind: str, data: bytes) -> dict[str, Any]:
        digest = _digest(data)
        start = self._request("POST", f"/v2/{repository}/blobs/uploads/", b"")
        where = start["Location"]
        path = where.split(self.address, 1)[-1]
        joined = f"{path}{'&' if '?' in path else '?'}digest={digest}"
        self._request("PUT", joined, data, "application/octet-stream")
        return {"mediaType": kind, "size": len(data), "digest": digest}

    def _put_manifest(
        self, repository: str, reference: str, kind: str, manifest: Mapping[str, Any]
    ) -> str:
        data = _json(manifest)
        self._request("PUT", f"/v2/{repository}/manifests/{reference}", data, kind)
        return _digest(data)

    def _request(self, method: str, path: str, data: bytes, kind: str = "") -> Mapping[str, str]:
        request = urllib.request.Request(f"http://{self.address}{path}", data, method=method)
        if kind:
            request.add_header("Content-Type", kind)
        for user, password in self._accounts.items():
            word = base64.b64encode(f"{user}:{password}".encode()).decode()
            request.add_header("Authorization", f"Basic {word}")
        with urllib.request.urlopen(request, timeout=30) as answer:
            headers: Mapping[str, str] = answer.headers
            return headers


def layer(seed: int, megabytes: float = 2.0) -> bytes:
    """Return a layer, a tar archive with one file that does not compress."""
    content = random.Random(seed).randbytes(int(megabytes * 1_000_000))
    buffer = io.BytesIO()
    with tarfile.open(fileobj=buffer, mode="w") as archive:
        entry = tarfile.TarInfo(f"opt/part-{seed}")
        entry.size = len(content)
        archive.addfile(entry, io.BytesIO(content))
    return buffer.getvalue()


def _packed(data: bytes) -> PackedLayer:
    return PackedLayer(gzip.compress(data, 1, mtime=0), _digest(data))


def _entry(user: str, password: str) -> str:
    import bcrypt  # not there yet when the lab's packages are looked for

    return f"{user}:{bcrypt.hashpw(password.encode(), bcrypt.gensalt(4)).decode()}\n"


def _json(value: object) -> bytes:
    return json.dumps(value, sort_keys=True).encode()


def _digest(data: bytes) -> str:
    return f"sha256:{hashlib.sha256(data).hexdigest()}"
