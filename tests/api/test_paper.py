"""Paper over HTTP: who is told what, what the codes hold, and what they open."""

from __future__ import annotations

import re
import shutil
import subprocess
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import gpxpy
import pytest
from shapely import LineString
from starlette.testclient import TestClient

from api.paper_view import labels_of
from api.public_address import PublicAddress
from data import communities, hazards, plans, warnings
from data.store import Store
from geo.errors import BadQuery
from geo.itinerary import Leg
from geo.rain import Level, Levels
from tests import town
from tests.api import filled
from tests.maps.test_paper import Read, codes

AWAY = ("192.168.1.20", 4000)
PAGE = {"accept": "text/html", "accept-language": "en"}
HOME, MARK, WALK_S = (116.3712345, 39.8612345), "116.3712", 754
CANARY = re.compile(r"canary-[a-z_]+|1390[0-9]{7}")
PUBLIC = "https://yuxun.example.org"


def round_id(client: TestClient) -> str:
    [one] = client.get(f"/rounds?community={town.COMMUNITY}").json()
    return str(one["id"])


def papers(client: TestClient) -> dict[str, str]:
    """Everything that is printed or taken along, by address."""
    one = round_id(client)
    paths = [f"/rounds/{one}/print", f"/print?community={town.COMMUNITY}", f"/rounds/{one}.gpx",
             f"/labels?community={town.COMMUNITY}"]  # fmt: skip
    found = {path.replace(one, "1"): client.get(path, headers=PAGE) for path in paths}
    assert {each.status_code for each in found.values()} == {200}
    return {path: answer.text for path, answer in found.items()}


@pytest.fixture
def full(store: Store) -> Store:
    """The town with a canary in all that is the office's own, its round ending at a home."""
    with store.write("test", filled.NOW) as tx:
        for each in hazards.of_community(tx.conn, town.COMMUNITY):
            raw = {**each.raw, "doors": ["canary-door"], "species": "canary-species"}
            named = replace(each, name="canary-name", address="canary-address",
                            note="canary-note", raw=raw)  # fmt: skip
            hazards.update(tx, named, each.version)
        communities.add_contacts(tx, [
            replace(each, id=f"canary-{each.role}", name=f"canary-{each.role}")
            for each in town.contacts() if each.role in ("keeper", "desk", "property")
        ][-3:])  # fmt: skip
        said = warnings.Response(town.NIGHT, level=Level.ORANGE, leader="canary-leader")
        warnings.set_response(tx, town.COMMUNITY, said)
        plan = filled.night_plan(hazards.of_community(tx.conn, town.COMMUNITY))
        [one] = plan.rounds
        last = one.legs[-1]
        way = LineString([last.geometry.coords[0], HOME])
        leg = Leg(last.seq, way, 905.0, WALK_S)
        home = replace(
            one, legs=(*one.legs[:-1], leg), length_m=one.length_m + 805.0,
            ends_at=one.ends_at + timedelta(seconds=WALK_S),
        )  # fmt: skip
        plans.publish(
            tx, plans.save(tx, town.COMMUNITY, replace(plan, rounds=(home,)), Levels(), 4.0)
        )
    return store


def test_a_stranger_prints_nothing_of_the_office(full: Store) -> None:
    for path, text in papers(filled.client_of(full, address=AWAY)).items():
        assert CANARY.findall(text) == [], path
        assert MARK not in text, path


def test_the_office_prints_its_names_of_places_its_leader_and_the_numbers(full: Store) -> None:
    """The control for the one above; keepers, doors and notes are on no paper at all."""
    told = papers(filled.client_of(full))
    for path in (each for each in told if "print" in each):
        assert set(CANARY.findall(told[path])) >= {"canary-name", "canary-leader", "13900000011"}
    labels, track = (
        next(text for path, text in told.items() if part in path) for part in ("labels", "gpx")
    )
    assert CANARY.findall(labels + track) == []
    for path, text in told.items():
        assert not re.findall("canary-(keeper|note|door|species|desk)", text), path


def test_the_way_home_is_on_no_paper_of_the_office_either(full: Store) -> None:
    own = filled.client_of(full)
    one = own.get(f"/rounds/{round_id(own)}").json()
    assert MARK in str(one["legs"]), "the control: the office's own answer has it"
    told = papers(own)
    for path, text in told.items():
        assert MARK not in text and one["ends_at"][11:16] not in text, path
    [track] = gpxpy.parse(next(text for path, text in told.items() if "gpx" in path)).tracks
    assert track.length_2d() < one["length_m"]


def test_a_way_back_to_the_office_stays_on_the_track(client: TestClient) -> None:
    one = client.get(f"/rounds/{round_id(client)}").json()
    [track] = gpxpy.parse(client.get(f"/rounds/{one['id']}.gpx").text).tracks
    end = track.segments[-1].points[-1]
    assert (end.longitude, end.latitude) == pytest.approx(one["legs"][-1]["g"][-1], abs=2e-6)


