"""What stands around a message's text: who says it, what came with it, what can be done."""

from __future__ import annotations

from typing import NamedTuple

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QFontMetricsF

from app.core.i18n import numeral, tr
from app.look.fonts import ui_font
from app.look.theme import mixed
from app.transcript.api import Act, Call, Entry, Picture, Who
from app.transcript.laid import (
    ActTarget,
    ChipTarget,
    FoldTarget,
    Glyph,
    Ground,
    Laid,
    Shown,
    Spot,
    TipTarget,
    Words,
)
from app.transcript.lines import Face, Line, shown
from app.transcript.markdown.blocks import Span
from app.transcript.style import CODE_STEP, SMALL_STEP, Style
from app.transcript.workshop import PictureWish, Workshop, size_of

HEAD = 28
FOOT = 30
_CHIP = 28
_BUTTON = 26
_PICTURE = (320, 240)
_LONGEST_CALL = 4000
_CENTRE = Qt.AlignmentFlag.AlignHCenter
_RIGHT = Qt.AlignmentFlag.AlignRight
_ICONS = {Who.USER: "user", Who.ASSISTANT: "robot", Who.SYSTEM: "gear-six", Who.TOOL: "wrench"}


class ActLook(NamedTuple):
    """How something that can be done is shown."""

    icon: str
    name: str


ACTS = {
    Act.COPY: ActLook("copy", tr("Copy as Markdown")),
    Act.COPY_ALL: ActLook("copy", tr("Copy the whole conversation")),
    Act.EDIT: ActLook("pencil-simple", tr("Edit")),
    Act.REGENERATE: ActLook("arrow-clockwise", tr("Answer again")),
    Act.CONTINUE: ActLook("play", tr("Continue")),
    Act.RETRY: ActLook("arrow-clockwise", tr("Try again")),
    Act.FORK: ActLook("git-fork", tr("New conversation from here")),
    Act.SOURCES: ActLook("quotes", tr("What was found in the documents")),
    Act.DELETE: ActLook("trash", tr("Delete")),
    Act.PREVIOUS: ActLook("caret-left", tr("Previous version")),
    Act.NEXT: ActLook("caret-right", tr("Next version")),
}


def head(entry: Entry, style: Style, width: float) -> Laid:
    """Lay out who says it, and when."""
    tokens, laid = style.tokens, Laid(HEAD)
    title_font, time_font = ui_font(13, 600), ui_font(11, tabular=True)
    title = shown(entry.title)
    long = QFontMetricsF(title_font).horizontalAdvance(title) + 2
    time = QFontMetricsF(time_font).horizontalAdvance(entry.time) + 2
    if entry.who is Who.USER:
        laid.shapes.append(
            Words(QRectF(0, 0, width, 22), entry.time, time_font, tokens.text3, _RIGHT)
        )
        return laid
    hue = tokens.accent if entry.who is Who.ASSISTANT else tokens.text3
    disc = QRectF(0, 0, 22, 22)
    ground = mixed(tokens.bg, hue, 0.18)
    tone = "accent" if entry.who is Who.ASSISTANT else "text2"
    laid.shapes += [
        Ground(disc, ground, radius=11),
        Glyph(disc.center(), _ICONS[entry.who], tone, 14),
    ]
    room = max(20.0, min(long, width - 30 - time - 10))
    laid.shapes += [
        Words(QRectF(30, 0, room, 22), title, title_font, tokens.text),
        Words(QRectF(30 + room + 8, 1, time, 22), entry.time, time_font, tokens.text3),
    ]
    return laid


def fold(entry: Entry, style: Style, *, is_open: bool) -> Laid:
    """Lay out the line that opens and closes the reasoning."""
    tokens, laid, font = style.tokens, Laid(32), ui_font(12, 500)
    title = shown(entry.reasoning_title) or (tr("Thinking") if entry.is_coming else tr("Thought"))
    width = QFontMetricsF(font).horizontalAdvance(title) + 2
    area = QRectF(0, 0, width + 54, 26)
    laid.shapes += [
        Ground(area, tokens.raised, radius=7),
        Glyph(QPointF(15, 13), "brain", "text2", 16),
        Words(QRectF(28, 0, width, 26), title, font, tokens.text2),
        Glyph(QPointF(width + 40, 13), "caret-up" if is_open else "caret-down", "text3", 12),
    ]
    tip = tr("Hide what it thought") if is_open else tr("Show what it thought")
    laid.spots.append(Spot(area, FoldTarget(), tip))
    return laid


