"""The directory over time: full lists, corrections by hand, the same place in two lists, large files."""

from __future__ import annotations

import datetime as dt
import io
import json
import resource

import pytest
from django.core.management import CommandError, call_command
from django.utils import timezone

from locator.flows import import_points
from locator.importers.draft import ListError
from locator.models import ImportIssue, SamePlace, Service, ServicePoint
from locator.same import decide
from tests.locator.factories import place
from tests.locator.test_imports import ROW, mednum

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _annecy():
    place("74010", "Annecy", 45.9, 6.12, "74000")


def france_services(name: str = "Médiathèque", latitude: float = 45.9, phone: str = "0450334535"):
    header = "id_fs,lib_fs,adresse,code_postal,lib_com,latitude,longitude,telephone,h_lundi"
    data = f"{header}\n9,{name},1 rue A,74000,Annecy,{latitude},6.12,{phone},09:00 - 12:00\n".encode()
    return import_points(data=data, file_name="fs.csv", format_name="france-services")


def test_a_place_that_a_full_list_no_longer_holds_is_marked_and_stays():
    mednum(ROW, {**ROW, "id": "2", "nom": "Mairie"})
    report = mednum(ROW)
    assert report.missing == 1
    gone = ServicePoint.objects.get(source_ref="2")
    assert gone.not_confirmed_since == timezone.localdate()
    mednum({**ROW, "id": "2", "nom": "Mairie"}, is_full=False)
    assert not ServicePoint.objects.exclude(not_confirmed_since=None).exists()


def test_the_date_since_when_a_place_is_not_confirmed_does_not_move():
    mednum(ROW, {**ROW, "id": "2"})
    ServicePoint.objects.filter(source_ref="2").update(not_confirmed_since=dt.date(2025, 1, 1))
    assert mednum(ROW).missing == 0
    assert ServicePoint.objects.get(source_ref="2").not_confirmed_since == dt.date(2025, 1, 1)


def test_a_later_import_never_undoes_what_a_person_set():
    mednum(ROW)
    ServicePoint.objects.update(
        phone="0699981234",
        opening_hours="Sa 09:00-12:00",
        open_days="Sa",
        human_fields=["phone", "opening_hours", "services"],
    )
    Service.objects.update(category="taxes")
    mednum({**ROW, "nom": "Médiathèque centrale", "telephone": "+33450000000"})
    point = ServicePoint.objects.get()
    assert (point.phone, point.opening_hours, point.open_days) == ("0699981234", "Sa 09:00-12:00", "Sa")
    assert point.name == "Médiathèque centrale"
    assert [s.category for s in point.services.all()] == ["taxes"]


def test_the_same_place_of_two_lists_is_merged_when_it_is_sure():
    mednum(ROW)
    report = france_services()
    assert report.merged == 1
    kept, other = ServicePoint.objects.order_by("pk")
    assert other.merged_into == kept
    assert list(ServicePoint.objects.shown()) == [kept]
    assert france_services().merged == 0  # and not again at the next import
    assert ServicePoint.objects.get(pk=other.pk).merged_into == kept


@pytest.mark.parametrize(
    ("change", "state"),
    [
        ({"phone": "0450999999"}, "proposed"),
        ({"latitude": 45.9015}, "proposed"),
        ({"name": "Maison France services"}, "proposed"),
        ({"name": "Bureau de poste", "phone": ""}, None),
        ({"latitude": 45.91}, None),
    ],
)
def test_what_is_not_sure_is_proposed_and_what_is_far_or_other_is_left(change, state):
    mednum(ROW)
    assert france_services(**change).merged == 0
    assert [pair.state for pair in SamePlace.objects.all()] == ([state] if state else [])
    assert ServicePoint.objects.shown().count() == 2


def test_what_a_person_decided_is_not_asked_again():
    mednum(ROW)
    france_services()
    pair = SamePlace.objects.get()
    decide(pair=pair, same=False)
    assert ServicePoint.objects.shown().count() == 2
    assert france_services().merged == 0
    decide(pair=pair, same=True)
    assert ServicePoint.objects.shown().count() == 1


