"""The ASGI callables behind the lists: ask, read one snapshot, answer bytes."""

from __future__ import annotations

import hashlib
import json
from abc import ABC, abstractmethod
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from functools import partial
from typing import Any
from urllib.parse import urlencode

from fastapi import FastAPI
from starlette.concurrency import run_in_threadpool
from starlette.types import Receive, Scope, Send

from api import exchange
from api.exchange import GEOJSON, JSON, Link
from api.services.asking import (
    FORMAT,
    LANG,
    LIMIT_MOST,
    Asked,
    Parameter,
    after_token,
    by_name,
    read_words,
)
from api.services.collections import Collection
from api.services.csv_table import table_of
from api.services.kept_answers import Body
from api.services.listing import Lists
from data import listed
from data.listed import Query
from data.versions import data_version
from geo.errors import NotFound

PLAIN: Mapping[str, Parameter] = by_name(FORMAT, LANG)


@dataclass(frozen=True, slots=True)
class Question:
    """What is asked, and under which address: links in the answer begin with `base`."""

    base: str
    path: str
    asked: Asked
    fid: str
    app: FastAPI

    @property
    def here(self) -> str:
        """The address without its parameters."""
        return self.base + self.path

    def address(self, **changed: str) -> str:
        """The address with these parameters in place of its own."""
        words = dict(self.asked.words) | changed
        return f"{self.here}?{urlencode(words)}" if words else self.here


class Answer(ABC):
    """One address, answered from one snapshot of the lists, with ETag, 304 and gzip."""

    def __init__(self, parameters: Mapping[str, Parameter] = PLAIN) -> None:
        self._parameters = parameters

    @abstractmethod
    def body(self, conn: Any, question: Question) -> Body:
        """The answer's bytes and its headers, without ETag and Vary."""

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        asked = read_words(scope["query_string"], self._parameters)
        fid = scope["path_params"].get("fid", "")
        question = Question(exchange.base_of(scope), scope["path"], asked, fid, scope["app"])
        lists: Lists = scope["app"].state.lists
        headers, body = await self._read(lists, partial(self._found, lists, question, scope))
        if body is None:
            await exchange.send_known(send, headers)
        else:
            await exchange.send_body(scope, send, body)

    async def _read(self, lists: Lists, work: Callable[[Any], _Found]) -> _Found:
        return await lists.read(work)

    def _found(self, lists: Lists, question: Question, scope: Scope, conn: Any) -> _Found:
        """The headers, and the body unless the client has it."""
        version = data_version(conn)
        key = (version, question.here, question.asked.words)
        etag = _etag(version, key)
        headers = [(b"etag", etag), (b"vary", b"Accept, Accept-Encoding"),
                   (b"cache-control", b"no-cache")]  # fmt: skip
        if exchange.is_known(scope, etag):
            return headers, None
        body = lists.kept.find(key)
        if body is None:
            body = self.body(conn, question)
            body.headers.extend(headers)
            lists.kept.keep(key, body)
        return headers, body


_Found = tuple[list[tuple[bytes, bytes]], Body | None]


def _etag(version: int, key: object) -> bytes:
    digest = hashlib.blake2b(repr(key).encode(), digest_size=8).hexdigest()
    return f'W/"{version}-{digest}"'.encode("ascii")


def query_of(collection: Collection, asked: Asked) -> Query:
    """The store's query for what was asked of a collection."""
    said = {_FIELD.get(name, name): value for name, value in asked.filters.items()}
    if "statuses" in said:
        said["statuses"] = (said["statuses"],)
    return Query(collection=collection.id, after_seq=asked.after, limit=asked.limit, **said)


# Where a parameter's name is not its field's.
_FIELD = {"datetime": "interval", "status": "statuses"}


