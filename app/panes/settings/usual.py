"""Preferences of states that any pane may use: what is read, kept, told, and in which language."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import TYPE_CHECKING

from app.core import units
from app.core.i18n import language, tr
from app.core.units import GIB
from app.look.languages import LANGUAGES, PSEUDO
from app.look.scale import SCALES, USUAL, scale_in_use
from app.panes.settings.early import LanguageSettings, ScaleSettings
from app.panes.settings.machines import (
    LIMITS,
    Machines,
    doubt_of_limit,
    size_text,
    trouble_text,
)
from app.panes.settings.node_rows import NodeRows
from app.panes.settings.notifications import notifications
from app.services.telemetry.source_settings import SECTION as SOURCES
from app.services.telemetry.source_settings import SourcesSettings
from app.state.keeping import HistorySettings
from app.state.preferences import (
    Choices,
    Fact,
    Note,
    Own,
    Preference,
    Switch,
    Topic,
    Whole,
)
from app.terminal.settings import SECTION as TERMINAL
from app.terminal.settings import TerminalSettings

if TYPE_CHECKING:
    from app.state.hub import Hub

KEYRING = "secrets.keyring"
_NEXT_START = Note(tr("From the next start of the program on."), "warn")


def usual_preferences(hub: Hub) -> Iterator[Preference]:
    """Return them; whatever they ask of the hub is asked when they are shown."""
    yield _nodes(hub)
    yield _language(hub)
    yield _scale(hub)
    yield _terminal(hub)
    yield _interval(hub)
    yield _exporters(hub)
    yield _limit(hub)
    yield _machines(hub)
    yield from notifications(hub)
    yield _keyring(hub)
    yield _file(hub)


def _nodes(hub: Hub) -> Preference:
    return Preference(
        key="nodes.list",
        topic=Topic.NODES,
        title=tr("Saved nodes"),
        help=tr("Open one to edit its address, its routes and what is read of it."),
        control=Own(lambda parent: NodeRows(hub, parent)),
        read=lambda: None,
        words=tr("machines add remove address route ssh"),
    )


def _language(hub: Hub) -> Preference:
    def read() -> object:
        return hub.settings.load(LanguageSettings.SECTION, LanguageSettings).code

    def write(value: object) -> None:
        hub.settings.save(LanguageSettings.SECTION, LanguageSettings(str(value)))

    def note() -> Note:
        chosen, spoken = str(read()), language()
        known = spoken in (chosen, PSEUDO) or not chosen
        return Note() if known else _NEXT_START

    options = (("", tr("As the desktop")), *LANGUAGES.items())
    return Preference(
        key="appearance.language",
        topic=Topic.APPEARANCE,
        title=tr("Language"),
        help=tr("Of the window. The command line and the log speak English."),
        control=Choices(options),
        read=read,
        write=write,
        default="",
        words=tr("english german chinese translation"),
        note=note,
    )


def _scale(hub: Hub) -> Preference:
    def read() -> object:
        return hub.settings.load(ScaleSettings.SECTION, ScaleSettings).percent

    def write(value: object) -> None:
        hub.settings.save(ScaleSettings.SECTION, ScaleSettings(str(value)))

    return Preference(
        key="appearance.scale",
        topic=Topic.APPEARANCE,
        title=tr("Size of text and controls"),
        help=tr("On top of what the desktop asks for."),
        control=Choices(tuple((each, f"{each} %") for each in SCALES)),
        read=read,
        write=write,
        default=USUAL,
        words=tr("zoom font large scale"),
        note=lambda: Note() if read() == scale_in_use() else _NEXT_START,
    )


def _terminal(hub: Hub) -> Preference:
    def write(value: object) -> None:
        if isinstance(value, int):
            hub.settings.save(TERMINAL, TerminalSettings(value))

    return Preference(
        key="appearance.terminal",
        topic=Topic.APPEARANCE,
        title=tr("Text of terminals"),
        help=tr("Its height in terminals opened from now on; Ctrl and + or - change an open one."),
        control=Whole(8, 32, "px"),
        read=lambda: hub.settings.load(TERMINAL, TerminalSettings).font_size,
        write=write,
        default=TerminalSettings().font_size,
        words=tr("font size shell"),
    )


def _interval(hub: Hub) -> Preference:
    options = (("0.1", "10 Hz"), ("0.5", "2 Hz"), ("1", "1 Hz"), ("5", tr("every 5 s")))

    def read() -> str:
        return f"{hub.sessions.interval_s:g}"

    def note() -> Note:
        if any(read() == key for key, _words in options):
            return Note()
        return Note(tr("Now: {rate}.").format(rate=units.sampling(hub.sessions.interval_s)))

    return Preference(
        key="reading.interval",
        topic=Topic.READING,
        title=tr("Read nodes"),
        help=tr("More often costs more of both machines. A connected node follows at once."),
        control=Choices(options),
        read=read,
        write=lambda value: hub.sessions.set_interval(float(str(value))),
        default="1",
        words=tr("sampling interval telemetry frequency hertz"),
        note=note,
    )


def _exporters(hub: Hub) -> Preference:
    def write(value: object) -> None:
        with hub.settings.exclusive():
            hub.settings.refresh()
            saved = hub.settings.load(SOURCES, SourcesSettings)
            hub.settings.save(SOURCES, replace(saved, automatic=value is True))

    return Preference(
        key="reading.exporters",
        topic=Topic.READING,
        title=tr("Look for exporters and engines"),
        help=tr(
            "DCGM, node exporter and model servers that a node runs, from its next session on."
        ),
        control=Switch(),
        read=lambda: hub.settings.load(SOURCES, SourcesSettings).automatic,
        write=write,
        default=True,
        words=tr("prometheus metrics vllm dcgm source"),
    )


def _limit(hub: Hub) -> Preference:
    archive = hub.archive

    def read() -> object:
        limit = archive.status.limit_bytes
        if limit is None:
            return f"{hub.settings.load('history', HistorySettings).limit_gib:g}"
        return f"{limit / GIB:g}"

    def note() -> Note:
        trouble = trouble_text(archive.status)
        return Note(trouble, "warn") if trouble else Note(size_text(archive.status))

    return Preference(
        key="history.limit",
        topic=Topic.HISTORY,
        title=tr("Largest size of the history"),
        help=tr("Above it the oldest and finest values go first."),
        control=Choices(LIMITS),
        read=read,
        write=lambda value: archive.keeping.set_limit(float(str(value))),
        default="2",
        words=tr("disk database gib keep"),
        note=note,
        doubt=lambda value: doubt_of_limit(archive.status, float(str(value))),
    )


def _machines(hub: Hub) -> Preference:
    return Preference(
        key="history.machines",
        topic=Topic.HISTORY,
        title=tr("History of a machine"),
        help=tr("Whose history is kept; a removed node's stays until it is deleted here."),
        control=Own(lambda parent: Machines(hub, parent)),
        read=lambda: None,
        words=tr("delete forget privacy"),
    )


def _keyring(hub: Hub) -> Preference:
    use = hub.keyring

    def read() -> object:
        if use.state is None:
            return tr("Looking…")
        return use.state.name if use.state.usable else tr("None")

    def note() -> Note:
        if use.state is None:
            return Note()
        if not use.state.usable:
            why = tr("Secrets are held until the program ends and asked for again: {reason}.")
            return Note(why.format(reason=use.state.reason), "warn")
        kept = tr("%n secrets are kept in it.", "One secret is kept in it.", use.kept)
        if not use.state.asks:
            return Note(kept)
        return Note(
            kept + " " + tr("It is locked or not set up: the desktop asks before it is used."),
            "warn",
        )

    return Preference(
        key=KEYRING,
        topic=Topic.SECRETS,
        title=tr("Keyring in use"),
        help=tr(
            "Passwords, passphrases and tokens that you chose to keep are here, and only here."
        ),
        control=Fact(),
        read=read,
        words=tr("password token secret service kwallet keychain credential"),
        note=note,
    )


def _file(hub: Hub) -> Preference:
    return Preference(
        key="privacy.settings_file",
        topic=Topic.PRIVACY,
        title=tr("Where settings are kept"),
        help=tr("One file with nodes, tunnels and choices, without any secret."),
        control=Fact(),
        read=lambda: hub.settings.path.name,
        words=tr("file path json folder"),
        note=lambda: Note(str(hub.settings.path)),
    )
