"""Texts that run, break or mislead where they are not shown literally, and a town full of them.

Each sets `window.__pwn` if a browser runs it, and `YUXUN_PWN` in our own environment if Python
does. What others use: `PAYLOADS` for anything that takes a text, `STORABLE` for what the store
would take (no control characters), `fill` for a store that holds them in every text field.
"""

from __future__ import annotations

import os
from dataclasses import replace
from datetime import UTC, date, datetime
from itertools import cycle
from pathlib import Path
from typing import Any

from playwright.sync_api import BrowserContext, Page
from shapely import Point

from api.actors import LOCAL_OFFICE
from api.services.planning import PlanOrder, plan_night, publish
from data import communities, hazards, streets, teams
from data.store import Tx, open_store
from geo.hazards import Hazard
from geo.nights import night_of
from geo.texts import check_text
from tests import town

RUN = "window.__pwn=1"
_PYTHON = "os.environ.setdefault('YUXUN_PWN','1')"

TEMPLATES = (
    "{{7*7}}", "{{ 7*7 }}", "{{{7*7}}}", "{{'{{'}}7*7{{'}}'}}", "50{% off", "100 %} off",
    "{% raw %}{{7*7}}", "{% endmacro %}{{7*7}}{% macro html(this, kwargs) %}",
    "{# no end", "{#x#}{{7*7}}", "{%- if 1 -%}49{%- endif -%}",
    "{{cycler.__init__.__globals__." + _PYTHON + "}}",
    "{% set _ = lipsum.__globals__." + _PYTHON + " %}", "{{''.__class__.__mro__}}",
    "{0.__class__}", "%s%n%(x)s%%", "#{7*7}", "<%= 7*7 %>", "[[7*7]]",
)  # fmt: skip
SCRIPTS = (
    "${" + RUN + "}", "`${" + RUN + "}`", "\\`${" + RUN + "}\\`", "\\\\`+(" + RUN + ")+`",
    "';" + RUN + "//", '";' + RUN + "//", "\\';" + RUN + "//", "\\u0027;" + RUN + "//",
    "\u2028" + RUN + "\u2029", "*/" + RUN + "/*", "-->" + RUN, "javascript:" + RUN,
    "jAvAsCrIpT&colon;" + RUN, "data:text/html,<script>" + RUN + "</script>",
)  # fmt: skip
MARKUP = (
    "</script><script>" + RUN + "</script>", "</SCRIPT ><script>" + RUN + "//",
    "<!--<script>", "<img src=x onerror=" + RUN + ">", "<svg onload=" + RUN + ">",
    "<svg><script>" + RUN + "</script></svg>", "</style><img src=x onerror=" + RUN + ">",
    "</textarea><img src=x onerror=" + RUN + ">", "</title><svg/onload=" + RUN + ">",
    '"><img src=x onerror="' + RUN + '">', "' onmouseover='" + RUN, "' autofocus onfocus='" + RUN,
    '<iframe srcdoc="<script>parent.__pwn=1</script>"></iframe>',
    "<details open ontoggle=" + RUN + ">", "<math><mtext></p><img src=x onerror=" + RUN + ">",
    "<style>@import'//x.invalid'</style>", "<!-- a comment", "]]>", "<![CDATA[" + RUN + "]]>",
    "<?xml version='1.0'?>", "&lt;b&gt;", "&#60;img src=x onerror=" + RUN + "&#62;",
    '<!ENTITY x SYSTEM "file:///etc/passwd">&x;', "<b>bold</b>", "<a href=javascript:1>a</a>",
)  # fmt: skip
NAMES = ("__proto__", "constructor", "toString", "hasOwnProperty", "NaN", "null", "undefined")
TABLES = (
    "=1+1", "=HYPERLINK(\"http://x.invalid\",\"a\")", "+1+1", "-2+3", "@SUM(1)", "\t=1+1",
    "\r=1+1", "'quoted'", 'a "b" , c;d', "'; DROP TABLE hazard;--", "' OR 1=1--",
    "a\nb", "CON", "..\\..\\x", "../../etc/passwd", "nul.txt",
)  # fmt: skip
GLYPHS = (
    "\u202edesrever\u202c", "a\u0301\u0327\u035c", "👩‍👩‍👧‍👦🌧️", "\\ud800", "\ufeffBOM", "\u200b",
    "𠮷野家", "长" * 60, "w" * 90, "\ufffd",
)  # fmt: skip
# Refused by every door of ours (`geo.texts`); a frame may hold them all the same.
UNFIT = ("\x01\x02", "\x1b[31mred\x1b[0m", "\x1b]0;title\x07", "\x7f\x9b31m", "\ufffe")

