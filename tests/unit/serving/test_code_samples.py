"""What is copied for a program: it is valid, and holds no key."""

from __future__ import annotations

import ast
import json
import shlex

from hypothesis import given
from hypothesis import strategies as st

from app.services.serving.code_samples import KEY_VARIABLE, code_samples

NAMES = st.text(st.characters(codec="utf-8", exclude_categories=("C",)), min_size=1)


@given(NAMES, st.booleans())
def test_samples_ask_for_the_model_whatever_it_is_called(model: str, needs_key: bool) -> None:
    found = code_samples(8000, "/v1", model, needs_key=needs_key)

    words = shlex.split(found.curl.replace("\\\n", ""))
    assert json.loads(words[words.index("-d") + 1])["model"] == model
    tree = ast.parse(found.python)
    texts = [node.value for node in ast.walk(tree) if isinstance(node, ast.Constant)]
    assert model in texts
    assert found.base_url in texts
    assert (KEY_VARIABLE in found.python, KEY_VARIABLE in found.curl) == (needs_key, needs_key)


def test_the_address_is_that_of_this_computer() -> None:
    found = code_samples(40123, "/engines/v1", "ai/smollm2", needs_key=False)

    assert found.base_url == "http://127.0.0.1:40123/engines/v1"
    assert found.curl.startswith("curl http://127.0.0.1:40123/engines/v1/chat/completions")
