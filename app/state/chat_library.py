"""LibraryState: the conversations that are kept, for the window."""

from __future__ import annotations

import functools
from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QTimer, Signal

from app.core.cancel import Cancel
from app.core.errors import UserError
from app.core.i18n import tr
from app.core.said import said
from app.services.chat.api import Conversation, Preset
from app.services.chat.library.api import LibraryUnavailable
from app.services.chat.library.file import Told
from app.services.chat.library.library import Library
from app.services.chat.library.orders import Orders, Work
from app.state.hub import Notice, NoticeAction, Severity

if TYPE_CHECKING:
    from app.state.chat import ChatState
    from app.workers.worker import Emit, Job

_SETTLE_MS = 60
"""Milliseconds in which changes are read together."""


@dataclass(frozen=True, slots=True)
class LibraryChanged:
    """The list of conversations is another one."""


@dataclass(frozen=True, slots=True)
class ConversationCreated:
    """A conversation that `new` was asked for is there; `order` is what `new` returned."""

    order: int
    conversation: Conversation


@dataclass(frozen=True, slots=True)
class Written:
    """An order is done; `value` is what its function returned."""

    order: int
    value: object


@dataclass(frozen=True, slots=True)
class WriteRefused:
    """Nothing came of an order, and nothing will."""

    order: int
    error: UserError


@dataclass(frozen=True, slots=True)
class TroubleChanged:
    """The file cannot be used; None: it can again."""

    error: LibraryUnavailable | None


@dataclass(frozen=True, slots=True)
class _Listed:
    conversations: tuple[Conversation, ...]
    trashed: tuple[Conversation, ...]
    presets: tuple[Preset, ...]


@dataclass(frozen=True, slots=True)
class _FileTold:
    told: Told


