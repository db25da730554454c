"""The ASGI callables behind the lists: ask, read one snapshot, answer bytes."""

from __future__ import annotations

import hashlib
import json
from abc import ABC, abstractmethod
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, fields, replace
from functools import partial
from typing import Any

from fastapi import FastAPI
from starlette.types import Receive, Scope, Send

from api import exchange
from api.exchange import GEOJSON, JSON, Link
from api.services.asking import (
    FORMAT,
    JSON_FORMAT,
    KIND,
    LANG,
    LIMIT_MOST,
    Asked,
    Parameter,
    address_words,
    after_token,
    by_name,
    quoted,
    read_words,
)
from api.services.collections import Collection
from api.services.csv_table import table_of
from api.services.kept_answers import Body
from api.services.listing import Lists
from data.listed import Query
from data.reader import Reader
from geo.errors import BadQuery, NotFound
from geo.kinds import Kind

# Of documents and items; the second of what has no page.
PLAIN: Mapping[str, Parameter] = by_name(FORMAT, LANG)
JSON_ONLY: Mapping[str, Parameter] = by_name(JSON_FORMAT, LANG)


@dataclass(frozen=True, slots=True)
class Question:
    """What is asked, and under which address: links in the answer begin with `base`.

    here: the address without its parameters. query: its parameters but `after`, in one order,
    whatever order they came in.
    """

    base: str
    here: str
    query: str
    after: str
    asked: Asked
    fid: str
    app: FastAPI

    @property
    def address(self) -> str:
        """The whole address; the same for the same question."""
        return address(self.here, self.query, self.after)

    def links(self, media: str, following: int | None = None) -> list[Link]:
        """The links to itself, and to what follows it."""
        links = [Link(self.address, "self", media)]
        if following is not None:
            after = after_token(following)
            links.append(Link(address(self.here, self.query, after), "next", media))
        return links


def question_of(scope: Scope, parameters: Mapping[str, Parameter]) -> Question:
    """The question of a request.

    Raises
    ------
    BadQuery
        As `read_words` does, and for a kind of hazard that nobody knows.
    """
    asked = read_words(scope["query_string"], parameters)
    kind = asked.filters.get("kind")
    if kind is not None and parameters.get("kind") is KIND:
        _check_kind(kind, scope["app"].state.store.kinds)
    base = exchange.base_of(scope)
    words = [each for each in asked.words if each[0] != "after"]
    return Question(
        base=base, here=base + quoted(scope["path"]), query=address_words(words),
        after="" if asked.after is None else after_token(asked.after), asked=asked,
        fid=scope.get("path_params", _NOTHING).get("fid", ""), app=scope["app"],
    )  # fmt: skip


def _check_kind(name: str, kinds: Sequence[Kind]) -> None:
    if all(each.id != name for each in kinds):
        raise BadQuery(
            "There is no kind “{kind}”. There are: {known}.",
            kind=name[:60], known=", ".join(each.id for each in kinds),
        )  # fmt: skip


def address(here: str, query: str, after: str = "") -> str:
    """An address with its parameters."""
    if after:
        query = f"{query}&after={after}" if query else f"after={after}"
    return f"{here}?{query}" if query else here


_NOTHING: Mapping[str, str] = {}


class Answer(ABC):
    """One address, answered from one snapshot of the lists, with ETag, 304 and gzip."""

    def __init__(self, parameters: Mapping[str, Parameter] = PLAIN) -> None:
        self._parameters = parameters

    @abstractmethod
    def body(self, reader: Reader, question: Question) -> Body:
        """The answer's bytes and its headers, without ETag and Vary."""

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        question = question_of(scope, self._parameters)
        lists: Lists = scope["app"].state.lists
        work = partial(self._found, lists, question, scope)
        headers, body = await self._read(lists, question, work)
        if body is None:
            await exchange.send_known(send, headers)
        else:
            await exchange.send_body(scope, send, body)

    async def _read(
        self, lists: Lists, question: Question, work: Callable[[Reader], _Found]
    ) -> _Found:
        return await lists.read(work)

    def _found(self, lists: Lists, question: Question, scope: Scope, reader: Reader) -> _Found:
        """The headers, and the body unless the client has it."""
        version = reader.data_version()
        key = (version, question.address)
        etag = _etag(lists.salt, *key)
        headers = [(b"etag", etag), (b"vary", b"Accept, Accept-Encoding"),
                   (b"cache-control", b"no-cache")]  # fmt: skip
        if exchange.is_known(scope, etag):
            return headers, None
        body = lists.kept.find(key)
        if body is None:
            body = self.body(reader, question)
            body.headers.extend(headers)
            lists.kept.keep(key, body)
        return headers, body


_Found = tuple[list[tuple[bytes, bytes]], Body | None]


def _etag(salt: str, version: int, asked: str) -> bytes:
    digest = hashlib.blake2b(asked.encode(), digest_size=8).hexdigest()
    return f'W/"{salt}-{version}-{digest}"'.encode("ascii")


def query_of(collection: Collection, asked: Asked) -> Query:
    """The store's query for what was asked of a collection."""
    said = {_FIELD.get(name, name): value for name, value in asked.filters.items()}
    if "statuses" in said:
        said["statuses"] = (said["statuses"],)
    own = tuple((name, said.pop(name)) for name in sorted(said.keys() - _COLUMNS))
    return Query(
        collection=collection.id, properties=own, after_seq=asked.after, limit=asked.limit, **said
    )


