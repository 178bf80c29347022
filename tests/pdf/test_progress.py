"""The progress of a class as it comes out of the printer: PDF/UA-1, every name and every module, heads on each page."""

from __future__ import annotations

import subprocess

import pytest
from django.urls import reverse
from django.utils import translation
from pypdf import PdfReader

from tests.classes.factories import make_teacher
from tests.classes.test_grid import big_class
from tests.pdf.verapdf import verapdf

pytestmark = [pytest.mark.pdf, pytest.mark.django_db]
LEARNERS, MODULES = 30, 8  # more people than one page, more modules than one table


@pytest.mark.parametrize("language", ["fr", "en"])
def test_the_progress_on_paper_is_accessible_and_whole(client, tmp_path, checker, language):
    teacher = make_teacher("claire")
    client.force_login(teacher)
    classroom = big_class(teacher, LEARNERS, modules=MODULES)
    with translation.override(language):
        response = client.get(reverse("classes:sheet", args=[classroom.pk]), {"sort": "name"})
    path = tmp_path / "progress.pdf"
    path.write_bytes(response.content)
    result = verapdf(path, folder=checker)[path]
    assert result.compliant, result.failures[:5]
    reader = PdfReader(path)
    assert reader.trailer["/Root"]["/Lang"] == language
    assert classroom.name in reader.metadata.title
    text = subprocess.run(["pdftotext", "-raw", str(path), "-"], capture_output=True, text=True, check=True).stdout
    for learner in range(LEARNERS):
        assert text.count(f"Person {learner}\n") + text.count(f"Person {learner} ") == 2, learner  # once in each part
    pages = text.split("\f")[:-1]
    head = {"fr": "Participant", "en": "Participant"}[language]
    assert all(f"\n{head}" in f"\n{page}" for page in pages)
    last = {"fr": "Modules terminés", "en": "Modules finished"}[language]
    assert last.split()[0] in text
    assert all(f"{number}." in text for number in range(1, MODULES + 1))
