"""The pages that are printed: what they say, and that no text in them is markup."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from html.parser import HTMLParser

import pytest
from markupsafe import Markup

from maps.pages.paper import LABELS_A_SHEET, Labelled, labels_page, print_page
from maps.sheets.records import NightSheet
from tests.hostile import ALL, STORABLE
from tests.maps import sheets
from tests.maps.qr_read import read_svg


class Read(HTMLParser):
    """A page as a browser takes it apart: elements with attributes, and its text."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.elements: list[tuple[str, dict[str, str | None]]] = []
        self.text = ""
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append((tag, dict(attrs)))

    def handle_data(self, data: str) -> None:
        self.text += data

    def named(self, tag: str) -> list[dict[str, str | None]]:
        return [attributes for name, attributes in self.elements if name == tag]

    def all(self, attribute: str) -> list[str | None]:
        return [each[attribute] for _, each in self.elements if attribute in each]


def codes(html: str) -> Iterator[str]:
    """What the QR codes of a page hold, in order."""
    for part in html.split('<svg class="qr"')[1:]:
        yield read_svg(f'<svg class="qr"{part.partition("</svg>")[0]}</svg>')


def printed(sheet: NightSheet, lang: str = "zh_CN", **values: str) -> str:
    rounds = [each.id for each in sheet.rounds]
    return print_page(
        sheet, lang, addresses={each: f"https://example.org/{each}" for each in rounds},
        drawn={each: Markup('<svg class="map"></svg>') for each in rounds}, **values,
    )  # fmt: skip


@pytest.mark.parametrize("lang", ["zh_CN", "en"])
def test_a_sheet_names_each_stop_with_room_for_the_pen(lang: str) -> None:
    walk = sheets.walk(40)
    page = Read(printed(sheets.sheet(walk), lang))
    assert page.all("data-row") == [str(n) for n in range(1, 41)]
    assert sum(each.get("class") == "empty" for each in page.named("span")) == 80
    for stop in walk.stops:
        assert stop.code in page.text and f"{stop.eta:%H:%M}" in page.text
    assert page.elements.count(("thead", {})) == 1, "which the printer repeats on every page"
    words = ("Leaning tree", "Severe", "Orange") if lang == "en" else ("倾斜树木", "重大", "橙色")
    assert all(word in page.text for word in words)


def test_every_round_has_a_sheet_and_a_code_of_its_own() -> None:
    html = printed(sheets.sheet(sheets.walk(2, name="a"), sheets.walk(3, name="b")))
    assert Read(html).all("data-round") == ["a", "b"]
    assert list(codes(html)) == ["https://example.org/a", "https://example.org/b"]


def test_what_was_visited_before_has_no_boxes() -> None:
    walk = sheets.walk(2)
    done = replace(walk, stops=(replace(walk.stops[0], state="done"), walk.stops[1]))
    page = Read(printed(sheets.sheet(done)))
    assert sum(each.get("class") == "empty" for each in page.named("span")) == 2
    assert "打印前已巡查" in page.text


def test_a_draft_and_a_trouble_are_said() -> None:
    page = Read(printed(replace(sheets.sheet(), draft=True), trouble="Set the address."))
    assert "草稿" in page.text and "Set the address." in page.text


@pytest.mark.parametrize("text", [*STORABLE, ALL])
def test_no_text_is_markup_on_a_sheet(text: str) -> None:
    night = sheets.sheet(sheets.walk(2, text=text), text=text)
    page = Read(printed(night, leader=text, trouble=text))
    calm = Read(printed(sheets.sheet(sheets.walk(2, text="x"), text="x"), leader="x", trouble="x"))
    assert [tag for tag, _ in page.elements] == [tag for tag, _ in calm.elements]
    assert [set(each) for _, each in page.elements] == [set(each) for _, each in calm.elements]
    assert page.text.count(text) >= 8


def test_neither_page_has_a_style_or_script_inside() -> None:
    for html in (printed(sheets.sheet()), labels()):
        page = Read(html)
        assert [each for each in page.all("style") if each] == []
        assert not [each for _, own in page.elements for each in own if each.startswith("on")]
        assert [each["src"] for each in page.named("script")] == ["/static/print.js"]
        assert page.named("style") == []


def labels(count: int = 3, **values: object) -> str:
    labelled = [
        Labelled(f"JS-{n:02d}", sheets.KINDS[n % 3], f"https://example.org/h/{n}")
        for n in range(count)
    ]
    given: dict[str, object] = {"community": "柳堤社区", "community_id": "x", **values}
    return labels_page(labelled, "zh_CN", **given)  # type: ignore[arg-type]


def test_labels_come_24_to_a_sheet_each_with_its_code() -> None:
    html = labels(LABELS_A_SHEET * 2 + 1)
    page = Read(html)
    assert sum(each.get("class") == "label-sheet" for each in page.named("ul")) == 3
    assert page.all("data-code") == [f"JS-{n:02d}" for n in range(49)]
    assert list(codes(html)) == [f"https://example.org/h/{n}" for n in range(49)]
    assert page.text.count("请扫码报告") == 49 and page.text.count("倾斜树木") == 16


def test_a_file_of_labels_needs_nothing_besides() -> None:
    html = labels(whole=True)
    page = Read(html)
    assert page.named("script") == [] and page.named("link") == [] and page.all("src") == []
    assert len(page.named("style")) == 1 and "@page" in html
    assert "url(" not in html and "@import" not in html
    assert "default-src 'none'" in page.named("meta")[-1]["content"]


def test_no_hazard_is_a_sentence() -> None:
    assert "还没有可贴标签的点位" in Read(labels(0)).text


@pytest.mark.parametrize("text", [*STORABLE, ALL])
def test_no_text_is_markup_on_a_label(text: str) -> None:
    for whole in (False, True):
        page = Read(labels(community=text, trouble=text, whole=whole))
        calm = Read(labels(community="x", trouble="x", whole=whole))
        assert [tag for tag, _ in page.elements] == [tag for tag, _ in calm.elements]
        assert page.text.count(text) >= 4
