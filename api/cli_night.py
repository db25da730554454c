"""`yuxun map night`: a night, one team's or one pass of it, as pictures or a file to send on."""

from __future__ import annotations

from pathlib import Path

from api.cli_door import community_named, configured, now, store, tell
from api.cli_files import written
from api.cli_words import night_in
from api.forward_view import Pictures
from api.png import png_of
from geo.errors import BadInput
from geo.sentences import reason

ENDINGS = (".png", ".svg", ".html")


def draw_night(
    out: Path, *, night: str | None, community: str | None, team: str | None, pass_: str | None,
    lang: str | None,
) -> None:  # fmt: skip
    """Write the file, with the numbers to call; which kind its ending says.

    A night too tall for one PNG is written as FILE-1.png, FILE-2.png and so on.
    """
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
                conn, chosen.id, now(), night=asked, team=team, pass_=pass_, draft=None
            )
            of = (conn, those, language, opened.kinds)
            if ending == ".png":
                contents = _drawn(forward_view.pictures_of(*of, phones=True))
            elif ending == ".svg":
                contents = [str(forward_view.picture_of(*of, phones=True).svg).encode()]
            else:
                contents = [forward_view.file_of(*of, phones=True).encode()]
        files = _named(out, len(contents))
        for file, content in zip(files, contents, strict=True):
            written(file, content)
        tell(reason("{file}: the night of {night}, rounds: {n}.", file=", ".join(map(str, files)),
                    n=len(those.rounds), night=those.night.night))  # fmt: skip
        if len(files) > 1:
            tell(reason("Too tall for one picture, so it is in {n} files.", n=len(files)))


def _drawn(made: Pictures) -> list[bytes]:
    """Every piece as a PNG; where one cannot be drawn nothing is written."""
    drawn = (made.drawn(no) for no in range(1, made.count + 1))
    return [png_of(str(each.svg), each.width_px, each.height_px) for each in drawn]


def _named(out: Path, count: int) -> list[Path]:
    """What so many files are called: FILE.png alone, else FILE-1.png and so on."""
    if count == 1:
        return [out]
    return [out.with_name(f"{out.stem}-{no}{out.suffix}") for no in range(1, count + 1)]
