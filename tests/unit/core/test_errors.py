"""The error tree: what a user reads and what the command line returns."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from app.core import errors
from app.core.errors import CommandCenterError, ConnectError, UserError

ROOT = Path(__file__).parents[3]


def _tree(root: type[CommandCenterError]) -> list[type[CommandCenterError]]:
    found = [root]
    for child in root.__subclasses__():
        found += _tree(child)
    return found


ALL = [kind for kind in _tree(CommandCenterError) if kind.__module__ == errors.__name__]
USER = [kind for kind in ALL if issubclass(kind, UserError)]


@pytest.mark.parametrize("kind", USER)
def test_user_error_is_message_and_hint_in_one_line(kind: type[UserError]) -> None:
    error = kind("It is broken.", "Mend it.")

    assert str(error) == "It is broken. Mend it."
    assert (error.message, error.hint) == ("It is broken.", "Mend it.")


@pytest.mark.parametrize("kind", USER)
def test_user_error_without_hint_has_no_trailing_blank(kind: type[UserError]) -> None:
    assert str(kind("It is broken.")) == "It is broken."


def test_user_error_keeps_one_line_whatever_a_server_says() -> None:
    assert str(UserError("two\r\nlines\n", "and\ttabs")) == "two lines and tabs"


def test_exit_codes_are_those_of_the_documentation() -> None:
    codes = {kind.__name__: kind.exit_code for kind in ALL}

    assert codes == {
        "CommandCenterError": 1,
        "Cancelled": 130,
        "InvariantBroken": 70,
        "UserError": 1,
        "BadInput": 2,
        "UnknownNode": 2,
        "LocalPortTaken": 1,
        "SettingsUnwritable": 1,
        "ConnectError": 3,
        "HostNotFound": 3,
        "HostUnreachable": 3,
        "NotAnSshServer": 3,
        "HostKeyUnknown": 4,
        "HostKeyChanged": 4,
        "AuthenticationFailed": 5,
        "SessionLost": 3,
        "RemoteError": 6,
        "CommandFailed": 6,
        "CommandNotFound": 6,
        "TimedOut": 6,
        "OutputTooLarge": 6,
        "ChannelRefused": 6,
        "SourceUnavailable": 7,
        "HistoryUnavailable": 1,
    }


def test_drawing_names_every_error_and_no_other() -> None:
    drawn = set(re.findall(r"(?:├──|└──) (\w+)", errors.__doc__ or ""))

    assert drawn == {kind.__name__ for kind in ALL} - {"CommandCenterError"}


def test_permanent_errors_are_those_only_the_user_can_mend() -> None:
    permanent = {kind.__name__ for kind in _tree(ConnectError) if kind.permanent}  # type: ignore[attr-defined]

    assert permanent == {
        "NotAnSshServer", "HostKeyUnknown", "HostKeyChanged", "AuthenticationFailed",
    }  # fmt: skip
