"""`yuxun map heat` and the like: an analysis, or the hazards, as one file of HTML."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from api.cli_door import community_named, configured, now, store, tell
from api.cli_files import written
from geo.errors import BadInput
from geo.sentences import reason

ENDINGS = (".html", ".htm")


def draw_analysis(
    kind: str, out: Path, *, community: str | None, lang: str | None, first: str, last: str
) -> None:
    """Write the file; an empty period is said in it, and here."""
    from api.analysis.file import file_of, hazards_file_of
    from api.analysis.hazards import hazards_answer
    from api.analysis.kinds import analysed, kind_named

    with store() as opened:
        if out.suffix.lower() not in ENDINGS:
            raise BadInput("“{file}” must end in .html.", file=out.name)
        language = configured(language=lang).language
        chosen = community_named(opened, community)
        with opened.read() as conn:
            if kind == "hazards":
                told, features = hazards_answer(conn, chosen.id, now(), language, opened.kinds)
                html = hazards_file_of(conn, told, features, language)
            else:
                told = analysed(
                    conn, kind_named(kind), chosen.id, first, last, now(), language, opened.kinds
                )
                html = file_of(conn, told, language)
        written(out, html)
        shown = told["title"] if kind == "hazards" else _period_of(told)
        tell(reason("{file}: {sentence}", file=str(out), sentence=told["empty"] or shown))


def _period_of(told: dict[str, Any]) -> str:
    return f"{told['title']}, {told['from']} – {told['to']}"
