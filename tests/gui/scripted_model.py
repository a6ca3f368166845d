"""A model whose answers a test decides, behind a real HTTP server on loopback."""

from __future__ import annotations

import contextlib
import json
import threading
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from app.core.errors import UserError
from app.services.chat.api import ChatEndpoint
from app.services.chat.endpoints.surveying import Wish
from tests.chat_replay import delta, event
from tests.endpoint_servers import Handler, endpoint_server
from tests.gui.real_program import RealProgram

MODEL = "acme/parrot-7b"
TITLE = "Parrots and fans"


@dataclass
class ScriptedModel:
    """Says its words piece by piece; between the first and the rest it waits for the gate."""

    port: int = 0
    words: tuple[str, ...] = ("The fan ", "is dusty.")
    finish: str | None = "stop"
    status: int = 200
    asked: list[dict[str, Any]] = field(default_factory=list)
    gate: threading.Event = field(default_factory=threading.Event)

    def models(self, handler: Handler) -> None:
        """List the one model."""
        listed = {"id": MODEL, "object": "model", "owned_by": "vllm", "max_model_len": 4096}
        body = json.dumps({"object": "list", "data": [listed]}).encode()
        handler.send_response(200)
        handler.send_header("Content-Type", "application/json")
        handler.send_header("Content-Length", str(len(body)))
        handler.end_headers()
        handler.wfile.write(body)

    def answer(self, handler: Handler) -> None:
        """Answer a question."""
        asked = json.loads(handler.rfile.read(int(handler.headers["Content-Length"])))
        words, is_title = self.words, "Write a title" in json.dumps(asked)
        if is_title:
            words = (TITLE,)
        else:
            self.asked.append(asked)
        handler.send_response(200 if is_title else self.status)
        handler.send_header("Content-Type", "text/event-stream")
        handler.send_header("Connection", "close")
        handler.end_headers()
        for number, word in enumerate(words):
            handler.wfile.write(event(delta(content=word)))
            handler.wfile.flush()
            if number == 0 and not is_title:
                self.gate.wait(30)
        if self.finish is not None:
            usage = {"prompt_tokens": 40, "completion_tokens": 12}
            handler.wfile.write(event(delta(self.finish)))
            handler.wfile.write(event({"choices": [], "usage": usage}) + b"data: [DONE]\n\n")


@contextlib.contextmanager
def scripted_model() -> Iterator[ScriptedModel]:
    """Serve until the block ends."""
    model = ScriptedModel()
    model.gate.set()
    answers = {"/v1/models": model.models, "/v1/chat/completions": model.answer}
    with endpoint_server(answers) as server:
        model.port = server.port
        yield model
        model.gate.set()


def add_endpoint(program: RealProgram, model: ScriptedModel) -> str:
    """Add the model as the user does, and return the id of its endpoint."""
    chat = program.hub.chat
    endpoint = ChatEndpoint(
        "", "Acme", url=f"http://127.0.0.1:{model.port}/v1", engine="vllm", is_custom=True
    )
    errors: list[UserError] = []
    worker = chat.endpoints.keeping(Wish(endpoint, keep_key=False))
    worker.ended.connect(lambda ended: errors.append(ended.error) if ended.error else None)
    chat.start(worker)
    program.wait(lambda: errors or any(view.models for view in chat.endpoints.all()))
    assert not errors, errors[0]
    return next(view.endpoint.id for view in chat.endpoints.all() if view.endpoint.is_custom)