class PageAnswer(Answer):
    """A page of a list as a GeoJSON FeatureCollection."""

    def __init__(self, collection: Collection, parameters: Mapping[str, Parameter]) -> None:
        super().__init__(parameters)
        self._collection = collection

    def body(self, conn: Any, question: Question) -> Body:
        """The features as they were encoded when they were written, joined."""
        page = listed.page(conn, query_of(self._collection, question.asked))
        links = self._links(question, page.next_after)
        matched = "" if page.matched is None else f'"numberMatched":{page.matched},'
        told = (
            '{"type":"FeatureCollection",' + matched
            + f'"numberReturned":{len(page.features)},"links":'
            + json.dumps([each.as_json() for each in links])
            + ',"features":[' + ",".join(page.features) + "]}"
        )  # fmt: skip
        headers = [(b"content-type", GEOJSON), (b"link", exchange.link_header(links))]
        return Body(told.encode(), headers)

    def _links(self, question: Question, next_after: int | None) -> list[Link]:
        links = [Link(question.address(), "self", "application/geo+json")]
        if question.path.startswith("/collections/"):
            links.append(Link(question.address(f="html"), "alternate", "text/html"))
            links.append(Link(question.here.removesuffix("/items"), "collection"))
        else:
            table = question.address().replace(question.here, question.here + ".csv", 1)
            links.append(Link(table, "alternate", "text/csv"))
        if next_after is not None:
            following = question.address(after=after_token(next_after))
            links.append(Link(following, "next", "application/geo+json"))
        return links


class ItemAnswer(Answer):
    """One feature of a collection."""

    def __init__(self, collection: Collection) -> None:
        super().__init__()
        self._collection = collection

    def body(self, conn: Any, question: Question) -> Body:
        """The feature as it was encoded, with its links.

        Raises
        ------
        NotFound
            The collection has no such feature, or none that is public.
        """
        feature = listed.item(conn, self._collection.id, question.fid)
        if feature is None:
            raise NotFound(
                "“{collection}” has no feature “{id}”. It may have been removed.",
                collection=self._collection.id, id=question.fid[:60],
            )  # fmt: skip
        links = [
            Link(question.address(), "self", "application/geo+json"),
            Link(question.address(f="html"), "alternate", "text/html"),
            Link(question.here.rpartition("/items/")[0], "collection"),
        ]
        told = feature[:-1] + ',"links":' + json.dumps([each.as_json() for each in links]) + "}"
        headers = [(b"content-type", GEOJSON), (b"link", exchange.link_header(links))]
        return Body(told.encode(), headers)


class DocumentAnswer(Answer):
    """A JSON document made from the snapshot by a function."""

    def __init__(
        self, made: Callable[[Any, Question], dict[str, Any]], media: bytes = JSON
    ) -> None:
        super().__init__()
        self._made = made
        self._media = media

    async def _read(self, lists: Lists, work: Callable[[Any], _Found]) -> _Found:
        # Documents are few and may read whole collections.
        return await run_in_threadpool(lists.read_here, work)

    def body(self, conn: Any, question: Question) -> Body:
        """The document, readable by people."""
        told = json.dumps(self._made(conn, question), ensure_ascii=False, indent=1)
        return Body(told.encode(), [(b"content-type", self._media)])


class CsvAnswer(Answer):
    """The list as a table: every row of it, unless `limit` says how many."""

    def __init__(self, collection: Collection, parameters: Mapping[str, Parameter]) -> None:
        super().__init__(parameters)
        self._collection = collection

    async def _read(self, lists: Lists, work: Callable[[Any], _Found]) -> _Found:
        return await run_in_threadpool(lists.read_here, work)

    def body(self, conn: Any, question: Question) -> Body:
        """The rows; where `limit` cut them short, a Link names the rest."""
        query = query_of(self._collection, question.asked)
        asked_for_some = any(name == "limit" for name, _ in question.asked.words)
        features, following = _all(conn, query, asked_for_some)
        links = [Link(question.address(), "self", "text/csv")]
        if following is not None:
            links.append(Link(question.address(after=after_token(following)), "next", "text/csv"))
        headers = [
            (b"content-type", b"text/csv; charset=utf-8"),
            (b"content-disposition", b'inline; filename="hazards.csv"'),
            (b"link", exchange.link_header(links)),
        ]
        return Body(table_of(features, self._collection.of), headers)


def _all(conn: Any, query: Query, one_page: bool) -> tuple[list[str], int | None]:
    """The features of one page, or of all of them."""
    if one_page:
        page = listed.page(conn, query)
        return page.features, page.next_after
    features: list[str] = []
    query = replace(query, limit=LIMIT_MOST)
    while True:
        page = listed.page(conn, query)
        features += page.features
        if page.next_after is None:
            return features, None
        query = replace(query, after_seq=page.next_after)
