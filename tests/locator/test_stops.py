"""Rounds of buses and duties from a file."""

from __future__ import annotations

import datetime as dt
from zoneinfo import ZoneInfo

import pytest
from django.conf import settings
from django.core.management import CommandError, call_command

from locator.coverage.measure import Counting, counters, distances
from locator.geo import on_sphere
from locator.importers.draft import ListError
from locator.models import ServicePoint, VisitStop
from locator.search.near import nearest
from locator.stops import load_stops
from tests.locator.factories import ANNECY, place, points, stops

pytestmark = pytest.mark.django_db
HEAD = "id,nom,type,telephone,services,arret,code_postal,commune,latitude,longitude,horaires\n"


def load(*lines: str):
    return load_stops(data=(HEAD + "\n".join(lines)).encode())


def test_the_demonstration_rounds_are_read_whole_and_twice_the_same():
    data = (settings.FIXTURES_DIR / "service_points" / "stops-demo.csv").read_bytes()
    for _time in range(2):
        report = load_stops(data=data, is_demo=True)
        assert (report.points, report.stops, report.refused, report.lines) == (2, 4, 0, [])
    assert ServicePoint.objects.filter(is_itinerant=True, source__is_demo=True).count() == 2
    assert VisitStop.objects.count() == 4
    assert set(VisitStop.objects.values_list("kind", flat=True)) == {"bus", "duty"}


def test_a_stop_without_coordinates_stands_in_its_commune_when_that_is_sure():
    place("15143", "Montsalvy", 44.7, 2.5, "15120")
    report = load(
        "b,Bus,,0465710012,taxes,Mairie,15120,Montsalvy,,,Tu 09:00-12:00", "b,Bus,,,,École,99999,Nulle,,,Tu 14:00-16:00"
    )
    assert (report.stops, report.refused) == (1, 1)
    assert VisitStop.objects.get().latitude == 44.7
    assert any("le centre de la commune" in str(line) for line in report.lines)
    assert any("la commune n’est pas connue" in str(line) for line in report.lines)


@pytest.mark.parametrize("hours", ["sur rendez-vous", "Tu 00:00-00:00", "", "Tu 17:00-09:00", "2021 Jan 05 09:00-12:00"])
def test_hours_that_lie_refuse_the_line_and_not_the_others(hours):
    report = load(
        f"b,Bus,,,taxes,Mairie,15120,X,44.7,2.5,{hours}",
        "b,Bus,,,taxes,École,15120,X,44.7,2.5,2099 Jan 05 09:00-12:00; Tu 09:00-12:00",
    )
    assert (report.stops, report.refused) == (1, 1)


def test_a_new_file_takes_no_stop_away_and_brings_up_to_date_the_others():
    load("b,Bus,,,taxes,Mairie,15120,X,44.7,2.5,Tu 09:00-12:00", "b,Bus,,,taxes,École,15120,X,44.7,2.5,We 09:00-12:00")
    load("b,Bus,,,taxes,Mairie,15120,X,44.7,2.5,Th 09:00-12:00")
    assert dict(VisitStop.objects.values_list("name", "opening_hours")) == {
        "Mairie": "Th 09:00-12:00; PH off",
        "École": "We 09:00-12:00; PH off",
    }


def test_another_file_is_refused_whole(tmp_path):
    with pytest.raises(ListError, match="horaires"):
        load_stops(data=b"a,b\n1,2\n")
    for language, said in (("en", "cannot be read"), ("fr", "ne peut pas être lu")):
        with pytest.raises(CommandError, match=said):
            call_command("load_stops", str(tmp_path / "none.csv"), language=language)


def test_a_trial_changes_nothing(tmp_path, capsys):
    path = tmp_path / "stops.csv"
    path.write_text(HEAD + "b,Bus,,,taxes,Mairie,15120,X,44.7,2.5,Tu 09:00-12:00\n", encoding="utf-8")
    call_command("load_stops", str(path), "--dry-run", language="en")
    assert not VisitStop.objects.exists()
    assert "Buses and duties: 1; stops: 1; lines refused: 0." in capsys.readouterr().out


@pytest.mark.parametrize(
    ("language", "refused", "line"),
    [
        ("fr", "Des lignes ont été refusées", "ligne 2, refusé, horaires «\u00a0jamais\u00a0»\u00a0: "),
        ("en", "Some lines were refused", "line 2, refused, horaires “jamais”: "),
    ],
)
def test_a_refused_line_is_said_in_the_language_that_is_asked_for(tmp_path, capsys, language, refused, line):
    path = tmp_path / "stops.csv"
    path.write_text(HEAD + "b,Bus,,,taxes,Mairie,15120,X,44.7,2.5,jamais\n", encoding="utf-8")
    with pytest.raises(CommandError, match=refused):
        call_command("load_stops", str(path), language=language)
    said = capsys.readouterr().err
    assert said.startswith(line)
    assert "%(" not in said


def test_a_bus_that_is_closed_or_is_another_place_stops_nowhere():
    stops(1)
    bus = ServicePoint.objects.get(is_itinerant=True)
    monday = dt.datetime(2026, 11, 23, 10, tzinfo=ZoneInfo("Europe/Paris"))

    def found() -> int:
        return len(nearest(latitude=ANNECY[0], longitude=ANNECY[1], moment=monday).found)

    assert found() == 1
    ServicePoint.objects.filter(pk=bus.pk).update(is_closed=True)
    assert found() == 0
    points(1)
    ServicePoint.objects.filter(pk=bus.pk).update(is_closed=False, merged_into=ServicePoint.objects.exclude(pk=bus.pk).get())
    assert found() == 1, "the other place alone"


def test_a_bus_counts_where_it_stops_and_for_the_hours_that_it_is_there():
    stops(2)
    bus = ServicePoint.objects.get(is_itinerant=True)
    counted = counters(Counting())
    assert counted.ids.tolist() == [bus.pk, bus.pk]
    where = on_sphere([ANNECY[0] - 0.02], [ANNECY[1]])
    assert distances(where, counted.points)[0] < 0.1
    garage = on_sphere([bus.latitude], [bus.longitude])
    assert distances(garage, counted.points)[0] > 50
    assert len(counters(Counting(hours=12)).ids) == 2  # Monday to Friday, three hours
    assert len(counters(Counting(hours=24)).ids) == 0


def test_a_place_that_its_list_no_longer_holds_says_so_first(client):
    points(1)
    point = ServicePoint.objects.get()
    point.updated_on, point.not_confirmed_since = dt.date(2026, 10, 1), dt.date(2026, 11, 2)
    point.save()
    page = client.get(f"/fr/near-me/{point.pk}/").content.decode()
    assert "Absent de sa liste depuis le 2 novembre 2026" in page
    assert "Vérifié le 1" not in page


def test_a_merged_place_leads_to_the_other_with_what_was_asked(client):
    points(2)
    kept, other = ServicePoint.objects.order_by("pk")
    ServicePoint.objects.filter(pk=other.pk).update(merged_into=kept)
    answer = client.get(f"/fr/near-me/{other.pk}/?service=taxes&place=74010")
    assert answer.status_code == 301
    assert answer.url == f"/fr/near-me/{kept.pk}/?service=taxes&place=74010"
