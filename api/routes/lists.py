"""The list for API clients in few words: `GET /hazards` and `/hazards.csv`."""

from __future__ import annotations

from starlette.routing import Route

from api.routes.answers import CsvAnswer, PageAnswer
from api.services.collections import COLLECTIONS, PLAIN_HAZARDS

_HAZARDS = COLLECTIONS["hazards"]

# By address; `api.lane` goes straight to it.
PAGES = {"/hazards": PageAnswer(_HAZARDS, PLAIN_HAZARDS)}

ROUTES = [
    *(Route(path, answer, methods=["GET"], name="hazards") for path, answer in PAGES.items()),
    Route("/hazards.csv", CsvAnswer(_HAZARDS, PLAIN_HAZARDS), methods=["GET"], name="hazards_csv"),
]
