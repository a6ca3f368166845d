"""Texts of real documents with their pages and headings; files that are damaged, hang or lie."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import threading
import zipfile
from collections.abc import Iterator
from pathlib import Path

import docx
import psutil
import pytest
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls
from docx.oxml.xmlchemy import BaseOxmlElement
from hypothesis import given
from hypothesis import strategies as st
from reportlab.pdfgen import canvas

from app.core import i18n
from app.core.cancel import Cancel
from app.core.errors import Cancelled
from app.services.documents.api import Extracted
from app.services.documents.extracting.decoding import decode
from app.services.documents.extracting.limits import ReadLimits, Unreadable
from app.services.documents.extracting.marked import read_markdown
from app.services.documents.extracting.run import CHILD, Extractor, extract
from app.services.documents.extracting.web_page import read_html
from app.services.documents.extracting.word import read_docx
from tests.waiting import wait_for

ROOT = Path(__file__).parents[3]
HANGS = "<a " * 20_000
"""A page of which Python's own parser makes nothing for minutes."""

posix = pytest.mark.skipif(sys.platform == "win32", reason="a named pipe stands for what hangs")


@pytest.fixture(scope="module")
def extractor() -> Iterator[Extractor]:
    with Extractor() as reading:
        yield reading


def part(found: Extracted, heading: str) -> str:
    (section,) = (each for each in found.sections if each.heading == heading)
    return found.text[section.start : section.end]


def test_pdf_text_has_its_pages_and_title(tmp_path: Path, extractor: Extractor) -> None:
    paper = canvas.Canvas(str(tmp_path / "fan.pdf"))
    paper.setTitle("Cleaning the fan")
    for line in ("Switch it off before you clean the venti-", "lation slots."):
        paper.drawString(50, 800 - 14 * line.startswith("lation"), line)
    paper.showPage()
    paper.rect(10, 10, 100, 100)  # a picture
    paper.showPage()
    paper.drawString(50, 800, "Use a soft brush – never water.")
    paper.save()
    found = extractor.read(str(tmp_path / "fan.pdf"), Cancel())
    assert (found.extracted.title, found.extracted.pages) == ("Cleaning the fan", 3)
    assert [chunk.page for chunk in found.chunks] == [1, 3]
    assert found.chunks[0].text == "Switch it off before you clean the ventilation slots."
    assert found.chunks[1].text == "Use a soft brush – never water."
    assert found.extracted.note == "Page 2 holds no text."


def test_docx_text_has_forms_text_boxes_and_what_was_inserted_but_not_what_was_deleted(
    tmp_path: Path,
) -> None:
    def made(xml: str) -> BaseOxmlElement:
        return parse_xml(xml.replace(">", f" {nsdecls('w')}>", 1))

    document = docx.Document()
    element = document.add_paragraph("Pay")._p
    for xml in (
        "<w:ins><w:r><w:t xml:space='preserve'> within 30</w:t></w:r></w:ins>",
        "<w:del><w:r><w:delText>within 14</w:delText></w:r></w:del>",
        "<w:sdt><w:sdtContent><w:r><w:tab/><w:t>days</w:t></w:r></w:sdtContent></w:sdt>",
        "<w:r><w:txbxContent><w:p><w:r><w:t>A box</w:t></w:r></w:p></w:txbxContent></w:r>",
    ):
        element.append(made(xml))
    form = "<w:sdt><w:sdtContent><w:p><w:r><w:t>A form</w:t></w:r></w:p></w:sdtContent></w:sdt>"
    element.addnext(made(form))
    document.save(str(tmp_path / "contract.docx"))
    found = read_docx(str(tmp_path / "contract.docx"), ReadLimits())
    assert found.text.split("\n") == ["Pay within 30\tdays", "A box", "", "A form", "", ""]


def test_html_title_is_not_that_of_a_picture() -> None:
    page = b"<title>Fans</title><svg><title>Icon</title></svg><p>They turn."
    assert read_html(page, 1000).title == "Fans"


