"""`yuxun map night`: a night, or one team's, as a picture or a file to send on."""

from __future__ import annotations

from pathlib import Path

from api.cli_door import community_named, configured, now, store, tell
from api.cli_files import written
from api.cli_words import night_in
from api.png import png_of
from geo.errors import BadInput
from geo.sentences import reason

ENDINGS = (".png", ".svg", ".html")


def draw_night(
    out: Path, *, night: str | None, community: str | None, team: str | None, lang: str | None
) -> None:
    """Write the file, with the numbers to call; which kind its ending says."""
    from api import forward_view

    with store() as opened:
        ending = out.suffix.lower()
        if ending not in ENDINGS:
            raise BadInput(
                "“{file}” has no ending that is known here. Name a file that ends in .png, .svg "
                "or .html.",
                file=out.name,
            )
        language = configured(language=lang).language
        asked, chosen = night_in(night), community_named(opened, community)
        with opened.read() as conn:
            those = forward_view.of_night(
                conn, chosen.id, now(), night=asked, team=team, draft=None
            )
            if ending == ".html":
                content: str | bytes = forward_view.file_of(
                    conn, those, language, opened.kinds, phones=True
                )
            else:
                made = forward_view.picture_of(conn, those, language, opened.kinds, phones=True)
                content = str(made.svg)
        if ending == ".png":
            content = png_of(str(content), made.width_px, made.height_px)
        written(out, content)
        tell(reason("{file}: the night of {night}, rounds: {n}.", file=str(out),
                    n=len(those.rounds), night=those.night.night))  # fmt: skip
