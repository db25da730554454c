"""Pages: escaped, without inline code, in the language and theme that were asked for."""

from __future__ import annotations

from datetime import date
from html.parser import HTMLParser

import pytest

from maps.pages.legend import kind_rows, mark, rank_rows
from maps.pages.render import Place, render

PAGES = ("community", "plan", "tonight")
HOSTILE = (
    "{{7*7}}", "{% off", "${1}", "</script><script>alert(1)</script>",
    '"><img src=x onerror=alert(1)>', "' onfocus=alert(1) x='",
)  # fmt: skip


def place(name: str = "雨安里社区", name_en: str = "") -> Place:
    return Place(
        id="c-1", name=name, name_en=name_en, bounds=(116.1, 39.1, 116.2, 39.2),
        invented=True, demo_night=date(2026, 7, 22),
    )  # fmt: skip


class _Seen(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.text: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))

    def handle_data(self, data: str) -> None:
        self.text.append(data)


def read(html: str) -> _Seen:
    seen = _Seen()
    seen.feed(html)
    return seen


@pytest.mark.parametrize("page", PAGES)
@pytest.mark.parametrize("lang", ["zh_CN", "en"])
def test_no_page_has_inline_code_or_foreign_addresses(page: str, lang: str) -> None:
    for tag, attributes in read(render(page, lang, chosen=place(), places=[place()])).tags:
        assert not [name for name in attributes if name.startswith("on")], (tag, attributes)
        assert "style" not in attributes, (tag, attributes)
        assert tag != "style"
        assert tag != "script" or (attributes.get("src") or "").startswith("/static/")
        for name in ("src", "href"):
            assert not (attributes.get(name) or "").startswith(("http", "//", "javascript"))


@pytest.mark.parametrize("page", PAGES)
@pytest.mark.parametrize("hostile", HOSTILE)
def test_what_somebody_wrote_is_shown_literally(page: str, hostile: str) -> None:
    plain = read(render(page, "zh_CN", chosen=place()))
    seen = read(render(page, "zh_CN", chosen=place(hostile)))
    assert hostile in "".join(seen.text)
    assert [tag for tag, _ in seen.tags] == [tag for tag, _ in plain.tags]


def test_a_place_without_an_english_name_keeps_its_own() -> None:
    assert place().named("en") == "雨安里社区"
    assert place(name_en="Yu'anli").named("en") == "Yu'anli"
    assert place(name_en="Yu'anli").named("zh_CN") == "雨安里社区"


@pytest.mark.parametrize(
    ("theme", "dark", "shade"),
    [("auto", False, None), ("auto", True, "dark"), ("light", True, "light"),
     ("dark", False, "dark"), ("<script>", False, None)],
)  # fmt: skip
def test_the_switch_goes_before_the_night(theme: str, dark: bool, shade: str | None) -> None:
    root = read(render("community", "en", chosen=place(), theme=theme, dark=dark)).tags[0][1]
    assert root.get("data-theme") == shade
    assert root["lang"] == "en"


def test_the_banner_says_that_it_is_a_demo_and_invented() -> None:
    text = "".join(read(render("community", "zh_CN", chosen=place())).text)
    assert "2026年7月22日" in text
    assert "虚构" in text


def test_a_page_without_a_community_says_what_to_do() -> None:
    text = "".join(read(render("community", "en")).text)
    assert "yuxun import-osm" in text


def test_the_community_page_has_kinds_ranks_and_their_words_before_any_script() -> None:
    seen = read(render("community", "en", chosen=place()))
    chips = [attributes for tag, attributes in seen.tags if tag == "button"]
    assert {a["data-kind"] for a in chips if "data-kind" in a} == {
        row.id for row in kind_rows("en")
    }
    assert [a["data-rank"] for a in chips if "data-rank" in a] == ["4", "3", "2", "1"]
    assert {row.word for row in rank_rows("en")} <= {text.strip() for text in seen.text}


def test_a_mark_of_an_unknown_kind_is_the_diamond() -> None:
    assert mark("noise") != mark("flood_segment")
    assert 'class="mark mark-3"' in mark("noise", 3)
