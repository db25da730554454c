"""A reader of QR codes, written from ISO/IEC 18004 and nothing of the writer: versions 1 to 10,
levels M and Q, bytes. It reads our SVG, square by square, and trusts no part of it: finder and
timing patterns, the format's own check bits and the Reed-Solomon syndromes must all agree.
"""

from __future__ import annotations

import re
from xml.etree import ElementTree

Squares = list[list[bool]]

QUIET = 4
# By level: check words a block, and blocks, of versions 1 to 10 (table 9).
CHECKS = {
    "M": ((10, 1), (16, 1), (26, 1), (18, 2), (24, 2), (16, 4), (18, 4), (22, 4), (22, 5), (26, 5)),
    "Q": ((13, 1), (22, 1), (18, 2), (26, 2), (18, 4), (24, 4), (18, 6), (22, 6), (20, 8), (24, 8)),
}
ALIGNED = ((), (6, 18), (6, 22), (6, 26), (6, 30), (6, 34), (6, 22, 38), (6, 24, 42), (6, 26, 46),
           (6, 28, 50))  # fmt: skip
MASKS = (
    lambda r, c: (r + c) % 2 == 0, lambda r, c: r % 2 == 0, lambda r, c: c % 3 == 0,
    lambda r, c: (r + c) % 3 == 0, lambda r, c: (r // 2 + c // 3) % 2 == 0,
    lambda r, c: r * c % 2 + r * c % 3 == 0, lambda r, c: (r * c % 2 + r * c % 3) % 2 == 0,
    lambda r, c: ((r + c) % 2 + r * c % 3) % 2 == 0,
)  # fmt: skip
FINDER = ["1111111", "1000001", "1011101", "1011101", "1011101", "1000001", "1111111"]


def read_svg(svg: str) -> str:
    """The text of our SVG of a QR code; AssertionError where it is none."""
    root = ElementTree.fromstring(svg)
    side = int(root.attrib["viewBox"].split()[2])
    _, black = (each.attrib["d"] for each in root)
    rows = [[False] * side for _ in range(side)]
    for x, y, width, back in re.findall(r"M(\d+) (\d+)h(\d+)v1h-(\d+)z", black):
        assert width == back
        rows[int(y)][int(x) : int(x) + int(width)] = [True] * int(width)
    assert re.sub(r"M\d+ \d+h\d+v1h-\d+z", "", black) == "", "nothing else is drawn"
    edge = [*rows[:QUIET], *rows[-QUIET:], *(r[:QUIET] + r[-QUIET:] for r in rows)]
    assert not any(map(any, edge)), "the quiet zone is white"
    return read([row[QUIET:-QUIET] for row in rows[QUIET:-QUIET]])


def read(squares: Squares) -> str:
    """The text of a QR code's squares, row by row; True is black."""
    side = len(squares)
    version = (side - 17) // 4
    assert side == 17 + 4 * version and 1 <= version <= 10
    for down, right in ((0, 0), (0, side - 7), (side - 7, 0)):
        seen = [
            "".join("01"[s] for s in row[right : right + 7]) for row in squares[down : down + 7]
        ]
        assert seen == FINDER
    assert all(squares[6][i] == (i % 2 == 0) for i in range(8, side - 8)), "timing"
    level, mask = _format(squares)
    fixed = _fixed(version, side)
    words = _words(squares, fixed, MASKS[mask])
    return _text(_joined(words, *CHECKS[level][version - 1]), version)


def _format(squares: Squares) -> tuple[str, int]:
    places = [
        *((8, c) for c in range(6)),
        (8, 7),
        (8, 8),
        (7, 8),
        *((r, 8) for r in range(5, -1, -1)),
    ]
    raw = int("".join("01"[squares[r][c]] for r, c in places), 2) ^ 0b101010000010010
    rest = raw
    for bit in range(14, 9, -1):
        rest ^= (0b10100110111 << (bit - 10)) if rest >> bit & 1 else 0
    assert rest == 0, "the format's check bits"
    return {0b00: "M", 0b11: "Q"}[raw >> 13], raw >> 10 & 7


def _fixed(version: int, side: int) -> set[tuple[int, int]]:
    """The squares that hold no data."""
    found = {(6, i) for i in range(side)} | {(i, 6) for i in range(side)}
    for r, c in ((0, 0), (0, side - 8), (side - 8, 0)):
        found |= {
            (r + i, c + j) for i in range(9 if r == 0 else 8) for j in range(9 if c == 0 else 8)
        }
    middles = ALIGNED[version - 1]
    corners = {(6, 6), (6, side - 7), (side - 7, 6)}
    for r in middles:
        for c in middles:
            if (r, c) not in corners:
                found |= {(r + i, c + j) for i in range(-2, 3) for j in range(-2, 3)}
    if version >= 7:
        found |= {(i, side - 11 + j) for i in range(6) for j in range(3)}
        found |= {(side - 11 + j, i) for i in range(6) for j in range(3)}
    return found


def _words(squares: Squares, fixed: set[tuple[int, int]], mask) -> list[int]:  # type: ignore[no-untyped-def]
    """The code words in the order they are laid: two columns at a time, up and down in turn."""
    side, bits, upward = len(squares), [], True
    for right in [c for c in range(side - 1, 0, -2) if c > 6] + [5, 3, 1]:
        rows = range(side - 1, -1, -1) if upward else range(side)
        pairs = [(r, c) for r in rows for c in (right, right - 1) if (r, c) not in fixed]
        bits += [squares[r][c] ^ mask(r, c) for r, c in pairs]
        upward = not upward
    whole = len(bits) // 8 * 8
    return [int("".join("01"[b] for b in bits[i : i + 8]), 2) for i in range(0, whole, 8)]


def _joined(words: list[int], checks: int, blocks: int) -> list[int]:
    """The data words, their blocks one after the other, each without a mistake."""
    short = len(words) // blocks
    long_from = blocks - len(words) % blocks
    sizes = [short - checks + (block >= long_from) for block in range(blocks)]
    made: list[list[int]] = [[] for _ in range(blocks)]
    left = iter(words)
    for i in range(max(sizes)):
        for block in range(blocks):
            if i < sizes[block]:
                made[block].append(next(left))
    data = [word for block in made for word in block]
    for _ in range(checks):
        for block in made:
            block.append(next(left))
    assert not list(left)
    assert all(_syndrome(block, power) == 0 for block in made for power in range(checks))
    return data


def _syndrome(block: list[int], power: int) -> int:
    at = 1
    for _ in range(power):
        at = _times(at, 2)
    value = 0
    for word in block:
        value = _times(value, at) ^ word
    return value


def _times(a: int, b: int) -> int:
    """The product in GF(256) by x^8 + x^4 + x^3 + x^2 + 1."""
    product = 0
    while b:
        product ^= a if b & 1 else 0
        a = (a << 1) ^ (0x11D if a & 0x80 else 0)
        b >>= 1
    return product


def _text(data: list[int], version: int) -> str:
    bits = "".join(f"{word:08b}" for word in data)
    assert bits[:4] == "0100", "bytes"
    long = 8 if version <= 9 else 16
    size = int(bits[4 : 4 + long], 2)
    rest = bits[4 + long :]
    return bytes(int(rest[8 * i : 8 * i + 8], 2) for i in range(size)).decode()
