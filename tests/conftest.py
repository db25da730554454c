"""What holds for every test: no timed assertions, and failures that can be repeated."""

from __future__ import annotations

from hypothesis import settings
from playwright.sync_api import expect

# Speed lives in `yuxun bench`. A failing example is printed with what repeats it.
settings.register_profile("yuxun", deadline=None, print_blob=True)
settings.load_profile("yuxun")

# A busy machine draws late; a story waits for what it expects.
expect.set_options(timeout=20_000)
