"""“My data” as a file to read: PDF/UA-1, in the language of the page, with what the page says."""

from __future__ import annotations

import pytest
from django.urls import reverse
from django.utils import translation
from pypdf import PdfReader

from learning.classes.models import Enrolment
from learning.people.models import Learner, User
from tests.classes.factories import make_class, make_teacher
from tests.pdf.verapdf import verapdf
from tests.people.test_guests import PASSWORD

pytestmark = [pytest.mark.pdf, pytest.mark.django_db]


@pytest.fixture
def files(client, tmp_path):
    """The file of a person with an account and two groups, in each language: language → path."""
    user = User.objects.create_user(username="amina-benali", password=PASSWORD)
    claire, malik = make_teacher("claire"), make_teacher("malik")
    learner = Learner.objects.create(display_name="Amina Benali", user=user)
    for teacher in (claire, malik):
        Enrolment.objects.create(classroom=make_class(teacher), learner=learner)
    client.post(reverse("account_login"), {"login": user.username, "password": PASSWORD})
    found = {}
    for language in ("fr", "en"):
        with translation.override(language):
            response = client.get(reverse("people:data_pdf"))
        assert response["Content-Type"] == "application/pdf"
        found[language] = tmp_path / f"{language}.pdf"
        found[language].write_bytes(response.content)
    return found


def test_my_data_passes_pdf_ua(files, tmp_path_factory):
    results = verapdf(*files.values(), folder=tmp_path_factory.mktemp("checker-my-data"))
    assert len(results) == 2
    assert not {path.name: result.failures[:5] for path, result in results.items() if not result.compliant}


def test_my_data_on_paper_is_in_the_language_of_the_page_and_names_who_sees_it(files):
    for language, who in (("fr", "Qui le voit"), ("en", "Who sees it")):
        reader = PdfReader(files[language])
        text = "".join(page.extract_text() for page in reader.pages)
        assert reader.trailer["/Root"]["/Lang"] == language
        for held in ("amina-benali", "Amina Benali", "claire", "malik", who):
            assert held in text, (language, held)
