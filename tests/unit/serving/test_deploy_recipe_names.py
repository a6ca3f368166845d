"""What the command line says of a recipe that there is not."""

from __future__ import annotations

from pathlib import Path
from types import SimpleNamespace
from typing import Any, cast

import pytest

from app.cli.deploy import _recipe
from app.core.errors import BadInput


@pytest.mark.parametrize(
    ("wanted", "hint"),
    [("gpt-oss", " more"), ("nothing-like-it", "A part of an id")],
)
def test_unknown_recipe_is_answered_with_those_near_it_or_how_to_find_one(
    tmp_path: Path, wanted: str, hint: str
) -> None:
    opener = SimpleNamespace(paths=SimpleNamespace(recipes=tmp_path))
    with pytest.raises(BadInput) as caught:
        _recipe(cast(Any, opener), wanted)
    assert hint in str(caught.value)
