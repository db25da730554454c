"""The lists of a picture: the numbered stops of a round, and whom to call."""

from __future__ import annotations

from collections.abc import Sequence

from markupsafe import Markup

from maps.drawing.marks import stop_mark
from maps.drawing.svg import el, joined
from maps.pages.picture_pen import BODY, MARGIN, WIDTH, Block, Pen, stacked
from maps.pages.sheet_words import STATE_SIGNS, SheetWords
from maps.sheets.records import SheetPhone, SheetRound, SheetStop
from maps.style import RANKS

MARK = 84.0
# Where texts begin, and how wide the column of times is.
LEFT = MARGIN + MARK + 32
TIMES = 190.0
ROOM = WIDTH - MARGIN - TIMES - 24 - LEFT
CODE, KIND, WHERE, ETA = 46.0, 38.0, 36.0, 54.0
# A stop that was visited takes one line of this height.
GONE, GONE_MARK, GONE_STATES = 94.0, 68.0, frozenset({"done", "handed_over"})
STATE_INKS = {"done": "ok", "missed": "danger", "handed_over": "ink-2"}


def stops(pen: Pen, said: SheetWords, walk: SheetRound) -> Block:
    """Every stop of a round, one under the other."""
    return stacked(
        [(_gone if each.state in GONE_STATES else _stop)(pen, said, each) for each in walk.stops]
    )


def _gone(pen: Pen, said: SheetWords, stop: SheetStop) -> Block:
    """A stop that nobody has to walk to any more, on one line."""
    right, base = WIDTH - MARGIN, 60.0
    eta = f"{stop.eta:%H:%M}"
    state = f"{STATE_SIGNS[stop.state]} {said.state(stop.state)}"
    left = right - pen.width(eta, KIND) - 28
    room = left - pen.width(state, WHERE, bold=True) - 28 - LEFT
    code, kind = pen.fitted(stop.code, KIND, room, bold=True), said.kind(stop.kind)
    parts = [
        pen.text(code, LEFT, base, KIND, "ink", bold=True),
        pen.text(state, left, base, WHERE, STATE_INKS[stop.state], bold=True, anchor="end"),
        pen.text(eta, right, base, KIND, "ink-2", anchor="end"),
    ]
    beside = pen.width(code, KIND, bold=True) + 20
    if pen.width(kind, WHERE) <= room - beside:
        parts.append(pen.text(kind, LEFT + beside, base, WHERE, "ink-2"))
    mark = stop_mark(
        MARGIN + MARK / 2, GONE / 2 - 1, GONE_MARK, label=str(stop.seq), kind=stop.kind,
        rank=stop.rank, theme=pen.theme, lookout=stop.lookout, halo=False,
    )  # fmt: skip
    drawn = [mark, *parts, pen.line(GONE - 2, LEFT)]
    return Block(el("g", joined(drawn), data_row=stop.seq), GONE)


def _stop(pen: Pen, said: SheetWords, stop: SheetStop) -> Block:
    y, parts = 26.0, list[Markup]()
    code, kind = pen.fitted(stop.code, CODE, ROOM, bold=True), said.kind(stop.kind)
    parts.append(pen.text(code, LEFT, y + 42, CODE, "ink", bold=True))
    beside = LEFT + pen.width(code, CODE, bold=True) + 20
    y += 42
    if pen.width(kind, KIND) <= LEFT + ROOM - beside:
        parts.append(pen.text(kind, beside, y, KIND, "ink"))
    else:
        for line in pen.lines(kind, KIND, ROOM, 2):
            y += 52
            parts.append(pen.text(line, LEFT, y, KIND, "ink"))
    for text, ink, bold in _under(said, stop):
        for line in pen.lines(text, WHERE, ROOM, 2, bold=bold):
            y += 52
            parts.append(pen.text(line, LEFT, y, WHERE, ink, bold=bold))
    height = max(y + 34, 168.0)
    mark = stop_mark(
        MARGIN + MARK / 2, 78, MARK, label=str(stop.seq), kind=stop.kind, rank=stop.rank,
        theme=pen.theme, lookout=stop.lookout, halo=False,
    )  # fmt: skip
    drawn = [mark, *parts, *_times(pen, said, stop), pen.line(height - 2, LEFT)]
    return Block(el("g", joined(drawn), data_row=stop.seq), height)


def _under(said: SheetWords, stop: SheetStop) -> list[tuple[str, str, bool]]:
    """The lines under a stop's code: where, what to mind, how it stands."""
    lines = [(stop.where, "ink-2", False)] if stop.where else []
    if stop.lookout:
        lines.append((said.lookout(), "danger", True))
    if stop.state in STATE_SIGNS:
        lines.append((f"{STATE_SIGNS[stop.state]} {said.state(stop.state)}",
                      STATE_INKS[stop.state], True))  # fmt: skip
    return lines


def _times(pen: Pen, said: SheetWords, stop: SheetStop) -> list[Markup]:
    """When, and how bad: the rank as a colour and a word."""
    right = WIDTH - MARGIN
    drawn = [pen.text(f"{stop.eta:%H:%M}", right, 70, ETA, "ink", bold=True, anchor="end")]
    if stop.rank in RANKS:
        word = said.rank(stop.rank)
        wide = pen.width(word, BODY, bold=True) + 40
        drawn.append(pen.pill(word, right - wide, 92, wide, 54, f"rank-{stop.rank}",
                              f"rank-{stop.rank}-ink"))  # fmt: skip
    return drawn


def phones(pen: Pen, said: SheetWords, numbers: Sequence[SheetPhone]) -> Block:
    """Whom to call: the desk and both firms."""
    title = pen.text(said.phones(), MARGIN, 84, 50, "ink", bold=True)
    rows = [_phone(pen, each) for each in numbers]
    whole = stacked([Block(title, 112), *rows, Block(Markup(""), 30)])
    return Block(pen.rect(0, 0, WIDTH, whole.height, "accent-soft") + whole.drawn, whole.height)


def _phone(pen: Pen, each: SheetPhone) -> Block:
    shown = pen.fitted(each.phone, 50, WIDTH - 2 * MARGIN, bold=True)
    wide = pen.width(shown, 50, bold=True)
    room, right = WIDTH - 2 * MARGIN - wide - 40, WIDTH - MARGIN
    narrow = room < 300
    y, parts = 0.0, list[Markup]()
    lines = [*pen.lines(each.word, 42, WIDTH - 2 * MARGIN if narrow else room, 2, bold=True)]
    for line in lines:
        y += 56
        parts.append(pen.text(line, MARGIN, y, 42, "ink", bold=True))
    for line in pen.lines(each.name, BODY, WIDTH - 2 * MARGIN if narrow else room, 2):
        y += 50
        parts.append(pen.text(line, MARGIN, y, BODY, "ink-2"))
    at = y + 62 if narrow else max(56.0, y / 2 + 28)
    parts.append(pen.text(shown, right, at, 50, "accent", bold=True, anchor="end"))
    return Block(joined(parts), max(y, at) + 34)
