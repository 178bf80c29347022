"""What one can learn here, competence by competence. The courses themselves are pages of Wagtail."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import get_language
from django.views.decorators.http import require_safe

from kit.tables import csv_response
from learning.courses.competences import coverage, table


@require_safe
def competences(request: HttpRequest) -> HttpResponse:
    """Show which modules lead to which competence."""
    return render(request, "courses/competences.html", {"coverage": coverage(_language())})


@require_safe
def competences_csv(request: HttpRequest) -> HttpResponse:
    """Give the same table as a file."""
    return csv_response(f"passerelle-competences-{_language()}.csv", table(coverage(_language())))


def _language() -> str:
    return (get_language() or "fr")[:2]
