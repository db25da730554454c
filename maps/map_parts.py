"""What a page or a file needs of a map of ours."""

from __future__ import annotations

from dataclasses import dataclass

from maps.inert import Inert


@dataclass(frozen=True, slots=True, kw_only=True)
class Parts:
    """What a page or a file needs of a map, besides `<div id="map">`.

    module: the ES module that makes it. modules: the files in `static/` that it imports. data:
    what its layers carry, by the id of the `<script type="application/json">` it stands in,
    which comes before the module. scripts, styles: addresses of classic scripts and of style
    sheets, in order; scripts come before the module.
    """

    module: str
    modules: tuple[str, ...]
    data: dict[str, Inert]
    scripts: tuple[str, ...]
    styles: tuple[str, ...]