def test_the_codes_hold_the_address_that_we_were_called_by(client: TestClient) -> None:
    one = round_id(client)
    headers = PAGE | {"host": "10.1.2.3:8000"}
    [code] = codes(client.get(f"/rounds/{one}/print", headers=headers).text)
    opens = urlsplit(code)
    assert (opens.scheme, opens.netloc, opens.path) == ("http", "10.1.2.3:8000", "/tonight")
    assert parse_qs(opens.query) == {"community": [town.COMMUNITY], "round": [one]}
    assert client.get(f"{opens.path}?{opens.query}").status_code == 200
    label = client.get(f"/labels?community={town.COMMUNITY}", headers=headers).text
    wanted = {f"http://10.1.2.3:8000/h/{each.id}" for each in town.hazards()}
    assert set(codes(label)) == wanted
    assert "YUXUN_PUBLIC_URL" not in label


def test_the_setting_goes_before_and_a_loopback_address_is_said(store: Store) -> None:
    path = f"/labels?community={town.COMMUNITY}"
    own = filled.client_of(store).get(path, headers=PAGE).text
    assert "http://127.0.0.1:8000, which only this computer can open" in own
    told = filled.client_of(store, public_url=f"{PUBLIC}/").get(path, headers=PAGE).text
    assert "only this computer" not in told
    assert all(each.startswith(f"{PUBLIC}/h/") for each in codes(told))


def test_a_label_opens_the_map_at_its_hazard(store: Store) -> None:
    for address in (filled.LOCAL, AWAY):
        client = filled.client_of(store, address=address)
        answer = client.get(f"/h/{town.id_of('JS-03')}", follow_redirects=False)
        asked = parse_qs(urlsplit(answer.headers["location"]).query)
        assert answer.status_code == 303
        assert asked["community"] == [town.COMMUNITY] and asked["hazard"] == [town.id_of("JS-03")]
        page = client.get(answer.headers["location"])
        assert page.status_code == 200 and town.COMMUNITY in page.text


def sentence(client: TestClient, hazard_id: str) -> str:
    """What a label that opens nothing says, as a page."""
    answer = client.get(f"/h/{hazard_id}", headers=PAGE, follow_redirects=False)
    assert answer.status_code == 404 and answer.headers["content-type"].startswith("text/html")
    return " ".join(Read(answer.text).text.split())


def test_a_label_of_nothing_is_a_page_with_a_sentence(store: Store) -> None:
    with store.write("test", filled.NOW) as tx:
        some = town.hazards()[0]
        kept = {
            "draft": replace(some, status="draft"), "resolved": replace(some, status="resolved"),
            "archived": replace(some, status="archived"), "placeless": replace(some, geometry=None),
            "deleted": some,
        }  # fmt: skip
        hazards.add_many(
            tx, [replace(each, id=key, code=f"secret-{key}") for key, each in kept.items()]
        )
        hazards.remove(tx, "deleted", 1)
    away, own = filled.client_of(store, address=AWAY), filled.client_of(store)
    unknown = sentence(away, "nobody")
    assert "call the community office" in unknown
    for key in ("draft", "placeless", "deleted", "{{7*7}}", "%3Cscript%3E"):
        assert sentence(away, key) == unknown, "nobody is told of what is not public"
    for client in (away, own):
        for key in ("resolved", "archived"):
            assert "settled" in sentence(client, key)
    assert "secret-placeless is not on the map yet" in sentence(own, "placeless")
    assert own.get("/h/draft", follow_redirects=False).status_code == 303
    assert "secret" not in "".join(sentence(away, key) for key in kept)


def test_a_night_without_rounds_cannot_be_printed(client: TestClient) -> None:
    answer = client.get(f"/print?community={town.COMMUNITY}&night=2026-07-01", headers=PAGE)
    assert answer.status_code == 404
    assert "no rounds to print for the night of 2026-07-01" in answer.text
    assert client.get("/print?community=nobody").status_code == 404
    assert client.get("/labels?community=nobody").status_code == 404
    assert client.get(f"/print?community={town.COMMUNITY}&night=soon").status_code == 400
    assert client.get("/rounds/nobody.gpx").status_code == 404
    assert client.get("/rounds/nobody/print").status_code == 404


def test_what_was_published_is_printed_and_a_first_draft_says_that_it_is_one(store: Store) -> None:
    client, path = filled.client_of(store), f"/print?community={town.COMMUNITY}"
    with store.write("test", filled.NOW) as tx:
        found = hazards.of_community(tx.conn, town.COMMUNITY)
        plans.save(tx, town.COMMUNITY, filled.night_plan(found[:3]), Levels(), 1.0)
    page = Read(client.get(path, headers=PAGE).text)
    assert len(page.all("data-row")) == 12 and "Draft" not in page.text
    with store.write("test", filled.NOW) as tx:
        night = town.NIGHT + timedelta(days=1)
        plan = replace(filled.night_plan(found[:3]), night=night)
        plans.save(tx, town.COMMUNITY, plan, Levels(), 1.0)
    page = Read(client.get(f"{path}&night={night}", headers=PAGE).text)
    assert len(page.all("data-row")) == 3 and "Draft" in page.text


