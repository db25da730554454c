"""An SVG as a PNG, drawn by the Chromium that is on this machine, without a network."""

from __future__ import annotations

import os
import shutil
import subprocess
from pathlib import Path
from tempfile import TemporaryDirectory

from geo.errors import NotReady, TooLarge

BROWSERS = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "msedge",
            "microsoft-edge", "chrome")  # fmt: skip
TIMEOUT_S = 90.0
# What a browser draws in one piece.
MOST_PX = 16_000
FLAGS = (
    "--headless", "--disable-gpu", "--hide-scrollbars", "--force-device-scale-factor=1",
    "--no-first-run", "--no-default-browser-check", "--disable-extensions", "--disable-sync",
    "--disable-background-networking", "--disable-component-update", "--disable-quic",
    "--disable-dev-shm-usage", "--host-resolver-rules=MAP * ~NOTFOUND",
    "--run-all-compositor-stages-before-draw",
)  # fmt: skip
# The picture is an <img>: nothing in it could run, load or look around, whatever it holds.
PAGE = (
    '<!doctype html><meta charset="utf-8"><meta http-equiv="Content-Security-Policy" '
    "content=\"default-src 'none'; img-src file:; style-src 'unsafe-inline'\">"
    "<style>html,body{{margin:0;background:#fff}}img{{display:block}}</style>"
    '<img src="picture.svg" width="{width}" height="{height}">'
)


def browser_here() -> str | None:
    """Where a browser that can draw is found, or None."""
    return next((found for name in BROWSERS if (found := shutil.which(name))), None)


def png_of(svg: str, width_px: int, height_px: int, *, timeout_s: float = TIMEOUT_S) -> bytes:
    """The picture as a PNG of exactly that size.

    Raises
    ------
    NotReady
        There is no such browser here, or it did not draw the picture in time.
    TooLarge
        It is taller than a browser draws in one piece.
    """
    if height_px > MOST_PX:
        raise TooLarge(
            "The picture is {height_px:,} pixels tall; one PNG holds {most:,}. Make one for each "
            "pass with --pass, or write .svg or .html.",
            height_px=height_px, most=MOST_PX,
        )  # fmt: skip
    browser = browser_here()
    if browser is None:
        raise NotReady(
            "A PNG needs Chromium, Chrome or Edge, and none is on this machine's PATH. Install "
            "one (Debian: apt install chromium), or write .svg or .html instead."
        )
    with TemporaryDirectory(prefix="yuxun-png-", ignore_cleanup_errors=True) as folder:
        made = _shot(browser, Path(folder), svg, width_px, height_px, timeout_s)
    if made is None:
        raise NotReady(
            "The browser {browser} could not draw the picture. Try again, or write .svg or .html "
            "instead.",
            browser=browser,
        )
    return made


def _shot(
    browser: str, folder: Path, svg: str, width_px: int, height_px: int, timeout_s: float
) -> bytes | None:
    """What the browser wrote; None where it failed, was too slow or came out in another size."""
    (folder / "picture.svg").write_text(svg, "utf-8")
    page, out = folder / "page.html", folder / "out.png"
    page.write_text(PAGE.format(width=width_px, height=height_px), "utf-8")
    command = [
        browser, *FLAGS, f"--user-data-dir={folder / 'profile'}", f"--screenshot={out}",
        f"--window-size={width_px},{height_px}",
        # As root, in a container, it has no sandbox of its own.
        *(["--no-sandbox"] if _is_root() else []), page.as_uri(),
    ]  # fmt: skip
    with subprocess.Popen(  # noqa: S603  (a browser that was found, on a page of ours)
        command, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    ) as drawing:
        try:
            drawing.wait(timeout_s)
        except subprocess.TimeoutExpired:
            drawing.kill()
            return None
    made = out.read_bytes() if out.is_file() else b""
    return made if size_of(made) == (width_px, height_px) else None


def size_of(png: bytes) -> tuple[int, int] | None:
    """Width and height in pixels, as a PNG says itself; None where it is none."""
    if len(png) < 24 or png[:8] != b"\x89PNG\r\n\x1a\n":
        return None
    return int.from_bytes(png[16:20]), int.from_bytes(png[20:24])


def _is_root() -> bool:
    return hasattr(os, "geteuid") and os.geteuid() == 0
