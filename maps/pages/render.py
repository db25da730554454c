"""A page from its template: words, theme and place in, HTML out.

What people wrote goes through Jinja as values under autoescape, into text and quoted
attributes only; no page has an inline script or style.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import cache
from pathlib import Path
from typing import Literal

from babel.dates import format_date
from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup

from maps.pages.legend import (
    due_rows,
    due_sign,
    kind_rows,
    mark,
    mark_symbols,
    mark_used,
    rank_rows,
)
from maps.words import words

Theme = Literal["auto", "light", "dark"]
TEMPLATES = Path(__file__).parent.parent / "templates"


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """What a page knows of a community before it asks: bounds are (west, south, east, north).

    now: by the community's own clock, which a demo night has.
    """

    id: str
    name: str
    bounds: tuple[float, float, float, float]
    name_en: str = ""
    invented: bool = False
    demo_night: date | None = None
    now: datetime | None = None

    def named(self, lang: str) -> str:
        """Its name in that language."""
        return (lang == "en" and self.name_en) or self.name


def render(
    page: str,
    lang: str,
    *,
    chosen: Place | None = None,
    places: Sequence[Place] = (),
    theme: str = "auto",
    dark: bool = False,
    own: bool = False,
    static: str = "/static",
    **values: object,
) -> str:
    """The HTML of a page.

    chosen: the community it shows; places: all that may be chosen. theme: the switch's cookie,
    as it came. dark: it is night there. own: the office itself reads it. static: where
    `maps/static` is served.
    """
    spoken = words(lang)
    switch: Theme = "light" if theme == "light" else "dark" if theme == "dark" else "auto"
    shade = switch if switch != "auto" else "dark" if dark else ""
    return _environment().get_template(f"{page}.html").render(
        {"_": spoken.say, "count": spoken.count},
        lang=spoken.lang, html_lang=spoken.html_lang,
        page=page, chosen=chosen, places=places, theme=switch, shade=shade, own=own, static=static,
        **values,
    )  # fmt: skip


@cache
def _environment() -> Environment:
    env = Environment(
        loader=FileSystemLoader(TEMPLATES), autoescape=True, undefined=StrictUndefined,
        trim_blocks=True, lstrip_blocks=True,
    )  # fmt: skip
    env.filters["day"] = day
    env.globals.update(
        icon=icon, mark=mark, mark_symbols=mark_symbols, mark_used=mark_used,
        kind_rows=kind_rows, rank_rows=rank_rows, due_rows=due_rows, due_sign=due_sign,
    )  # fmt: skip
    return env


def day(date_: date, lang: str) -> str:
    """A date as it is written in that language: 2026年7月22日."""
    return format_date(date_, "long", locale=lang)


def icon(name: str) -> Markup:
    """One of the icons of `templates/icons.svg`; the name is a constant of ours."""
    return Markup('<svg class="i" aria-hidden="true"><use href="#i-{}"/></svg>').format(name)