PAYLOADS: tuple[str, ...] = (*TEMPLATES, *SCRIPTS, *MARKUP, *NAMES, *TABLES, *GLYPHS, *UNFIT)
STORABLE = tuple(each for each in PAYLOADS if not check_text("", each))
ALL = " ".join(STORABLE)


def fill(store_file: Path) -> None:
    """The town with payloads in every text that people write, planned and published now.

    Names of the community, its office, teams and twelve hazards are all payloads joined; each
    payload alone is the name of one more tree, and streets, gates, ground and contacts take
    them in turn.
    """
    now = datetime.now(UTC)
    with open_store(f"sqlite:///{store_file}") as store:
        with store.write("test", now) as tx:
            write_town(tx, now, town.NIGHT)
        order = PlanOrder(community_id=town.COMMUNITY, iterations=40)
        outcome = plan_night(store, LOCAL_OFFICE, order, now)
        assert night_of(outcome.plan.rounds[0].starts_at, town.ZONE) == town.NIGHT
        with store.write("test", now) as tx:
            publish(tx, outcome.plan_id)


def write_town(tx: Tx, now: datetime, night: date | None) -> None:
    """The hostile town, without a plan; shown on the demo `night` if one is given."""
    turn = cycle(STORABLE)

    def text(*names: str) -> dict[str, str]:
        return {name: next(turn) for name in names}

    both = {"name": ALL, "name_en": ALL}
    demo = {"demo_night": night, "demo_started_at": now} if night else {}
    communities.add(tx, replace(town.community(), **both, **demo))
    communities.add_office(tx, replace(town.office(), **both))
    communities.add_contacts(tx, [replace(each, **text("name")) for each in town.contacts()])
    for row in town.team_rows():
        teams.add(tx, replace(row, **both))
    streets.replace_ground(
        tx,
        town.COMMUNITY,
        [replace(each, **text("name", "name_en")) for each in town.streets()],
        [replace(each, **text("name", "name_en")) for each in town.gates()],
        [replace(each, **text("name", "name_en", "number")) for each in town.ground()],
    )
    hazards.add_many(tx, hostile_hazards())


def hostile_hazards() -> list[Hazard]:
    """The town's twelve with all payloads joined, and one low tree per payload alone."""
    low = next(each for each in town.hazards() if each.code == "SM-01")
    return [
        *(_rewritten(each, ALL) for each in town.hazards()),
        *(
            _rewritten(
                replace(
                    low, id=town.id_of(f"hostile {n}"), code=f"SM-{n + 10}",
                    geometry=Point(town.at(20 + 7 * n % 460, 8 + n % 3)),
                ),
                payload,
            )
            for n, payload in enumerate(STORABLE)
        ),
    ]  # fmt: skip


def _rewritten(hazard: Hazard, text: str) -> Hazard:
    raw: dict[str, Any] = dict(hazard.raw)
    raw |= {name: text for name in ("species",) if name in raw}
    raw |= {name: [text] for name in ("doors",) if name in raw}
    return replace(hazard, name=text, address=text, note=text, raw=raw)


def beware(context: BrowserContext) -> None:
    """Let every page of the context begin with `window.__pwn` unset, frames too."""
    context.add_init_script("Object.defineProperty(window, '__pwn', {writable: true});")


def nothing_ran(page: Page) -> bool:
    """Whether no payload ran: not in the page, not in its frames, not in our own process."""
    ran = [frame.evaluate("window.__pwn") for frame in page.frames]
    return not any(ran) and "YUXUN_PWN" not in os.environ


def written(page: Page) -> str:
    """All text of the page's body, as the document holds it: what is hidden too."""
    return str(page.evaluate("document.body.textContent"))
