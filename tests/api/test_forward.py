"""What is sent on to a chat group: whole, in both languages, and nothing in it that is personal."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import timedelta

import pytest
from shapely import LineString
from starlette.testclient import TestClient

from api.png import size_of
from data import communities, hazards, plans
from data.store import Store
from geo.communities import Contact
from geo.itinerary import Leg
from geo.rain import Levels
from tests import town
from tests.api import filled
from tests.maps.drawn import NS, read, texts

AWAY = ("192.168.1.20", 4000)
HERE = f"/app/{town.COMMUNITY}"
CANARY = re.compile(r"canary-[a-z_]+|1390[0-9]{7}")
PHONES = {f"1390000{n:04d}" for n in (10, 11, 12)}
PEOPLE = re.compile("张槐|李柳|王竹|赵一|钱二|孙三|周四|吴五|郑六")


def the_round(client: TestClient) -> str:
    return str(client.get(f"/rounds?community={town.COMMUNITY}").json()[0]["id"])


def forwarded(client: TestClient) -> dict[str, str]:
    """Everything that is sent on, by its address."""
    one = the_round(client)
    paths = [f"/rounds/{one}/picture.svg", f"/rounds/{one}.html", f"{HERE}/picture.svg",
             f"{HERE}/picture.svg?team={town.id_of('Team 1')}",
             f"{HERE}/picture.svg?night={town.NIGHT}&theme=dark"]  # fmt: skip
    found = {}
    for path in (f"{each}{'&' if '?' in each else '?'}lang={lang}" for each in paths
                 for lang in ("zh_CN", "en")):  # fmt: skip
        answer = client.get(path)
        assert answer.status_code == 200, path
        found[path] = answer.text
    return found


def test_a_picture_holds_the_round_in_the_language_asked_for(client: TestClient) -> None:
    one = client.get(f"/rounds/{the_round(client)}").json()
    for lang, words in (("zh_CN", "联系电话"), ("en", "Whom to call")):
        answer = client.get(f"/rounds/{one['id']}/picture.svg?lang={lang}")
        assert answer.headers["content-type"] == "image/svg+xml"
        assert "default-src 'none'" in answer.headers["content-security-policy"]
        said = texts(read(answer.text))
        assert words in said
        for stop in one["stops"]:
            assert stop["code"] in said and stop["eta"][11:16] in said


def test_the_file_is_to_be_kept_and_holds_no_script(client: TestClient) -> None:
    one = client.get(f"/rounds/{the_round(client)}").json()
    answer = client.get(f"/rounds/{one['id']}.html?lang=en")
    assert answer.headers["content-disposition"].startswith("attachment; filename=")
    assert answer.headers["content-disposition"].endswith('.html"')
    assert "<script" not in answer.text and "http:" not in answer.text.replace(
        "http://www.w3.org/2000/svg", ""
    )
    assert all(stop["code"] in answer.text for stop in one["stops"])
    [drawn] = re.findall(r"<svg xmlns.*?</svg>", answer.text)
    assert len([g for g in read(drawn).iter(f"{NS}g") if g.get("data-stop")]) == len(one["stops"])


def test_what_is_not_there_is_said_in_a_sentence(client: TestClient) -> None:
    for path, word in (
        ("/rounds/none/picture.svg", "no round"), ("/rounds/none.html", "no round"),
        ("/app/none/picture.svg", "no community"),
        (f"{HERE}/picture.svg?night=2026-01-01", "no rounds"),
        (f"{HERE}/picture.svg?team=none", "walks no round"),
    ):  # fmt: skip
        answer = client.get(f"{path}{'&' if '?' in path else '?'}lang=en")
        assert answer.status_code == 404
        assert word in answer.json()["detail"], path
    for wrong in ("theme=pink", "night=yesterday", "draft=perhaps"):
        assert client.get(f"{HERE}/picture.svg?{wrong}").status_code in {400, 422}


def test_the_numbers_to_call_leave_by_the_office_itself_only(store: Store) -> None:
    for path, text in forwarded(filled.client_of(store)).items():
        assert set(re.findall(r"1390\d{7}", text)) == PHONES, path
    for path, text in forwarded(filled.client_of(store, address=AWAY)).items():
        assert not re.findall(r"1390\d{7}", text), path


def test_nobody_is_named(store: Store) -> None:
    """Control: the same night on the office's own page names them."""
    client = filled.client_of(store)
    for path, text in forwarded(client).items():
        assert not PEOPLE.findall(text), path
    assert PEOPLE.findall(client.get(f"{HERE}/night").text)


