"""The list for API clients in few words: `GET /hazards` and `/hazards.csv`."""

from __future__ import annotations

from fastapi import APIRouter
from starlette.routing import Route

from api.routes.answers import CsvAnswer, PageAnswer
from api.services.collections import COLLECTIONS, PLAIN_HAZARDS

router = APIRouter()

_HAZARDS = COLLECTIONS["hazards"]

# By address; `api.lane` goes straight to it.
PAGES = {"/hazards": PageAnswer(_HAZARDS, PLAIN_HAZARDS)}

for _path, _answer in PAGES.items():
    router.routes.append(Route(_path, _answer, methods=["GET"], name="hazards"))
router.routes.append(
    Route("/hazards.csv", CsvAnswer(_HAZARDS, PLAIN_HAZARDS), methods=["GET"], name="hazards_csv")
)
