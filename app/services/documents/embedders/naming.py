"""How an embedding model is called in the index, and which texts it is given."""

from __future__ import annotations

from app.services.documents.api import Chunk, EmbedderChoice

EMBEDDED_NAME = "all-MiniLM-L6-v2 int8 on this computer"
_AT = " at "


def embedder_id(choice: EmbedderChoice) -> str:
    """Return what tells the vectors of a model from those of others."""
    if choice.kind == "embedded":
        return EMBEDDED_NAME
    return f"{choice.model}{_AT}{choice.endpoint}"


def choice_of(embedder: str) -> EmbedderChoice:
    """Return the choice that an id stands for."""
    if embedder == EMBEDDED_NAME:
        return EmbedderChoice("embedded")
    model, _, endpoint = embedder.rpartition(_AT)
    return EmbedderChoice("endpoint", endpoint, model)


def text_to_embed(chunk: Chunk, title: str) -> str:
    """Return a chunk with what it is about: its words alone may not say it."""
    about = " › ".join(part for part in (title, chunk.heading) if part)
    return f"{about}\n{chunk.text}" if about else chunk.text
