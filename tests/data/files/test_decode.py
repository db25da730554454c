"""Encodings: read by rule and told, or refused."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from data.files.decode import LARGEST, decode
from geo.errors import BadFile, BadInput, TooLarge

# The characters of GB2312, which is what people write: 6,763 of them are Chinese.
COMMON = [
    bytes((high, low)).decode("gbk", errors="ignore")
    for high in range(0xA1, 0xF8) for low in range(0xA1, 0xFF)
]  # fmt: skip
TEXT = "编号,名称\nJS-01,铁匠营桥下\n" + "".join(COMMON)


@pytest.mark.parametrize(
    ("codec", "told"),
    [("utf-8", "UTF-8"), ("utf-8-sig", "UTF-8"), ("gbk", "GB18030"),
     ("gb18030", "GB18030"), ("utf-16", "UTF-16")],
)  # fmt: skip
def test_every_common_character_comes_back_exactly(codec: str, told: str) -> None:
    assert len("".join(COMMON)) > 7000
    assert decode(TEXT.encode(codec)) == (TEXT, told)


def test_utf16_big_end_first_has_a_mark_too() -> None:
    assert decode(b"\xfe\xff" + TEXT.encode("utf-16-be")) == (TEXT, "UTF-16")


def test_rare_characters_need_four_bytes_of_gb18030() -> None:
    assert decode("㐀𠀀龦".encode("gb18030")).text == "㐀𠀀龦"


@pytest.mark.parametrize(
    ("content", "says"),
    [
        (b"", "empty"),
        (b" \r\n\t", "empty"),
        (b"\xff\xfe\x00\x00a\0\0\0", "UTF-32"),
        (b"abc\xff\xff", "byte 4"),
        (b"\x80\x81 caf\xe9", "GB18030"),
        (b"\xef\xbb\xbfabc\xff", "UTF-8: byte 7"),
        ("a,b\n国槐树\n".encode() + "国槐树\n".encode("gbk"), "line 3"),
        ("雨".encode("utf-16-le") * 3 + b"a\0", "not text"),
    ],
)
def test_what_no_rule_reads_is_refused(content: bytes, says: str) -> None:
    with pytest.raises(BadFile) as caught:
        decode(content)
    assert says in str(caught.value)


def test_a_gbk_name_that_looks_like_utf8_once_does_not_matter() -> None:
    lines = "国槐树\n".encode("gbk") * 500
    assert decode(lines + b"\xe4\xb8\xad\xe6\x96\x87\n").encoding == "GB18030"


def test_one_byte_over_the_limit_is_too_large() -> None:
    assert decode(b"a" * 10, largest=10).text == "a" * 10
    with pytest.raises(TooLarge):
        decode(b"a" * 11, largest=10)
    with pytest.raises(TooLarge, match="21 MB"):
        decode(b"a" * (LARGEST + 1))


@settings(max_examples=300)
@given(st.binary(max_size=200))
def test_any_bytes_are_text_or_refused(content: bytes) -> None:
    try:
        text, encoding = decode(content)
    except BadInput:
        return
    assert encoding in {"UTF-8", "UTF-16", "GB18030"}
    assert "\0" not in text


@given(st.text(alphabet=st.characters(codec="gb18030", exclude_characters="\0"), min_size=1))
def test_any_text_in_utf8_comes_back(text: str) -> None:
    if text.strip() and not text.startswith("\ufeff"):
        try:
            assert decode(text.encode()).text == text
        except BadFile as error:  # only control characters that count as blank
            raise AssertionError(text) from error
