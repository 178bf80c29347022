"""Without a connection: the service worker, the manifest, what a module needs, and the answers that come back."""

from __future__ import annotations

import datetime as dt
import json
import uuid
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from kit.origin import same_origin_required
from kit.throttle import client_address, hit
from learning.courses.models import ModulePage
from learning.people import guests
from learning.progress import offline, replay, rules

LARGEST_BATCH = 256_000  # bytes
BATCHES_AN_HOUR = 240


@require_safe
def worker(request: HttpRequest) -> HttpResponse:
    """Serve the service worker from the root, so that it may answer for every page."""
    response = HttpResponse(offline.worker(), content_type="text/javascript; charset=utf-8")
    # Asked for anew each time: a device must never stay with a worker that is wrong.
    response.headers["Cache-Control"] = "no-cache"
    response.headers["Service-Worker-Allowed"] = "/"
    return response


@require_safe
def manifest(request: HttpRequest) -> JsonResponse:
    """Say how the site looks when a person puts it on the screen of a phone."""
    data = offline.manifest(get_language() or "fr")
    response = JsonResponse(data, content_type="application/manifest+json", json_dumps_params={"ensure_ascii": False})
    response.headers["Cache-Control"] = "public, max-age=86400"
    return response


@require_safe
def module(request: HttpRequest, module_key: uuid.UUID) -> JsonResponse:
    """List what a device stores to keep a module."""
    language = get_language() or "fr"
    page = ModulePage.objects.live().filter(translation_key=module_key, locale__language_code=language).first()
    if page is None or not rules.may_keep(page):
        raise Http404
    response = JsonResponse(offline.keepsake(page, language=language).as_json())
    response.headers["Cache-Control"] = "no-cache"
    return response


@never_cache
@require_POST
@same_origin_required
def send(request: HttpRequest) -> JsonResponse:
    """Take answers that were given without a connection: each is recorded or refused by itself, with a reason.

    They belong to the learner who gave them ("owner", offline.owner_of). Another person's are not taken; those of
    nobody are taken from a guest, and from a person who is signed in only when that person says that they are theirs.
    """
    if int(request.headers.get("Content-Length") or 0) > LARGEST_BATCH:
        return _no(413, _("Too many answers came at once. They stay on the device."))
    report = replay.Report()
    try:
        data: Any = json.loads(request.body)
        items = replay.read(data, report)
    except replay.BadBatch as error:
        return _no(400, str(error))
    except (ValueError, RecursionError):
        return _no(400, _("These answers could not be read. They stay on the device."))
    learner = request.learner  # type: ignore[attr-defined]
    owner = data.get("owner") or ""
    if owner and not rules.may_send_for(learner, owner):
        return _no(409, _("These answers belong to another person. They wait on the device."), code="another")
    if not owner and learner and learner != guests.learner_from_cookie(request) and data.get("mine") is not True:
        return _no(409, _("Say first whether these answers are yours."), code="ask")
    who = str(learner.pk) if learner else f"new:{client_address(request)}"
    if not hit(f"replay:{who}", BATCHES_AN_HOUR, int(dt.timedelta(hours=1).total_seconds())):
        return _no(429, _("Too many answers came in one hour. They stay on the device. Try again later."))
    ready = replay.prepare(items, report, language=get_language() or "fr")
    if ready:  # what cannot be recorded must not make a guest
        learner = guests.ensure_learner(request)
        replay.replay(learner=learner, ready=ready, report=report)
    found = {"saved": report.saved, "later": report.later, "refused": report.refused}
    return JsonResponse({**found, "owner": offline.owner_of(learner or None)})


def _no(status: int, sentence: str, code: str = "") -> JsonResponse:
    return JsonResponse({"error": sentence, "code": code}, status=status)
