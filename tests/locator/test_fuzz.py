"""Whatever a list, an address or a person writes: an answer or a sentence within two seconds, never a crash.

`make test` tries 200 inputs for each parser; PASSERELLE_FUZZ says another number (.ci/run: 2000).
"""

from __future__ import annotations

import contextlib
import datetime as dt
import io
import json
import os
from zoneinfo import ZoneInfo

import pytest
from django.http import QueryDict
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from locator import asked, hours
from locator.importers import READERS, format_of, mapping
from locator.importers.draft import Draft, ListError
from locator.importers.files import open_rows
from locator.importers.prose import from_prose
from locator.office import week
from locator.search.where import find_place
from tests.locator.factories import place

TRIES = int(os.environ.get("PASSERELLE_FUZZ", "200"))
fuzz = settings(
    max_examples=TRIES,
    deadline=dt.timedelta(seconds=2),
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow, HealthCheck.data_too_large],
)
MOMENT = dt.datetime(2026, 3, 29, 0, 30, tzinfo=ZoneInfo("UTC"))  # the night that has 23 hours
# Pieces of what is really written, in any order: they go deeper than letters drawn at random.
PIECES = st.lists(
    st.sampled_from(
        [
            "Mo",
            "Tu",
            "We",
            "Th",
            "Fr",
            "Sa",
            "Su",
            "PH",
            "SH",
            "off",
            "Mo-Fr",
            "09:00-12:00",
            "14:00-17:00",
            "00:00-24:00",
            "25:00",
            "24/7",
            ";",
            ",",
            '"',
            "||",
            "Jan",
            "Dec",
            "2026",
            "week",
            "1-53/2",
            "Tu[1]",
            "Tu[-1]",
            "lundi",
            "mardi",
            "de",
            "9h",
            "à",
            "12h",
            "9h30",
            "fermé",
            "sur",
            "rendez-vous",
            "jours",
            "fériés",
            "et",
            "le",
            "matin",
            "12h-14h",
            "-",
            "(",
            ")",
            "easter",
            "sunrise",
            "+1",
            "day",
            "2026",
            "Nov",
            "24",
        ]
    ),
    max_size=14,
).map(" ".join)
SAID = st.one_of(st.text(max_size=120), PIECES)
CELL = st.one_of(st.none(), st.booleans(), st.integers(), st.floats(), st.text(max_size=60), PIECES)
COLUMNS = (
    "id", "nom", "commune", "code_postal", "code_insee", "adresse", "latitude", "longitude", "telephone", "services",
    "horaires", "date_maj", "id_fs", "lib_fs", "h_lundi", "modalites_accueil",
)  # fmt: skip
ROWS = st.lists(st.dictionaries(st.sampled_from(COLUMNS), CELL, max_size=12), max_size=4)
SEPARATED = st.lists(st.lists(SAID, max_size=6), max_size=5).map(
    lambda rows: "\n".join(";".join(row) for row in [list(COLUMNS[:6]), *rows]).encode(errors="replace")
)
FILES = st.one_of(st.binary(max_size=400), ROWS.map(lambda rows: json.dumps(rows).encode()), SEPARATED)


@fuzz
@given(FILES)
def test_any_file_is_read_or_refused_with_a_sentence(data):
    with contextlib.suppress(ListError):
        for _line, row in open_rows(io.BytesIO(data)).rows:
            assert isinstance(row, dict)
    with contextlib.suppress(ListError):
        assert format_of(io.BytesIO(data)) in READERS


@pytest.mark.parametrize("name", sorted(READERS))
@fuzz
@given(data=FILES)
def test_any_file_in_any_format_gives_rows_with_notes_or_a_sentence(name, data):
    with contextlib.suppress(ListError):
        for draft in READERS[name](io.BytesIO(data)).rows:
            assert all(note.reason for note in draft.notes)


@fuzz
@given(st.one_of(st.text(max_size=200), ROWS.map(json.dumps)))
def test_any_mapping_is_read_or_refused_with_a_sentence(written):
    with contextlib.suppress(ListError):
        mapping.read_mapping(written)


@fuzz
@given(FILES)
def test_any_file_gets_a_draft_that_can_be_read_or_a_sentence(data):
    with contextlib.suppress(ListError):
        mapping.draft_mapping(io.BytesIO(data), name="list")


@fuzz
@given(SAID)
def test_any_hours_are_kept_because_they_can_be_read_or_refused(written):
    with contextlib.suppress(hours.HoursError):
        kept = hours.check(written)
        hours.state_at(kept, zone="Europe/Paris", department="67", moment=MOMENT)
        hours.days_of(kept, zone="Indian/Reunion", department="974", monday=dt.date(2026, 11, 23))
        hours.week_of(kept, zone="Europe/Paris", department="74", moment=MOMENT)
    week.from_osm(written)


@fuzz
@given(SAID)
def test_any_prose_becomes_hours_that_can_be_read_or_none(written):
    found = from_prose(written)
    if found:
        assert hours.check(found)


@fuzz
@given(CELL)
def test_any_phone_postcode_and_code_are_kept_in_their_form_or_left_out(value):
    draft = Draft(1)
    assert draft.postcode(value) == "" or len(draft.postcode(value)) == 5
    assert len(draft.phone(value)) <= 20
    assert len(draft.insee_code(value)) in (0, 5)


@fuzz
@given(
    st.dictionaries(st.sampled_from(("at", "place", "service", "with", "public", "start", "unknown")), st.text(max_size=60))
)
def test_any_address_of_a_search_is_read(parameters):
    query = QueryDict(mutable=True)
    query.update(parameters)
    found = asked.Asked.from_query(query)
    assert asked.Asked.from_query(QueryDict(found.with_start(found.start))) == found


@pytest.fixture
def annecy(db):
    return place("74010", "Annecy", 45.9, 6.12, "74000")


@fuzz
@given(written=st.one_of(st.text(max_size=80), PIECES))
def test_any_town_is_found_or_not_found(annecy, written):
    find_place(written)
