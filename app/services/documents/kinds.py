"""Which files are read, told by their names."""

from __future__ import annotations

import os.path
from enum import StrEnum


class FileKind(StrEnum):
    """How a file is read."""

    PDF = "pdf"
    DOCX = "docx"
    MARKDOWN = "markdown"
    HTML = "html"
    TEXT = "text"
    CODE = "code"


_SUFFIXES = {
    FileKind.PDF: "pdf",
    FileKind.DOCX: "docx docm dotx",
    FileKind.MARKDOWN: "md markdown mdown mkd mdx qmd rmd",
    FileKind.HTML: "html htm xhtml",
    FileKind.TEXT: "txt text rst adoc asciidoc org tex log csv tsv srt vtt eml bib po",
    FileKind.CODE: (
        "py pyi c h cc cpp cxx hh hpp hxx cu cuh rs go java kt kts scala swift m mm "
        "js mjs cjs jsx ts tsx vue svelte css scss less rb php pl pm lua r jl hs ml "
        "mli fs fsx cs vb dart zig nim ex exs erl clj cljs lisp el scm sh bash zsh "
        "fish ps1 bat cmd sql graphql proto thrift cmake mk gradle tf hcl nix json "
        "jsonl json5 yaml yml toml ini cfg conf properties xml xsd service desktop "
        "rules dockerfile containerfile diff patch"
    ),
}
_NAMES = {
    FileKind.TEXT: "readme license licence copying authors changelog notice contributing todo",
    FileKind.CODE: "makefile dockerfile containerfile justfile vagrantfile jenkinsfile",
}
_BY_SUFFIX = {suffix: kind for kind, line in _SUFFIXES.items() for suffix in line.split()}
_BY_NAME = {name: kind for kind, line in _NAMES.items() for name in line.split()}


def kind_of(path: str) -> FileKind | None:
    """Return how a file is read; None: it is not a kind that is."""
    name = os.path.basename(path).lower()
    if name in _BY_NAME:
        return _BY_NAME[name]
    return _BY_SUFFIX.get(os.path.splitext(name)[1][1:])
