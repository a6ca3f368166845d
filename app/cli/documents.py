"""`documents list|add|index|ask|remove`."""

from __future__ import annotations

import argparse
import contextlib
import copy
import json
import os
import re
import sys
import time
import uuid
from collections.abc import Iterator
from dataclasses import asdict
from pathlib import Path
from typing import Any

from app.cli.bench import model_meant
from app.cli.containers import print_table
from app.cli.opening import Opener
from app.cli.reaching import reached
from app.cli.terminal import say
from app.core import units
from app.core.cancel import Cancel
from app.core.errors import BadInput, UnknownNode
from app.core.ids import LOCAL_NODE, NodeId
from app.core.paths import user_paths
from app.core.said import plain, said
from app.core.settings import SettingsStore
from app.hosts.nodes import NodeBook
from app.hosts.secrets import SecretStore
from app.services.chat.api import ChatEndpoint
from app.services.chat.endpoints.book import EndpointBook
from app.services.chat.endpoints.keys import key_of
from app.services.chat.endpoints.naming import endpoint_id
from app.services.chat.endpoints.reaching import chat_address
from app.services.documents.api import (
    Collection,
    CollectionStats,
    DocumentsUnavailable,
    EmbedderChoice,
    FileState,
    IndexProgress,
    Retrieval,
    StoreChoice,
    VectorStore,
)
from app.services.documents.desk import DocumentDesk
from app.services.documents.indexer import Indexer
from app.services.documents.pause import Pause
from app.services.documents.stores.milvus_store import open_milvus
from app.services.serving.completions import LocalAddress
from app.services.serving.reach import NodeReach
from app.transport.slot import SessionSlot

_HEADINGS = ("NAME", "FILES", "PASSAGES", "NOT READ", "SIZE", "INDEXED", "EMBEDDING MODEL")
_OF_NODE = re.compile(r"(?P<node>.+):(?P<port>\d+)(?P<base>/.*)?")
_CLEAR = "\r\x1b[K"


def run(options: argparse.Namespace, cancel: Cancel) -> int:
    """Do what the action says."""
    actions = {"list": _list, "add": _add, "index": _index, "ask": _ask, "remove": _remove}
    with _Nodes(options, cancel) as nodes:
        desk = DocumentDesk(user_paths().documents, nodes.address, open_store=nodes.store)
        try:
            code = actions[options.action](options, desk, cancel)
            if desk.index.notice:
                say(desk.index.notice)
            return code
        finally:
            desk.close()


# What is done


def _list(options: argparse.Namespace, desk: DocumentDesk, _cancel: Cancel) -> int:
    found = [(each, desk.index.stats(each.id)) for each in desk.index.collections()]
    if options.json:
        print(json.dumps([_to_json(*each) for each in found], indent=2, ensure_ascii=False))
    elif found:
        print_table([_HEADINGS, *(_cells(*each) for each in found)])
    else:
        say("There is no collection. See `documents add --help`.")
    return 0


def _add(options: argparse.Namespace, desk: DocumentDesk, cancel: Cancel) -> int:
    name = " ".join(options.name.split())
    if not name or not name.isprintable():
        raise BadInput("A collection needs a name.")
    if any(each.name.casefold() == name.casefold() for each in desk.index.collections()):
        raise BadInput(f"There is a collection “{said(name)}” already.", "Take another name.")
    paths = tuple(os.path.abspath(os.path.expanduser(path)) for path in options.paths)
    for path in paths:
        if not os.path.exists(path):
            raise BadInput(f"There is no {said(path)}.")
    collection = Collection(
        uuid.uuid4().hex[:12],
        name,
        paths,
        _served(options, "--embed-with", options.embed_with, cancel) or EmbedderChoice("embedded"),
        created=time.time(),
        reranker=_served(options, "--rerank-with", options.rerank_with, cancel),
    )
    desk.index.save(collection)
    return _sync(desk, collection, cancel)


def _index(options: argparse.Namespace, desk: DocumentDesk, cancel: Cancel) -> int:
    code = 0
    for collection in _meant(options.names, desk):
        code = max(code, _sync(desk, collection, cancel))
    return code


def _ask(options: argparse.Namespace, desk: DocumentDesk, cancel: Cancel) -> int:
    collections = _meant(options.names, desk)
    if not collections:
        raise BadInput("There is no collection.", "Make one: documents add NAME PATH.")
    names = {each.id: each.name for each in collections}
    found = desk.retrieve(options.question, tuple(names), cancel, token_budget=options.tokens)
    if options.json:
        print(json.dumps(_found_to_json(found, names), indent=2, ensure_ascii=False))
        return 0
    for note in found.notes:
        say(note)
    if not found.passages:
        say("Nothing was found.")
    for number, passage in enumerate(found.passages, 1):
        page = "" if passage.page is None else f", page {passage.page}"
        print(said(f"[{number}] {passage.document}{page}  {passage.heading}", limit=400))
        print(plain(passage.text).strip(), end="\n\n")
    return 0


def _remove(options: argparse.Namespace, desk: DocumentDesk, _cancel: Cancel) -> int:
    for collection in _meant([options.name], desk):
        desk.index.delete(collection.id)
    return 0


def _meant(names: list[str], desk: DocumentDesk) -> tuple[Collection, ...]:
    """Return the collections of these names; all where there are none."""
    collections = desk.index.collections()
    if not names:
        return collections
    known = {each.name.casefold(): each for each in collections}
    for name in names:
        if name.casefold() not in known:
            raise BadInput(f"There is no collection “{said(name)}”.", "See `documents list`.")
    return tuple(known[name.casefold()] for name in names)