def test_no_name_of_a_place_no_door_and_no_note(store: Store) -> None:
    """Control: the office's own card of the hazard says them."""
    with store.write("test", filled.NOW) as tx:
        for each in hazards.of_community(tx.conn, town.COMMUNITY):
            raw = {**each.raw, **({"doors": ["canary-door"]} if "doors" in each.raw else {})}
            hazards.update(tx, replace(each, name="canary-name", address="canary-address",
                                       note="canary-note", raw=raw), each.version)  # fmt: skip
        communities.add_contacts(tx, [
            Contact(id="canary-keeper", community_id=town.COMMUNITY, name="canary-keeper",
                    role="keeper", phones=("13900009999",)),
            Contact(id="canary-desk", community_id=town.COMMUNITY, name="canary-person",
                    role="desk", phones=("010-1",)),
        ])  # fmt: skip
    client = filled.client_of(store)
    for path, text in forwarded(client).items():
        assert set(CANARY.findall(text)) <= PHONES, path
    card = client.get(f"/app/hazards/{town.id_of('LD-01')}/card").text
    assert {"canary-name", "canary-door", "canary-note"} <= set(CANARY.findall(card))


def legs(svg: str) -> int:
    return len({path.get("data-leg") for path in read(svg).iter(f"{NS}path")} - {None})


def test_the_way_home_is_in_none_of_them(store: Store) -> None:
    """Control: the way back to the office is drawn."""
    drawn = f"/rounds/{the_round(filled.client_of(store))}/picture.svg"
    to_the_office = legs(filled.client_of(store).get(drawn).text)
    home = (116.3712345, 39.8612345)
    with store.write("test", filled.NOW) as tx:
        plan = filled.night_plan(hazards.of_community(tx.conn, town.COMMUNITY))
        [one] = plan.rounds
        way = LineString([one.legs[-1].geometry.coords[0], home])
        last = Leg(one.legs[-1].seq, way, 905.0, 754)
        walk = replace(one, legs=(*one.legs[:-1], last), length_m=one.length_m + 805.0,
                       ends_at=one.ends_at + timedelta(seconds=754))  # fmt: skip
        plan_id = plans.save(tx, town.COMMUNITY, replace(plan, rounds=(walk,)), Levels(), 4.0)
        plans.publish(tx, plan_id)
    client = filled.client_of(store)
    for path, text in forwarded(client).items():
        svg = text if ".svg" in path else re.findall(r"<svg xmlns.*?</svg>", text)[0]
        assert legs(svg) == to_the_office - 1, path
        assert f"{walk.ends_at:%H:%M}" not in text, path
    assert to_the_office == len(one.legs)


def test_a_draft_says_so_and_is_not_sent_unasked(store: Store) -> None:
    client = filled.client_of(store)
    with store.write("test", filled.NOW) as tx:
        plan = filled.night_plan(hazards.of_community(tx.conn, town.COMMUNITY)[:2])
        plans.save(tx, town.COMMUNITY, plan, Levels(), 4.0)
    published, newest = (client.get(f"{HERE}/picture.svg?lang=en{more}").text
                         for more in ("", "&draft=true"))  # fmt: skip
    assert "draft" not in " ".join(texts(read(published)))
    assert "This plan is a draft" in " ".join(texts(read(newest)))
    assert legs(newest) < legs(published)


@pytest.mark.parametrize("bad", [b"", b"GIF89a", b"\x89PNG\r\n\x1a\n"])
def test_what_is_no_png_has_no_size(bad: bytes) -> None:
    assert size_of(bad) is None


def test_the_pieces_of_a_picture_lead_to_each_other(store: Store) -> None:
    """Control: without `part` it is one picture, as tall as it comes."""
    with store.write("test", filled.NOW) as tx:
        plan = filled.night_plan(hazards.of_community(tx.conn, town.COMMUNITY))
        [one], [first] = plan.rounds, plan.passes
        passes = [replace(first, no=no) for no in range(3, 10)]
        # Each on its own way: one that is walked again is drawn once.
        rounds = [
            replace(one, pass_no=no, legs=one.legs[: len(one.legs) - no]) for no in range(3, 10)
        ]
        night = replace(plan, passes=tuple(passes), rounds=tuple(rounds))
        plans.publish(tx, plans.save(tx, town.COMMUNITY, night, Levels(), 4.0))
    client, address, heights, names = filled.client_of(store), f"{HERE}/picture.svg?part=1", [], []
    while address:
        answer = client.get(address)
        assert answer.status_code == 200, answer.text
        heights.append(int(read(answer.text).get("height")))
        names.append(answer.headers["content-disposition"].split('"')[1])
        address = str(answer.links["next"]["url"]) if answer.links else ""
        address = f"{HERE}/picture.svg{address}" if address else ""
    assert len(heights) == 7 and max(heights) <= 15_000
    assert names == [f"yuxun-{town.NIGHT}-{n}.svg" for n in range(1, 8)]
    assert int(read(client.get(f"{HERE}/picture.svg").text).get("height")) > 15_000
    assert client.get(f"{HERE}/picture.svg?part=8").status_code == 404
    assert client.get(f"{HERE}/picture.svg?part=0").status_code in (400, 422)