def test_docx_text_has_its_headings_lists_and_tables(tmp_path: Path, extractor: Extractor) -> None:
    document = docx.Document()
    document.core_properties.title = "Manual"
    document.add_heading("Manual", 0)
    document.add_heading("Install", 1)
    document.add_paragraph("Put it on a table.")
    document.add_paragraph("A cable", style="List Bullet")
    document.add_heading("Ports", 2)
    table = document.add_table(2, 2)
    for cell, text in zip(table._cells, ("Name", "Port", "Dashboard", "11000"), strict=True):
        cell.text = text
    document.save(str(tmp_path / "manual.docx"))
    found = extractor.read(str(tmp_path / "manual.docx"), Cancel()).extracted
    assert found.title == "Manual"
    assert part(found, "Manual › Install") == "Install\n\nPut it on a table.\n\n- A cable\n\n"
    assert "Dashboard | 11000" in part(found, "Manual › Install › Ports")


def test_html_text_is_what_a_reader_sees(tmp_path: Path, extractor: Extractor) -> None:
    (tmp_path / "page.html").write_bytes(
        b"<html><head><meta charset='iso-8859-1'><title>Caf\xe9</title><style>b{}</style>"
        b"<script>steal('<h1>no</h1>')</script><body><h1>Menu</h1><p>Tea &amp; <b>cake</b>"
        b"<ul><li>one<li>two</ul><pre>a\n  b</pre><img src='https://example.com/x.png'>"
    )
    found = extractor.read(str(tmp_path / "page.html"), Cancel()).extracted
    assert found.title == "Café"
    assert found.text == "Menu\n\nTea & cake\n\n- one\n\n- two\n\na\n  b\n\n"
    assert [section.heading for section in found.sections] == ["Menu"]


def test_markdown_keeps_its_text_and_tells_headings_from_code() -> None:
    text = "---\ntitle: Guide\n---\n# One\ntext\n\nTwo\n---\nmore\n```sh\n# no heading\n```\n---\n"
    found = read_markdown(text)
    assert found.text == text
    assert found.title == "Guide"
    assert [(text[each.start : each.end], each.heading) for each in found.sections][1:] == [
        ("# One\ntext\n\n", "One"),
        ("Two\n---\nmore\n```sh\n# no heading\n```\n---\n", "One › Two"),
    ]


@pytest.mark.parametrize(
    ("data", "text"),
    [
        ("naïve".encode(), "naïve"),
        ("naïve".encode("utf-16"), "naïve"),
        ("naive".encode("utf-16-le"), "naive"),
        ("naïve".encode("cp1252"), "naïve"),
        (b"\xef\xbb\xbfone\r\ntwo\rthree", "one\ntwo\nthree"),
        (b"red \x1b[31malert\x1b[0m", "red  [31malert [0m"),
    ],
)
def test_text_is_read_in_the_encoding_it_has(data: bytes, text: str) -> None:
    assert decode(data)[0] == text


@given(st.binary(max_size=400))
def test_decode_takes_any_bytes_or_says_that_they_are_no_text(data: bytes) -> None:
    try:
        text, _note = decode(data)
    except Unreadable:
        return
    text.encode()
    assert not {"\x00", "\x1b", "\r", "\u202e"}.intersection(text)


@given(st.lists(st.sampled_from(["# a", "b", "---", "===", "```", "~~~~", "", "  ", "## "])))
def test_markdown_sections_are_the_whole_text(lines: list[str]) -> None:
    text = "\n".join(lines)
    found = read_markdown(text)
    assert "".join(text[each.start : each.end] for each in found.sections) == text


@given(
    st.lists(
        st.sampled_from(
            ["<p>", "</p>", "<script>", "</script>", "<h1>", "</h2>", "<pre>", "<!--", "<svg>",
             "</svg>", "<title>", "&#x110000;", "&#0;", "<td>", "word", "<", "<![CDATA["]
        )
    )
)  # fmt: skip
def test_html_sections_are_the_whole_text(pieces: list[str]) -> None:
    found = read_html("".join(pieces).encode(), 10_000)
    assert "".join(found.text[each.start : each.end] for each in found.sections) == found.text


# What is wrong with files


