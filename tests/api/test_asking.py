from __future__ import annotations

from datetime import UTC, datetime, timedelta, timezone
from urllib.parse import parse_qsl, urlencode

import pytest
from hypothesis import given
from hypothesis import strategies as st
from starlette.testclient import TestClient

from api.services import asking
from api.services.asking import read_words
from api.services.collections import COLLECTIONS
from geo.errors import BadQuery

HAZARDS = COLLECTIONS["hazards"].parameters


def asked(**words: str) -> asking.Asked:
    return read_words(
        urlencode({k.replace("_crs", "-crs"): v for k, v in words.items()}).encode(), HAZARDS
    )


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("bbox", ""), ("bbox", "1,2,3"), ("bbox", "1,2,3,4,5"), ("bbox", "a,b,c,d"),
        ("bbox", "116,40,116.1,39"), ("bbox", "nan,0,1,1"), ("bbox", "0,0,inf,1"),
        ("bbox", "0,0,1e400,1"), ("bbox", "0,-95,1,1"), ("bbox", "200,0,210,1"),
        ("bbox", "1_1,0,12,1"), ("bbox", "١,0,12,1"), ("bbox", "0,0,9,1,1,1"),
        ("datetime", "today"), ("datetime", "2026-07-22"), ("datetime", "2026-02-30T00:00:00Z"),
        ("datetime", "2026-07-22T20:00:00"), ("datetime", "../../.."), ("datetime", "a/b"),
        ("datetime", "2026-07-23T00:00:00Z/2026-07-22T00:00:00Z"),
        ("datetime", "0001-01-01T00:00:00+23:00"), ("datetime", "2026-07-22T20:00:00+99:00"),
        ("limit", "0"), ("limit", "-1"), ("limit", "10001"), ("limit", "ten"), ("limit", "1.0"),
        ("limit", "１"), ("limit", "9" * 400), ("after", ""), ("after", "w"), ("after", "-1"),
        ("after", "v" * 13), ("after", "v" * 14), ("min_rank", "0"), ("min_rank", "5"),
        ("status", "draft"), ("status", "archived"), ("overdue", "yes"), ("kind", ""),
        ("kind", "\0"), ("updated_since", "yesterday"), ("crs", "EPSG:4326"),
        ("bbox_crs", "http://www.opengis.net/def/crs/EPSG/0/4326"), ("f", "xml"), ("lang", "fr"),
        ("community", "x" * 101),
    ],
)  # fmt: skip
def test_a_value_that_cannot_be_is_refused(name: str, text: str) -> None:
    with pytest.raises(BadQuery) as refused:
        asked(**{name: text})
    assert name.replace("_crs", "-crs") in str(refused.value)


def test_an_unknown_parameter_is_refused_with_those_that_are_known() -> None:
    with pytest.raises(BadQuery, match=r"“colour”.*min_rank"):
        asked(colour="red")


def test_a_parameter_said_twice_is_refused() -> None:
    with pytest.raises(BadQuery, match="twice"):
        read_words(b"limit=1&limit=2", HAZARDS)


@pytest.mark.parametrize("query", [b"bbox=%ff", b"\xff=1", b"&".join([b"limit=1"] * 60)])
def test_an_address_that_is_no_text_is_refused(query: bytes) -> None:
    with pytest.raises(BadQuery):
        read_words(query, HAZARDS)


def test_six_numbers_are_a_box_with_heights() -> None:
    assert asked(bbox="116,39,-10,117,40,90").filters["bbox"] == (116, 39, 117, 40)


def test_a_limit_beyond_the_most_is_clamped() -> None:
    assert asked(limit="1000").limit == asked(limit="10000").limit == 1000
    assert asked().limit == 100


def test_open_ends_of_an_interval() -> None:
    at = datetime(2026, 7, 22, 12, tzinfo=UTC)
    text = "2026-07-22T20:00:00+08:00"
    assert asked(datetime=text).filters["datetime"] == (at, at)
    for first in ("", ".."):
        assert asked(datetime=f"{first}/{text}").filters["datetime"] == (None, at)
        assert asked(datetime=f"{text}/{first}").filters["datetime"] == (at, None)
    assert asked(datetime="../..").filters["datetime"] == (None, None)


def test_a_plus_that_nobody_escaped_is_still_a_plus() -> None:
    told = read_words(b"datetime=2026-07-22T20:00:00+08:00", HAZARDS)
    assert told.filters["datetime"][0] == datetime(2026, 7, 22, 12, tzinfo=UTC)


def test_the_words_of_a_question_do_not_depend_on_order_or_language() -> None:
    one = read_words(b"min_rank=3&limit=5&lang=en", HAZARDS)
    other = read_words(b"limit=5&min_rank=3&lang=zh_CN&f=json", HAZARDS)
    assert one.words == other.words


@given(st.integers(0, asking.SEQ_MOST))
def test_a_place_survives_its_token(place: int) -> None:
    assert asking.read_after(asking.after_token(place)) == place


@given(
    st.datetimes(datetime(1900, 1, 1), datetime(2200, 1, 1)),
    st.integers(-14 * 60, 14 * 60),
)
def test_a_moment_is_read_as_what_it_is(naive: datetime, minutes: int) -> None:
    moment = naive.replace(tzinfo=timezone(timedelta(minutes=minutes)), microsecond=0)
    assert asking.read_moment(moment.isoformat()) == moment


@given(st.text(max_size=60))
def test_no_text_does_more_than_be_refused(text: str) -> None:
    for parameter in HAZARDS.values():
        try:
            parameter.read(text)
        except ValueError:
            continue


@given(st.lists(st.tuples(st.text(min_size=1, max_size=8), st.text(max_size=20)), max_size=6))
def test_words_are_read_as_urllib_reads_and_writes_them(words: list[tuple[str, str]]) -> None:
    assert asking._pairs(urlencode(words).encode()) == words
    address = asking.address_words(words)
    assert asking._pairs(address.encode()) == parse_qsl(address, keep_blank_values=True) == words
    assert not set(address) & set('<>" \\{}`') and address.isascii()


def test_a_hint_is_said_in_the_readers_language(shared: TestClient) -> None:
    said = shared.get("/hazards?limit=many&lang=zh_CN").json()["detail"]
    assert "1 到 10000 的整数" in said
    assert "a whole number" in shared.get("/hazards?limit=many&lang=en").json()["detail"]
