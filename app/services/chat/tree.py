"""The tree of a conversation's messages, and the branch of it that is shown."""

from __future__ import annotations

from collections.abc import Iterable

from app.services.chat.api import Message


class Tree:
    """Messages by their parents. Whatever a file held, it does not fail: lost parents are roots."""

    def __init__(self, messages: Iterable[Message] = (), leaf: int | None = None) -> None:
        self._messages: dict[int, Message] = {}
        self._children: dict[int | None, list[int]] = {}
        self._leaf = leaf
        for message in messages:
            self._messages[message.id] = message
        for message in self._messages.values():
            self._children.setdefault(self._parent(message), []).append(message.id)

    @property
    def leaf(self) -> int | None:
        """The last message of the branch that is shown; None where there is none."""
        if self._leaf in self._messages:
            return self._leaf
        return self.newest_below(None)

    def __len__(self) -> int:
        return len(self._messages)

    def message(self, message: int) -> Message | None:
        """Return a message; None when it is not there any more."""
        return self._messages.get(message)

    def put(self, message: Message) -> None:
        """Take a new message, or another version of one."""
        if message.id not in self._messages:
            self._messages[message.id] = message
            self._children.setdefault(self._parent(message), []).append(message.id)
        self._messages[message.id] = message

    def show(self, message: int) -> None:
        """Show the branch that leads over a message, as far as it was last written."""
        self._leaf = self.newest_below(message)

    def path(self) -> tuple[Message, ...]:
        """Return the branch that is shown, from its first message to its leaf."""
        found: list[Message] = []
        seen: set[int] = set()
        at = self.leaf
        while at is not None and at not in seen:  # a damaged file may lead in a circle
            seen.add(at)
            message = self._messages[at]
            found.append(message)
            at = self._parent(message)
        return tuple(reversed(found))

    def before(self, message: int) -> tuple[Message, ...]:
        """Return the messages of the shown branch that stand before one."""
        path = self.path()
        ids = [each.id for each in path]
        return path[: ids.index(message)] if message in ids else ()

    def branches(self, message: int) -> tuple[int, ...]:
        """Return a message and those that stand in its place, oldest first."""
        known = self._messages.get(message)
        if known is None:
            return (message,)
        return tuple(self._children[self._parent(known)])

    def newest_below(self, message: int | None) -> int | None:
        """Return the end of the branch below a message that was written last."""
        at, seen = message, set[int]()
        while children := self._children.get(at):
            at = children[-1]
            if at in seen:
                break
            seen.add(at)
        return at

    def remove(self, message: int) -> None:
        """Take a message and all below it away; what stands beside it, or before it, is shown."""
        known = self._messages.get(message)
        if known is None:
            return
        is_shown = any(each.id == message for each in self.path())
        parent = self._parent(known)
        beside = [each for each in self._children[parent] if each != message]
        self._children[parent] = beside
        doomed = [message]
        while doomed:
            gone = doomed.pop()
            self._messages.pop(gone, None)
            doomed.extend(self._children.pop(gone, ()))
        if is_shown:
            self._leaf = self.newest_below(beside[-1]) if beside else parent

    def _parent(self, message: Message) -> int | None:
        parent = message.parent
        return parent if parent in self._messages and parent != message.id else None
