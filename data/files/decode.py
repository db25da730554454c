"""Bytes to text: UTF-8 first, then what offices really send.

A byte order mark decides; then UTF-8; then GB18030, of which GBK and GB2312 are parts. What
was decoded is told, so that the preview can be looked at before anything is stored.
"""

from __future__ import annotations

import codecs
from typing import NamedTuple

from geo.errors import BadFile, TooLarge

LARGEST = 20 << 20

_UTF32 = (codecs.BOM_UTF32_LE, codecs.BOM_UTF32_BE)
_MARKS = (
    (codecs.BOM_UTF8, "utf-8", "UTF-8"),
    (codecs.BOM_UTF16_LE, "utf-16", "UTF-16"),
    (codecs.BOM_UTF16_BE, "utf-16", "UTF-16"),
)


class Decoded(NamedTuple):
    """The text of a file and the name of the encoding it was read by."""

    text: str
    encoding: str


def decode(content: bytes, largest: int = LARGEST) -> Decoded:
    """The text of an uploaded file.

    Raises
    ------
    TooLarge
        More than `largest` bytes.
    BadFile
        Empty, not text, or no encoding of ours reads all of it.
    """
    if len(content) > largest:
        raise TooLarge(
            "The file has {megabytes} MB; at most {most} MB are read. Split it.",
            megabytes=-(-len(content) // 1_000_000), most=largest // 1_000_000,
        )  # fmt: skip
    if not content.strip():
        raise BadFile("The file is empty.")
    read = _decoded(content)
    if "\0" in read.text:
        raise BadFile("The file is not text, or not in UTF-8. Save it as UTF-8 and try again.")
    return read


def _decoded(content: bytes) -> Decoded:
    if content.startswith(_UTF32):
        raise BadFile("The file is in UTF-32. Save it as UTF-8 and try again.")
    for mark, codec, name in _MARKS:
        if content.startswith(mark):
            return Decoded(_by(codec, name, content), name)
    try:
        return Decoded(content.decode("utf-8"), "UTF-8")
    except UnicodeDecodeError as error:
        if _is_mixed(content):
            raise BadFile(
                "Some lines of the file are in UTF-8 and others in another encoding (the first "
                "is line {line}). Save it as UTF-8 and try again.",
                line=content.count(b"\n", 0, error.start) + 1,
            ) from None
    return Decoded(_by("gb18030", "GB18030", content), "GB18030")


def _by(codec: str, name: str, content: bytes) -> str:
    try:
        return content.decode(codec).removeprefix("\ufeff")
    except UnicodeDecodeError as error:
        raise BadFile(
            "The file cannot be read as {encoding}: byte {at} fits no character. Save it as UTF-8 "
            "and try again.",
            encoding=name, at=error.start + 1,
        ) from None  # fmt: skip


def _is_mixed(content: bytes) -> bool:
    """Whether more than 1 % of the lines with Chinese are UTF-8 in a file that is not.

    Three characters of GBK can look like two of UTF-8, about once in 20,000 names, so a single
    line among thousands proves nothing.
    """
    lines = [line for line in content.splitlines() if not line.isascii()]
    return sum(map(_is_chinese_utf8, lines)) * 100 > len(lines)


def _is_chinese_utf8(line: bytes) -> bool:
    try:
        text = line.decode("utf-8")
    except UnicodeDecodeError:
        return False
    return any("\u4e00" <= each <= "\u9fff" for each in text)
