"""What the list shows, row by row. No Qt here."""

from __future__ import annotations

import datetime
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum

from app.core.i18n import tr
from app.core.said import plain, said
from app.services.chat.api import Conversation, Found

BEFORE, AFTER = "\x02", "\x03"
UNTITLED = tr("New conversation")
_TITLE = 200
_MONTHS = (
    tr("January"),
    tr("February"),
    tr("March"),
    tr("April"),
    tr("May"),
    tr("June"),
    tr("July"),
    tr("August"),
    tr("September"),
    tr("October"),
    tr("November"),
    tr("December"),
)


class RowKind(StrEnum):
    """What a row is."""

    HEADING = "heading"
    FOLDER = "folder"
    CONVERSATION = "conversation"
    FOUND = "found"


@dataclass(frozen=True, slots=True)
class ListRow:
    """One row."""

    kind: RowKind
    key: str
    """Stable while the row stands for the same thing."""
    text: str
    conversation: Conversation | None = None
    found: Found | None = None
    detail: str = ""
    """At the right: how many are in a folder, tags, when it was said."""
    is_open: bool = False
    """Of a folder."""
    is_inside: bool = False
    """Whether it is in an open folder."""
    spoken: str = ""
    """For screen readers, where that is more than the text."""

    @property
    def folder(self) -> str:
        """What a row that is dropped here goes into; "" takes it out of its folder."""
        if self.kind is RowKind.FOLDER:
            return self.key.removeprefix("folder:")
        return self.conversation.folder if self.conversation and self.is_inside else ""


def title_of(conversation: Conversation) -> str:
    """Return a title that can be shown."""
    return said(conversation.title, limit=_TITLE) or UNTITLED


def listed(
    conversations: Iterable[Conversation], open_folders: Collection[str], now: float
) -> tuple[ListRow, ...]:
    """Return the rows of a library: what is pinned, folders, the others by date."""
    free: list[Conversation] = []
    pinned: list[Conversation] = []
    folders: dict[str, list[Conversation]] = {}
    for each in conversations:
        if each.pinned:
            pinned.append(each)
        elif each.folder:
            folders.setdefault(each.folder, []).append(each)
        else:
            free.append(each)
    rows: list[ListRow] = []
    if pinned:
        rows.append(_heading(tr("Pinned")))
        rows += (_conversation(each) for each in pinned)
    if folders:
        rows.append(_heading(tr("Folders")))
    for name in sorted(folders, key=str.casefold):
        rows += _folder(name, folders[name], is_open=name in open_folders)
    return (*rows, *_by_date(free, now))


def thrown_away(conversations: Iterable[Conversation]) -> tuple[ListRow, ...]:
    """Return the rows of the trash."""
    return tuple(_conversation(each) for each in conversations)


def matching(conversations: Iterable[Conversation], query: str) -> tuple[Conversation, ...]:
    """Return the conversations whose title has all words of a query; `#word`: a tag of theirs."""
    wanted = query.casefold().replace('"', " ").split()
    if not wanted:
        return ()

    def fits(one: Conversation, word: str) -> bool:
        if word.startswith("#") and len(word) > 1:
            return any(tag.casefold().startswith(word[1:]) for tag in one.tags)
        return word in one.title.casefold()

    return tuple(one for one in conversations if all(fits(one, word) for word in wanted))


def found_rows(
    titles: Sequence[Conversation], messages: Sequence[Found], now: float
) -> tuple[ListRow, ...]:
    """Return the rows of a search."""
    rows: list[ListRow] = []
    if titles:
        rows.append(_heading(tr("Conversations")))
        rows += (_conversation(each) for each in titles)
    if messages:
        rows.append(_heading(tr("Messages")))
        rows += (_found(each, now) for each in messages)
    return tuple(rows)


def pieces(snippet: str) -> Iterator[tuple[str, bool]]:
    """Return the parts of a snippet, fit to be shown, and whether each was looked for."""
    for place, part in enumerate(snippet.split(BEFORE)):
        inside, _, after = part.partition(AFTER) if place else ("", "", part)
        for text, is_found in ((inside, True), (after, False)):
            if text:
                yield plain(text).replace("\n", " ").replace("\t", " "), is_found


def when(moment: float, now: float) -> str:
    """Return when something was, as short as it can be understood: `14:02`, `21 Nov`, `2024`."""
    then, today = _local(moment), _local(now)
    if then.date() == today.date():
        return then.strftime("%H:%M")
    day = f"{then.day} {_MONTHS[then.month - 1][:3]}"
    return day if then.year == today.year else f"{day} {then.year}"


def _local(moment: float) -> datetime.datetime:
    try:
        return datetime.datetime.fromtimestamp(moment)
    except (OverflowError, OSError, ValueError):  # an import may say anything
        return datetime.datetime.fromtimestamp(0)


def _heading(text: str) -> ListRow:
    return ListRow(RowKind.HEADING, f"heading:{text}", text)


def _folder(name: str, inside: Sequence[Conversation], *, is_open: bool) -> Iterator[ListRow]:
    some = (
        tr("1 conversation")
        if len(inside) == 1
        else tr("{inside} conversations").format(inside=len(inside))
    )
    shown = said(name, limit=_TITLE)
    state = tr("open", "a folder") if is_open else tr("closed", "a folder")
    yield ListRow(
        RowKind.FOLDER,
        f"folder:{name}",
        shown,
        detail=str(len(inside)),
        is_open=is_open,
        spoken=tr("Folder {shown}, {some}, {state}").format(shown=shown, some=some, state=state),
    )
    if is_open:
        yield from (_conversation(each, is_inside=True) for each in inside)


def _conversation(one: Conversation, *, is_inside: bool = False) -> ListRow:
    title = title_of(one)
    tags = " ".join(f"#{said(tag, limit=40)}" for tag in one.tags)
    spoken = ", ".join(filter(None, (title, tr("pinned") if one.pinned else "", tags)))
    return ListRow(
        RowKind.CONVERSATION,
        f"conversation:{one.id}",
        title,
        one,
        detail=tags,
        is_inside=is_inside,
        spoken=spoken,
    )


def _found(found: Found, now: float) -> ListRow:
    title = said(found.title, limit=_TITLE) or UNTITLED
    text = "".join(text for text, _ in pieces(found.snippet))
    return ListRow(
        RowKind.FOUND,
        f"message:{found.message}",
        title,
        found=found,
        detail=when(found.created, now),
        spoken=f"{title}, {when(found.created, now)}: {text}",
    )


def _by_date(conversations: Iterable[Conversation], now: float) -> Iterator[ListRow]:
    heading = ""
    today = _local(now).date()
    for each in conversations:
        name = _span(_local(each.updated).date(), today)
        if name != heading:
            heading = name
            yield _heading(name)
        yield _conversation(each)


def _span(day: datetime.date, today: datetime.date) -> str:
    ago = (today - day).days
    if ago <= 1:
        return tr("Yesterday") if ago == 1 else tr("Today")
    if ago <= 7:
        return tr("Previous 7 days")
    if ago <= 30:
        return tr("Previous 30 days")
    return _MONTHS[day.month - 1] if day.year == today.year else str(day.year)
