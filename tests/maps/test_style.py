"""Colours that can be read, and made files that are up to date."""

from __future__ import annotations

import itertools

import pytest

from maps import style

THEMES = {"light": (style.LIGHT, style.MAP_LIGHT), "dark": (style.DARK, style.MAP_DARK)}
# WCAG 2.2: 4.5 for text (1.4.3), 3 for what must be seen to understand (1.4.11).
TEXT, SEEN = 4.5, 3.0
TEXT_ON = [
    (ink, surface)
    for ink, surface in itertools.product(
        ("ink", "ink-2", "ink-3", "accent", "danger", "ok"), ("paper", "ground", "well", "raised")
    )
] + [
    ("accent-ink", "accent"), ("danger-ink", "danger"), ("ok-ink", "ok"), ("note-ink", "note"),
    ("danger", "danger-soft"), ("ok", "ok-soft"), ("ink", "accent-soft"), ("paper", "ink"),
    *[(f"rank-{rank}-ink", f"rank-{rank}") for rank in style.RANKS],
    *[("ink", f"rank-{rank}-soft") for rank in style.RANKS],
    *[(f"due-{band}", "paper") for band in style.DUE],
]  # fmt: skip


@pytest.mark.parametrize("theme", THEMES)
@pytest.mark.parametrize(("ink", "surface"), TEXT_ON)
def test_text_can_be_read_on_what_it_stands_on(theme: str, ink: str, surface: str) -> None:
    tokens, _ = THEMES[theme]
    assert style.contrast(tokens[ink], tokens[surface]) >= TEXT


@pytest.mark.parametrize("theme", THEMES)
def test_names_on_the_map_can_be_read_on_their_halo(theme: str) -> None:
    tokens, ground = THEMES[theme]
    for name in ("label", "number", "water-label", "park-label", "office", "gate-shut"):
        assert style.contrast(ground[name], ground["halo"]) >= TEXT, name
    assert style.contrast(tokens["ink"], ground["halo"]) >= TEXT
    assert style.contrast(ground["number"], ground["building"]) >= TEXT


@pytest.mark.parametrize("theme", THEMES)
@pytest.mark.parametrize("rank", style.RANKS)
def test_a_mark_stands_out_from_the_land_by_its_fill_or_its_edge(theme: str, rank: int) -> None:
    tokens, ground = THEMES[theme]
    fill, edge = tokens[f"rank-{rank}"], ground["mark-edge"]
    assert max(style.contrast(each, ground["land"]) for each in (fill, edge)) >= SEEN


@pytest.mark.parametrize("theme", THEMES)
def test_controls_have_an_edge_that_can_be_seen(theme: str) -> None:
    tokens, _ = THEMES[theme]
    assert style.contrast(tokens["line-2"], tokens["paper"]) >= SEEN
    assert style.contrast(tokens["accent"], tokens["paper"]) >= SEEN


def test_contrast_agrees_with_the_definition() -> None:
    assert style.contrast("#000000", "#ffffff") == pytest.approx(21.0)
    assert style.contrast("#777777", "#ffffff") == pytest.approx(4.478, abs=0.001)
    assert style.contrast("#123456", "#123456") == 1.0


def test_both_themes_name_the_same_colours() -> None:
    assert style.LIGHT.keys() == style.DARK.keys()
    assert style.MAP_LIGHT.keys() == style.MAP_DARK.keys()


@pytest.mark.parametrize("theme", THEMES)
def test_bands_of_overdue_visits_are_told_apart_without_their_colour(theme: str) -> None:
    tokens, ground = THEMES[theme]
    assert len({due.sign for due in style.DUE.values()}) == len(style.DUE)
    for band, due in style.DUE.items():
        if due.ring:
            assert style.contrast(tokens[f"due-{band}"], ground["land"]) >= SEEN, band
    longer = [due.from_h for band, due in style.DUE.items() if band != "never"]
    assert longer == sorted(longer)


@pytest.mark.parametrize("theme", THEMES)
def test_the_edge_of_an_area_is_seen_on_the_ground_and_on_its_palest_step(theme: str) -> None:
    """`coverage.js` draws it in the colour of labels: the palest step nearly is the ground."""
    tokens, ground = THEMES[theme]
    assert style.contrast(ground["label"], ground["land"]) >= SEEN
    assert style.contrast(ground["label"], tokens["band-0"]) >= SEEN


def test_no_two_kinds_share_a_shape() -> None:
    shapes = [mark.shape for mark in (*style.KINDS.values(), style.OTHER_KIND)]
    assert len(set(shapes)) == len(shapes)


def test_made_files_are_up_to_date() -> None:
    hint = "run: python -m maps.style"
    sheet = (style.STATIC / "app.css").read_text("utf-8")
    assert style.app_css_with_tokens(sheet) == sheet, hint
    assert (style.STATIC / "marks.js").read_text("utf-8") == style.marks_js(), hint
