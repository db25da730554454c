"""What holds for every test: no timed assertions, and failures that can be repeated."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from hypothesis import settings
from playwright.sync_api import Browser, expect, sync_playwright

from tests.chromium import CHROMIUM, FLAGS

# Speed lives in `yuxun bench`. A failing example is printed with what repeats it.
settings.register_profile("yuxun", deadline=None, print_blob=True)
settings.load_profile("yuxun")

# A busy machine draws late; a story waits for what it expects.
expect.set_options(timeout=20_000)


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """The system's Chromium, one for all tests of a worker: Playwright runs once a process."""
    if CHROMIUM is None:
        pytest.skip("Chromium is not installed (apt install chromium)")
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        yield chromium
        chromium.close()