def test_labels_of_one_kind(client: TestClient) -> None:
    path = f"/labels?community={town.COMMUNITY}"
    found = Read(client.get(f"{path}&kind=leaning_tree").text)
    assert found.all("data-code") == ["SM-01", "SM-02", "SM-03", "SM-04"]
    assert client.get(f"{path}&kind=nothing").status_code == 422


def test_more_labels_than_a_page_holds_are_refused(store: Store) -> None:
    address = PublicAddress(PUBLIC)
    with store.read() as conn:
        community = communities.one(conn, town.COMMUNITY)
        with pytest.raises(BadQuery, match="12 labels"):
            labels_of(conn, community, "en", store.kinds, address, most=11)
        one_kind = labels_of(
            conn, community, "en", store.kinds, address, kind="leaning_tree", most=11
        )
    assert len(list(codes(one_kind))) == 4


def test_paper_is_not_kept_and_keeps_the_policy(client: TestClient) -> None:
    for path in (f"/print?community={town.COMMUNITY}", f"/labels?community={town.COMMUNITY}"):
        headers = client.get(path).headers
        assert headers["cache-control"] == "no-store"
        assert "unsafe" not in headers["content-security-policy"]


def test_the_track_is_a_download_in_the_readers_language(client: TestClient) -> None:
    answer = client.get(f"/rounds/{round_id(client)}.gpx?lang=en")
    assert answer.headers["content-type"] == "application/gpx+xml"
    assert answer.headers["content-disposition"].startswith('attachment; filename="2026-07-22-3-')
    assert "Flood-prone road" in answer.text and "Team 1" in answer.text


@pytest.mark.skipif(shutil.which("ogrinfo") is None, reason="GDAL's tools are not installed")
def test_gdal_reads_the_track(client: TestClient, tmp_path: Path) -> None:
    file = tmp_path / "round.gpx"
    file.write_bytes(client.get(f"/rounds/{round_id(client)}.gpx").content)
    told = subprocess.run(
        ["ogrinfo", "-ro", "-so", "-al", file], capture_output=True, text=True, check=True
    )
    assert told.stderr == ""
    counts = dict(re.findall(r"Layer name: (\w+)\n(?:.*\n)*?Feature Count: (\d+)", told.stdout))
    assert counts["waypoints"] == counts["route_points"] == "12"
    assert counts["routes"] == counts["tracks"] == "1"


def test_what_is_asked_for_with_nothing_is_not_asked_for(client: TestClient) -> None:
    for path in ("/print?community=", "/labels?community=&kind=", "/labels"):
        assert client.get(path).status_code == 200, path


def test_an_id_in_capitals_opens_its_hazard(client: TestClient) -> None:
    hazard_id = town.id_of("LD-01")
    for typed in (hazard_id, hazard_id.upper()):
        answer = client.get(f"/h/{typed}", follow_redirects=False)
        assert answer.status_code == 303 and hazard_id in answer.headers["location"]


def test_a_walk_planned_again_is_one_sheet_and_what_was_visited_is_struck_through(
    store: Store,
) -> None:
    """Control: as first planned nothing is struck through."""
    client, path = filled.client_of(store), f"/print?community={town.COMMUNITY}"
    assert 'class="gone"' not in client.get(path, headers=PAGE).text
    with store.write("test", filled.NOW) as tx:
        plan = filled.night_plan(hazards.of_community(tx.conn, town.COMMUNITY))
        [one] = plan.rounds
        walked = replace(one, stops=one.stops[:4], legs=one.legs[:4])
        ahead = replace(
            one, starts_at=one.starts_at + timedelta(minutes=30),
            stops=tuple(replace(s, seq=n) for n, s in enumerate(one.stops[4:], 1)),
            legs=tuple(replace(leg, seq=n) for n, leg in enumerate(one.legs[4:], 1)),
        )  # fmt: skip
        plan_id = plans.save(
            tx, town.COMMUNITY, replace(plan, rounds=(walked, ahead)), Levels(), 4.0
        )
        plans.publish(tx, plan_id)
        saved = plans.one(tx.conn, plan_id)
        first = min(saved.rounds, key=lambda each: each.round.starts_at)
        for stop in first.round.stops:
            plans.mark_done(tx, saved.stop_ids[first.id, stop.seq])
    html = client.get(path, headers=PAGE).text
    page = Read(html)
    assert len(page.all("data-round")) == 1
    assert page.all("data-row") == [str(n) for n in range(1, 13)]
    assert html.count('class="gone"') == 4
