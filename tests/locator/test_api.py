"""The open data: what comes out validates against the published schema, and comes in again as the same rows."""

from __future__ import annotations

import csv
import io
import json
import re
from pathlib import Path

import pytest
from django.conf import settings

from locator.flows import import_points
from locator.models import Service, ServicePoint, Source
from tests.locator.factories import place
from tests.locator.test_imports import ROW, mednum

pytestmark = pytest.mark.django_db
DATA = Path(settings.BASE_DIR).parent / "shared" / "data"
FRANCE_SERVICES = DATA / "france_services_liste-fs-20240801.csv"
COMPARED = (
    "name", "postcode", "commune", "phone", "website", "email", "opening_hours", "appointment", "cost", "is_itinerant",
)  # fmt: skip


@pytest.fixture(autouse=True)
def _annecy():
    place("74010", "Annecy", 45.9, 6.12, "74000")


def body(response) -> str:
    return (b"".join(response.streaming_content) if response.streaming else response.content).decode()


def test_places_come_a_page_at_a_time(client):
    mednum(*[{**ROW, "id": str(n), "nom": f"Lieu {n}"} for n in range(5)])
    first = client.get("/api/v1/points?limit=2").json()
    assert (first["count"], len(first["results"]), first["previous"]) == (5, 2, None)
    last = client.get(client.get(first["next"]).json()["next"]).json()
    assert (len(last["results"]), last["next"]) == (1, None)
    one = client.get(f"/api/v1/points/{last['results'][0]['id']}").json()
    assert one == last["results"][0]
    assert one["services"] == ["internet-access"]


@pytest.mark.parametrize(
    ("query", "count"),
    [
        ("service=internet-access", 1), ("service=taxes", 0), ("department=74", 1), ("department=2A", 0),
        ("bbox=6,45,7,46", 1), ("bbox=0,0,1,1", 0), ("source=mednum", 1), ("source=other", 0), ("step_free=unknown", 1),
    ],
)  # fmt: skip
def test_filters(client, query, count):
    mednum(ROW)
    assert client.get(f"/api/v1/points?{query}").json()["count"] == count


@pytest.mark.parametrize(
    "query",
    ["service=magic", "department=99", "bbox=1,2,3", "bbox=a,b,c,d", "bbox=9,9,1,1", "bbox=nan,0,1,1", "step_free=perhaps",
     "limit=0", "limit=501", "offset=-1", "offset=x"],
)  # fmt: skip
def test_a_filter_that_cannot_be_read_says_what_to_write(client, query):
    response = client.get(f"/api/v1/points?{query}")
    assert response.status_code == 422
    assert response.json()["detail"]


def test_closed_and_merged_places_are_not_in_the_data(client):
    mednum(ROW, {**ROW, "id": "2", "nom": "Autre"})
    first, second = ServicePoint.objects.all()
    ServicePoint.objects.filter(pk=first.pk).update(is_closed=True)
    ServicePoint.objects.filter(pk=second.pk).update(merged_into=first)
    assert client.get("/api/v1/points").json()["count"] == 0
    assert client.get(f"/api/v1/points/{first.pk}").status_code == 404


@pytest.mark.parametrize("path", ["points", "points.geojson", "points.csv"])
def test_other_sites_may_read_and_caches_may_ask(client, path):
    mednum(ROW)
    response = client.get(f"/api/v1/{path}", HTTP_ORIGIN="https://example.org")
    assert response["Access-Control-Allow-Origin"] == "*"
    again = client.get(f"/api/v1/{path}", HTTP_IF_NONE_MATCH=response["ETag"])
    assert again.status_code == 304
    mednum({**ROW, "nom": "Changed"})
    assert client.get(f"/api/v1/{path}", HTTP_IF_NONE_MATCH=response["ETag"]).status_code == 200


def test_geojson_has_the_points(client):
    mednum(ROW)
    found = json.loads(body(client.get("/api/v1/points.geojson")))
    assert found["features"][0]["geometry"] == {"type": "Point", "coordinates": [6.12, 45.9]}
    assert found["features"][0]["properties"]["name"] == "Médiathèque"


def test_the_description_of_the_interface_is_there_and_asks_nothing_elsewhere(client):
    found = client.get("/api/v1/openapi.json").json()
    assert set(found["paths"]) == {f"/api/v1/points{end}" for end in ("", ".geojson", ".csv", "/{point_id}")}
    assert client.get("/api/v1/docs").status_code == 404


@pytest.mark.parametrize("path", ["points", "points.geojson", "points.csv"])
def test_queries_do_not_grow_with_the_places(client, path, django_assert_max_num_queries):
    counts = []
    for number in (2, 40):
        mednum(*[{**ROW, "id": str(n)} for n in range(number)])
        with django_assert_max_num_queries(6) as captured:
            body(client.get(f"/api/v1/{path}"))
        counts.append(len(captured))
    assert counts[0] == counts[1]


def rows_of(client) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(body(client.get("/api/v1/points.csv")))))


def assert_valid(rows: list[dict[str, str]]) -> None:
    """Check rows against the schema that is published for the standard (Table Schema: required, pattern, unique)."""
    schema = json.loads((DATA / "schema_mediation-num_v1.0.2.json").read_text(encoding="utf-8"))
    fields = {field["name"]: field for field in schema["fields"]}
    assert set(rows[0]) <= set(fields)
    for name, field in fields.items():
        rules = field.get("constraints", {})
        for row in rows:
            value = row.get(name, "")
            assert value or not rules.get("required"), (name, row)
            assert not value or re.search(rules.get("pattern", ""), value), (name, value)
            assert len(value) <= rules.get("maxLength", 10**6)
    assert len({row["id"] for row in rows}) == len(rows)


def written() -> dict[str, tuple]:
    found = {}
    for point in ServicePoint.objects.prefetch_related("services"):
        values = tuple(getattr(point, name) for name in COMPARED)
        spot = (round(point.latitude, 5), round(point.longitude, 5))
        services = tuple(sorted(service.category for service in point.services.all()))
        found[point.source_ref.rpartition("--")[2]] = (*values, spot, services, tuple(point.ways), point.hours_note)
    return found


def round_trip(client) -> None:
    rows = rows_of(client)
    assert_valid(rows)
    before = written()
    data = body(client.get("/api/v1/points.csv")).encode()
    Service.objects.all().delete()
    ServicePoint.objects.all().delete()
    Source.objects.filter(runs=None).delete()
    report = import_points(data=data, file_name="out.csv", format_name="mednum")
    assert report.refused == 0
    after = written()
    assert after.keys() == {key for key in before if key in {row["id"].rpartition("--")[2] for row in rows}}
    assert {key: value for key, value in after.items() if before[key] != value} == {}


@pytest.mark.skipif(not DATA.is_dir(), reason="the folder of real files is not here")
def test_what_was_imported_goes_out_valid_and_comes_in_as_the_same_rows(client):
    mednum(ROW, {**ROW, "id": "2", "services": "", "frais_a_charge": "Payant", "prise_rdv": "https://rdv.example"})
    round_trip(client)


@pytest.mark.skipif(not DATA.is_dir(), reason="the folder of real files is not here")
def test_the_france_services_list_goes_out_valid_and_comes_in_as_the_same_rows(client):
    import_points(data=FRANCE_SERVICES.read_bytes(), file_name="fs.csv", format_name="france-services")
    assert ServicePoint.objects.count() == 2845
    round_trip(client)
