"""What `documents` takes, and the JSON it prints; loads nothing else."""

from __future__ import annotations

import argparse
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from app.cli.wording import add_command, wording

if TYPE_CHECKING:
    from app.core.cancel import Cancel

_MORE = """\
A collection is folders and files that are asked together. They are read on this computer; what is
read stays in an index here, and the files stay as they are. The window shows the same collections.

  spark-command-center documents add Manuals ~/manuals
  spark-command-center documents ask "How is the fan cleaned?" --in Manuals"""

_ADD_MORE = """\
PDF, DOCX, Markdown, HTML, text and code are read. Without --embed-with a small model on this
computer makes the vectors (extra “documents”); where there is none, words find passages, meaning
does not. What is wrong with a file is told on stderr."""

_LIST_MORE = """\
JSON: id, name, paths, embedder (kind, endpoint, model), reranker (the same, or null), store,
files, chunks, failed, bytes, indexed_at (null: never), embedding_model (whose vectors answer),
is_stale (another was chosen).
Fields may be added, none changes its meaning."""

_ASK_MORE = """\
Prints passages, no answer: give them to `chat` by --file -.

JSON: question, passages (number, collection, document, title, page, heading, start, end, text,
similarity (cosine, null where words found it), by_words), searched_chunks, embed_s, search_s,
notes. Fields may be added, none changes its meaning."""


def add_documents(
    commands: argparse._SubParsersAction[Any],
    add_way_in: Callable[[argparse.ArgumentParser], None],
    positive: Callable[[str], int],
) -> None:
    """Describe the commands; `add_way_in` adds how to be let in."""
    parser = add_command(commands, "documents", "index own documents and find passages", _MORE)
    actions = parser.add_subparsers(dest="action", metavar="ACTION", required=True)
    listing = add_command(actions, "list", "list the collections", _LIST_MORE)
    listing.add_argument("--json", action="store_true", help="print JSON")
    adding = add_command(actions, "add", "make a collection and index it", _ADD_MORE)
    adding.add_argument("name", metavar="NAME", help="what it is called")
    adding.add_argument("paths", metavar="PATH", nargs="+", help="a folder or a file")
    adding.add_argument(
        "--embed-with",
        metavar="NODE/MODEL",
        default="",
        help="an embedding model that runs on a node, in place of the one on this computer",
    )
    adding.add_argument(
        "--rerank-with",
        metavar="NODE/MODEL",
        default="",
        help="a reranking model that runs on a node, which looks at what was found",
    )
    indexing = actions.add_parser("index", **wording("index what is new or changed"))
    indexing.add_argument("names", metavar="NAME", nargs="*", help="only these (default: all)")
    asking = add_command(actions, "ask", "find passages that answer a question", _ASK_MORE)
    _add_question(asking, positive)
    removing = actions.add_parser("remove", **wording("forget a collection; the files stay"))
    removing.add_argument("name", metavar="NAME")
    for each in (adding, indexing, asking):
        add_way_in(each)
    parser.set_defaults(run=_run)


def _add_question(asking: argparse.ArgumentParser, positive: Callable[[str], int]) -> None:
    asking.add_argument("question", metavar="QUESTION")
    asking.add_argument(
        "--in",
        dest="names",
        metavar="NAME",
        action="append",
        default=[],
        help="only this collection; may be repeated (default: all)",
    )
    asking.add_argument(
        "--tokens",
        metavar="N",
        type=positive,
        default=3000,
        help="of all passages together, at most (default 3000; an estimate)",
    )
    asking.add_argument("--json", action="store_true", help="print JSON")


def _run(options: argparse.Namespace, cancel: Cancel) -> int:
    from app.cli.documents import run

    return run(options, cancel)
