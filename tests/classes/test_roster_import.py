"""Names from a file: columns in two languages, what will happen, nothing half done."""

from __future__ import annotations

import io
import re

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from learning.classes import flows
from learning.classes.models import Enrolment
from learning.classes.roster.columns import FIRST, FULL, GROUP, LAST, PSEUDONYM, find_columns, plain
from learning.classes.roster.preview import State, preview
from learning.people.models import Learner
from tests.classes.factories import make_class, make_teacher, make_user
from tests.kit.test_spreadsheets import workbook

pytestmark = pytest.mark.django_db


@pytest.fixture
def teacher(client):
    user = make_teacher("claire")
    client.force_login(user)
    return user


@pytest.fixture
def school(teacher):
    return make_class(teacher, names=[], kind="school")


def send(client, classroom, data: bytes | str, name: str = "liste.csv"):
    data = data.encode() if isinstance(data, str) else data
    url = reverse("classes:import", args=[classroom.pk])
    return client.post(url, {"file": SimpleUploadedFile(name, data)})


def looked_at(client, classroom, data: bytes | str) -> dict[str, str]:
    """Return the names of the preview and what will happen to each."""
    found = send(client, classroom, data).context["preview"]
    return {line.name: line.state.value for line in found.lines}


# Columns


@pytest.mark.parametrize(
    ("heading", "expected"),
    [
        (["Nom", "Prénom"], {LAST: 0, FIRST: 1}),
        (["PRENOM", "NOM DE FAMILLE", "Groupe"], {FIRST: 0, LAST: 1, GROUP: 2}),
        (["First name", "Last name"], {FIRST: 0, LAST: 1}),
        (["Surname", "Given name", "Group"], {LAST: 0, FIRST: 1, GROUP: 2}),
        (["Prénom de l’élève", "Nom de l’élève"], {FIRST: 0, LAST: 1}),
        (["Nom"], {FULL: 0}),
        (["Name"], {FULL: 0}),
        (["Nom et prénom"], {FULL: 0}),
        (["N°", "Pseudonyme"], {PSEUDONYM: 1}),
        (["Élève", "Date de naissance"], {FULL: 0}),
    ],
)
def test_headings_are_known_in_french_and_english(heading, expected):
    found = find_columns([(1, heading), (2, ["x"] * len(heading))])
    assert found.where == expected
    assert found.start == 1


def test_headings_may_stand_below_titles():
    rows = [(1, ["Collège Jean Moulin"]), (2, ["Année 2026", ""]), (4, ["Nom", "Prénom"]), (5, ["Benali", "Amina"])]
    assert find_columns(rows).start == 3


def test_one_column_without_heading_is_a_list_of_names():
    assert find_columns([(1, ["Amina", ""]), (2, ["Lucas", ""])]).where == {FULL: 0}
    assert find_columns([(1, ["", "Amina"]), (2, ["", "Lucas"])]).where == {FULL: 1}


def test_several_columns_without_heading_are_not_guessed():
    assert find_columns([(1, ["Amina", "Benali"]), (2, ["Lucas", "Moreau"])]) is None


def test_a_heading_is_compared_without_accents_and_signs():
    assert plain(" Prénom(s) : ") == "prenoms"


# What will happen


def test_a_school_keeps_first_names_and_one_letter_where_two_are_the_same(client, school):
    found = looked_at(client, school, "nom;prénom\nBenali;Amina\nDURAND;Emma\nMoreau;Emma\nMorel;Lucas\n")
    assert list(found) == ["Amina", "Emma D.", "Emma M.", "Lucas"]
    assert set(found.values()) == {"new"}
    html = send(client, school, "nom;prénom\nBenali;Amina\n").content.decode()
    assert "Benali" not in html


def test_two_letters_where_one_is_not_enough(client, school):
    assert list(looked_at(client, school, "nom;prénom\nMoreau;Emma\nMorin;Emma\nMartin;Emma\n")) == [
        "Emma More.",
        "Emma Mori.",
        "Emma Ma.",
    ]


def test_a_group_of_adults_keeps_both_names(client, teacher):
    group = make_class(teacher, names=[], kind="adult")
    assert list(looked_at(client, group, "First name,Last name\nAmina,Benali\n")) == ["Amina Benali"]


def test_a_pseudonym_wins_over_the_name(client, school):
    assert list(looked_at(client, school, "prénom;pseudonyme\nAmina;Loutre\nLucas;\n")) == ["Loutre", "Lucas"]


def test_nothing_is_written_before_the_second_press(client, school):
    response = send(client, school, "prénom\nAmina\nLucas\n")
    assert response.status_code == 200
    assert not Enrolment.objects.exists()
    names = re.findall(r'name="name" value="([^"]+)" checked', response.content.decode())
    assert names == ["Amina", "Lucas"]
    added = client.post(reverse("classes:import", args=[school.pk]), {"confirm": "1", "name": names})
    assert added.url == reverse("classes:roster", args=[school.pk])
    assert sorted(Learner.objects.values_list("display_name", flat=True)) == ["Amina", "Lucas"]