def chips(entry: Entry, style: Style, width: float, *, to_right: bool) -> Laid:
    """Lay out what came with the message, in as many rows as it needs."""
    tokens, laid, font = style.tokens, Laid(), ui_font(12, 500)
    metrics = QFontMetricsF(font)
    x = y = 0.0
    rows: list[list[tuple[float, float, int]]] = [[]]
    for number, chip in enumerate(entry.chips):
        wide = min(width, metrics.horizontalAdvance(shown(chip.text)) + 42)
        if x and x + wide > width:
            x, y = 0.0, y + _CHIP + 6
            rows.append([])
        rows[-1].append((x, wide, number))
        x += wide + 6
    for line, row in enumerate(rows):
        used = row[-1][0] + row[-1][1] if row else 0.0
        shift = width - used if to_right else 0.0
        for left, wide, number in row:
            chip = entry.chips[number]
            area = QRectF(left + shift, line * (_CHIP + 6), wide, _CHIP)
            laid.shapes += [
                Ground(area, tokens.surface, tokens.border, 7),
                Glyph(QPointF(area.left() + 16, area.center().y()), chip.icon),
                Words(area.adjusted(28, 0, -10, 0), shown(chip.text), font, tokens.text2),
            ]
            tip = chip.tip or shown(chip.text)
            laid.spots.append(Spot(area, ChipTarget(chip.key), tip))
    laid.height = round(y + _CHIP + 8)
    return laid


def pictures(
    entry: Entry, style: Style, workshop: Workshop, width: float, *, to_right: bool
) -> Laid:
    """Lay out pictures, small; pressed, they are shown whole."""
    laid, left, highest = Laid(), 0.0, 0.0
    areas: list[tuple[Picture, QRectF]] = []
    top = 0.0
    for picture in entry.pictures:
        size = size_of(picture.data)
        wide, high = (size.width(), size.height()) if size.isValid() else (160.0, 120.0)
        scale = min(1.0, min(_PICTURE[0], width) / max(1, wide), _PICTURE[1] / max(1, high))
        wide, high = max(24.0, wide * scale), max(24.0, high * scale)
        if left and left + wide > width:
            left, top, highest = 0.0, top + highest + 8, 0.0
        areas.append((picture, QRectF(left, top, wide, high)))
        left, highest = left + wide + 8, max(highest, high)
    for picture, area in areas:
        if to_right:
            row = max(each.right() for _p, each in areas if each.top() == area.top())
            area = area.translated(width - row, 0)
        _picture(laid, picture, area, style, workshop)
    laid.height = round(top + highest + 8)
    return laid


def _picture(laid: Laid, picture: Picture, area: QRectF, style: Style, workshop: Workshop) -> None:
    wish = PictureWish(picture.key, 2 * _PICTURE[0], 2 * _PICTURE[1])
    image = workshop.picture(wish, picture.data)
    if image is None:
        laid.waits_for.add(wish)
        laid.shapes += [
            Ground(area, style.tokens.raised, style.tokens.border, 8),
            Glyph(area.center(), "image", "text3", 20),
        ]
    else:
        laid.shapes.append(Shown(area, image))
    laid.spots.append(Spot(area, ChipTarget(picture.key), shown(picture.text) or tr("Picture")))


def call(asked: Call, style: Style, workshop: Workshop, width: float) -> Laid:
    """Lay out a tool that the model asks for."""
    tokens, laid = style.tokens, Laid()
    text = asked.arguments
    if len(text) > _LONGEST_CALL:
        text = tr("{text} … {count} more characters").format(
            text=text[:_LONGEST_CALL], count=numeral(len(text) - _LONGEST_CALL)
        )
    line = Line(Face(style.code, tokens.text2, CODE_STEP), style, workshop, width - 24)
    line.add((Span(text),))
    leaf = line.laid_at(12, 32)
    area = QRectF(0, 0, width, 32 + leaf.height + 10)
    name = shown(asked.name) or "tool"
    laid.shapes += [
        Ground(area, tokens.surface, tokens.border, 8),
        Glyph(QPointF(20, 17), "wrench", "text2", 16),
        Words(
            QRectF(34, 4, width - 46, 26),
            tr("Asks for {name}; nothing is run").format(name=name),
            ui_font(12, 600),
            tokens.text,
        ),
    ]
    laid.leaves.append(leaf)
    laid.height = round(area.height()) + 8
    return laid