def test_a_damaged_file_is_refused_and_the_next_one_is_read(
    tmp_path: Path, extractor: Extractor
) -> None:
    for name, words in (
        ("a.pdf", "not a PDF, or damaged"),
        ("a.docx", "not a DOCX, or damaged"),
    ):
        (tmp_path / name).write_bytes(b"%PDF-1.7\nnothing that follows is one" * 20)
        with pytest.raises(Unreadable, match=words):
            extractor.read(str(tmp_path / name), Cancel())
    (tmp_path / "binary.txt").write_bytes(b"\x00\x01\x02\x00\x00\xff" * 99)
    with pytest.raises(Unreadable, match="not text"):
        extractor.read(str(tmp_path / "binary.txt"), Cancel())
    with pytest.raises(Unreadable, match="gone"):
        extractor.read(str(tmp_path / "gone.txt"), Cancel())
    (tmp_path / "good.txt").write_text("good")
    assert extractor.read(str(tmp_path / "good.txt"), Cancel()).extracted.text == "good"


def test_refusals_and_notes_are_in_the_users_language(tmp_path: Path, extractor: Extractor) -> None:
    german = {
        "It is protected by a password.": "Durch ein Passwort geschützt.",
        "Save a copy without one.": "Eine Kopie ohne Passwort speichern.",
        "It has {count} pages; up to {pages} are read.": "{count} Seiten; gelesen: {pages}.",
        "Pages {named} hold no text.": "Ohne Text: Seiten {named}.",
        "{names} and {more} more": "{names} und {more} weitere",
    }
    for name, password, empty in (("secret", "swordfish", 0), ("gaps", None, 6), ("long", None, 6)):
        paper = canvas.Canvas(str(tmp_path / f"{name}.pdf"), encrypt=password)
        for _ in range(empty):
            paper.rect(10, 10, 100, 100)
            paper.showPage()
        paper.drawString(50, 800, "The end.")
        paper.save()
    i18n.speak(i18n.Manner("de", ",", "."), lambda text, _comment, _n: german.get(text, ""))
    try:
        with pytest.raises(Unreadable, match=r"^Durch ein Passwort geschützt\. Eine Kopie"):
            extractor.read(str(tmp_path / "secret.pdf"), Cancel())
        found = extractor.read(str(tmp_path / "gaps.pdf"), Cancel()).extracted
        with pytest.raises(Unreadable, match=r"^7 Seiten; gelesen: 2\."):
            extract(str(tmp_path / "long.pdf"), Cancel(), ReadLimits(pages=2))
    finally:
        i18n.speak(i18n.Manner(), None)
    assert found.note == "Ohne Text: Seiten 1, 2, 3, 4, 5 und 1 weitere."
    assert extractor.read(str(tmp_path / "gaps.pdf"), Cancel()).extracted.note == (
        "Pages 1, 2, 3, 4, 5 and 1 more hold no text."
    )


def test_a_pdf_with_a_password_says_so(tmp_path: Path, extractor: Extractor) -> None:
    paper = canvas.Canvas(str(tmp_path / "secret.pdf"), encrypt="swordfish")
    paper.drawString(50, 800, "secret")
    paper.save()
    with pytest.raises(Unreadable, match="password") as refused:
        extractor.read(str(tmp_path / "secret.pdf"), Cancel())
    assert "without one" in refused.value.hint


def test_a_docx_that_unpacks_to_gigabytes_is_not_unpacked(tmp_path: Path) -> None:
    path = tmp_path / "bomb.docx"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for number in range(4):
            archive.writestr(f"word/document{number}.xml", bytes(10_000_000))
    assert path.stat().st_size < 100_000
    with pytest.raises(Unreadable, match="more than 30 MB"):
        extract(str(path), Cancel(), ReadLimits(unpacked=30_000_000))


def test_a_docx_with_entities_that_multiply_stays_small(tmp_path: Path) -> None:
    document = docx.Document()
    document.add_paragraph("PLACE")
    document.save(str(tmp_path / "plain.docx"))
    levels = "".join(f'<!ENTITY e{at} "{f"&e{at - 1};" * 10}">' for at in range(1, 9))
    doctype = f'<!DOCTYPE w [<!ENTITY e0 "ha">{levels}]>'.encode()
    with (
        zipfile.ZipFile(tmp_path / "plain.docx") as plain,
        zipfile.ZipFile(tmp_path / "laughs.docx", "w") as laughs,
    ):
        for name in plain.namelist():
            data = plain.read(name)
            if name == "word/document.xml":
                data = data.replace(b"?>", b"?>" + doctype, 1).replace(b"PLACE", b"&e8;")
            laughs.writestr(name, data)
    try:
        found = extract(str(tmp_path / "laughs.docx"), Cancel())
    except Unreadable:
        return
    assert len(found.text) < 10_000


