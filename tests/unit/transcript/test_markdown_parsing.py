"""What Markdown of models says, and what of it is refused."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.transcript.markdown.blocks import (
    Block,
    Code,
    Formula,
    Heading,
    Items,
    Paragraph,
    Quote,
    Rule,
    Span,
    Spans,
    Table,
)
from app.transcript.markdown.highlight import lexer_of, runs_of
from app.transcript.markdown.parsing import is_allowed, language_of, parsed


def spans(source: str, citations: int = 0) -> Spans:
    block = parsed(source, citations=citations)[0]
    assert isinstance(block, Paragraph)
    return block.spans


def every_span(blocks: tuple[Block, ...]) -> list[Span]:
    found: list[Span] = []
    for block in blocks:
        if isinstance(block, Paragraph | Heading):
            found += block.spans
        elif isinstance(block, Quote):
            found += every_span(block.blocks)
        elif isinstance(block, Items):
            for item in block.items:
                found += every_span(item.blocks)
        elif isinstance(block, Table):
            found += [span for row in block.rows for cell in row for span in cell]
    return found


def test_parsed_knows_every_kind_of_block() -> None:
    kinds = parsed(
        "# T\n\ntext\n\n> q\n\n- a\n\n---\n\n```py\nx\n```\n\n$$\nx\n$$\n\n|a|\n|-|\n|1|\n"
    )
    assert [type(each) for each in kinds] == [
        Heading,
        Paragraph,
        Quote,
        Items,
        Rule,
        Code,
        Formula,
        Table,
    ]


def test_parsed_keeps_looks_and_lines() -> None:
    assert spans("**b** *i* ~~s~~ `c`\nd") == (
        Span("b", bold=True),
        Span(" "),
        Span("i", italic=True),
        Span(" "),
        Span("s", struck=True),
        Span(" "),
        Span("c", code=True),
        Span("\n"),
        Span("d"),
    )


def test_parsed_numbers_lists_and_ticks_tasks() -> None:
    (ordered,) = parsed("3. a\n4. b")
    (tasks,) = parsed("- [x] done\n- [ ] open\n- [link](https://a.b)")
    assert isinstance(ordered, Items)
    assert isinstance(tasks, Items)
    assert [item.marker for item in ordered.items] == ["3.", "4."]
    assert [item.done for item in tasks.items] == [True, False, None]


def test_parsed_shows_html_as_it_was_written() -> None:
    text = '<script>alert(1)</script><img src="http://a.b/c.png"> <b>bold</b>'
    assert "".join(span.text for span in every_span(parsed(text))) == text


def test_parsed_loads_no_picture() -> None:
    assert spans("![a cat](https://a.b/cat.png)") == (
        Span("[picture: a cat]", link="https://a.b/cat.png"),
    )
    assert spans("![x](data:image/png;base64,AAAA)")[0].link == ""


@pytest.mark.parametrize(
    "source",
    [
        "[x](javascript:alert(1))",
        "[x](file:///etc/passwd)",
        "[x](data:text/html,hi)",
        "[x](vscode://run)",
        "[x](//example.org)",
        "<javascript:alert(1)>",
    ],
)
def test_parsed_leads_nowhere_but_to_the_web(source: str) -> None:
    assert not any(span.link for span in every_span(parsed(source)))


def test_parsed_finds_addresses_and_leaves_the_sentence_out() -> None:
    found = [span.link for span in spans("See (https://a.b/c_(d)), https://e.f/?g=1. End")]
    assert [link for link in found if link] == ["https://a.b/c_(d)", "https://e.f/?g=1"]


def test_parsed_cites_only_sources_that_are_there() -> None:
    found = [(span.text, span.citation) for span in spans("A [1], [2, 3]; [9] `[1]`", 3)]
    assert [each for each in found if each[1]] == [("[1]", 1), ("[2]", 2), ("[3]", 3)]
    assert "[9]" in "".join(text for text, citation in found if not citation)


def test_parsed_tells_money_from_formulas() -> None:
    assert [span.formula for span in spans("From $5 to $6")] == [""]
    assert [span.formula for span in spans(r"$x^2$ and \(y\)") if span.formula] == ["x^2", "y"]
    assert parsed(r"\[ z \]") == (Formula("z"),)


def test_parsed_uses_addresses_that_stand_elsewhere() -> None:
    (block,) = parsed("[name]", references={"Name": "https://a.b"})
    assert isinstance(block, Paragraph)
    assert block.spans == (Span("name", link="https://a.b"),)


def test_parsed_shows_a_table_of_a_thousand_columns_as_text() -> None:
    (block,) = parsed("|a" * 1000 + "|\n" + "|-" * 1000 + "|\n")
    assert isinstance(block, Paragraph)


@given(
    st.lists(st.sampled_from(["[", "](", ")", "`", "*", "_", "|", "\n", "$", "<", "> ", "- ", "\\"])
    | st.text(max_size=6)).map("".join)
)  # fmt: skip
def test_parsed_takes_anything(source: str) -> None:
    for span in every_span(parsed(source, citations=2)):
        assert not span.link or is_allowed(span.link)
        assert 0 <= span.citation <= 2


@pytest.mark.parametrize(
    ("info", "language"),
    [("python", "python"), (" {.bash} ", "bash"), ("rust,ignore", "rust"), ("", "")],
)
def test_language_of_reads_the_line_above_code(info: str, language: str) -> None:
    assert language_of(info) == language


def test_runs_cover_keywords_and_strings() -> None:
    lexer = lexer_of("Python")
    assert lexer is not None
    code = 'def f():\n    return "x"  # why'
    tones = {code[run.start : run.end]: run.tone for run in runs_of(lexer, code)}
    assert tones["def"] == "keyword"
    assert tones['"x"'] == "string"
    assert tones["# why"] == "comment"
    assert lexer_of("no such language") is None


@given(st.sampled_from(["python", "json", "bash", "html", "diff", "c"]), st.text(max_size=200))
def test_runs_are_inside_the_code(language: str, code: str) -> None:
    lexer = lexer_of(language)
    assert lexer is not None
    end = 0
    for run in runs_of(lexer, code):
        assert end <= run.start <= run.end <= len(code)
        end = run.end