def status(entry: Entry, style: Style, width: float) -> Laid:
    """Lay out what the message waits for."""
    tokens, laid, font = style.tokens, Laid(30), ui_font(12, 500, tabular=True)
    text = shown(entry.status)
    wide = min(width - 20, QFontMetricsF(font).horizontalAdvance(text) + 2)
    laid.shapes += [
        Ground(QRectF(2, 8, 8, 8), tokens.accent, radius=4),
        Words(QRectF(20, 0, wide, 24), text, font, tokens.text2),
    ]
    if entry.fraction is not None:
        bar = QRectF(20 + wide + 12, 10, max(0.0, min(160.0, width - wide - 40)), 4)
        done = QRectF(bar)
        done.setWidth(bar.width() * min(1.0, max(0.0, entry.fraction)))
        laid.shapes += [Ground(bar, tokens.raised, radius=2), Ground(done, tokens.accent, radius=2)]
    return laid


def note(entry: Entry, style: Style, workshop: Workshop, width: float) -> Laid:
    """Lay out what the reader has to know."""
    tokens, laid = style.tokens, Laid()
    hues = {"warn": tokens.warn, "err": tokens.err, "info": tokens.info, "ok": tokens.ok}
    tone = entry.note_tone if entry.note_tone in hues else "warn"
    line = Line(Face(style.small, tokens.text, SMALL_STEP), style, workshop, width - 48)
    line.add((Span(entry.note),))
    leaf = line.laid_at(36, 9)
    area = QRectF(0, 0, width, leaf.height + 18)
    icon = "info" if tone in ("info", "ok") else "warning"
    laid.shapes += [
        Ground(area, mixed(tokens.surface, hues[tone], 0.1), mixed(tokens.bg, hues[tone], 0.4), 8),
        Glyph(QPointF(20, 9 + SMALL_STEP / 2), icon, tone, 16),
    ]
    laid.leaves.append(leaf)
    laid.height = round(area.height()) + 8
    return laid


def foot(entry: Entry, style: Style, width: float, *, is_last: bool) -> Laid:
    """Lay out the versions, the figures, and what can be done."""
    laid = Laid(FOOT)
    acts = [act for act in entry.acts if act not in (Act.PREVIOUS, Act.NEXT)]
    wide = len(acts) * (_BUTTON + 2)
    to_right = entry.who is Who.USER
    inset = (_BUTTON - 16) / 2  # so that the outer icon, not its area, ends where texts do
    x = width - wide - _branches_width(entry) + inset if to_right else -inset
    x = _branches(laid, entry, style, x)
    always = is_last and not to_right and not entry.is_coming
    for act in acts:
        area = QRectF(x, 0, _BUTTON, _BUTTON)
        look = ACTS[act]
        laid.spots.append(Spot(area, ActTarget(act), look.name, look.icon, not always))
        x += _BUTTON + 2
    if entry.figures:
        _figures(laid, entry, style, QRectF(x + 8, 0, width - x - 8, _BUTTON))
    return laid


def _figures(laid: Laid, entry: Entry, style: Style, room: QRectF) -> None:
    font = ui_font(11, tabular=True)
    text = shown(entry.figures)
    wide = min(room.width(), QFontMetricsF(font).horizontalAdvance(text) + 2)
    area = QRectF(room.right() - wide, room.top(), wide, room.height())
    laid.shapes.append(Words(area, text, font, style.tokens.text3))
    laid.spots.append(Spot(area, TipTarget(), shown(entry.figures_tip) or text))


def _branches_width(entry: Entry) -> float:
    return 2 * _BUTTON + 40.0 if entry.branches > 1 else 0.0


def _branches(laid: Laid, entry: Entry, style: Style, x: float) -> float:
    """Lay out ‹ 2/3 ›; return where it ends."""
    if entry.branches <= 1:
        return x
    words = f"{entry.branch}/{entry.branches}"
    for act, left in ((Act.PREVIOUS, x), (Act.NEXT, x + _BUTTON + 34)):
        look, area = ACTS[act], QRectF(left, 0, _BUTTON, _BUTTON)
        if act in entry.acts:
            laid.spots.append(Spot(area, ActTarget(act), look.name, look.icon))
        else:  # it ends here, and nothing moves when it does not
            laid.shapes.append(Glyph(area.center(), look.icon, "border"))
    area = QRectF(x + _BUTTON, 0, 34, _BUTTON)
    font = ui_font(12, tabular=True)
    laid.shapes.append(Words(area, words, font, style.tokens.text2, _CENTRE))
    return x + _branches_width(entry)
