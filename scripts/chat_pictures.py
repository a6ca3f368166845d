"""Pictures of the Chat pane: a conversation with sources, side by side, own documents.

The endpoints are the lab's real llama.cpp with a tiny model under other names, and the documents
are this project's records, really indexed and asked. What the models seem to say, and how fast,
was written for the pictures: the tiny model's own words mean nothing.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import TYPE_CHECKING

from scripts.lab.machine import REPOSITORY

if TYPE_CHECKING:
    from app.panes.chat.api import View
    from app.panes.chat.conversation.view import ConversationView
    from app.panes.chat.pane import ChatPane
    from app.services.chat.api import ChatModel, Message, Source
    from app.services.chat.library.library import Library
    from scripts.screenshots import DrivenProgram

PICTURES = ("chat", "compare", "documents")
COLLECTION = "records"
QUESTION = "How does a launch keep my Spark from freezing, and what can I do when it is refused?"
ANSWER = (
    "A launch is judged **twice**: when its plan is made, and again just before the container "
    "starts, with the newest sample of the node [1]. What counts is what the kernel calls "
    "available, not what is free:\n\n"
    "| part | GiB | can be given back |\n|---|---:|---|\n"
    "| weights, Q4 | 20.8 | no |\n"
    "| KV cache, 131,072 tokens | 2.6 | with a shorter context |\n"
    "| page cache | 16.8 | yes, by the kernel |\n\n"
    "With $l$ layers, $h$ heads of $d$ and $b$ bytes, full attention takes\n\n"
    "$$2 \\cdot l \\cdot h \\cdot d \\cdot b \\cdot \\text{tokens}$$\n\n"
    "When it is refused, shorten the context first [2]:\n\n"
    "```sh\nspark-command-center fit MODEL --node spark-02 --context 65536\n```\n"
)
SHORT = (
    "It looks at the memory **twice**: in the plan, and just before the start. If it would not "
    "fit, it says which setting does:\n\n"
    "1. a shorter context,\n2. fewer users at once,\n3. a smaller quantization.\n"
)
OTHER = (
    "Before a launch, weights, KV cache and overhead are added up and compared with what the node "
    "has *available*. A launch that would take what must stay free is refused.\n\n"
    "> To go on nevertheless you type the node's name.\n"
)
RECORDS = ("0012-memory-guard", "0019-fit", "0022-a-launch-survives", "0023-benchmarks")

WaitFor = Callable[[Callable[[], object], str], object]


class Scene:
    """The Chat pane of the program, with models that answer on the node that is shown."""

    def __init__(self, program: DrivenProgram, wait: WaitFor) -> None:
        from app.panes.chat.pane import ChatPane

        self._program, self._hub, self._look = program, program.hub, wait
        program.window.show_pane("chat")
        pane = wait(lambda: program.window.stack.pane("chat"), "the pane")
        assert isinstance(pane, ChatPane)
        self.pane: ChatPane = pane
        wait(lambda: len(self._models()) >= 2, "two models that answer")

    def _wait(self, look: Callable[[], object], what: str) -> object:
        """Wait until `look` finds something that is not empty."""
        return self._look(lambda: look() or None, what)

    def show(self, picture: str) -> None:
        """Show what a picture is of."""
        {"chat": self._chat, "compare": self._compare, "documents": self._documents}[picture]()

    def _chat(self) -> None:
        from app.panes.chat.api import View
        from app.transcript.api import CitationPressed

        self._index()
        sources = self._sources()
        kept = self._write(lambda library: self._example(library, ANSWER, 0, sources, 184, 41.7))
        view = self._view(View.CONVERSATION)
        view.panel.show_conversation(kept)
        answer = self._wait(lambda: self._last(view, kept), "the answer")
        assert isinstance(answer, int)
        view.panel.transcript.citation_pressed.emit(CitationPressed(answer, 1))

    def _compare(self) -> None:
        from app.panes.chat.api import View
        from app.panes.chat.compare.view import CompareView

        view = self.pane.show_section(View.COMPARE)
        assert isinstance(view, CompareView)
        answers = ((SHORT, 96, 58.3), (OTHER, 71, 22.4))
        for place, (text, tokens, speed) in enumerate(answers):

            def write(
                library: Library, place: int = place, text: str = text, tokens: int = tokens,
                speed: float = speed,
            ) -> int:  # fmt: skip
                return self._example(library, text, place, (), tokens, speed)

            column = view.columns[place]
            column.asked.set_model(self._models()[place][0], self._models()[place][2].id)
            column.asked.state = self._hub.chat.conversation(self._write(write))
            column.asked.begun.emit()
            self._wait(column.asked.state.path, "the conversation")
            column.asked.changed.emit()

    def _documents(self) -> None:
        from app.panes.chat.api import View
        from app.panes.chat.documents.view import DocumentsView

        view = self.pane.show_section(View.DOCUMENTS)
        assert isinstance(view, DocumentsView)
        self._wait(lambda: view.list.choose(COLLECTION), "the collection")
        view.search()
        trying = view.details.trying
        trying.field.setText("Why is memory judged again just before a launch?")
        trying.search.click()
        self._wait(lambda: trying.cards, "what is found")

    # What is there

    def _view(self, name: View) -> ConversationView:
        from app.panes.chat.conversation.view import ConversationView

        view = self.pane.show_section(name)
        assert isinstance(view, ConversationView)
        return view

    def _last(self, view: ConversationView, conversation: int) -> int | None:
        state = view.panel.subject.state
        if state is None or state.id != conversation or not state.path():
            return None
        return state.path()[-1].id

    def _models(self) -> list[tuple[str, str, ChatModel]]:
        """Return endpoint, its title and model, of all that answer."""
        views = self._hub.chat.endpoints.all()
        found = [(v.endpoint.id, v.endpoint.title, m) for v in views for m in v.models or ()]
        return sorted(found, key=lambda each: "qwen" not in each[2].id.casefold())

    def _index(self) -> None:
        from app.services.documents.api import Collection, EmbedderChoice

        documents = self._hub.chat.documents
        documents.load()
        self._wait(lambda: documents.collections() is not None, "the collections")
        paths = tuple(str(REPOSITORY / ".decisions" / f"{name}.md") for name in RECORDS)
        documents.save(
            Collection(COLLECTION, "Decision records", paths, EmbedderChoice("embedded"))
        )
        self._wait(lambda: documents.stats(COLLECTION).files == len(RECORDS), "the files")
        self._wait(lambda: documents.indexing(COLLECTION) is None, "the indexing to end")

    def _sources(self) -> tuple[Source, ...]:
        from app.core.cancel import Cancel
        from app.services.documents.citations import sources_of

        found = self._hub.chat.documents.retrieve(
            QUESTION, (COLLECTION,), Cancel(), token_budget=2000
        )
        return sources_of(found)[:4]

    def _write(self, work: Callable[[Library], int]) -> int:
        """Write into the library, here: nobody waits for the window while pictures are taken."""
        kept = work(self._hub.chat.library.library)
        self._hub.chat.library.load()
        return kept

    def _example(
        self,
        library: Library,
        text: str,
        place: int,
        sources: tuple[Source, ...],
        tokens: int,
        speed: float,
    ) -> int:
        """Write a question and its answer; return the conversation."""
        from dataclasses import replace

        from app.services.chat.api import Conversation, Figures, Message, Role
        from app.services.serving.answers import Timing

        endpoint, title, model = self._models()[place]
        now = time.time()
        made = library.create(
            Conversation(
                0, "Why was my launch refused?", now, now, endpoint=endpoint, model=model.id,
                collections=(COLLECTION,) if sources else (), has_own_title=True,
            )
        )  # fmt: skip
        asked = library.add(made.id, Message(0, None, Role.USER, QUESTION, created=now - 60))
        timing = Timing(
            first_token_s=0.21, total_s=0.21 + tokens / speed, tokens_per_s=speed, by_server=True
        )
        figures = Figures(timing, prompt_tokens=96, completion_tokens=tokens, reasoning_s=3.0)
        answer: Message = Message(
            0, asked.id, Role.ASSISTANT, text, sources=sources, endpoint=title, model=model.id,
            reasoning="The user asks what happens before a launch. The records 19 and 22 say it.",
            figures=figures, created=now - 50,
        )  # fmt: skip
        kept = library.add(made.id, answer)
        library.save(replace(library.conversation(made.id), leaf=kept.id))
        return made.id