def test_who_is_there_resembles_or_left_is_said_and_not_ticked(client, school):
    flows.add_learners(classroom=school, names=["Amina", "Mohamed", "Rene", "Jean-Pierre", "Zoé"])
    flows.end_enrolment(classroom=school, learner=Learner.objects.get(display_name="Zoé"))
    text = "prénom\namina\nMohammed\nRené\nJean Pierre\nZoé\nLéa\nLéo\n"
    response = send(client, school, text)
    found = {line.name: line.state for line in response.context["preview"].lines}
    assert found == {
        "amina": State.THERE, "Mohammed": State.DOUBTFUL, "René": State.DOUBTFUL, "Jean Pierre": State.DOUBTFUL,
        "Zoé": State.LEFT, "Léa": State.NEW, "Léo": State.NEW,
    }  # fmt: skip
    assert re.findall(r'value="([^"]+)" checked', response.content.decode()) == ["Léa", "Léo"]


def test_pseudonyms_that_differ_by_a_figure_are_other_people(client, school):
    assert set(looked_at(client, school, "pseudo\nRenard 2\nRenard 3\nRenard 12\n").values()) == {"new"}


@pytest.mark.parametrize(
    ("row", "words"),
    [
        ("amina@example.org", "adresse e-mail"),
        ("=HYPERLINK(1)", "par une lettre"),
        ("+33 6", "par une lettre"),
        ("12345", "avec des lettres"),
        ("x" * 81, "80 signes"),
    ],
)
def test_a_line_that_cannot_be_taken_says_its_number_and_what_to_write(client, school, row, words):
    response = send(client, school, f"prénom\nAmina\n{row}\nLucas\n")
    problems = response.context["preview"].problems
    assert [(one.number, words in one.text) for one in problems] == [(3, True)]
    assert "Ligne 3" in response.content.decode()
    assert [line.name for line in response.context["preview"].lines] == ["Amina", "Lucas"]


def test_a_line_without_a_first_name_says_what_to_write(client, school):
    problems = send(client, school, "nom;prénom\nBenali;\nMoreau;Lucas\n").context["preview"].problems
    assert [(one.number, one.value) for one in problems] == [(2, "Benali")]


def test_the_same_name_twice_says_the_other_line(client, school):
    found = send(client, school, "prénom\nEmma\nLucas\nemma\n").context["preview"]
    assert [(one.number, "ligne 2" in one.text) for one in found.problems] == [(4, True)]


def test_columns_that_are_not_read_are_named_and_never_kept(client, school):
    text = "prénom;date de naissance;e-mail\nAmina;2014-03-07;amina@example.org\n"
    response = send(client, school, text)
    html = response.content.decode()
    assert response.context["preview"].unused == ["date de naissance", "e-mail"]
    assert "2014-03-07" not in html
    assert "amina@example.org" not in html


def test_a_workbook_is_read_like_a_csv(client, school):
    data = workbook(["Liste de la classe"], [], ["Nom", "Prénom"], ["Benali", "Amina"], ["Moreau", "Lucas"])
    assert list(looked_at(client, school, data)) == ["Amina", "Lucas"]


@pytest.mark.parametrize("encoding", ["cp1252", "utf-16", "utf-8-sig"])
def test_accents_arrive_whatever_the_encoding(client, school, encoding):
    text = "Prénom;Groupe\nÉlodie;A\nJérôme;B\nFrançoise;A\nNoël;B\n"
    assert list(looked_at(client, school, text.encode(encoding))) == ["Élodie", "Jérôme", "Françoise", "Noël"]


# What is refused


@pytest.mark.parametrize(
    "data",
    [b"", b"%PDF-1.7", b"\x89PNG\r\n", b"PK\x03\x04x", b"Amina;Benali\nLucas;Moreau\n", b"x" * 1_000_001,
     ("prénom\n" + "\n".join(f"P{n}x" for n in range(201))).encode(), b"prenom\n" + b"a\n" * 2001],
)  # fmt: skip
def test_a_file_that_cannot_be_taken_gets_its_sentence(client, school, data):
    response = send(client, school, data)
    assert response.status_code == 200
    assert len(response.context["form"].errors["file"]) == 1
    assert 'href="#id_file"' in response.content.decode()
    assert not Enrolment.objects.exists()


def test_no_file_gets_its_sentence(client, school):
    response = client.post(reverse("classes:import", args=[school.pk]), {})
    assert response.context["form"].errors["file"]


