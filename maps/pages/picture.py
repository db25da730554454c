"""The long picture: a night or a round as one tall SVG, for the chat group.

1080 pixels wide and as tall as it must be. It is read on a phone at about a third of its size, so
nothing is smaller than 34 pixels. Every text is measured before it is placed: what does not fit
is wrapped, then cut with an ellipsis. No resident's name, no door and no free text is in it:
`NightSheet` has no place for them.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from markupsafe import Markup

from geo.kinds import DEFAULT_KINDS, Kind
from maps.drawing import round_map
from maps.drawing.ground import Ground
from maps.drawing.svg import el, joined
from maps.pages.picture_list import phones, stops
from maps.pages.picture_parts import MOST_PX, parts
from maps.pages.picture_pen import BODY, MARGIN, WIDTH, Block, Pen, stacked
from maps.pages.picture_pills import pills
from maps.pages.sheet_words import SheetWords
from maps.sheets.records import NightSheet, SheetPass, SheetRound
from maps.style import N_, TEAM_DASHES

Mapped = Callable[[Pen, Ground, SheetRound, str], Block]

LEAST_MAP, MOST_MAP = 760.0, 1300.0
# The drop of `templates/icons.svg`, in its 24 × 24 box.
DROP = (
    "M12 2.6c4 4.9 6.6 8.4 6.6 12A6.6 6.6 0 0 1 12 21.4a6.6 6.6 0 0 1-6.6-6.8c0-3.6 2.6-7.1 6.6-12z"
)


@dataclass(frozen=True, slots=True)
class Picture:
    """A finished picture: its SVG and its size in pixels."""

    svg: Markup
    width_px: int
    height_px: int


def picture(
    sheet: NightSheet, ground: Ground, lang: str, *, theme: str = "light",
    kinds: Sequence[Kind] = DEFAULT_KINDS, part: str = "",
) -> Picture:  # fmt: skip
    """The picture of a sheet: a head, for each round a map and its stops, the numbers to call.

    part: which of several pictures it is, "2/3"; empty where it is the only one.
    """
    pen, said = Pen(theme), SheetWords(lang, kinds)
    whole = _whole(pen, said, sheet, ground, part, _map)
    height = round(whole.height)
    drawn = el(
        "svg", el("title", said.title(sheet)), pen.rect(0, 0, WIDTH, height, "paper"), whole.drawn,
        xmlns="http://www.w3.org/2000/svg", width=int(WIDTH), height=height,
        viewBox=f"0 0 {WIDTH:g} {height}", role="img",
    )  # fmt: skip
    return Picture(drawn, int(WIDTH), height)


def pieces(
    sheet: NightSheet, ground: Ground, lang: str, *, kinds: Sequence[Kind] = DEFAULT_KINDS
) -> list[NightSheet]:
    """The sheet in as many as it takes for each to be drawn in one piece by a phone."""
    pen, said = Pen("light"), SheetWords(lang, kinds)

    def fits(piece: NightSheet) -> bool:
        # Maps are measured only: to draw them is what takes long.
        return _whole(pen, said, piece, ground, "9/9", _room).height <= MOST_PX

    return parts(sheet, fits)


def _whole(
    pen: Pen, said: SheetWords, sheet: NightSheet, ground: Ground, part: str, mapped: Mapped
) -> Block:
    blocks = [_head(pen, said, sheet, part)]
    for one in sheet.passes:
        for walk in one.rounds:
            same = _same_way(sheet, one, walk)
            blocks.append(_title(pen, said, one, walk, same))
            if same is None:
                blocks.append(mapped(pen, ground, walk, said.lang))
            blocks.append(stops(pen, said, walk))
    if not sheet.rounds:
        blocks.append(_nothing(pen, said, ground, said.lang))
    if sheet.phones:
        blocks.append(phones(pen, said, sheet.phones))
    blocks.append(_foot(pen, said))
    return stacked(blocks)


def _head(pen: Pen, said: SheetWords, sheet: NightSheet, part: str) -> Block:
    back, ink = ("accent", "accent-ink") if pen.theme == "light" else ("accent-soft", "ink")
    room = WIDTH - 2 * MARGIN
    drop = el(
        "path", d=DROP, fill=pen.ink(ink), transform=f"translate({MARGIN - 10:g} 36) scale(2.6)"
    )
    drawn = [
        drop,
        pen.text(said.say(N_("Yuxun")), MARGIN + 56, 84, 44, ink, bold=True),
        pen.text(said.as_of(sheet), WIDTH - MARGIN, 84, BODY, ink, anchor="end"),
    ]
    y = 186.0
    for line in pen.lines(sheet.community, 68, room, 2, bold=True):
        drawn.append(pen.text(line, MARGIN, y, 68, ink, bold=True))
        y += 84
    for line in pen.lines(said.night(sheet), 46, room, 2):
        drawn.append(pen.text(line, MARGIN, y - 6, 46, ink))
        y += 58
    nth = said.say(N_("Picture {part}"), part=part) if part else ""
    beside = pen.width(nth, 46, bold=True) + 24 if nth else 0
    shown, ends = pills(pen, said, sheet, y - 10, room - beside)
    drawn += shown
    if nth:
        drawn.append(pen.text(nth, WIDTH - MARGIN, y + 38, 46, ink, bold=True, anchor="end"))
    head = Block(joined([pen.rect(0, 0, WIDTH, ends + 40, back), *drawn]), ends + 40)
    return stacked([head, *_notices(pen, said, sheet)])


def _notices(pen: Pen, said: SheetWords, sheet: NightSheet) -> list[Block]:
    """What must be seen before anything else: a draft, an invented place."""
    found = []
    for text in said.notices(sheet):
        y, lines = 62.0, list[Markup]()
        for line in pen.lines(text, 38, WIDTH - 2 * MARGIN, 3, bold=True):
            lines.append(pen.text(line, MARGIN, y, 38, "note-ink", bold=True))
            y += 52
        found.append(Block(joined([pen.rect(0, 0, WIDTH, y - 26, "note"), *lines]), y - 26))
    return found


def _same_way(sheet: NightSheet, one: SheetPass, walk: SheetRound) -> SheetPass | None:
    """The earlier pass whose map shows this very way: it is not drawn twice."""
    for before in sheet.passes[: sheet.passes.index(one)]:
        for each in before.rounds:
            numbers = [(stop.seq, stop.hazard_id, stop.lookout) for stop in each.stops]
            if (each.team, each.legs) == (walk.team, walk.legs) and numbers == [
                (stop.seq, stop.hazard_id, stop.lookout) for stop in walk.stops
            ]:
                return before
    return None


def _title(
    pen: Pen, said: SheetWords, one: SheetPass, walk: SheetRound, same: SheetPass | None
) -> Block:
    """Which pass and whose round, with the team's line as it is on the map."""
    ink = pen.team(walk.colour)
    dashes = " ".join(f"{each * 2.4:g}" for each in TEAM_DASHES[(walk.colour - 1) % 6]) or None
    swatch = el("path", d=f"M{MARGIN + 6:g} 66h88", stroke=ink, stroke_width=12,
              stroke_linecap="butt" if dashes else "round", stroke_dasharray=dashes)  # fmt: skip
    x, y = MARGIN + 124, 82.0
    parts = [swatch]
    title = " · ".join(each for each in (walk.team, one.word, walk.part) if each)
    for text in pen.lines(title, 50, WIDTH - MARGIN - x, 2, bold=True):
        parts.append(pen.text(text, x, y, 50, "ink", bold=True))
        y += 62
    for text in pen.lines(said.figures(walk), 38, WIDTH - MARGIN - x, 2):
        parts.append(pen.text(text, x, y, 38, "ink-2"))
        y += 50
    if same is not None:
        said_so = said.say(N_("The same way as in {pass_word}."), pass_word=same.word)
        for line in pen.lines(said_so, 38, WIDTH - MARGIN - x, 2, bold=True):
            parts.append(pen.text(line, x, y, 38, "accent", bold=True))
            y += 50
    return Block(joined([pen.rect(0, 0, WIDTH, 10, "well"), *parts]), y)