class LibraryState(QObject):
    """Keeps conversations in a file that workers read and write, and the list of them here.

    What is to be written is done in its order by one worker, which ends after all others: what is
    put while the program ends is still kept. While the file cannot be used, it waits.

    Signals:
        changed: `conversations()` or `trashed()` are others.
        presets_changed: `presets()` are others.
        created: a conversation that `new` was asked for is there.
        written: an order of `write` is done.
        refused: an order of `write` failed.
        trouble_changed: the file cannot be used, or can again.
    """

    changed = Signal(LibraryChanged)
    presets_changed = Signal()
    created = Signal(ConversationCreated)
    written = Signal(Written)
    refused = Signal(WriteRefused)
    trouble_changed = Signal(TroubleChanged)
    _done = Signal(Written)
    _trouble_told = Signal(TroubleChanged)
    _told = Signal(_FileTold)
    _list_changed = Signal()

    def __init__(self, chat: ChatState) -> None:
        super().__init__(chat)
        self._chat = chat
        self._listed: _Listed | None = None
        self._trouble: LibraryUnavailable | None = None
        self._settle = QTimer(self, singleShot=True, interval=_SETTLE_MS)
        self._settle.timeout.connect(self.load)
        self._done.connect(self._on_done)
        self._trouble_told.connect(self._on_trouble)
        self._told.connect(self._on_told)
        self._list_changed.connect(self._on_list_changed)
        self.library = Library(
            chat.paths.conversations,
            on_told=lambda told: self._told.emit(_FileTold(told)),
            on_change=self._list_changed.emit,
        )
        """For workers: everything it does blocks."""
        self._orders = Orders(
            self.library,
            on_done=self._say_done,
            on_refused=self._say_refused,
            on_trouble=self._say_trouble,
        )
        self._worker = chat.hub.supervisor.worker("conversations", _job(self._orders), carries=True)
        chat.hub.supervisor.start(self._worker)
        chat.hub.unfinished[self] = self._unkept

    def load(self) -> None:
        """Read the list; `changed` tells when it is there."""
        self._orders.put(_read, key="list")

    def conversations(self) -> tuple[Conversation, ...] | None:
        """Return all that were not thrown away, newest first; None before they were read."""
        return None if self._listed is None else self._listed.conversations

    def trashed(self) -> tuple[Conversation, ...]:
        """Return those that were thrown away, newest first."""
        return () if self._listed is None else self._listed.trashed

    def find(self, conversation: int) -> Conversation | None:
        """Return a conversation of the list."""
        known = self.conversations() or ()
        return next((each for each in known if each.id == conversation), None)

    def folders(self) -> tuple[str, ...]:
        """Return the folders that hold something, by name."""
        known = {each.folder for each in self.conversations() or () if each.folder}
        return tuple(sorted(known, key=str.casefold))

    def tags(self) -> tuple[str, ...]:
        """Return the tags that something has, by name."""
        known = {tag for each in self.conversations() or () for tag in each.tags}
        return tuple(sorted(known, key=str.casefold))

    def presets(self) -> tuple[Preset, ...]:
        """Return system prompts and parameters with names."""
        return () if self._listed is None else self._listed.presets

    @property
    def trouble(self) -> LibraryUnavailable | None:
        """Why the file cannot be used now; what is to be written waits."""
        return self._trouble

    # Writing

    def write(self, work: Work, *, key: str = "") -> int:
        """Have `work(library, cancel)` done after all that was asked before; `written` tells.

        May be called from any thread. One that waits under the same key is replaced.
        """
        return self._orders.put(work, key)

    def new(self, conversation: Conversation) -> int:
        """Keep a new conversation; `created` tells its number."""

        def create(library: Library, _cancel: Cancel) -> Conversation:
            return library.create(conversation)

        return self.write(create)

    def rename(self, conversation: int, title: str) -> None:
        """Give a conversation the title that a person wants."""
        self._order(lambda library: library.rename(conversation, title))

    def pin(self, conversation: int, pinned: bool) -> None:
        """Keep a conversation above the others, or no longer."""
        self._order(lambda library: library.pin(conversation, pinned))

    def move(self, conversation: int, folder: str) -> None:
        """Put a conversation into a folder; "" takes it out."""
        self._order(lambda library: library.move(conversation, folder))

    def rename_folder(self, folder: str, name: str) -> None:
        """Rename a folder; "" takes all out of it."""
        self._order(lambda library: library.rename_folder(folder, name))

    def tag(self, conversation: int, tags: tuple[str, ...]) -> None:
        """Replace the tags of a conversation."""
        self._order(lambda library: library.tag(conversation, tags))

    def trash(self, *conversations: int) -> None:
        """Throw conversations away; a notice offers to take that back."""
        self._order(lambda library: library.trash(*conversations))
        known = self.find(conversations[0]) if len(conversations) == 1 else None
        if known is not None:
            text = tr("“{title}” is in the trash.").format(
                title=said(known.title, limit=60) or tr("A conversation")
            )
        else:
            text = tr("{conversations} conversations are in the trash.").format(
                conversations=len(conversations)
            )
        back = NoticeAction(tr("Undo"), functools.partial(self.restore, *conversations))
        self._chat.told.emit(Notice(Severity.INFO, text, action=back))

    def restore(self, *conversations: int) -> None:
        """Take conversations out of the trash."""
        self._order(lambda library: library.restore(*conversations))

    def empty_trash(self, *conversations: int) -> None:
        """Remove for good some of what is in the trash, or all of it. Ask before."""
        self._order(lambda library: library.empty_trash(*conversations))

    def save_preset(self, preset: Preset) -> None:
        """Keep a preset, in place of the one of its name."""
        self._order(lambda library: library.save_preset(preset))

    def delete_preset(self, name: str) -> None:
        """Remove a preset."""
        self._order(lambda library: library.delete_preset(name))

    def _order(self, work: Callable[[Library], object]) -> None:
        self.write(lambda library, _cancel: work(library))

    # On the writer's thread

    def _say_done(self, order: int, value: object) -> None:
        self._done.emit(Written(order, value))

    def _say_refused(self, order: int, error: UserError) -> None:
        self.refused.emit(WriteRefused(order, error))

    def _say_trouble(self, error: LibraryUnavailable | None) -> None:
        self._trouble_told.emit(TroubleChanged(error))

    # On the window's

    def _on_done(self, written: Written) -> None:
        if isinstance(written.value, _Listed):
            before, self._listed = self._listed, written.value
            if before is None or before.presets != self._listed.presets:
                self.presets_changed.emit()
            self.changed.emit(LibraryChanged())
            return
        if isinstance(written.value, Conversation):
            self.created.emit(ConversationCreated(written.order, written.value))
        self.written.emit(written)

    def _on_list_changed(self) -> None:
        if not self._settle.isActive():
            self._settle.start()

    def _on_trouble(self, changed: TroubleChanged) -> None:
        if str(changed.error) != str(self._trouble):
            self._trouble = changed.error
            self.trouble_changed.emit(changed)

    def _on_told(self, told: _FileTold) -> None:
        self._chat.told.emit(Notice(Severity.WARNING, told.told.message, told.told.hint))
        self._on_list_changed()

    def _unkept(self) -> str:
        if self._trouble is None or not self._orders.waiting:
            return ""
        some = (
            tr("1 change")
            if self._orders.waiting == 1
            else tr("{waiting} changes").format(waiting=self._orders.waiting)
        )
        return tr("{some} of conversations could not be kept: {message}").format(
            some=some, message=self._trouble.message
        )


def _job(orders: Orders) -> Job:
    def job(cancel: Cancel, _emit: Emit) -> None:
        orders.run(cancel)

    return job


def _read(library: Library, _cancel: Cancel) -> _Listed:
    return _Listed(library.conversations(), library.conversations(trashed=True), library.presets())