def test_the_columns_that_were_seen_are_said(client, school):
    error = send(client, school, "sexe;code\nF;12\nM;13\n").context["form"].errors["file"][0]
    assert "sexe, code" in error
    assert "prénom" in error


@pytest.mark.parametrize(
    "names", [["Amina", "x@example.org"], ["Amina", "=1+1"], ["Amina", "y" * 81], [f"P{n}x" for n in range(201)]]
)
def test_names_that_come_back_changed_are_looked_at_again_and_nothing_is_half_done(client, school, names):
    response = client.post(reverse("classes:import", args=[school.pk]), {"confirm": "1", "name": names})
    assert response.url == reverse("classes:import", args=[school.pk])
    assert not Enrolment.objects.exists()


def test_nothing_ticked_changes_nothing(client, school):
    client.post(reverse("classes:import", args=[school.pk]), {"confirm": "1"})
    assert not Enrolment.objects.exists()


def test_names_added_meanwhile_are_not_added_twice(client, school):
    flows.add_learners(classroom=school, names=["Amina"])
    client.post(reverse("classes:import", args=[school.pk]), {"confirm": "1", "name": ["Amina", "Lucas"]})
    assert Enrolment.objects.count() == 2


def test_a_break_in_the_middle_adds_nobody(client, school, monkeypatch):
    def broken(*_args, **_kwargs):
        raise RuntimeError("the disk is full")

    monkeypatch.setattr(Enrolment.objects, "bulk_create", broken)
    with pytest.raises(RuntimeError):
        client.post(reverse("classes:import", args=[school.pk]), {"confirm": "1", "name": ["Amina", "Lucas"]})
    assert not Learner.objects.exists()


def test_markup_in_a_file_stays_text(client, school):
    html = send(client, school, "prénom\n<b>Amina</b>\n").content.decode()
    assert "<b>Amina</b>" not in html


def test_two_hundred_names_cost_a_bounded_number_of_queries(client, school, django_assert_max_num_queries):
    for number in (3, 200):
        text = "prénom\n" + "\n".join(f"Pupil{n}x" for n in range(number))
        with django_assert_max_num_queries(8):
            send(client, school, text)


def test_a_preview_of_two_hundred_names_against_three_hundred_is_quick(school):
    import time

    from kit.spreadsheets import read_rows

    flows.add_learners(classroom=school, names=[f"Élève numéro {n} de la liste" for n in range(300)])
    rows = read_rows(("prénom\n" + "\n".join(f"Personne {n} nouvelle ici" for n in range(200))).encode())
    start = time.perf_counter()
    preview(classroom=school, rows=rows)
    assert time.perf_counter() - start < 2


def test_another_teachers_class_takes_no_file(client, teacher):
    theirs = make_class(make_teacher(), names=[])
    assert send(client, theirs, "prénom\nAmina\n").status_code == 404
    assert client.post(reverse("classes:import", args=[theirs.pk]), {"confirm": "1", "name": ["A"]}).status_code == 404
    assert not theirs.enrolments.exists()


def test_the_file_is_not_kept(client, school, settings):
    send(client, school, io.BytesIO(b"nom;prenom\nBenaliUnique;Amina\n").getvalue())
    from pathlib import Path

    kept = [p for p in Path(settings.VAR_DIR).rglob("*") if p.is_file() and b"BenaliUnique" in p.read_bytes()]
    assert not kept


# A name corrected


def rename(client, classroom, learner, name):
    return client.post(reverse("classes:rename", args=[classroom.pk, learner.pk]), {"name": name})


def test_a_name_is_corrected_and_the_progress_stays(client, school):
    flows.add_learners(classroom=school, names=["Amnia", "Lucas"])
    learner = Learner.objects.get(display_name="Amnia")
    assert rename(client, school, learner, " Amina ").status_code == 302
    learner.refresh_from_db()
    assert learner.display_name == "Amina"
    assert rename(client, school, learner, "amina").status_code == 302  # its own name, in other letters


@pytest.mark.parametrize("name", ["", "  ", "lucas", "x@example.org", "y" * 81, "=1", "42"])
def test_a_name_that_cannot_be_taken_gets_its_sentence(client, school, name):
    flows.add_learners(classroom=school, names=["Amina", "Lucas"])
    learner = Learner.objects.get(display_name="Amina")
    assert rename(client, school, learner, name).context["form"].errors["name"]
    learner.refresh_from_db()
    assert learner.display_name == "Amina"


def test_who_has_an_account_keeps_the_name(client, school):
    learner = Learner.objects.create(user=make_user(), display_name="Odette")
    flows.enrol(classroom=school, learner=learner)
    assert rename(client, school, learner, "Autre").status_code == 404
    assert "Corriger" not in client.get(reverse("classes:roster", args=[school.pk])).content.decode()
