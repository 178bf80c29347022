"""How many people live how far: on the real list, and on small ones that can be counted by hand."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import numpy as np
import pytest
from django.conf import settings
from django.core.management import call_command

from locator.coverage import history, measure
from locator.coverage.measure import METROPOLITAN, OVERSEAS, Counting
from locator.coverage.what_if import what_if
from locator.geo import distance_km, on_sphere
from locator.models import AccessFigure, Known, ServicePoint, Source
from tests.locator.factories import place

pytestmark = pytest.mark.django_db
DATA = Path(settings.BASE_DIR).parent / "shared" / "data"
needs_data = pytest.mark.skipif(not DATA.is_dir(), reason="the folder of real files is not here")


def counter(latitude: float, longitude: float, **more) -> ServicePoint:
    source, _made = Source.objects.get_or_create(key=more.pop("source", "test"), defaults={"name": "Test"})
    number = ServicePoint.objects.count()
    more = {"source_ref": str(number), "name": f"Lieu {number}", **more}
    return ServicePoint.objects.create(source=source, latitude=latitude, longitude=longitude, **more)


@pytest.fixture
def valley(db):
    """Three communes to the north of a counter: at 0, about 7.8 and about 22.2 km; and one overseas with none near."""
    place("74001", "Ici", 45.9, 6.1, population=1000)
    place("74002", "Plus-Loin", 45.97, 6.1, population=200)
    place("74003", "Tout-au-Bout", 46.1, 6.1, population=30)
    place("97401", "Là-Bas", -21.0, 55.3, population=4)
    return counter(45.9, 6.1, weekly_hours=24.0, step_free=Known.YES, appointment=Known.NO)


def measured(counting=None):
    there = measure.communes()
    counted = measure.counters(counting or Counting())
    return there, counted, measure.distances(there.points, counted.points)


def test_people_are_counted_beyond_each_limit(valley):
    there, _counted, km = measured()
    assert measure.bands(METROPOLITAN, there, km).beyond == (230, 30, 30, 30)
    assert measure.bands(OVERSEAS, there, km).beyond == (4, 4, 4, 4)
    assert measure.bands("74", there, km).between == (1000, 200, 0, 0, 30)
    assert [(one.scope, one.population) for one in measure.by_department(there, km)] == [("74", 1230), ("974", 4)]


def test_a_distance_is_that_of_the_great_circle(valley):
    there, _counted, km = measured()
    assert km[1] == pytest.approx(distance_km(45.97, 6.1, 45.9, 6.1), rel=1e-9)
    assert km[3] == pytest.approx(distance_km(-21.0, 55.3, 45.9, 6.1), rel=1e-9)


def test_without_a_counter_everybody_lives_beyond_every_limit(valley):
    valley.delete()
    there, _counted, km = measured()
    assert measure.bands("74", there, km).beyond == (1230,) * 4


@pytest.mark.parametrize(
    "counting",
    [Counting(hours=25), Counting(no_appointment=True, service="taxes"), Counting(service=measure.FRANCE_SERVICES)],
)
def test_a_counter_that_is_not_really_open_does_not_count(valley, counting):
    assert len(measure.counters(counting).ids) == 0


def test_a_counter_that_is_really_open_counts(valley):
    assert len(measure.counters(Counting(hours=24, no_appointment=True, step_free=True)).ids) == 1
    ServicePoint.objects.update(step_free=Known.UNKNOWN)
    assert len(measure.counters(Counting(step_free=True)).ids) == 0


def test_what_changes_when_a_counter_closes_and_another_opens(valley):
    there, counted, _km = measured()
    change = what_if(scope="74", there=there, counted=counted, closed={valley.pk}, opened=on_sphere([46.1], [6.1]))
    assert change.before.beyond == (230, 30, 30, 30)
    # 46.1 is 22.2 km from the first commune and 14.5 km from the second.
    assert change.after.beyond == (1200, 1200, 1000, 1000)
    assert (change.farther, change.nearer) == (1200, 30)
    assert [one.name for one in change.moved] == ["Ici", "Plus-Loin", "Tout-au-Bout"]
    nothing = what_if(scope="74", there=there, counted=counted, closed=set(), opened=np.empty((0, 3)))
    assert (nothing.farther, nothing.nearer, nothing.moved) == (0, 0, [])


def test_a_day_is_kept_once_and_an_older_list_beside_it(valley):
    day = dt.date(2026, 11, 1)
    assert history.record(on=day) == history.record(on=day)
    one = AccessFigure.objects.get(measured_on=day, service="", scope=METROPOLITAN)
    assert (one.places, one.population, one.beyond_5, one.beyond_20) == (1, 1230, 230, 30)
    assert not AccessFigure.objects.filter(service="taxes").exists()


def test_queries_do_not_grow_with_the_places(valley, django_assert_num_queries):
    for number in (1, 40):
        for _each in range(number):
            counter(45.0, 6.0)
        measured()
        with django_assert_num_queries(3):
            measured()


@needs_data
def test_the_figures_of_the_france_services_list_are_those_published_for_it(settings):
    """standards.md: computed on the list of 2024-08-01 with the communes' populations."""
    call_command("load_gazetteer", str(DATA / "gazetteer_communes_fr.csv"), verbosity=0)
    listed = str(DATA / "france_services_liste-fs-20240801.csv")
    call_command("import_points", listed, format="france-services", verbosity=0)
    there, counted, km = measured(Counting(service=measure.FRANCE_SERVICES))
    assert len(counted.ids) == 2845
    metropolitan, overseas = (measure.bands(scope, there, km) for scope in (METROPOLITAN, OVERSEAS))
    assert metropolitan.population == pytest.approx(66.2e6, abs=0.05e6)
    assert overseas.population == pytest.approx(2.2e6, abs=0.05e6)
    in_hundred = [share * 100 for share in metropolitan.shares]
    assert in_hundred == [pytest.approx(value, abs=0.05) for value in (31.1, 6.4)] + [
        pytest.approx(value, abs=0.005) for value in (0.60, 0.10)
    ]
    assert [overseas.shares[i] * 100 for i in (0, 1, 3)] == [pytest.approx(v, abs=0.05) for v in (18.3, 7.5, 6.7)]