def test_a_file_that_takes_too_much_memory_ends_the_reader_only(tmp_path: Path) -> None:
    path = tmp_path / "large.docx"
    body = "<w:p><w:r><w:t>x</w:t></w:r></w:p>" * 800_000
    document = docx.Document()
    document.save(str(tmp_path / "plain.docx"))
    with (
        zipfile.ZipFile(tmp_path / "plain.docx") as plain,
        zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as large,
    ):
        for name in plain.namelist():
            data = plain.read(name)
            if name == "word/document.xml":
                data = data.replace(b"<w:body>", b"<w:body>" + body.encode())
            large.writestr(name, data)
    with pytest.raises(Unreadable, match=r"more than 0\.1 GiB of memory"):
        extract(str(path), Cancel(), ReadLimits(memory=120_000_000))


def test_a_file_that_hangs_the_reader_is_given_up(tmp_path: Path) -> None:
    (tmp_path / "hangs.html").write_text(HANGS)
    with pytest.raises(Unreadable, match=r"more than 0\.3 s"):
        extract(str(tmp_path / "hangs.html"), Cancel(), ReadLimits(seconds=0.3))


@posix
def test_a_file_that_crashes_the_reader_is_tried_once_more_and_then_damaged(
    tmp_path: Path,
) -> None:
    others = set(psutil.Process().children())
    os.mkfifo(tmp_path / "crashes.txt")
    (tmp_path / "good.txt").write_text("good")
    crashed: list[psutil.Process] = []

    def new() -> set[psutil.Process]:
        return set(psutil.Process().children()).difference(others, crashed)

    def crash() -> None:
        """End each process that opens the pipe, as a fault in it would."""
        while len(crashed) < 2:
            wait_for(new)
            wait_for(lambda: is_open(tmp_path / "crashes.txt"))
            crashed.extend(new())
            crashed[-1].send_signal(signal.SIGSEGV)

    with Extractor() as reading:
        reading.read(str(tmp_path / "good.txt"), Cancel())
        crasher = threading.Thread(target=crash)
        crasher.start()
        with pytest.raises(Unreadable, match="damaged"):
            reading.read(str(tmp_path / "crashes.txt"), Cancel())
        crasher.join()
        assert reading.read(str(tmp_path / "good.txt"), Cancel()).extracted.text == "good"


@posix
def test_reading_is_cancelled_at_once(tmp_path: Path) -> None:
    others = set(psutil.Process().children())
    os.mkfifo(tmp_path / "hangs.txt")
    cancel = Cancel()

    def stop() -> None:
        wait_for(lambda: is_open(tmp_path / "hangs.txt"))
        cancel.cancel()

    stopper = threading.Thread(target=stop)
    stopper.start()
    with pytest.raises(Cancelled):
        extract(str(tmp_path / "hangs.txt"), cancel)
    stopper.join()
    assert set(psutil.Process().children()) == others


_held: list[int] = []


def is_open(pipe: Path) -> bool:
    """Whether a process reads a named pipe; it then waits for more of it."""
    try:
        _held.append(os.open(pipe, os.O_WRONLY | os.O_NONBLOCK))
    except OSError:
        return False
    return True


@pytest.fixture(autouse=True)
def closed_pipes() -> Iterator[None]:
    yield
    while _held:
        os.close(_held.pop())


@posix
def test_a_reader_whose_program_was_killed_does_not_go_on_for_ever(tmp_path: Path) -> None:
    (tmp_path / "hangs.html").write_text(HANGS)
    request = {"path": str(tmp_path / "hangs.html"), "seconds": 0.1}
    ended = subprocess.run(
        [sys.executable, "-m", CHILD],
        input=json.dumps(request).encode() + b"\n",
        stdout=subprocess.DEVNULL,
        cwd=ROOT,
        timeout=60,
    )
    assert ended.returncode == -signal.SIGXCPU