def _map(pen: Pen, ground: Ground, walk: SheetRound, lang: str) -> Block:
    height = _room(pen, ground, walk, lang).height
    return Block(round_map.svg(ground, [walk], WIDTH, height, pen.theme, lang), height)


def _room(pen: Pen, ground: Ground, walk: SheetRound, lang: str) -> Block:
    """The map's room, with nothing in it."""
    height = round(round_map.height_of(ground, [walk], WIDTH, LEAST_MAP, MOST_MAP))
    return Block(Markup(""), height)


def _nothing(pen: Pen, said: SheetWords, ground: Ground, lang: str) -> Block:
    text = said.say(N_("No rounds are planned for this night."))
    height = round(round_map.height_of(ground, [], WIDTH, LEAST_MAP, MOST_MAP))
    drawn = round_map.svg(ground, [], WIDTH, height, pen.theme, lang)
    return stacked([Block(pen.text(text, MARGIN, 90, 44, "ink", bold=True), 140),
                    Block(drawn, height)])  # fmt: skip


def _foot(pen: Pen, said: SheetWords) -> Block:
    warned = said.say(N_("Plans change during a night: what the phone app shows is the newest."))
    y, parts = 76.0, list[Markup]()
    for line in pen.lines(warned, BODY, WIDTH - 2 * MARGIN, 2):
        parts.append(pen.text(line, WIDTH / 2, y, BODY, "ink-2", anchor="middle"))
        y += 50
    name = said.say(N_("Yuxun, rain patrol"))
    parts.append(pen.text(name, WIDTH / 2, y + 8, 40, "accent", bold=True, anchor="middle"))
    return Block(joined([pen.rect(0, 0, WIDTH, y + 60, "well"), *parts]), y + 60)
