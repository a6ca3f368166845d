"""The Endpoint Doctor: looks at what a model of an endpoint can do, and tells as it goes.

What a server says of itself is not taken for it: each ability is tried, with answers of a few
tokens. What cannot be said is said to be so.
"""

from __future__ import annotations

import base64
import time
from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from typing import TYPE_CHECKING

from app.core.errors import RemoteError, SourceUnavailable
from app.core.i18n import numeral, tr
from app.core.said import said
from app.services.chat.api import Ability, Card, ChatEndpoint, Finding, Stopped
from app.services.chat.endpoints.keys import key_of
from app.services.chat.endpoints.parameters import (
    NUMBERS,
    VALUES,
    fields_of,
    known_parameters,
)
from app.services.chat.endpoints.patient import (
    ANSWER_S,
    FIRST_S,
    QUESTION,
    Answered,
    Patient,
    messages,
    red_square,
)
from app.services.chat.endpoints.reaching import Door, Site, chat_address
from app.services.chat.endpoints.reading import read_models
from app.services.chat.messages import Question, body_continuing
from app.services.chat.stopping import ServerLook, Watched, wait_stopped
from app.services.containers.reading import as_dict, as_dicts
from app.services.serving.asking import decode
from app.services.serving.completion_errors import words_of
from app.services.serving.completions import NO_KEY
from app.services.telemetry.fetch import Address

if TYPE_CHECKING:
    from app.core.cancel import Cancel
    from app.hosts.secrets import SecretStore
    from app.services.serving.reach import NodeReach

LONGEST_OVERFLOW = 32_768
"""Tokens of context up to which one that is too small is tried: more would keep a server busy."""
LONG_ANSWER = 2048
_OF_LLAMA_CPP = ("llama_cpp", "docker_model_runner")
_ONE = tr("The answer came in one piece.")
_COUNT = "Count from 1 to 20, with commas, and write nothing else."
_COUNT_ALL = "Count from 1 to 1000 in words, and leave nothing out."
_WRONG_KEY = "spark-command-center-looks-whether-any-key-will-do"
_TOOL = {
    "type": "function",
    "function": {
        "name": "get_weather",
        "description": "Return today's weather in a city.",
        "parameters": {
            "type": "object",
            "properties": {"city": {"type": "string"}},
            "required": ["city"],
        },
    },
}


def examine(
    endpoint: ChatEndpoint,
    card: Card,
    reach_of: Callable[[ChatEndpoint], NodeReach | None],
    secrets: SecretStore,
    cancel: Cancel,
) -> Iterator[Card]:
    """Yield the card of a model each time that more is known.

    Raises SessionLost, Cancelled, and what `fetch.exchange` does where it does not answer at all;
    what it answers is a finding.
    """
    key = key_of(secrets, endpoint, cancel)
    with chat_address(endpoint, reach_of(endpoint), key, cancel) as address:
        site = Site.of(address.base_url)
        door = Door(site, Address(site.port, site.path, site.host), cancel, key)
        look = ServerLook(replace(address, key=key or NO_KEY), endpoint.engine)
        yield from Examination(door, look, endpoint.engine, card).run()