def test_two_places_of_one_list_are_never_merged():
    mednum(ROW, {**ROW, "id": "2"})
    assert ServicePoint.objects.shown().count() == 2
    assert not SamePlace.objects.exists()


def test_the_report_is_a_file_too(tmp_path):
    path = tmp_path / "list.json"
    path.write_text(json.dumps([{**ROW, "telephone": "1234567"}]), encoding="utf-8")
    said = {
        "en": ["line,kind,field,value,reason", "1,to look at,phone,1234567,this is not a phone number; it is left out"],
        "fr": [
            "ligne;genre;champ;valeur;raison",
            '1;à regarder;téléphone;1234567;"ce n’est pas un numéro de téléphone\u202f; il est laissé de côté"',
        ],
    }
    for language, lines in said.items():
        call_command("import_points", str(path), report=tmp_path / "report.csv", verbosity=0, language=language)
        assert (tmp_path / "report.csv").read_text(encoding="utf-8-sig").splitlines() == lines


@pytest.mark.parametrize(
    ("language", "summary", "refused"),
    [
        (
            "fr",
            "Nouveaux lieux\u00a0: 1\u202f; mis à jour\u00a0: 0\u202f; lignes refusées\u00a0: 1",
            "la ligne n’a pas de nom",
        ),
        ("en", "New places: 1; updated: 0; rows refused: 1", "the row has no name"),
    ],
)
def test_the_command_speaks_the_language_that_is_asked_for(tmp_path, capsys, language, summary, refused):
    path = tmp_path / "list.json"
    path.write_text(json.dumps([ROW, {**ROW, "id": "2", "nom": ""}]), encoding="utf-8")
    call_command("import_points", str(path), language=language)
    said = capsys.readouterr()
    assert summary in said.out
    assert refused in said.err


@pytest.mark.parametrize(
    ("address", "said"), [("http://127.0.0.1:9/none.csv", "cannot be fetched"), ("none.csv", "no file")]
)
def test_an_address_or_file_that_is_not_there_gets_a_sentence(address, said):
    with pytest.raises(CommandError, match=said):
        call_command("import_points", address, verbosity=0, language="en")


class _Endless(io.RawIOBase):
    """A list of `number` places that is made while it is read: nothing of it is kept."""

    def __init__(self, number: int) -> None:
        row = {**ROW, "presentation_detail": "x" * 2000}
        self.number, self.start, self.rest = number, 0, b"["
        self.row = json.dumps(row)[:-1].replace('"id": "1", ', "")
        self.position = 0

    def readable(self) -> bool:
        return True

    def seek(self, offset: int, whence: int = 0, /) -> int:
        self.start, self.rest, self.position = 0, b"[", 0
        return 0

    def tell(self) -> int:
        return self.position

    def readinto(self, buffer) -> int:
        while len(self.rest) < len(buffer) and self.start <= self.number:
            end = "]" if self.start == self.number else f'{"," if self.start else ""}{self.row},"id":"{self.start}"}}'
            self.rest += end.encode()
            self.start += 1
        piece, self.rest = self.rest[: len(buffer)], self.rest[len(buffer) :]
        buffer[: len(piece)] = piece
        self.position += len(piece)
        return len(piece)


def test_memory_does_not_grow_with_the_file():
    import_points(data=_Endless(2_000), file_name="warm", format_name="mednum", dry_run=True)
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    report = import_points(data=_Endless(8_000), file_name="large", format_name="mednum", dry_run=True)
    grown = (resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before) / 1024
    assert report.created == 8_000
    # The file is 18 MB longer than the first; the test's database is in memory too, and takes about 1 kB a place.
    assert grown < 16


@pytest.mark.parametrize(
    "data", [b"[" * 100_000, b'{"a":' * 100_000, b'[{"a":' + b"[" * 50_000, b'[{"id": 1}, {"id"', b"[1,2,3"]
)
def test_a_broken_or_nested_file_is_refused_at_once(data):
    with pytest.raises(ListError):
        import_points(data=data, file_name="x.json", format_name="mednum")
    assert not ServicePoint.objects.exists()
    assert not ImportIssue.objects.exists()
