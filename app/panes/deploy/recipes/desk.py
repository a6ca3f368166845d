"""What changes the user's recipes: each change is a worker's, and what is removed can come back."""

from __future__ import annotations

import functools
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

from app.core.errors import BadInput, SettingsUnwritable, UserError
from app.core.files import write_atomic
from app.core.i18n import tr
from app.core.said import said
from app.state.hub import Notice, NoticeAction, Severity
from app.workers.job import Ended, Produced

if TYPE_CHECKING:
    from app.core.cancel import Cancel
    from app.services.serving.api import Recipe
    from app.services.serving.recipes.book import RecipeBook
    from app.state.hub import Hub

MOST_BYTES = 1024 * 1024
"""Of a file that recipes are made of."""


@dataclass(frozen=True, slots=True)
class RecipeChosen:
    """A recipe that should be shown now, by its id."""

    recipe: str


@dataclass(frozen=True, slots=True)
class TextRead:
    """A recipe's file, as it stands there."""

    recipe: Recipe
    text: str


@dataclass(frozen=True, slots=True)
class SourceRead:
    """A text that recipes are to be made of: a file's, or what a page's address led to."""

    text: str
    error: str = ""
    """Why there is none."""


@dataclass(frozen=True, slots=True)
class _Done:
    """A change that was made."""

    words: str
    chosen: str = ""
    removed: tuple[str, str] | None = None
    """Name and text of a recipe that is gone."""


class RecipeDesk(QObject):
    """Keeps, changes and removes recipes of the user's folder.

    Signals:
        kept: a recipe was kept; it is loaded by now or soon.
        text_read: the file of a recipe that is to be edited.
        source_read: a text that recipes are to be made of.
    """

    kept = Signal(RecipeChosen)
    text_read = Signal(TextRead)
    source_read = Signal(SourceRead)

    def __init__(self, hub: Hub, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._hub = hub

    def add(self, recipes: Sequence[Recipe]) -> None:
        """Keep recipes as the user's own."""

        def work(book: RecipeBook) -> _Done:
            kept = [book.add(recipe) for recipe in recipes]
            title = said(kept[0].title)
            words = (
                tr("{title} is kept.").format(title=title)
                if len(kept) == 1
                else tr("{kept} recipes are kept.").format(kept=len(kept))
            )
            return _Done(words, kept[0].id)

        self._work(work)

    def copy(self, recipe: Recipe) -> None:
        """Keep a copy as the user's own, which can be edited."""

        def work(book: RecipeBook) -> _Done:
            from app.services.serving.recipes.book import own_copy

            kept = book.add(own_copy(recipe))
            return _Done(
                tr("{title} was copied into your folder.").format(title=said(recipe.title)), kept.id
            )

        self._work(work)

    def replace(self, name: str, text: str) -> None:
        """Write one of the user's recipes anew."""

        def work(book: RecipeBook) -> _Done:
            recipe = book.replace(name, text)
            return _Done(tr("{title} was saved.").format(title=said(recipe.title)), name)

        self._work(work)

    def pin(self, recipe: Recipe, digest: str) -> None:
        """Make one of the user's recipes name the digest of its image."""

        def work(book: RecipeBook) -> _Done:
            from app.services.serving.recipes.drift import pinned

            book.replace(recipe.id, pinned(book.text(recipe), digest))
            return _Done(
                tr("{title} runs this very image from now on.").format(title=said(recipe.title)),
                recipe.id,
            )

        self._work(work)

    def remove(self, recipe: Recipe) -> None:
        """Remove one of the user's recipes; a notice offers to bring it back."""

        def work(book: RecipeBook) -> _Done:
            text = book.remove(recipe.id)
            return _Done(
                tr("{title} was removed.").format(title=said(recipe.title)),
                removed=(recipe.id, text),
            )

        self._work(work)

    def read_text(self, recipe: Recipe) -> None:
        """Read a recipe's file: `text_read` brings it."""
        self._work(lambda book: TextRead(recipe, book.text(recipe)))

    def read_file(self, path: Path) -> None:
        """Read a file that recipes are to be made of: `source_read` brings it."""
        self._read(lambda _cancel: _text_of(path))

    def fetch(self, model: str) -> None:
        """Ask recipes.vllm.ai for a model's recipe: `source_read` brings it."""

        def fetch(cancel: Cancel) -> str:
            from app.services.serving.recipes.fetching import fetch_recipe

            return fetch_recipe(model, cancel)

        self._read(fetch)

    def save_file(self, path: Path, text: str) -> None:
        """Save a text under a path of this computer."""

        def work(_book: RecipeBook) -> Notice:
            try:
                write_atomic(path, text.encode(), mode=0o644)
            except OSError as error:
                why = said(error.strerror or str(error))
                raise SettingsUnwritable(
                    tr("{path} cannot be written: {why}.").format(path=path, why=why)
                ) from None
            return Notice(Severity.SUCCESS, tr("The recipe was saved."), str(path))

        self._work(work)

    def _bring_back(self, name: str, text: str) -> None:
        def work(book: RecipeBook) -> _Done:
            book.restore(name, text)
            return _Done(tr("The recipe is back."), name)

        self._work(work)

    def _read(self, read: Callable[[Cancel], str]) -> None:
        def job(cancel: Cancel) -> object:
            try:
                return SourceRead(read(cancel))
            except UserError as error:
                return SourceRead("", str(error))

        self._start(job)

    def _work(self, work: Callable[[RecipeBook], object]) -> None:
        serving = self._hub.serving

        def job(_cancel: Cancel) -> object:
            return work(serving.recipe_book())

        self._start(job)

    def _start(self, job: Callable[[Cancel], object]) -> None:
        serving = self._hub.serving
        worker = serving.work(job)
        worker.produced.connect(self._on_produced)
        worker.ended.connect(self._on_ended)
        serving.start(worker)

    def _on_produced(self, produced: Produced) -> None:
        if isinstance(produced.value, TextRead):
            self.text_read.emit(produced.value)
        elif isinstance(produced.value, SourceRead):
            self.source_read.emit(produced.value)
        elif isinstance(produced.value, Notice):
            self._hub.tell(produced.value)
        elif isinstance(produced.value, _Done):
            self._tell(produced.value)
            self._hub.serving.load_recipes()
            if produced.value.chosen:
                self.kept.emit(RecipeChosen(produced.value.chosen))

    def _tell(self, done: _Done) -> None:
        action = None
        if done.removed is not None:
            action = NoticeAction(tr("Undo"), functools.partial(self._bring_back, *done.removed))
        self._hub.tell(Notice(Severity.SUCCESS, done.words, action=action))

    def _on_ended(self, ended: Ended) -> None:
        if ended.error is not None and not ended.cancelled:
            self._hub.tell_error(ended.error, ended.traceback)


def _text_of(path: Path) -> str:
    """Read a file that a person chose; BadInput when it is no small text."""
    try:
        with path.open("rb") as file:
            data = file.read(MOST_BYTES + 1)
        if len(data) > MOST_BYTES:
            raise BadInput(tr("{name} is too large for a recipe.").format(name=path.name))
        return data.decode()
    except UnicodeDecodeError:
        raise BadInput(tr("{name} is no text in UTF-8.").format(name=said(path.name))) from None
    except OSError as error:
        why = said(error.strerror or str(error))
        raise BadInput(
            tr("{name} cannot be read: {why}.").format(name=said(path.name), why=why)
        ) from None