def _sync(desk: DocumentDesk, collection: Collection, cancel: Cancel) -> int:
    """Index a collection and say what came of it; the code of what keeps vectors from it."""
    indexer = Indexer(desk.index, desk.open_embedder)
    try:
        synced = indexer.sync(collection, cancel, _show, Pause(), again=True)
    finally:
        _clear()
    for path in synced.unreachable:
        say(f"{said(path)} is empty or cannot be reached; what is known of it stays.")
    for file in desk.index.files(collection.id):
        if file.state is FileState.FAILED:
            say(f"{said(file.path)}: {said(file.error)}")
    stats = desk.index.stats(collection.id)
    say(
        f"{said(collection.name)}: files {stats.files:,}, passages {stats.chunks:,},"
        f" not read {stats.failed:,}; new or changed {synced.read:,}, gone {synced.removed:,}."
    )
    if synced.error is None:
        return 0
    say(f"Words find everything, meaning does not yet: {synced.error}")
    return synced.error.exit_code


def _show(progress: IndexProgress) -> None:
    if not sys.stderr.isatty():
        return
    if progress.total is None:
        words = f"{progress.done:,} files found"
    else:
        words = f"{progress.done:,} of {progress.total:,} files"
        if progress.chunks_per_s is not None:
            words += f", {progress.chunks_per_s:.0f} passages/s"
        words += f"  {Path(progress.file).name}"
    sys.stderr.write(_CLEAR + said(words, limit=78))
    sys.stderr.flush()


def _clear() -> None:
    if sys.stderr.isatty():
        sys.stderr.write(_CLEAR)


# What is printed


def _to_json(collection: Collection, stats: CollectionStats) -> dict[str, Any]:
    told = asdict(collection) | asdict(stats)
    told["embedding_model"] = stats.embedder
    told["embedder"] = asdict(collection.embedder)
    del told["note"]  # of the window's last run
    at = stats.indexed_at
    return told | {"indexed_at": None if at is None else units.iso_time(at)}


def _cells(collection: Collection, stats: CollectionStats) -> tuple[str, ...]:
    at = stats.indexed_at
    return tuple(
        said(cell)
        for cell in (
            collection.name,
            f"{stats.files:,}",
            f"{stats.chunks:,}",
            f"{stats.failed:,}",
            units.disk_size(stats.bytes),
            "never" if at is None else units.date_and_clock(at),
            stats.embedder or "none yet: words only",
        )
    )


def _found_to_json(found: Retrieval, names: dict[str, str]) -> dict[str, Any]:
    told = asdict(found)
    for number, passage in enumerate(told["passages"], 1):
        passage["number"] = number
        passage["collection"] = names[passage["collection"]]
        passage.pop("score")  # good for the order only
    return told


# Endpoints and nodes


def _served(
    options: argparse.Namespace, option: str, meant: str, cancel: Cancel
) -> EmbedderChoice | None:
    """Return the model of a node that an option means, and that answers now; None: it is unset."""
    if not meant:
        return None
    node, _, model = meant.partition("/")
    if not model:
        raise BadInput(f"Say which model of the node, as in {option} spark-01/bge-m3.")
    asked = copy.copy(options)
    asked.node = node
    with reached(Opener.from_options(asked), cancel) as reach:
        found = model_meant(reach, model, cancel).endpoint
    return EmbedderChoice(
        "endpoint", endpoint_id(found.node, found.port, found.base), found.model_id
    )


class _Nodes:
    """Reaches nodes when a collection needs one, and holds them until the command ends."""

    def __init__(self, options: argparse.Namespace, cancel: Cancel) -> None:
        self._options = options
        self._cancel = cancel
        self._stack = contextlib.ExitStack()
        self._reached: dict[str, NodeReach] = {}
        self._secrets = SecretStore(SettingsStore(user_paths().settings))

    def __enter__(self) -> _Nodes:
        return self

    def __exit__(self, *_: object) -> None:
        self._stack.close()

    @contextlib.contextmanager
    def address(self, endpoint: str, cancel: Cancel) -> Iterator[LocalAddress]:
        """Lead to an endpoint: one that the user added, or a port of a node."""
        found = self._endpoint(endpoint)
        reach = None if found.node is None else self._reach(found.node)
        key = key_of(self._secrets, found, cancel)
        with chat_address(found, reach, key, cancel) as address:
            yield address

    def store(self, choice: StoreChoice, name: str) -> VectorStore:
        """Open a store outside of the index."""
        return open_milvus(self._slot, choice, name)

    def _slot(self, node: str) -> SessionSlot:
        return self._reach(node).slot

    def _endpoint(self, endpoint: str) -> ChatEndpoint:
        for each in EndpointBook(user_paths().endpoints).endpoints():
            if each.id == endpoint:
                return each
        of_node = _OF_NODE.fullmatch(endpoint)
        if of_node is None:
            raise DocumentsUnavailable(
                "The endpoint that makes the vectors is not there any more.",
                "Choose another embedding model in the window.",
            )
        node, port = NodeId(of_node["node"]), int(of_node["port"])
        return ChatEndpoint(endpoint, endpoint, node, port, of_node["base"] or "")

    def _reach(self, node: str) -> NodeReach:
        """Return a node by its id, connected."""
        if node not in self._reached:
            saved = NodeBook(SettingsStore(user_paths().settings)).all()
            names = {LOCAL_NODE: "local"} | {each.id: each.name for each in saved}
            if node not in names:
                raise UnknownNode(f"The node {said(node)} is not saved any more.")
            asked = copy.copy(self._options)
            asked.node = names[NodeId(node)]
            opener = Opener.from_options(asked)
            self._reached[node] = self._stack.enter_context(reached(opener, self._cancel))
        return self._reached[node]
