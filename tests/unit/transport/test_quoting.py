"""An argument list arrives at the program as it left, whatever is in it."""

from __future__ import annotations

import os
import subprocess

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.core.errors import BadInput
from app.transport.quoting import command_line

ARGUMENT = st.text(
    st.characters(exclude_characters="\0", exclude_categories=("Cs",)), max_size=20
) | st.sampled_from(
    ["", " ", "$HOME", "`id`", "a'b", 'a"b', "*", "~", "-n", "a\nb", "\\", "!x", "é"]
)


@pytest.mark.skipif(os.name != "posix", reason="needs sh")
@given(st.lists(ARGUMENT, min_size=1, max_size=5))
@settings(max_examples=60, deadline=None)
def test_command_line_survives_a_real_shell(arguments: list[str]) -> None:
    line = command_line(["printf", "%s\\0", *arguments])

    done = subprocess.run(["sh", "-c", line], capture_output=True, check=True)

    assert done.stdout.split(b"\0")[:-1] == [argument.encode() for argument in arguments]


@pytest.mark.parametrize("argv", [[], ["a\0b"]])
def test_command_line_refuses_what_no_shell_can_take(argv: list[str]) -> None:
    with pytest.raises(BadInput):
        command_line(argv)