class Examination:
    """One look at one model."""

    def __init__(self, door: Door, look: ServerLook, engine: str, card: Card) -> None:
        self._patient = Patient(door, card.model, engine)
        self._door = door
        self._look = look
        self._engine = engine
        self._card = replace(card, engine=engine)
        self._prompt_tokens: int | None = None
        """Of the plain question."""
        self._answers = False

    def run(self) -> Iterator[Card]:
        """Yield the card after each look."""
        self._models()
        yield self._card
        for look, tells in ((self._auth, Ability.AUTH), (self._plain, Ability.STREAMING)):
            yield self._after(look, tells)
        for ability, look in (
            (Ability.TOOLS, self._tools),
            (Ability.VISION, self._vision),
            (Ability.CONTINUE, self._continue),
            (Ability.OVERFLOW, self._overflow),
            (Ability.CANCEL, self._cancel),
        ):
            if self._answers:
                yield self._after(look, ability)
            else:
                self._find(ability, None, tr("It answers no question, so this was not tried."))
        if self._answers:
            yield self._after(self._parameters)
        yield self._after(self._embeddings, Ability.EMBEDDINGS)

    def _after(self, look: Callable[[], None], ability: Ability | None = None) -> Card:
        try:
            look()
        except (RemoteError, SourceUnavailable) as error:
            if ability is not None:
                self._find(
                    ability,
                    None,
                    tr("It could not be tried: {why}").format(why=said(error.message)),
                )
        return self._card

    def _find(self, ability: Ability, works: bool | None, detail: str) -> None:
        now = time.time()
        findings = {**self._card.findings, ability: Finding(works, detail, now)}
        self._card = replace(self._card, findings=findings, tested_at=now)

    # What is looked at

    def _models(self) -> None:
        reply = self._door.get("/models")
        models = read_models(reply.told) if reply.status == 200 else None
        if models is None:
            self._find(
                Ability.MODELS,
                False,
                tr("It lists none: status {status}.").format(status=reply.status),
            )
            return
        count = (
            tr("1 model") if len(models) == 1 else tr("{models} models").format(models=len(models))
        )
        if any(each.id == self._card.model for each in models):
            self._find(
                Ability.MODELS,
                True,
                tr("It lists {count}, this one among them.").format(count=count),
            )
        else:
            self._find(
                Ability.MODELS, False, tr("It lists {count}, and not this one.").format(count=count)
            )

    def _auth(self) -> None:
        wrong = self._patient.ask({"max_tokens": 1}, key=_WRONG_KEY)
        if wrong.status not in (401, 403):
            if wrong.is_answer:
                self._find(Ability.AUTH, True, tr("It asks for no key: who reaches it may use it."))
            return
        if not self._door.key:
            self._find(Ability.AUTH, False, tr("It wants a key, and none is kept for it."))
            return
        own = self._patient.ask({"max_tokens": 1})
        if own.status in (401, 403):
            self._find(Ability.AUTH, False, tr("It does not take the key that is kept for it."))
        elif own.is_answer:
            self._find(Ability.AUTH, True, tr("It wants a key, and takes the one that is kept."))

    def _plain(self) -> None:
        """Ask a plain question with a stream, which tells several things."""
        answer = self._streamed()
        if answer.is_answer and answer.pieces <= 1 and len(answer.text.split()) <= 1:
            answer = self._streamed()  # a word, or none, tells nothing of how answers come
        self._answers = answer.is_answer and answer.pieces > 0
        if not self._answers:
            why = answer.why if not answer.is_answer else tr("No answer came.")
            self._find(Ability.STREAMING, False, why)
            return
        self._prompt_tokens = answer.prompt_tokens
        steady = answer.pieces > 1
        end = "" if answer.is_done else tr(" It does not tell the end of an answer ([DONE]).")
        self._find(Ability.STREAMING, steady, (_STEADY if steady else _ONE) + end)
        self._reasoning(answer)
        self._usage(answer)
        if self._engine in _OF_LLAMA_CPP:
            words = (
                tr("It tells how far it is.") if answer.has_progress else tr("It does not tell.")
            )
            self._find(Ability.PROMPT_PROGRESS, answer.has_progress, words)
        else:
            self._find(Ability.PROMPT_PROGRESS, False, tr("Only llama.cpp tells how far it is."))

    def _streamed(self) -> Answered:
        body: dict[str, object] = {"max_tokens": 48, "stream_options": {"include_usage": True}}
        if self._engine in _OF_LLAMA_CPP:
            body["return_progress"] = True
        answer = self._patient.stream(body, patience_s=FIRST_S)
        if answer.is_refused and "stream_options" in answer.words:
            answer = self._patient.stream({"max_tokens": 48}, patience_s=FIRST_S)
        return answer

    def _usage(self, answer: Answered) -> None:
        if answer.has_timings:
            self._find(Ability.USAGE, True, tr("It counts tokens and measures its own speed."))
        elif answer.has_usage:
            self._find(Ability.USAGE, True, tr("It counts tokens at the end of a stream."))
        else:
            words = tr("It does not count tokens in a stream: speeds cannot be told.")
            self._find(Ability.USAGE, False, words)

    def _reasoning(self, answer: Answered) -> None:
        if answer.reasoning:
            name = answer.reasoning_field
            self._card = replace(self._card, reasoning_field=name)
            self._find(
                Ability.REASONING,
                True,
                tr("It thinks before it answers (field “{name}”).").format(name=name),
            )
        elif "<think>" in answer.text or "</think>" in answer.text:
            words = tr("It thinks inside its answer, between <think> and </think>.")
            self._find(Ability.REASONING, True, words)
        else:
            self._find(Ability.REASONING, False, tr("No thinking came with the answer."))

    def _tools(self) -> None:
        answer = self._patient.ask({"max_tokens": 128, "tools": [_TOOL], "tool_choice": "auto"})
        if answer.calls:
            arguments = as_dict(answer.calls[0].get("function")).get("arguments")
            text = arguments if isinstance(arguments, str) else ""
            good = isinstance(decode(text.encode()), dict)
            words = "" if good else tr(" Its arguments are no JSON.")
            self._find(
                Ability.TOOLS,
                True,
                tr("It was offered a tool, and called it.{words}").format(words=words),
            )
        elif answer.is_refused:
            self._find(Ability.TOOLS, False, answer.why)
        elif not answer.is_answer:
            self._find(Ability.TOOLS, None, answer.why)
        elif self._same_prompt(answer):
            words = tr(
                "Its chat template has no place for tools: the model does not learn of them."
            )
            self._find(Ability.TOOLS, False, words)
        else:
            self._find(Ability.TOOLS, None, tr("It was offered a tool, and answered in words."))

    def _vision(self) -> None:
        url = f"data:image/png;base64,{base64.b64encode(red_square()).decode()}"
        picture = {"type": "image_url", "image_url": {"url": url}}
        content = [{"type": "text", "text": QUESTION}, picture]
        answer = self._patient.ask({"messages": [{"role": "user", "content": content}]})
        if answer.is_refused:
            self._find(Ability.VISION, False, answer.why)
        elif not answer.is_answer:
            self._find(Ability.VISION, None, answer.why)
        elif self._same_prompt(answer):
            words = tr("It takes a picture without a word, and the model does not get it.")
            self._find(Ability.VISION, False, words)
        elif answer.prompt_tokens is None or self._prompt_tokens is None:
            self._find(
                Ability.VISION, None, tr("It took a picture; whether it looks at it is open.")
            )
        else:
            more = answer.prompt_tokens - self._prompt_tokens
            words = tr("It took a picture of 64 × 64 pixels for {more} tokens.").format(more=more)
            self._find(Ability.VISION, True, words)

    def _same_prompt(self, answer: Answered) -> bool:
        """Whether a question with something more came to the model without it."""
        tokens, plain = answer.prompt_tokens, self._prompt_tokens
        return tokens is not None and plain is not None and tokens <= plain + 2

    def _continue(self) -> None:
        begun = "1, two, 3,"  # no answer begins so by itself
        question = Question(self._card.model, (), engine=self._engine, continues=True)
        fields = body_continuing(question)
        # Without a stream llama.cpp repeats what it goes on with.
        answer = self._patient.ask(
            {"messages": messages(_COUNT, begun), "max_tokens": 16, **fields}
        )
        text = answer.text.strip()
        if answer.is_refused:
            self._find(Ability.CONTINUE, False, answer.why)
        elif text.startswith((begun, "4", "four")):
            self._find(Ability.CONTINUE, True, tr("It takes up an answer where that ended."))
        elif text.startswith("1"):
            self._find(Ability.CONTINUE, False, tr("It begins an answer anew."))
        else:
            self._find(Ability.CONTINUE, None, tr("What it wrote does not show it."))

    def _overflow(self) -> None:
        context = self._card.context
        if self._engine == "ollama":
            return  # what is known of it says more than a try that loads it for minutes
        if context is None:
            self._find(
                Ability.OVERFLOW, None, tr("How much fits is not known, so it was not tried.")
            )
            return
        if context > LONGEST_OVERFLOW:
            words = tr("Not tried: {context} tokens would keep the server busy.").format(
                context=numeral(context)
            )
            self._find(Ability.OVERFLOW, None, words)
            return
        words_sent = int(context * 1.1) + 64
        answer = self._patient.ask({"messages": messages("word " * words_sent), "max_tokens": 1})
        if answer.is_refused:
            self._find(Ability.OVERFLOW, True, tr("It refuses a question that is too long."))
        elif not answer.is_answer:
            self._find(Ability.OVERFLOW, None, answer.why)
        elif answer.prompt_tokens is not None and answer.prompt_tokens < words_sent * 0.9:
            cut = tr("It cut {words_sent} words to {prompt_tokens} tokens without a word.").format(
                words_sent=numeral(words_sent), prompt_tokens=numeral(answer.prompt_tokens)
            )
            self._find(Ability.OVERFLOW, False, cut)
        else:
            words = tr("It took {words_sent} words, though {context} tokens should fit.").format(
                words_sent=numeral(words_sent), context=numeral(context)
            )
            self._find(Ability.OVERFLOW, None, words)

    def _cancel(self) -> None:
        watched = Watched()

        def meanwhile() -> None:
            watched.see(self._look.load(self._door.cancel))

        room = max(16, (self._card.context or LONG_ANSWER) - 64)
        answer = self._patient.stream(
            {"messages": messages(_COUNT_ALL), "max_tokens": min(LONG_ANSWER, room)},
            meanwhile=meanwhile,
        )
        if answer.is_done or not answer.is_answer:
            self._find(Ability.CANCEL, None, tr("The answer was over before it could be given up."))
            return
        stopped = wait_stopped(self._look, watched, self._door.cancel)
        works, words = _STOPPED[stopped]
        self._find(Ability.CANCEL, works, words)

    def _parameters(self) -> None:
        """Find out which parameters are refused, and which are not even read.

        A server that checks the type of one it knows does not know those whose type is never
        wrong to it.
        """
        refused: set[str] = set()
        if self._is_refused(fields_of(self._engine, VALUES)):
            each = {name: fields_of(self._engine, {name: VALUES[name]}) for name in VALUES}
            refused = {name for name, fields in each.items() if self._is_refused(fields)}
        ignored = set(known_parameters(self._engine).ignored)
        if self._is_refused({"temperature": "x"}):
            for name in NUMBERS:
                fields = dict.fromkeys(fields_of(self._engine, {name: VALUES[name]}), "x")
                ignored = ignored - {name} if self._is_refused(fields) else ignored | {name}
        self._card = replace(
            self._card, refused=frozenset(refused), ignored=frozenset(ignored - refused)
        )

    def _is_refused(self, fields: Mapping[str, object]) -> bool:
        return self._patient.ask({"max_tokens": 1, **fields}).is_refused

    def _embeddings(self) -> None:
        body = {"model": self._card.model, "input": "The weather in Paris."}
        reply = self._door.post("/embeddings", body, patience_s=ANSWER_S)
        vector = next(iter(as_dicts(as_dict(reply.told).get("data"))), {}).get("embedding")
        if reply.status == 200 and isinstance(vector, list) and vector:
            self._card = replace(self._card, embedding_dimensions=len(vector))
            self._find(
                Ability.EMBEDDINGS,
                True,
                tr("It makes vectors of {vector} numbers.").format(vector=len(vector)),
            )
            return
        words = said(words_of(reply.told), limit=200)
        why = words or tr("The server answers with status {status}.").format(status=reply.status)
        self._find(Ability.EMBEDDINGS, False, why)


_STEADY = tr("Answers come piece by piece.")
_STOPPED = {
    Stopped.YES: (True, tr("It stops computing when an answer is given up.")),
    Stopped.NO: (False, tr("It goes on computing an answer that was given up.")),
    Stopped.UNKNOWN: (None, tr("It does not tell what it computes.")),
}
