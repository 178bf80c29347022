"""Importing a list in the office: send it, see what would happen, then import it."""

from __future__ import annotations

import uuid

from django import forms
from django.contrib import messages
from django.core.files.uploadedfile import UploadedFile
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.template.defaultfilters import filesizeformat
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from kit.tables import csv_response
from kit.throttle import hit
from locator.importers import mapping
from locator.importers.draft import ListError
from locator.models import ImportRun
from locator.office import jobs
from locator.office.moderation import for_managers
from locator.reports import lines_of, rows_of

LISTS_AN_HOUR = 30
PAST = 20


class ListForm(forms.Form):
    """A list to import."""

    file = forms.FileField(
        label=gettext_lazy("The list (CSV or JSON, at most 50 MB)"),
        error_messages={
            "required": gettext_lazy("Choose the file of the list."),
            "empty": gettext_lazy("This file is empty. Choose another one."),
        },
    )
    is_full = forms.BooleanField(
        label=gettext_lazy("It is the whole list"),
        help_text=gettext_lazy("Places of this source that it no longer holds are then marked as not confirmed."),
        initial=True,
        required=False,
    )

    def clean_file(self) -> UploadedFile:  # type: ignore[type-arg]
        file: UploadedFile = self.cleaned_data["file"]  # type: ignore[type-arg]
        if (file.size or 0) > jobs.LARGEST:
            raise forms.ValidationError(
                _("This file has %s: import it with manage.py import_points.") % filesizeformat(file.size or 0)
            )
        return file


class MappingForm(forms.Form):
    """Which column is what, in the words of docs/data-formats.md."""

    text = forms.CharField(
        label=gettext_lazy("Which column is what"),
        max_length=20_000,
        widget=forms.Textarea(attrs={"rows": 24, "spellcheck": "false"}),
    )

    def clean_text(self) -> str:
        text: str = self.cleaned_data["text"]
        try:
            mapping.read_mapping(text)
        except ListError as error:
            raise forms.ValidationError(str(error)) from error
        return text


@for_managers
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def index(request: HttpRequest) -> HttpResponse:
    """Ask for a list; show the imports of before."""
    form = ListForm(request.POST, request.FILES) if request.method == "POST" else ListForm()
    if request.method == "POST" and form.is_valid():
        if not hit(f"import:{request.user.pk}", LISTS_AN_HOUR, 3600):
            form.add_error("file", _("Many lists were sent within an hour. Wait a little, or use the command."))
        else:
            try:
                job = jobs.receive(form.cleaned_data["file"], is_full=form.cleaned_data["is_full"])
                return HttpResponseRedirect(reverse("directory-import:job", args=[job.pk]))
            except ListError as error:
                form.add_error("file", str(error))
    runs = ImportRun.objects.select_related("source").order_by("-started_at")[:PAST]
    context = {**_header(_("Import a list of places")), "form": form, "runs": runs}
    return render(request, "locator/office/import.html", context, status=400 if form.errors else 200)


@for_managers
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def job(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """Say how far a list is, what importing it would do, what it did."""
    found = jobs.find(str(pk))
    if found is None:
        raise Http404
    form = MappingForm(request.POST if "text" in request.POST else None, initial={"text": found.mapping})
    if request.method == "POST" and not found.is_running:
        if "discard" in request.POST:
            found.forget()
            messages.success(request, _("The list is removed. Nothing has changed."))
            return HttpResponseRedirect(reverse("directory-import:index"))
        if "import" in request.POST and found.state == "tried":
            jobs.start(found, "importing")
        elif "text" in request.POST and found.state in ("mapping", "failed", "tried") and form.is_valid():
            found.mapping = form.cleaned_data["text"]
            jobs.start(found, "trying")
        if not form.errors:
            return HttpResponseRedirect(reverse("directory-import:job", args=[found.pk]))
    context = {**_header(found.name), "job": found, "form": form, "shown": jobs.SHOWN}
    return render(request, "locator/office/job.html", context, status=400 if form.errors else 200)


@for_managers
@require_safe
def findings(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """Return what a trial found as CSV."""
    found = jobs.find(str(pk))
    if found is None:
        raise Http404
    return csv_response(f"{pk}.csv", rows_of(found.lines))


@for_managers
@require_safe
def report(request: HttpRequest, pk: int) -> HttpResponse:
    """Return every line of the report of an import as CSV."""
    run = get_object_or_404(ImportRun, pk=pk)
    lines = lines_of(run.issues.order_by("line", "pk").iterator())
    return csv_response(f"import-{run.pk}.csv", rows_of(lines))


def _header(title: str) -> dict[str, str]:
    return {"header_title": title, "page_title": title, "header_icon": "upload"}
