"""Markdown is cut while it comes: what is done never changes, and nothing is lost."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.transcript.markdown.parsing import parsed
from app.transcript.markdown.sections import LONGEST, MOST_CODE_LINES, Section, Sections

WRITTEN = """# Title

A paragraph
of two lines.

1. One
   ```bash
   ls

   cd
   ```

2. Two

| a | b |
|---|--:|
| 1 | 2 |

$$
x

y
$$

```python
def f():

    return 1
```
After it. [name] says so.

[name]: https://example.org
"""
PIECES = st.lists(
    st.sampled_from(
        ["```", "~~~", "python\n", "\n", "\n\n", "- a", "1. b", "| x |", "|---|", "$$", "> ", "  "]
    )
    | st.text(max_size=12)
)


def cut(*pieces: str) -> list[Section]:
    sections = Sections()
    for piece in pieces:
        sections.feed(piece)
    sections.finish()
    return sections.done


def test_sections_are_the_blocks_of_the_top_level() -> None:
    found = [each.source.split("\n")[0] for each in cut(WRITTEN)]
    assert found == [
        "# Title",
        "A paragraph",
        "1. One",
        "2. Two",
        "| a | b |",
        "$$",
        "def f():",
        "After it. [name] says so.",
        "[name]: https://example.org",
    ]


@pytest.mark.parametrize("size", [1, 2, 3, 7, 50])
def test_sections_are_the_same_however_the_text_comes(size: int) -> None:
    pieces = [WRITTEN[at : at + size] for at in range(0, len(WRITTEN), size)]
    assert cut(*pieces) == cut(WRITTEN)


@given(PIECES)
def test_sections_that_are_done_never_change(pieces: list[str]) -> None:
    sections = Sections()
    before: list[Section] = []
    for piece in pieces:
        sections.feed(piece)
        assert sections.done[: len(before)] == before
        before = list(sections.done)
        _ = sections.last
    sections.finish()
    assert sections.done == cut("".join(pieces))
    kept = "".join(each.source for each in sections.done)
    if "`" not in "".join(pieces) and "~" not in "".join(pieces):
        assert "".join(kept.split()) == "".join("".join(pieces).split())


def test_sections_end_code_that_a_list_left_open() -> None:
    found = cut("- a\n  ```\n  x\n\n  y\nText\n\nmore")
    assert [each.source for each in found] == ["- a\n  ```\n  x\n\n  y\nText", "more"]


def test_sections_cut_a_long_program_and_give_it_back_whole() -> None:
    program = "\n".join(f"line({number})" + "\n" * (number % 9 == 0) for number in range(500))
    sections = Sections()
    sections.feed(f"```python\n{program}\n```\nafter")
    sections.finish()
    pieces = [each for each in sections.done if each.code == 1]
    assert len(pieces) > 5
    assert all(each.source.count("\n") < MOST_CODE_LINES for each in pieces)
    assert (pieces[0].is_first, pieces[0].is_last) == (True, False)
    assert (pieces[-1].is_first, pieces[-1].is_last) == (False, True)
    assert sections.code(1) == program


def test_sections_do_not_show_the_end_of_code_while_it_comes() -> None:
    sections = Sections()
    sections.feed("```python\nx = 1\n``")
    assert sections.last is not None
    assert sections.last.source == "x = 1"
    sections.feed("`\n")
    assert sections.last is None


def test_sections_keep_a_cut_table_a_table() -> None:
    rows = "".join(f"| {number} | {'word ' * 20} |\n" for number in range(200))
    found = cut(f"| a | b |\n|---|---|\n{rows}")
    assert len(found) > 2
    assert all(each.source.startswith("| a | b |\n|---|---|\n") for each in found)


def test_sections_of_a_line_without_end_are_bounded() -> None:
    found = cut("x" * 100_000)
    assert max(len(each.source) for each in found) <= LONGEST
    assert "".join(each.source for each in found) == "x" * 100_000


def test_sections_of_every_captured_answer_parse(captured_answers: list[str]) -> None:
    assert captured_answers
    for answer in captured_answers:
        for size in (1, 5, 64):
            sections = Sections()
            for at in range(0, len(answer), size):
                sections.feed(answer[at : at + size])
            sections.finish()
            assert sections.done == cut(answer)
        for section in cut(answer):
            parsed(section.source, citations=3)


@pytest.fixture(scope="module")
def captured_answers() -> list[str]:
    """The texts of the answers that real servers streamed."""
    folder = Path(__file__).parents[2] / "data" / "llm"
    return [text for path in sorted(folder.rglob("*sse*")) if (text := _answer(path))]


def _answer(path: Path) -> str:
    texts = []
    for line in path.read_text(encoding="utf-8", errors="replace").splitlines():
        if not line.startswith("data: {"):
            continue
        try:
            chunk = json.loads(line[6:])
        except ValueError:
            continue
        for choice in chunk.get("choices") or ():
            delta = choice.get("delta") or {}
            texts.append(delta.get("content") or delta.get("reasoning_content") or "")
    return "".join(texts)