# Where a parameter's name is not its field's.
_FIELD = {"datetime": "interval", "status": "statuses"}
# What else is asked for stands in the features alone.
_COLUMNS = frozenset(each.name for each in fields(Query))


class PageAnswer(Answer):
    """A page of a list as a GeoJSON FeatureCollection."""

    def __init__(self, collection: Collection, parameters: Mapping[str, Parameter]) -> None:
        super().__init__(parameters)
        self._collection = collection

    async def _read(
        self, lists: Lists, question: Question, work: Callable[[Reader], _Found]
    ) -> _Found:
        # No index knows the fields that stand in features alone: the whole list may be read.
        if question.asked.filters.keys() - _COLUMNS - _FIELD.keys():
            return await lists.read_long(work)
        return await lists.read(work)

    def body(self, reader: Reader, question: Question) -> Body:
        """The features as they were encoded when they were written, joined."""
        page = reader.encoded(query_of(self._collection, question.asked))
        links = [*question.links(GEOJSON, page.next_after), *self._others(question)]
        matched = "" if page.matched is None else f'"numberMatched":{page.matched},'
        head = (
            f'{{"type":"FeatureCollection",{matched}"numberReturned":{len(page.features)},'
            f'"links":{exchange.links_json(links)},"features":['
        )
        told = b"".join((head.encode(), b",".join(page.features), b"]}"))
        headers = [(b"content-type", GEOJSON.encode()), (b"link", exchange.link_header(links))]
        return Body(told, headers)

    def _others(self, question: Question) -> list[Link]:
        """The same list in other forms."""
        here, query = question.here, question.query
        if here.endswith("/hazards"):
            return [Link(address(f"{here}.csv", query), "alternate", "text/csv")]
        page = f"{query}&f=html" if query else "f=html"
        return [
            Link(address(here, page), "alternate", "text/html"),
            Link(here.removesuffix("/items"), "collection"),
        ]


class ItemAnswer(Answer):
    """One feature of a collection."""

    def __init__(self, collection: Collection) -> None:
        super().__init__()
        self._collection = collection

    def body(self, reader: Reader, question: Question) -> Body:
        """The feature as it was encoded, with its links.

        Raises
        ------
        NotFound
            The collection has no such feature, or none that is public.
        """
        feature = reader.item(self._collection.id, question.fid)
        if feature is None:
            raise NotFound(
                "“{collection}” has no feature “{id}”. It may have been removed.",
                collection=self._collection.id, id=question.fid[:60],
            )  # fmt: skip
        here = question.here
        links = [
            Link(here, "self", GEOJSON),
            Link(f"{here}?f=html", "alternate", "text/html"),
            Link(here.rpartition("/items/")[0], "collection"),
        ]
        told = f'{feature[:-1]},"links":{exchange.links_json(links)}}}'
        headers = [(b"content-type", GEOJSON.encode()), (b"link", exchange.link_header(links))]
        return Body(told.encode(), headers)


class DocumentAnswer(Answer):
    """A JSON document made from the snapshot by a function."""

    def __init__(
        self, made: Callable[[Reader, Question], dict[str, Any]], media: str = JSON,
        parameters: Mapping[str, Parameter] = PLAIN,
    ) -> None:  # fmt: skip
        super().__init__(parameters)
        self._made = made
        self._media = media

    async def _read(self, lists: Lists, _: Question, work: Callable[[Reader], _Found]) -> _Found:
        # Documents are few and may read whole collections.
        return await lists.read_long(work)

    def body(self, reader: Reader, question: Question) -> Body:
        """The document, readable by people."""
        told = json.dumps(self._made(reader, question), ensure_ascii=False, indent=1)
        return Body(told.encode(), [(b"content-type", self._media.encode())])


class CsvAnswer(Answer):
    """The list as a table: every row of it, unless `limit` says how many."""

    def __init__(self, collection: Collection, parameters: Mapping[str, Parameter]) -> None:
        super().__init__(parameters)
        self._collection = collection

    async def _read(self, lists: Lists, _: Question, work: Callable[[Reader], _Found]) -> _Found:
        return await lists.read_long(work)

    def body(self, reader: Reader, question: Question) -> Body:
        """The rows; where `limit` cut them short, a Link names the rest."""
        query = query_of(self._collection, question.asked)
        asked_for_some = any(name == "limit" for name, _ in question.asked.words)
        features, following = _all(reader, query, asked_for_some)
        headers = [
            (b"content-type", b"text/csv; charset=utf-8"),
            (b"content-disposition", b'inline; filename="hazards.csv"'),
            (b"link", exchange.link_header(question.links("text/csv", following))),
        ]
        return Body(table_of(features, self._collection.of), headers)


def _all(reader: Reader, query: Query, one_page: bool) -> tuple[list[str], int | None]:
    """The features of one page, or of all of them."""
    if one_page:
        page = reader.page(query)
        return page.features, page.next_after
    features: list[str] = []
    query = replace(query, limit=LIMIT_MOST)
    while True:
        page = reader.page(query)
        features += page.features
        if page.next_after is None:
            return features, None
        query = replace(query, after_seq=page.next_after)
